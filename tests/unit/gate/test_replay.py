"""Old decisions decided again: the same by the rulebooks of then, another where a record was changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from forbear.calendar import HOUR, MINUTE
from forbear.chain import START, head_of
from forbear.gate.chain import Record, tied
from forbear.gate.gate import Gate
from forbear.gate.replay import Difference, Replayed, Shelf, replay
from tests.support.gates import BY, CALL, HOUSE, NOON, PARTIES, ask, event, gate_of

CEASE = event("hold", "2026-06-03T12:00:00-04:00", hold="cease", debts=["A"])


def full_day(*books: str) -> Gate:
    """A gate that gave every kind of answer and of end."""
    gate = gate_of(None, *books, debtors=("P1", "P2"))
    for number, asked in enumerate(
        (ask("r0"), ask("r1", content={}), ask("r2", channel="visit"), ask("r3", debts=["ZZ"]))
    ):
        answer = gate.ask(asked, NOON + number)
        if answer.permit:
            gate.use(answer.permit.id, {**CALL, "debts": ["B"]}, NOON, BY)
            gate.use(answer.permit.id, {**CALL, "others_may_hear": True}, NOON, BY)
            gate.use(answer.permit.id, CALL, NOON, BY)
            gate.use(answer.permit.id, {**CALL, "from_number": "+12125550111"}, NOON, BY)
            gate.tell(answer.permit.id, {"outcome": "no_answer"}, NOON, BY)
    gate.ask(ask("r4", channel="visit", approval="Ms Li"), NOON + MINUTE)
    gate.ask(ask("r5", channel="sms", text="We will tell your neighbors about your debt."), NOON + MINUTE)
    gate.ask(ask("r6"), NOON + MINUTE)
    gate.record("P1", CEASE, NOON + MINUTE, BY)
    gate.ask(ask("r7"), NOON)
    gate.ask(ask("r8", "P2"), NOON + 10 * HOUR)
    gate.ask(ask("r9", "P2"), NOON)
    return gate


def again(gate: Gate, records: Any = None, **only: Any) -> tuple[list[Difference], Replayed]:
    """Decide again what a gate decided."""
    store, count = gate.store, Replayed()
    texts = {name: store.rulebook(name) for name in (gate.set.sha256, *gate.set.parts.values())}
    kept = [record for debtor in store.debtors() for record in store.read(debtor)] if records is None else records
    return list(replay(kept, Shelf(texts), count, **only)), count


@pytest.mark.parametrize("books", [(HOUSE,), ("us-reg-f", HOUSE)])
def test_what_was_decided_is_decided_again_the_same(books):
    gate = full_day(*books)
    found, count = again(gate)
    assert found == []
    decided = [record for debtor in ("P1", "P2") for record in gate.store.read(debtor) if "gate" in record.body]
    assert count.decisions + count.uses == len(decided)
    kinds = {record.body.get("answer") or record.body["becomes"] for record in decided}
    assert kinds >= {"allow", "ask-a-person", "refuse", "used", "refused", "revoked"}
    assert {record.body.get("why") for record in decided if record.body.get("becomes") == "refused"} >= {
        "differs",
        "used",
    }


def test_gates_with_other_rulebooks_are_each_decided_again_by_their_own():
    gate = full_day(HOUSE)
    other = gate_of(gate.store, "us-reg-f", debtors=())
    other.ask(ask("o1", "P2"), NOON + 11 * HOUR)
    count = Replayed()
    texts = {
        name: gate.store.rulebook(name)
        for each in (gate, other)
        for name in (each.set.sha256, *each.set.parts.values())
    }
    assert list(replay(gate.store.read("P2"), Shelf(texts), count)) == []
    assert count.decisions == 3
    found, _ = again(gate, gate.store.read("P2"))
    assert [(each.kind, each.seq, each.was) for each in found] == [("rulebook", 4, other.set.sha256)]


def test_one_debtor_and_one_record_can_be_asked_for():
    gate = full_day(HOUSE)
    assert again(gate, debtor="P2")[1] == Replayed(2, 0)
    assert again(gate, debtor="P1", seq=2)[1] == Replayed(1, 0)
    assert again(gate, debtor="nobody")[1] == Replayed(0, 0)


def retied(records: list[Record]) -> list[Record]:
    """The same records, tied anew: a forger's log, which holds together."""
    made, head = [], START
    for record in records:
        made.append(tied(head, record.debtor, record.at, record.kind, record.body))
        head = head_of(made[-1])
    return made


@pytest.mark.parametrize(
    ("key", "value"), [("answer", "refuse"), ("why", ["clock"]), ("free_at", NOON), ("verdict", {}), ("permit", None)]
)
def test_an_answer_that_was_forged_is_another_when_decided_again(key, value):
    records = list(gate_of(None, HOUSE).store.read("P1"))
    gate = gate_of(None, HOUSE)
    gate.ask(ask("r1"), NOON)
    records = list(gate.store.read("P1"))
    forged = replace(records[1], body={**records[1].body, key: value})
    found, _ = again(gate, retied([records[0], forged]))
    assert [(each.what, each.was) for each in found] == [(key, value)]
    assert str(found[0].seq) in found[0].says("en")
    assert found[0].says("zh")


def test_a_hold_that_was_taken_out_shows_in_the_decisions_after_it():
    gate = gate_of(None, HOUSE)
    gate.record("P1", CEASE, NOON, BY)
    gate.ask(ask("r1"), NOON)
    parties, _, asked = gate.store.read("P1")
    found, _ = again(gate, retied([parties, asked]))
    assert {each.what for each in found} >= {"answer", "verdict", "permit"}


def test_a_use_that_was_forged_is_another_when_decided_again():
    gate = gate_of(None, HOUSE)
    permit = gate.ask(ask("r1"), NOON).permit
    gate.record("P1", CEASE, NOON, BY)
    gate.use(permit.id, CALL, NOON, BY)
    parties, asked, hold, revoked, refused = gate.store.read("P1")
    assert (revoked.body["becomes"], refused.body["becomes"]) == ("revoked", "refused")
    found, _ = again(gate, retied([parties, asked, refused]))
    assert ("becomes", "refused", "used") in [(each.what, each.was, each.now) for each in found]
    found, _ = again(gate, retied([parties, asked, revoked]))
    assert ("becomes", "revoked", "granted") in [(each.what, each.was, each.now) for each in found]
    used = replace(refused, body={**refused.body, "becomes": "used"})
    found, _ = again(gate, retied([parties, asked, hold, revoked, used]))
    assert ("becomes", "used", "refused") in [(each.what, each.was, each.now) for each in found]


def test_from_where_a_log_is_broken_nothing_is_decided_again():
    gate = full_day(HOUSE)
    records = list(gate.store.read("P1"))
    found, count = again(gate, [records[0], *records[2:], *gate.store.read("P2")])
    assert [(each.kind, each.seq) for each in found] == [("broken", 3)]
    assert count.decisions == 2, "the other debtor's are"


def test_parties_of_then_are_those_that_count():
    gate = gate_of(None, HOUSE)
    gate.ask(ask("r1"), NOON)
    gate.set_parties("P1", PARTIES | {"debts": []}, NOON, BY)
    gate.ask(ask("r2"), NOON)
    assert again(gate)[0] == []
