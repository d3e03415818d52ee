"""What somebody wants recorded, as plain JSON; nothing that cannot be read again gets into a log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forbear.calendar import Instant
from forbear.engine.plain import plain
from forbear.errors import Problem, RecordError, nearest
from forbear.gate.judging import SKEW
from forbear.records import read_event, read_parties
from forbear.rules.examples import PARTIES
from forbear.vocabulary import CONDUCT

KEYS = PARTIES[CONDUCT.subject]
"""The keys under which the parties of a debtor stand."""


def stated_parties(debtor: str, parties: Mapping[str, Any]) -> dict[str, Any]:
    """The parties of a debtor; raises RecordError with every problem."""
    where = f"the parties of {debtor}"
    check_named(debtor)
    unknown = [
        Problem(where, f"unknown key {key!r}", hint=nearest(key, KEYS), code="key-unknown")
        for key in parties
        if key not in KEYS
    ]
    if unknown:
        raise RecordError(unknown)
    stated = plain({**parties, "debtor": {"id": debtor, **parties.get("debtor", {})}})
    read_parties(stated, where)
    return dict(stated)


def check_named(debtor: str) -> None:
    """Raises RecordError where a debtor has no name."""
    if not debtor.strip():
        raise RecordError(Problem("the debtor", "it has no name", hint="Give an id of your own", code="id-missing"))


def stated_event(event: Mapping[str, Any], now: Instant) -> dict[str, Any]:
    """An event that happened; raises RecordError, also where it lies in the future."""
    stated = plain(event)
    if read_event(stated, 0, "the event").known_at > now + SKEW:
        why, hint = "what has not happened cannot be judged by", "State when it happened, with the offset from UTC"
        raise RecordError(Problem("the event", "it lies in the future", why=why, hint=hint, code="future"))
    return dict(stated)
