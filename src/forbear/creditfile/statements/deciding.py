"""The decision of a document: a scorecard asked with the figures of a look and the rules that speak on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forbear.creditfile.decision.changes import smallest
from forbear.creditfile.decision.scorecard import Scorecard, Value, decide
from forbear.creditfile.statements.document import Decide
from forbear.creditfile.statements.lay import Laid


def decider(card: Scorecard, ageing: Mapping[str, Mapping[str, Any]] | None = None) -> Decide:
    """What decides each look; ``ageing``: person → what time alone does, for those of whom it was worked out."""
    by_person = ageing or {}

    def decided(laid: Laid) -> Mapping[str, Any]:
        values, rules = values_of(laid), dict(laid.rules)
        found = decide(card, values, rules).as_json()
        if found["answer"] != "approve":
            found["ways"] = smallest(card, values, rules).as_json()
            if laid.person in by_person:
                found["ageing"] = by_person[laid.person]
        return found

    return decided


def values_of(laid: Laid) -> dict[str, Value]:
    """The figures as a scorecard reads them; one that stands in several currencies is not known."""
    values: dict[str, Value] = {}
    for figure, _, low, high in laid.figures:
        values[figure] = None if figure in values else (low, high)
    return values
