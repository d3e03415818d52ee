"""Figures in SQL are those of the definition, with and without their rows, and each cites the rows that it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import duckdb
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from forbear.creditfile.features import figures
from forbear.engine.figures import figures as defined
from forbear.engine.scalar import Judge
from forbear.rules import catalog
from forbear.rules.check_figures import figures_of
from forbear.rules.load import load
from forbear.rules.types import is_money
from tests.support.amount import ALL, examples
from tests.support.credit_files import Chance, File, end_of, history, laid, look_facts, looks_of

KINDS = {"A": "bank", "B": "platform"}
SEEDS = st.integers(0, 1 << 32)
"""Each seed is forty people with a look or two: one query answers for all, and no figure costs less for one."""
PEOPLES = 2 if ALL else 1

ODD = """
format = 1
id = "odd"
subject = "credit"
title = { en = "Odd", zh = "杂" }
covers = "what the figures that ship do not read"
status = "complete"
[source.us]
title = "made up"
confidence = "house"
[set]
rich = ["USD", "EUR"]
[value.most]
cite = "us"
dated = { 1970-01-01 = 10, 2026-06-01 = 40 }
[value.late]
cite = "us"
dated = { 2026-06-01 = 20 }
[fact.earlier]
cite = "us"
count = "application"
where = "outcome == 'refused'"
past_days = "most"
[fact.last_one]
cite = "us"
last = "application"
where = "outcome == 'approved'"
[fact.first_one]
cite = "us"
first = "inquiry"
per = ["lender"]
[fact.known]
cite = "us"
is = "earlier >= 1 or stated(money_for)"
[fact.again]
cite = "us"
count = "application"
where = "earlier >= 2 or (known and amount + 5 > most)"
says = { en = "Again", zh = "再次" }
[fact.this_month]
cite = "us"
count = "application"
this = "month"
where = "currency in rich or amount != 7"
says = { en = "This month", zh = "本月" }
[fact.purposes]
cite = "us"
distinct = "application"
of = "money_for"
where = "(amount if stated(amount) else amount + 3) > 10"
says = { en = "Purposes", zh = "用途" }
[fact.least]
cite = "us"
sum = "application"
of = "amount"
days = "late"
where = "not first_one"
says = { en = "Sum", zh = "合计" }
[fact.largest]
cite = "us"
most = "account_month"
of = "balance"
where = "status == 'late' or days_late_from > 30"
says = { en = "Largest", zh = "最大" }
[fact.months_bad]
cite = "us"
sum = "account_month"
of = "days_late_from"
where = "month > ask.today - 200"
says = { en = "Months", zh = "月" }
[rule.many]
cite = "us"
when = "earlier >= 2 and not again == 0"
force = "house"
confidence = "house"
says = { en = "Many: {earlier}", zh = "多：{earlier}" }
[rule.approved-lately]
cite = "us"
when = "last_one.day > today - 100 and today - last_one.day != 3"
effect = "review"
force = "house"
confidence = "house"
says = { en = "Lately", zh = "近期" }
[exception.few]
cite = "us"
when = "earlier + 1 < 2 or weekday == 'Sun'"
lifts = ["approved-lately"]
confidence = "house"
"""
EXAMPLES = """
[example_base]
person = { id = "P" }
ask = { as_of = 2026-07-15 }
[[example]]
name = "all"
tests = []
ask = {}
events = [
  { kind = "application", lender = "A", applied_on = 2026-07-10, outcome = "refused", amount = 50, currency = "USD" },
  { kind = "application", lender = "A", applied_on = 2026-07-11, outcome = "refused", amount = 50, money_for = "x" },
  { kind = "application", lender = "A", applied_on = 2026-07-11, outcome = "approved", amount = 50, money_for = "x" },
  { kind = "account_month", lender = "A", as_of = 2026-07-01, month = 2026-07-01, status = "late", balance = 5 },
]
expect.verdict = "refuse"
expect.rules = ["many", "approved-lately"]
[example.expect.figures]
again = 2
this_month = 3
purposes = { from = 1, to = 2 }
least = { USD = 50, "" = 100 }
largest = { "" = 5 }
months_bad = "unknown"
[[example]]
name = "a month"
tests = []
ask = {}
events = [
  { kind = "account_month", lender = "A", as_of = 2026-07-01, month = 2026-07-01, status = "late", days_late_from = 9 },
]
expect = { verdict = "allow", figures = { months_bad = 9, largest = { "" = "unknown" } } }
[[example]]
name = "nothing"
tests = ["many", "approved-lately"]
ask = {}
events = []
expect = { verdict = "allow" }
"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    path = tmp_path_factory.mktemp("books") / "odd.toml"
    path.write_text(ODD + EXAMPLES, encoding="utf-8")
    return load(path)


@pytest.fixture(scope="module")
def shipped():
    return catalog.credit_book("figures")


Ends = tuple[int, int] | None
Figures = Mapping[tuple[str, str], Ends]


