"""Single asks that come while others are being answered are answered next, in one transaction.

A transaction on a server of a database is four ways there and back, and after each of them a thread waits until it gets
Python again: sixteen threads with an ask each gave fewer answers than four. So one asker at a time goes for all who
wait, as whoever is at a counter may carry the letters of the others.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from forbear.calendar import Instant
from forbear.errors import ForbearError
from forbear.gate.answer import Answer
from forbear.gate.asked import Asked

TOGETHER = 32
"""So many are answered in one transaction at most."""

Answers = Sequence[Answer | None]


class _Asker:
    """One who waits: for the answer, or to go for those who wait."""

    def __init__(self, asked: Asked, now: Instant) -> None:
        self.asked, self.now = asked, now
        self.answer: Answer | None = None
        self.goes = False
        self._told = threading.Lock()
        self._told.acquire()

    def wait(self) -> None:
        self._told.acquire()

    def tell(self) -> None:
        self._told.release()


class Together:
    """The single askers of one process."""

    def __init__(self, answers: Callable[[Sequence[Asked], Instant], Answers]) -> None:
        """``answers`` gives the answers to several, None to whom it could not answer without waiting for others."""
        self._answers = answers
        self._lock = threading.Lock()
        self._busy = False
        self._waiting: list[_Asker] = []

    def ask(self, asked: Asked, now: Instant) -> Answer | None:
        """The answer; None where one is to ask for oneself, since it could not be had with the others.

        Raises what ``answers`` raises for one who went alone.
        """
        own = _Asker(asked, now)
        with self._lock:
            self._waiting.append(own)
            own.goes, self._busy = not self._busy, True
        if not own.goes:
            own.wait()
        if own.goes:
            self._go()
        return own.answer

    def _go(self) -> None:
        """Go for those who wait, oneself among them, and let one of those go next who came meanwhile."""
        with self._lock:
            askers, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
        try:
            self._answer(askers)
        finally:
            with self._lock:
                self._busy = bool(self._waiting)
                then = self._waiting[:1]
            for each in then:
                each.goes = True
                each.tell()
            for each in askers:
                each.tell()

    def _answer(self, askers: Sequence[_Asker]) -> None:
        now = max(each.now for each in askers)
        try:
            answers = self._answers([each.asked for each in askers], now)
        except ForbearError:
            if len(askers) == 1:
                raise
            return  # whoever of them it was: each asks for himself, and is told his own fault
        for each, answer in zip(askers, answers, strict=True):
            each.answer = answer
