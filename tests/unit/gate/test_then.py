"""Somebody who moves: what was done before is judged by where she lived then."""

from __future__ import annotations

from typing import Any

from forbear.audit.assemble import Assembled
from forbear.audit.build import build_audit
from forbear.audit.sweep import Sweep
from forbear.calendar import HOUR, moment_of
from forbear.gate.gate import Gate
from forbear.gate.memory import MemoryStore
from forbear.gate.then import Then
from forbear.rules.catalog import chosen
from tests.support.gates import BY, CALL, DAY, DISCLOSED, NOON, PARTIES, event

NEW_YORK = {"zones": ["America/New_York"], "place": {"country": "US", "state": "NY"}}
CHINA = {"zones": ["Asia/Shanghai"], "place": {"country": "CN"}}
JAPAN = {"zones": ["Asia/Tokyo"], "place": {"country": "JP"}}
NIGHT = 11 * HOUR
"""After eleven at night in New York, and noon in Shanghai."""


def stated(gate: Gate, debtor: dict[str, Any], at: int, **more: Any) -> None:
    """The parties from now on."""
    gate.set_parties("P1", {**PARTIES, "debtor": debtor, **more}, at, BY)


def called(gate: Gate, at: int, **more: Any) -> None:
    """A call that was made without asking."""
    contact = {**CALL, **DISCLOSED, "direction": "outbound", "outcome": "no_answer", **more}
    gate.record("P1", event("contact", moment_of(at, "UTC").isoformat(), **contact), at, BY)


def moved(first: dict[str, Any], then: dict[str, Any]) -> Gate:
    """A call each night, one before a move and one after."""
    gate = Gate(MemoryStore(), chosen((), ["CN", "US-NY"]))
    stated(gate, first, NOON - DAY)
    called(gate, NOON + NIGHT)
    stated(gate, then, NOON + DAY)
    called(gate, NOON + 2 * DAY + NIGHT)
    return gate


def found(gate: Gate) -> list[set[str]]:
    """Of each contact, the countries whose rulebooks judge it."""
    then = Then(gate.case("P1"), gate.books)
    judged = Sweep((), then.history, judge_of=then.judge_of).judged()
    return [{name[:2] for name in each.verdict.rulebooks} for each in judged]


def test_each_contact_is_judged_by_the_rulebooks_of_the_place_where_the_debtor_lived_then():
    for first, then, places in ((NEW_YORK, CHINA, ["us", "cn"]), (CHINA, NEW_YORK, ["cn", "us"])):
        gate = moved(first, then)
        assert found(gate) == [{place} for place in places]
    assert found(moved(NEW_YORK, JAPAN)) == [{"us"}, set()]


def test_the_hour_of_a_contact_is_that_of_the_clock_where_she_lived():
    gate = moved(NEW_YORK, {**NEW_YORK, "zones": ["Asia/Shanghai"]})
    then = Then(gate.case("P1"), gate.books)
    first, second = Sweep(then.books(), then.history, judge_of=then.judge_of).judged()
    assert "hours" in {reason.rule for reason in first.verdict.reasons}
    assert "hours" not in {reason.rule for reason in second.verdict.reasons}


def test_without_a_move_the_findings_are_those_of_one_judge():
    gate = moved(NEW_YORK, NEW_YORK)
    then = Then(gate.case("P1"), gate.books)
    own = build_audit(Assembled(then.history), then.books(), judge_of=then.judge_of)
    alone = build_audit(Assembled(gate.case("P1").history()), chosen((), ["US-NY"]))
    assert own.findings == alone.findings != ()
    assert own.judged == alone.judged


def test_from_when_a_rule_would_have_spoken_no_more_is_told_by_the_clock_of_then():
    gate = moved(NEW_YORK, CHINA)
    then = Then(gate.case("P1"), gate.books)
    result = build_audit(Assembled(then.history), then.books(), judge_of=then.judge_of)
    night = next(one for one in result.findings if one.reason.rule == "hours")
    assert night.free_at == NOON + 20 * HOUR


def test_a_contact_from_before_anything_was_on_record_is_judged_by_what_was_stated_first():
    gate = Gate(MemoryStore(), chosen((), ["CN", "US-NY"]))
    called(gate, NOON + NIGHT)
    stated(gate, NEW_YORK, NOON + DAY)
    stated(gate, CHINA, NOON + 2 * DAY)
    assert found(gate) == [{"us"}]


def test_a_debt_that_was_put_on_record_later_is_known_of_a_contact_before():
    verdicts = []
    for debts in (PARTIES["debts"], [one for one in PARTIES["debts"] if one["id"] != "A"]):
        gate = Gate(MemoryStore(), chosen((), ["US-NY"]))
        stated(gate, NEW_YORK, NOON - DAY, debts=debts)
        called(gate, NOON + NIGHT)
        stated(gate, NEW_YORK, NOON + DAY)
        then = Then(gate.case("P1"), gate.books)
        verdicts += [each.verdict for each in Sweep((), then.history, judge_of=then.judge_of).judged()]
    assert verdicts[0] == verdicts[1] and verdicts[0].reasons


def test_what_was_known_of_a_debt_then_counts_and_not_what_is_said_of_it_now():
    gate = Gate(MemoryStore(), chosen(["us-reg-f"], ()))
    stated(gate, NEW_YORK, NOON - DAY)
    called(gate, NOON + NIGHT)
    stated(gate, NEW_YORK, NOON + DAY, debts=[{"id": "A", "creditor": "BANK", "purpose": "business"}])
    called(gate, NOON + 2 * DAY)
    assert found(gate) == [{"us"}, set()]


def test_of_whom_nothing_was_ever_stated_no_place_is_known_and_every_rulebook_judges():
    gate = Gate(MemoryStore(), chosen((), ["CN", "US-NY"]))
    called(gate, NOON)
    assert found(gate) == [{"cn", "us"}]
