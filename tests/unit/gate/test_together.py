"""Single asks that come while others are being answered go together, and none is told of another's fault."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from forbear.gate import together
from forbear.gate.asked import Asked
from forbear.gate.cases import BrokenLogError
from forbear.gate.together import Together
from tests.support.gates import NOON, ask
from tests.support.until import until

PATIENCE, A_MOMENT = 20, 0.001
Answering = Callable[[Sequence[str]], list[Any]]


def fails_for(group: list[str], error: BaseException | None = None) -> Answering:
    """Answers all but one group."""

    def answering(names: Sequence[str]) -> list[Any]:
        if names == group:
            raise error or BrokenLogError("it does not hold together")
        return [name.upper() for name in names]

    return answering


class Counter:
    """A counter at which the first waits until all others stand there; the answer to one is its name, in capitals."""

    def __init__(self, answering: Answering = lambda names: [name.upper() for name in names]) -> None:
        self.groups: list[tuple[list[str], int]] = []
        self.go_on = threading.Event()
        self._answering = answering
        self.together = Together(self._answers)

    def _answers(self, asked: Sequence[Asked], now: int) -> Any:
        names = [each.request for each in asked]
        self.groups.append((names, now))
        assert self.go_on.wait(PATIENCE)
        return self._answering(names)

    @contextmanager
    def asked(self, *names: str) -> Iterator[list[Future[Any]]]:
        """All ask, the first before the others; they are let go when the block ends, and have their answers then."""
        with ThreadPoolExecutor(len(names)) as pool:
            told = []
            for place, name in enumerate(names):
                told.append(pool.submit(self.together.ask, ask(name), NOON + place))
                until(lambda: (len(self.groups), len(self.together._waiting)) == (1, len(told) - 1), PATIENCE, A_MOMENT)
            yield told
            self.go_on.set()


def test_who_comes_alone_is_answered_at_once():
    counter = Counter()
    counter.go_on.set()
    assert [counter.together.ask(ask(name), NOON) for name in "ab"] == ["A", "B"]
    assert counter.groups == [(["a"], NOON), (["b"], NOON)]


def test_those_who_come_meanwhile_are_answered_together_at_the_time_of_the_last():
    counter = Counter()
    with counter.asked(*"abcd") as told:
        pass
    assert [each.result() for each in told] == ["A", "B", "C", "D"]
    assert counter.groups == [(["a"], NOON), (["b", "c", "d"], NOON + 3)]


def test_no_more_go_together_than_may(monkeypatch):
    monkeypatch.setattr(together, "TOGETHER", 2)
    counter = Counter()
    with counter.asked(*"abcdef") as told:
        pass
    assert [each.result() for each in told] == ["A", "B", "C", "D", "E", "F"]
    assert [names for names, _ in counter.groups] == [["a"], ["b", "c"], ["d", "e"], ["f"]]


def test_where_several_cannot_be_answered_together_each_is_to_ask_for_himself():
    counter = Counter(fails_for(["b", "c", "d"]))
    with counter.asked(*"abcd") as told:
        pass
    assert [each.result() for each in told] == ["A", None, None, None]


def test_one_who_went_alone_is_told_what_was_wrong_and_the_next_is_answered():
    counter = Counter(fails_for(["a"]))
    with counter.asked(*"abc") as told:
        pass
    with pytest.raises(BrokenLogError):
        told[0].result()
    assert [each.result() for each in told[1:]] == ["B", "C"]


def test_one_who_dies_on_the_way_leaves_nobody_waiting():
    counter = Counter(fails_for(["b", "c"], MemoryError()))
    with counter.asked(*"abc") as told:
        pass
    assert [told[0].result(), told[2].result()] == ["A", None]
    assert isinstance(told[1].exception(), MemoryError)
    assert counter.together.ask(ask("d"), NOON) == "D"
