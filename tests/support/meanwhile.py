"""Something that happens while a gate judges, before it holds any log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from forbear.gate import deciding
from forbear.gate.asked import Asked


@contextmanager
def meanwhile(act: Callable[[], Any]) -> Iterator[list[str]]:
    """Do something once, when the first decision of the block was made; gives the requests decided, in order."""
    acts, judged = [act], list[str]()

    def decided(asked: Asked, *told: Any) -> Any:
        judged.append(asked.request)
        body = deciding.decide(asked, *told)
        for one in acts[:]:
            acts.clear()
            one()
        return body

    with mock.patch("forbear.gate.gate.decide", decided):
        yield judged
    assert not acts, "nothing was judged"
