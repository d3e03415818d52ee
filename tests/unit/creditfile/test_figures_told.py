"""Figures on a few rows: what a look sees, what is cited, and what is told beside."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from forbear.creditfile.features import figures, find
from forbear.creditfile.features.measured import beside, measured
from forbear.creditfile.statements import chain
from forbear.engine.duty_cases import run_duty_example
from forbear.engine.examples import run_example
from forbear.errors import RulebookError
from forbear.rules import catalog
from forbear.rules.check_figures import figures_of
from tests.support.credit_files import Chance, File, laid

BOOK = catalog.credit_book("figures")
POLICY = catalog.credit_book("policy-sample")


def application(number, lender, day, **more):
    return {"lender": lender, "applied_on": day, "row": f"application:{lender}:{number}", **more}


def account(lender, as_of, **more):
    return {"lender": lender, "account": "x", "as_of": as_of, "row": f"account:{lender}:x/{as_of}", **more}


def month(lender, when, status, **more):
    return {"lender": lender, "account": "x", "month": when, "source": "own", "status": status,
            "row": f"account_month:{lender}:x/{when:%Y-%m}", **more}  # fmt: skip


def asked(rows, day, book=BOOK, **more):
    """The figures of one look: name → ends, rows, left out."""
    connection = laid([File(rows, [day])], {})
    figures(connection, book, **more)
    query = 'SELECT figure, low, high, "rows", left_out, person_id FROM figure ORDER BY 1'
    return {name: tuple(rest) for name, *rest in connection.execute(query).fetchall()}, connection


def test_a_row_after_the_day_of_the_look_is_not_seen():
    rows = {"application": [application(1, "A", date(2026, 5, 2)), application(2, "B", date(2026, 5, 1))]}
    assert asked(rows, date(2026, 5, 1))[0]["applications_7"][:3] == (1, 1, ["application:B:2"])
    assert asked(rows, date(2026, 5, 2))[0]["applications_7"][:2] == (2, 2)


@pytest.mark.parametrize("later", [0, 40])
def test_without_rows_the_longest_window_still_holds_its_first_day(later):
    days = [date(2025, 5, 1) + timedelta(one) for one in (0, 1, 2, 41, 300)]
    rows = {"application": [application(number, f"L{number}", day) for number, day in enumerate(days)]}
    looks = [date(2026, 5, 1), date(2026, 5, 1) + timedelta(later)]
    connection = laid([File(rows, looks)], {})
    figures(connection, BOOK, cite=False)
    query = "SELECT applications_365, lenders_365 FROM figure_wide ORDER BY look_id"
    expected = [sum(day > look - timedelta(365) for day in days) for look in looks]
    assert connection.execute(query).fetchall() == [(one, one) for one in expected]
    assert expected[0] == 4


def test_an_application_to_a_lender_that_knows_her_is_left_out_by_her_account():
    rows = {
        "application": [application(1, "A", date(2026, 5, 1)), application(2, "B", date(2026, 5, 1))],
        "account": [account("A", date(2026, 4, 30), opened=date(2026, 1, 1)),
                    account("B", date(2026, 5, 3), opened=date(2026, 5, 1))],
    }  # fmt: skip
    low, high, counted, left_out, person = asked(rows, date(2026, 5, 4))[0]["hungry_lenders_7"]
    assert (low, high, counted, person) == (1, 1, ["application:B:2"], "P0")
    assert left_out == ["account:A:x/2026-04-30", "application:A:1"]


def test_what_is_overdue_is_that_of_the_newest_month_and_an_unknown_month_is_never_good():
    late = month("A", date(2026, 2, 1), "late", days_late_from=30, overdue=700)
    rows = {"account": [account("A", date(2026, 1, 31), currency="CNY")], "account_month": [late]}
    found, _ = asked(rows, date(2026, 4, 1))
    assert found["overdue_now"][:2] == (700, 700)
    good = {**rows, "account_month": [late, month("A", date(2026, 3, 1), "current")]}
    found, _ = asked(good, date(2026, 4, 1))
    assert found["overdue_now"][:3] == (0, 0, [])
    assert "account_month:A:x/2026-03" in found["overdue_now"][3]
    unknown = {**rows, "account_month": [late, month("A", date(2026, 3, 1), "unknown")]}
    found, _ = asked(unknown, date(2026, 4, 1))
    assert found["overdue_now"][:2] == (None, None)
    assert found["months_unknown"][:2] == (1, 1)


def test_no_row_is_named_twice_and_rows_stand_in_order():
    told = ("late", "current", "late", "late", "unknown")
    months = [month("A", date(2026, number, 1), status) for number, status in enumerate(told, 1)]
    cured = File({"account": [account("A", date(2026, 5, 31))], "account_month": months}, [date(2026, 6, 1)])
    connection = laid([cured, *Chance(11).people(20)], {"A": "bank"})
    figures(connection, BOOK, zone="UTC")
    found = connection.execute('SELECT figure, "rows", left_out FROM figure').fetchall()
    assert {name for name, counted, _ in found if len(counted) > 2} >= {"cures", "late_run", "months_late"}
    for name, counted, left_out in found:
        assert counted == sorted({*counted}) and left_out == sorted({*left_out} - {*counted}), name


def test_the_hour_of_an_application_is_that_of_the_zone_and_unknown_without_one():
    rows = {"application": [application(1, "A", date(2026, 5, 1), applied_at="2026-05-01 15:30:00")]}
    assert asked(rows, date(2026, 5, 2))[0]["night_30"][:2] == (0, 1)
    assert asked(rows, date(2026, 5, 2), zone="Asia/Shanghai")[0]["night_30"][:2] == (1, 1)
    assert "night_30" not in asked(rows, date(2026, 5, 2), zone="UTC")[0]


def test_a_policy_rejects_where_an_account_is_late_and_may_where_its_newest_month_is_unknown():
    late = month("A", date(2026, 3, 1), "late", days_late_from=30)
    rows = {"account": [account("A", date(2026, 1, 31))], "account_month": [late]}
    _, connection = asked(rows, date(2026, 4, 1), POLICY)
    wanted = [("overdue-now", True, ["account:A:x/2026-01-31", "account_month:A:x/2026-03"])]
    assert connection.execute('SELECT rule, truth, "rows" FROM spoke').fetchall() == wanted
    rows["account_month"] = [month("A", date(2026, 3, 1), "unknown")]
    _, connection = asked(rows, date(2026, 4, 1), POLICY)
    assert connection.execute("SELECT rule, truth FROM spoke").fetchall() == [("overdue-now", None)]


@pytest.mark.parametrize("books", [[POLICY], [BOOK, POLICY]])
def test_what_a_person_is_to_look_at_rejects_nobody_by_itself_whichever_book_says_so(books):
    hungry = [application(number, f"L{number}", date(2026, 5, 1)) for number in range(40)]
    _, connection = asked({"application": hungry}, date(2026, 5, 2), POLICY)
    assert connection.execute("SELECT rule, truth FROM spoke").fetchall() == [("many-lenders", True)]
    chain._lay_figures(SimpleNamespace(connection=connection), books, "UTC")
    assert connection.execute("SELECT rule, truth FROM spoke").fetchall() == [("many-lenders", None)]


def test_figures_that_are_asked_for_alone_are_what_they_are_among_all():
    connection = laid(Chance(12).people(20), {"A": "bank"})
    figures(connection, BOOK, zone="UTC")
    among_all = connection.execute("SELECT * FROM figure ORDER BY ALL").fetchall()
    wanted = {"applications_7", "balance_open", "days_late_longest", "lenders_90"}
    find(connection, BOOK, only=wanted)
    alone = connection.execute("SELECT * FROM figure ORDER BY ALL").fetchall()
    assert {name for _, _, name, *_ in alone} == wanted
    assert alone == [one for one in among_all if one[2] in wanted]


def test_the_same_connection_may_be_asked_for_another_book_and_another_form():
    rows = {"application": [application(1, "A", date(2026, 5, 1))]}
    _, connection = asked(rows, date(2026, 5, 2))
    figures(connection, BOOK, cite=False)
    figures(connection, POLICY)
    assert connection.execute("SELECT count(*) FROM figure").fetchall() == [(0,)]
    figures(connection, BOOK)
    assert connection.execute("SELECT low FROM figure WHERE figure = 'applications_7'").fetchall() == [(1,)]


@pytest.mark.parametrize("book", catalog.credit_books(), ids=lambda book: book.id)
def test_the_examples_of_every_shipped_credit_book_hold(book):
    outcomes = [run_example(book, each.record, each.where) for each in book.examples]
    outcomes += [run_duty_example(book, each.record, each.where) for each in book.duty_examples]
    assert [(outcome.case.id, outcome.faults) for outcome in outcomes if not outcome.passed] == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            'any = "account"',
            'holding = "consent"',
            "'consent', which is no row of the file, cannot be read from a table",
        ),
        ('where = "hungry"', 'where = "now > ask.now"', "a look has a day and no instant"),
    ],
)
def test_a_figure_that_no_table_can_answer_is_refused(tmp_path, old, new, told):
    from pathlib import Path

    from forbear.rules.load import load

    text = Path(BOOK.origin).read_text(encoding="utf-8")
    text = text.replace('where = "opened < ask.today"\nper = ["lender"]\n', "" if "consent" in new else
                        'where = "opened < ask.today"\nper = ["lender"]\n')  # fmt: skip
    changed = (
        text.replace(old, new, 1) if "consent" in new else text.replace(old, 'where = "hungry and ask.now > ask.now"')
    )
    path = tmp_path / "figures.toml"
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        asked({}, date(2026, 5, 1), load(path))
    assert told in str(caught.value)


def test_every_measured_rate_has_its_source_its_number_and_its_caveat():
    known = {fact.id for fact in figures_of(BOOK)}
    for one in measured().values():
        assert one.title and one.n > 0 and {*one.caveat} == {"en", "zh"} and one.rates
        assert not one.figure or one.figure in known
        assert all(rate.count is not None or {*rate.of} == {"en", "zh"} for rate in one.rates)
    (club,) = beside("inquiries_180_application")
    assert [(rate.count, rate.bad) for rate in club.rates] == [(0, 40), (1, 64), (2, 82), (3, 104)]
    assert (club.n, club.auc_thousandths) == (9857, 587)
    assert beside("applications_30") == ()
