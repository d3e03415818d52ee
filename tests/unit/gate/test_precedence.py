"""Whoever asks for one contact goes before a batch that is being judged in the same process."""

import gc
import sys
import threading
from contextlib import ExitStack, contextmanager

import pytest

from forbear.gate import precedence
from forbear.gate.memory import MemoryStore
from forbear.gate.precedence import Precedence
from tests.support.gates import BY, HOUSE, NOON, ask, event, gate_of

PATIENCE = 20
AT_NOON = "2026-06-03T12:00:00-04:00"


@contextmanager
def giving_way(one):
    """A batch that gives way, in a thread of its own; it must have gone on at the end."""
    gone = threading.Event()
    threading.Thread(target=lambda: (one.give_way(), gone.set()), daemon=True).start()
    yield gone
    assert gone.wait(PATIENCE)


def test_a_batch_goes_on_when_the_last_of_those_who_ask_has_gone(monkeypatch):
    monkeypatch.setattr(precedence, "PATIENCE_SECONDS", 10 * PATIENCE)
    one, first, second = Precedence(), ExitStack(), ExitStack()
    first.enter_context(one.single())
    second.enter_context(one.single())
    with giving_way(one) as gone:
        first.close()
        assert not gone.wait(0.1)
        second.close()


def test_a_batch_goes_on_after_a_while_though_somebody_always_asks():
    one = Precedence()
    with one.single(), giving_way(one):
        pass


def test_one_who_failed_has_gone(monkeypatch):
    monkeypatch.setattr(precedence, "PATIENCE_SECONDS", 10 * PATIENCE)
    one = Precedence()
    with pytest.raises(ValueError), one.single():
        raise ValueError
    with giving_way(one):
        pass


def test_a_batch_gives_way_before_each_of_its_contacts_and_nobody_else_does(monkeypatch):
    gate, done = gate_of(MemoryStore(), HOUSE, debtors=("P1", "P2")), []
    answer = gate._answer
    monkeypatch.setattr(gate, "_answer", lambda asked, *rest: (done.append(asked.request), answer(asked, *rest))[1])
    monkeypatch.setattr(gate._precedence, "give_way", lambda: done.append("gives way"))
    gate.ask_many([ask("b1"), ask("b2", "P2")], NOON)
    gate.ask(ask("o1"), NOON)
    assert done == ["gives way", "b1", "gives way", "b2", "o1"]


def test_who_asks_for_one_contact_or_tells_of_one_goes_first_and_a_batch_does_not(monkeypatch):
    gate, first = gate_of(MemoryStore(), HOUSE, debtors=("P1",)), []
    opened = gate.store.opened
    seen = lambda *told, **how: (first.append(gate._precedence._singles), opened(*told, **how))[1]  # noqa: E731
    monkeypatch.setattr(gate.store, "opened", seen)
    answer = gate.ask(ask("o1"), NOON)
    gate.release(answer.permit.id, NOON, BY)
    gate.record("P1", event("hold", AT_NOON, hold="cease", debts=["A"]), NOON, BY)
    gate.ask_many([ask("b1"), ask("b2")], NOON)
    assert first == [1, 1, 1, 0]
    assert gate._precedence._singles == 0


def test_one_batch_at_a_time_is_judged():
    one, done = Precedence(), []

    def judged():
        with one.batch():
            done.append("second")

    second = threading.Thread(target=judged, daemon=True)
    with one.batch():
        second.start()
        second.join(0.1)
        done.append("first")
    second.join(PATIENCE)
    assert done == ["first", "second"]


def test_threads_change_sooner_while_a_batch_is_judged_and_as_before_afterwards():
    one, usual = Precedence(), sys.getswitchinterval()
    with one.batch():
        during = sys.getswitchinterval()
    with pytest.raises(ValueError), one.batch():
        raise ValueError
    assert during < usual == sys.getswitchinterval()


def test_nobody_looks_for_garbage_while_a_batch_is_judged_and_written_and_as_before_afterwards(monkeypatch):
    gate, looked = gate_of(MemoryStore(), HOUSE, debtors=("P1", "P2")), []
    for name in ("drafts", "opened"):
        called = getattr(gate.store, name)
        told = lambda *names, called=called, **how: (looked.append(gc.isenabled()), called(*names, **how))[1]  # noqa: E731
        monkeypatch.setattr(gate.store, name, told)
    searched = gc.isenabled()
    gc.enable()
    try:
        gate.ask_many([ask("b1"), ask("b2", "P2")], NOON)
        assert gc.isenabled()
        gate.ask(ask("o1"), NOON)
        monkeypatch.setattr(gate, "_answer", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            gate.ask_many([ask("b3"), ask("b4", "P2")], NOON)
        assert gc.isenabled()
    finally:
        (gc.enable if searched else gc.disable)()
    assert looked == [False, False, True, False]
