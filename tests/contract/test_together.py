"""Single asks that are answered in one transaction: nobody waits for a debtor of another's, or bears his fault."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from forbear.chain import faults
from forbear.gate.gate import Gate, RequestReusedError
from tests.contract.test_store import A_WHILE, PATIENCE, put, together
from tests.support.gates import HOUSE, NOON, ask, gate_of
from tests.support.until import until

A_MOMENT = 0.001
"""So long passes between two looks at those who wait, in seconds."""


def at_once(gate: Gate, *asked: Any) -> list[Any]:
    """Ask for some contacts in threads of their own: the answers, or what was raised, of those who stood in one group.

    The first is kept at the counter until all others stand there.
    """
    stood, opened, first = threading.Event(), gate.store.opened, threading.Event()

    def later(debtors: Any, **told: Any) -> Any:
        if not first.is_set():
            first.set()
            assert stood.wait(PATIENCE)
        return opened(debtors, **told)

    gate.store.opened = later  # type: ignore[method-assign]
    with ThreadPoolExecutor(len(asked)) as pool:
        told = []
        for each in asked:
            told.append(pool.submit(gate.ask, each, NOON))
            until(lambda: first.is_set() and len(gate._together._waiting) == len(told) - 1, PATIENCE, A_MOMENT)
        assert len(gate._together._waiting) == len(asked) - 1
        stood.set()
    gate.store.opened = opened  # type: ignore[method-assign]
    return [each.exception() or each.result() for each in told]


def test_a_log_that_somebody_holds_is_left_out_where_one_does_not_wait_or_all_are_waited_for(store):
    put(store, "D1", "a")
    put(store, "D2", "a")
    got: list[tuple[list[str], bool]] = []
    inside, left = threading.Event(), threading.Event()

    def second() -> None:
        inside.wait(PATIENCE)
        with store.opened(["D1", "D2"], wait=False) as logs:
            got.append((sorted(logs), left.is_set()))
            logs["D2"].append(1, "event", {"name": "b"})

    with together(second) as (thread,), store.opened(["D1"]) as logs:
        inside.set()
        thread.join(A_WHILE)
        logs["D1"].append(1, "event", {"name": "b"})
        left.set()
    assert got in ([(["D2"], False)], [(["D1", "D2"], True)])
    assert [len(store.read(name)) for name in ("D1", "D2")] == [2, 2]


def test_all_who_are_answered_together_have_their_permits_and_no_limit_is_exceeded(store):
    gate = gate_of(store, HOUSE, debtors=("P1", "P2"))
    wanted = [ask(f"r{number}", f"P{number % 2 + 1}") for number in range(10)]
    answers = at_once(gate, *wanted)
    assert [answer.word for answer in answers] == ["allow"] * 6 + ["refuse"] * 4
    assert [answer.debtor for answer in answers] == [each.debtor for each in wanted]
    for debtor in ("P1", "P2"):
        assert not list(faults(store.read(debtor)))
    assert [gate.ask(each, NOON) for each in wanted] == answers, "and asked again, each gets his answer again"


def test_the_fault_of_one_is_told_to_him_alone(store):
    gate = gate_of(store, HOUSE, debtors=("P1", "P2", "P3"))
    gate.ask(ask("old"), NOON)
    first, reused, third = at_once(gate, ask("r1"), ask("old", debts=["B"]), ask("r3", "P3"))
    assert isinstance(reused, RequestReusedError)
    assert [first.word, third.word] == ["allow", "allow"]


def test_a_request_that_another_debtor_has_is_told_to_him_alone(store):
    gate = gate_of(store, HOUSE, debtors=("P1", "P2", "P3"))
    gate.ask(ask("old"), NOON)
    first, reused, third = at_once(gate, ask("r1"), ask("old", "P2"), ask("r3", "P3"))
    assert isinstance(reused, RequestReusedError)
    assert [first.word, third.word] == ["allow", "allow"]


def test_a_debtor_who_was_never_met_is_answered_too(store):
    gate = gate_of(store, HOUSE, debtors=("P1",))
    known, unknown = at_once(gate, ask("r1"), ask("r2", "P9"))
    assert [known.word, unknown.word] == ["allow", "refuse"]


@pytest.mark.parametrize("opens", ["memory", "postgresql"], indirect=True)
def test_nobody_waits_for_the_debtor_of_another(opens):
    gate, other = gate_of(opens(), HOUSE, debtors=("P1", "P2")), opens()
    with ThreadPoolExecutor(2) as pool:
        with other.opened(["P1"]):
            held = pool.submit(gate.ask, ask("r1"), NOON)
            with pytest.raises(TimeoutError):
                held.result(A_WHILE)
            assert pool.submit(gate.ask, ask("r2", "P2"), NOON).result(PATIENCE).word == "allow"
            assert not held.done()
        assert held.result(PATIENCE).word == "allow"
