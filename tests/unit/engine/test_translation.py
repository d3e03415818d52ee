"""What has no translation is refused at once, with the rulebook and the place, and never approximated."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forbear.engine.relational.chains import MOST_JOINS
from forbear.engine.relational.needs import UntranslatableError
from forbear.engine.relational.profiles import profile_of
from forbear.engine.relational.program import Program, Terms
from forbear.engine.relational.tables import Profile
from forbear.engine.relational.writer import Step, text
from forbear.engine.scalar import compiled
from forbear.rules.catalog import all_books, get
from forbear.rules.expressions import parse
from forbear.rules.format import Fact, Rule, Rulebook, Window
from tests.support.amount import in_turn

BOOK = get("cn-convention-2018")
COUNT = Fact("calls", "law 1", "count", "contact", window=Window("days", 7))
REFUSED = {
    "reads the count 'calls'": Fact("x", "law 1", "any", "contact", parse("calls >= 2", "fact")),
    "differs by debt": Fact("x", "law 1", "any", "contact", parse("held or ask.recorded", "fact")),
    "an alias for a count": Fact("x", "law 1", "is", where=parse("calls", "fact")),
}
HELD = Fact("held", "law 1", "holding", "hold", per=("debt",))


def book_with(fact: Fact) -> Rulebook:
    rule = Rule(
        "r",
        "r",
        "law 1",
        parse("x" if fact.kind != "count" else "x > 1", "rule"),
        "refuse",
        "duty",
        {"en": ".", "zh": "."},
        "seen",
    )
    facts = {each.id: each for each in (COUNT, HELD, fact)}
    return replace(BOOK, facts={**BOOK.facts, **facts}, rules={"r": rule}, sha256=fact.kind + str(fact.where))


@pytest.mark.parametrize("words", REFUSED)
def test_a_construct_without_a_translation_is_refused_by_name(words: str) -> None:
    with pytest.raises(UntranslatableError, match=words) as caught:
        list(Program(compiled(book_with(REFUSED[words])), Profile(), Terms()).statements())
    assert "cn-convention-2018, " in str(caught.value) and "--engine scalar" in str(caught.value)


@pytest.mark.parametrize("dialect", in_turn(["spark", "duckdb"], 2))
@pytest.mark.parametrize("book", all_books(), ids=lambda book: book.id)
def test_every_shipped_rulebook_can_be_written_for_every_engine(book: Rulebook, dialect: str) -> None:
    """For DuckDB in ``make thorough``: ``tests/differential`` runs each of them there."""
    program = Program(
        compiled(book), Profile(numbered=dialect == "duckdb"), Terms(drafts=True, doubts=False, facts=False)
    )
    statements = [(name, text(query, dialect)) for name, query in program.verdicts()]
    assert statements[-1][0] == "" and all(sql.startswith(("SELECT", "WITH")) for _, sql in statements)


def test_what_a_profile_rules_out_is_folded_away() -> None:
    terms = Terms(doubts=False, facts=False)
    whole = list(Program(compiled(get("us-reg-f")), Profile(), terms).verdicts())
    contacts_only = list(Program(compiled(get("us-reg-f")), Profile(kinds=frozenset({"contact"})), terms).verdicts())
    assert len(contacts_only) < len(whole) / 2


def test_the_profile_of_tables_tells_what_they_hold() -> None:
    answers = iter([[(2, 1, 0, 0, 10, 20, 2, 2, 1, 1)], [(2, 1)], [("contact",)]])
    found = profile_of(
        lambda query: next(answers),
        ["channel", "purpose"],
        {"debtor": {"debtor", "id", "zones"}, "person": {"debtor", "id"}},
        False,
        True,
    )
    assert (found.events, found.whole) == ({"channel", "purpose"}, {"channel"})
    assert (found.zones, found.placed, found.late, found.kinds) == (2, True, True, {"contact"})


def test_no_statement_joins_so_much_that_setting_it_up_takes_longer_than_the_rows() -> None:
    statements = Program(compiled(get("us-reg-f")), Profile(), Terms()).statements()
    joins = {name: sum(joins_of(step) for step in (each.step, *each.inside)) for name, each in statements}
    assert max(joins.values()) <= MOST_JOINS + 3


def joins_of(step: Step) -> int:
    return len(step.query.args.get("joins") or ())