def told(connection: duckdb.DuckDBPyConnection) -> Mapping[int, Figures]:
    """What ``figure`` says of every look, without what is nothing."""
    found: defaultdict[int, dict[tuple[str, str], Ends]] = defaultdict(dict)
    query = "SELECT look_id, figure, coalesce(currency, ''), low, high FROM figure"
    for look, name, currency, low, high in connection.execute(query).fetchall():
        found[look][name, currency] = None if low is None else (low, high)
    return {look: something(own) for look, own in found.items()}


def something(found: Figures) -> Figures:
    return {key: ends for key, ends in found.items() if ends != (0, 0)}


def as_defined(book, file: File, day) -> Figures:
    return something(defined(book, history(file, day, KINDS), look_facts(day), end_of(day)))


@pytest.mark.parametrize("which", ["shipped", "odd"])
def test_every_figure_is_that_of_the_definition(which, request):
    book = request.getfixturevalue(which)

    @settings(max_examples=PEOPLES, phases=[Phase.generate])
    @given(seed=SEEDS)
    def holds(seed: int) -> None:
        people = Chance(seed).people()
        connection = laid(people, KINDS)
        figures(connection, book)
        found = told(connection)
        for look, file, day in looks_of(people):
            assert as_defined(book, file, day) == found.get(look, {}), (look, file, day)

    holds()


@pytest.mark.parametrize("which", ["shipped", "odd"])
def test_the_fast_form_says_the_same_as_the_one_with_rows(which, request):
    book = request.getfixturevalue(which)

    @settings(max_examples=PEOPLES, phases=[Phase.generate])
    @given(seed=SEEDS)
    def holds(seed: int) -> None:
        people = Chance(seed).people()
        connection = laid(people, KINDS)
        figures(connection, book)
        slow = told(connection)
        figures(connection, book, cite=False)
        for look, found in wide(connection, book).items():
            assert found == slow.get(look, {})

    holds()


def wide(connection: duckdb.DuckDBPyConnection, book) -> Mapping[int, Figures]:
    """``figure_wide`` and ``figure_amount`` in the form of ``figure``, without what is nothing."""
    cursor = connection.execute("SELECT * FROM figure_wide")
    names = [column[0] for column in cursor.description]
    rows = {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}
    plain = [fact.id for fact in figures_of(book) if not is_money(book, fact)]
    found: dict[int, dict[tuple[str, str], Ends]] = {
        look: {(name, ""): _ends(row, name) for name in plain} for look, row in rows.items()
    }
    query = "SELECT look_id, figure, coalesce(currency, ''), low, high FROM figure_amount"
    for look, name, currency, low, high in connection.execute(query).fetchall():
        found[look][name, currency] = None if low is None else (low, high)
    return {look: something(own) for look, own in found.items()}


def _ends(row, name: str) -> Ends:
    low = row[name] if name in row else row[f"{name}_low"]
    high = row[name] if name in row else row[f"{name}_high"]
    return None if low is None else (low, high)


@settings(max_examples=PEOPLES, phases=[Phase.generate])
@given(seed=SEEDS)
def test_the_rules_that_speak_are_those_of_the_judge(odd, seed):
    people = Chance(seed).people()
    connection = laid(people, KINDS)
    figures(connection, odd)
    found = connection.execute("SELECT look_id, rule, truth FROM spoke").fetchall()
    for look, file, day in looks_of(people):
        verdict = Judge([odd], history(file, day, KINDS), "strict").decide_at(
            look_facts(day), end_of(day), (end_of(day), 1 << 62)
        )
        wanted = {(reason.rule, True) for reason in verdict.reasons} | {(one.rule, None) for one in verdict.unknowns}
        assert {(rule, truth) for number, rule, truth in found if number == look} == wanted


def listed(connection: duckdb.DuckDBPyConnection) -> Mapping[int, Mapping[tuple[str, str], tuple]]:
    """All that ``figure`` says of every look, with the rows."""
    found: defaultdict[int, dict[tuple[str, str], tuple]] = defaultdict(dict)
    query = "SELECT look_id, figure, coalesce(currency, ''), low, high, \"rows\", left_out FROM figure"
    for look, name, currency, *rest in connection.execute(query).fetchall():
        found[look][name, currency] = tuple(map(str, rest))
    return found


def cited(told_of: tuple) -> str:
    return told_of[2] + told_of[3]


@settings(examples(4), phases=[Phase.generate])
@given(seed=SEEDS)
def test_a_row_is_cited_exactly_where_the_figure_would_be_another_without_it(shipped, seed):
    file = Chance(seed).file(most=12)
    alone = File(file.rows, file.looks[-1:])
    names = alone.names()
    connection = laid([alone, *map(alone.without, names)], KINDS)
    figures(connection, shipped)
    whole, *fewer = (listed(connection)[look] for look in range(len(names) + 1))
    wrong = [
        (name, key, whole.get(key), without.get(key))
        for name, without in zip(names, fewer, strict=True)
        for key in whole.keys() | without.keys()
        if (whole.get(key) != without.get(key)) != (f"'{name}'" in cited(whole.get(key, ("", "", "", ""))))
    ]
    assert wrong == []
