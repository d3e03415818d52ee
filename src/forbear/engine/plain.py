"""Verdicts and reasons as plain JSON: text, whole numbers, lists, objects. Exact decimals, dates and times are text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from forbear.engine.verdict import Reason, Verdict

_PLAIN = frozenset((str, bool, int, type(None)))
_LISTS = (tuple, list, set, frozenset)


def plain(value: Any) -> Any:
    """A value of a fact as JSON has it."""
    kind = value.__class__
    if kind in _PLAIN:
        return value
    if kind is dict or (kind not in _LISTS and isinstance(value, Mapping)):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, _LISTS):
        return [plain(each) for each in value]
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def plain_verdict(verdict: Verdict) -> dict[str, Any]:
    """All that a verdict says but its instant."""
    return {
        "verdict": verdict.answer,
        "permits": verdict.permits,
        "reading": verdict.reading,
        "reasons": [plain_reason(reason) for reason in verdict.reasons],
        "unknown": [plain_reason(reason) for reason in verdict.unknowns],
        "notes": [plain_reason(note) for note in verdict.notes],
        "missing": list(verdict.missing),
        "rulebooks": dict(verdict.rulebooks),
    }


def plain_reason(reason: Reason) -> dict[str, Any]:
    """All that a reader of a reason needs."""
    return {
        "rulebook": reason.rulebook,
        "rule": reason.rule,
        "effect": reason.effect,
        "force": reason.force,
        "cite": reason.cite,
        "says": dict(reason.says),
        "facts": plain(reason.facts),
        "debts": list(reason.debts),
        "missing": list(reason.missing),
        "confidence": reason.confidence,
        "calendars": [dict(calendar) for calendar in reason.calendars],
    }
