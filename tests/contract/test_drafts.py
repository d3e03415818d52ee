"""A batch is judged before its logs are held: whoever comes in between is never counted short, and waits for nobody."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from forbear.chain import faults
from forbear.gate import case
from forbear.gate.case import Case
from forbear.gate.cases import Cases
from forbear.gate.gate import Gate, RequestReusedError
from forbear.gate.memory import MemoryStore
from tests.support.gates import BY, CALL, HOUSE, NOON, ask, event, gate_of
from tests.support.meanwhile import meanwhile

PATIENCE = 30
AT_NOON = "2026-06-03T12:00:00-04:00"


def two_gates(opens: Any, *debtors: str) -> tuple[Gate, Gate]:
    """Two gates before one ledger, as two processes have them."""
    return gate_of(opens(), HOUSE, debtors=debtors), gate_of(opens(), HOUSE, debtors=())


def words(answers: Sequence[Any]) -> list[str]:
    return [answer.word for answer in answers]


def test_a_debtor_of_whom_something_was_recorded_meanwhile_is_judged_again_and_nobody_else_is(opens):
    gate, other = two_gates(opens, "P1", "P2")
    batch = [ask("b1"), ask("b2", "P2"), ask("b3")]
    with meanwhile(lambda: [other.ask(ask(f"o{number}"), NOON) for number in range(2)]) as judged:
        answers = gate.ask_many(batch, NOON)
    assert words(answers) == ["allow", "allow", "refuse"], "two by the other and one of these are all there may be"
    assert judged == ["b1", "o0", "o1", "b2", "b3", "b1", "b3"]
    assert [record.body["request"] for record in gate.store.read("P1")[1:]] == ["o0", "o1", "b1", "b3"]
    assert answers[1].receipt == gate.store.read("P2")[-1].hash
    assert not list(faults(gate.store.read("P1")))


def test_a_hold_that_comes_while_a_batch_is_judged_closes_what_it_drafted(opens):
    gate, other = two_gates(opens, "P1")
    told = event("hold", AT_NOON, hold="cease", debts=["A"])
    with meanwhile(lambda: other.record("P1", told, NOON, BY)):
        assert words(gate.ask_many([ask("b1"), ask("b2", debts=["B"])], NOON)) == ["refuse", "allow"]


def test_a_request_that_somebody_else_made_meanwhile_has_one_answer(opens):
    gate, other = two_gates(opens, "P1")
    first: list[Any] = []
    with meanwhile(lambda: first.append(other.ask(ask("b1"), NOON))):
        assert gate.ask_many([ask("b1"), ask("b2")], NOON)[0] == first[0]
    assert len(gate.store.read("P1")) == 3


def test_a_request_that_somebody_else_made_meanwhile_of_another_undoes_the_batch(opens):
    gate, other = two_gates(opens, "P1", "P2")
    with meanwhile(lambda: other.ask(ask("b1", "P2"), NOON)), pytest.raises(RequestReusedError):
        gate.ask_many([ask("b0"), ask("b1")], NOON)
    assert len(gate.store.read("P1")) == 1
    assert words(gate.ask_many([ask(f"c{number}") for number in range(4)], NOON)) == ["allow"] * 3 + ["refuse"]


def test_a_draft_on_which_a_transaction_failed_is_forgotten(opens, monkeypatch):
    gate = gate_of(opens(), HOUSE, debtors=("P1",))
    batch = [ask(f"b{number}") for number in range(3)]
    with monkeypatch.context() as broken:
        broken.setattr(type(gate.store), "opened", lambda *_, **__: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            gate.ask_many(batch, NOON)
    assert words(gate.ask_many([ask(f"c{number}") for number in range(4)], NOON)) == ["allow"] * 3 + ["refuse"]


def test_a_case_that_took_half_of_a_record_is_not_kept(opens, monkeypatch):
    gate = gate_of(opens(), HOUSE, debtors=("P1",))
    gate.cases = Cases()
    with monkeypatch.context() as broken:
        takes = case._TAKE["parties"]
        broken.setitem(case._TAKE, "parties", lambda *taken: (takes(*taken), 1 // 0))
        with pytest.raises(ZeroDivisionError):
            gate.ask(ask("a1"), NOON)
    gate.ask(ask("a2"), NOON)
    assert len(gate.cases._kept["P1"].known) == 1


@pytest.mark.parametrize("gates", [1, 2])
def test_of_batches_that_were_all_judged_before_one_was_recorded_no_more_is_let_out_than_may_be(opens, gates):
    asked = two_gates(opens, "P1", "P2")[:gates] * (4 // gates)
    all_judged = threading.Barrier(len(asked))
    for gate in asked[:gates]:
        delayed(gate, all_judged)
    batches = [[ask(f"{number}-{turn}-{debtor}", debtor) for turn in range(2) for debtor in ("P1", "P2")]
               for number in range(len(asked))]  # fmt: skip
    with ThreadPoolExecutor(len(asked)) as pool:
        answers = list(pool.map(lambda gate, batch: gate.ask_many(batch, NOON), asked, batches, timeout=PATIENCE))
    for debtor in ("P1", "P2"):
        got = [answer.word for batch in answers for answer in batch if answer.debtor == debtor]
        assert sorted(got) == ["allow"] * 3 + ["refuse"] * 5
        assert not list(faults(asked[0].store.read(debtor)))
    assert words(asked[0].ask_many(batches[0], NOON)) == words(answers[0]), "and told again as they were told"


def delayed(gate: Gate, until: threading.Barrier) -> None:
    """Let a gate open logs only when all have drafted."""
    opened: Callable[..., Any] = gate.store.opened

    def later(debtors: Any, **told: Any) -> Any:
        if threading.current_thread() is not threading.main_thread():
            until.wait(PATIENCE)
        return opened(debtors, **told)

    gate.store.opened = later  # type: ignore[method-assign]


def test_what_is_appended_to_a_draft_is_not_kept_and_what_is_known_is_not_read(opens):
    gate = gate_of(opens(), HOUSE, debtors=("P1",))
    gate.ask(ask("r1"), NOON)
    store = opens()
    logs = store.drafts({"P1": 1, "P9": 0})
    stood = logs["P1"].head
    logs["P1"].append(NOON, "event", {"name": "draft"}, ["k"])
    assert [record.kind for record in logs["P1"].records(1)] == ["decision", "event"]
    assert [record.kind for record in logs["P1"].records()] == ["parties", "decision", "event"]
    assert (logs["P9"].head.seq, list(logs["P9"].records())) == (0, [])
    assert store.find("k") is None and list(store.debtors()) == ["P1"]
    with store.opened(["P1"]) as held:
        assert held["P1"].head == stood


def test_a_draft_shows_nothing_that_was_recorded_after_it_was_begun(opens):
    gate = gate_of(opens(), HOUSE, debtors=("P1",))
    for known in (0, 1):
        (log,) = gate.store.drafts({"P1": known}).values()
        stood = log.head.seq
        gate.ask(ask(f"r{known}"), NOON)
        assert [record.seq for record in log.records()] == list(range(1, stood + 1))


def test_one_who_holds_a_case_has_it_for_himself():
    gate, seen = gate_of(MemoryStore(), HOUSE, debtors=("P1",)), list[Case]()
    with gate.cases.of(["P1"], gate.store.drafts) as one, gate.cases.of(["P1"], gate.store.drafts) as two:
        seen += [one["P1"].case, two["P1"].case]
    assert seen[0] is not seen[1] and seen[0].head == seen[1].head
    with gate.cases.of(["P1"], gate.store.drafts) as again:
        assert any(again["P1"].case is case for case in seen), "one of them is kept"


def test_cases_that_were_not_used_for_long_are_forgotten_first():
    gate = gate_of(MemoryStore(), HOUSE, debtors=("P1", "P2", "P3"))
    gate.cases = Cases(2)
    known: list[dict[str, int]] = []
    for names in (["P1", "P2"], ["P1"], ["P3"], ["P1", "P2", "P3"]):

        def noted(asked: Any) -> Any:
            known.append(dict(asked))
            return gate.store.drafts(asked)

        with gate.cases.of(names, noted) as dossiers:
            assert all(dossiers[name].case.head.seq == 1 for name in names)
    assert known[-1] == {"P1": 1, "P2": 0, "P3": 1}


def test_a_use_that_is_made_while_a_batch_is_judged_counts(opens):
    gate, other = two_gates(opens, "P1")
    permit = gate.ask(ask("r1"), NOON).permit
    with meanwhile(lambda: other.use(permit.id, {**CALL, "outcome": "busy"}, NOON, BY)):
        assert words(gate.ask_many([ask(f"b{number}") for number in range(4)], NOON)) == ["allow"] * 3 + ["refuse"]
