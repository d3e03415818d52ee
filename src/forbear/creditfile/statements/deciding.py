"""The decision of a document: a scorecard asked with the figures of a look and the rules that speak on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from forbear.creditfile.decision.changes import smallest
from forbear.creditfile.decision.scorecard import Scorecard, Spoke, Value, Values, decide
from forbear.creditfile.statements.document import Decide
from forbear.creditfile.statements.lay import Laid, Stated

_REMEMBERED = 10_000
"""So many answers are kept."""


def decider(card: Scorecard, ageing: Mapping[str, Mapping[str, Any]] | None = None) -> Decide:
    """What decides each look; ``ageing``: person → what time alone does, for those of whom it was worked out.

    Who shows the same to the card is answered the same, so that of many people each answer is worked out once.
    """
    by_person, asked = ageing or {}, asked_by(card)

    @lru_cache(_REMEMBERED)
    def found(figures: tuple[Stated, ...], rules: tuple[tuple[str, bool | None], ...]) -> Mapping[str, Any]:
        return _answer(card, _values(figures), dict(rules))

    def decided(laid: Laid) -> Mapping[str, Any]:
        if laid.person in by_person:
            answer = _answer(card, values_of(laid), dict(laid.rules))
            ages = {"ageing": by_person[laid.person]} if answer["answer"] != "approve" else {}
            return {**answer, **ages}
        return found(tuple(one for one in laid.figures if one[0] in asked), tuple(laid.rules))

    return decided


def asked_by(card: Scorecard) -> frozenset[str]:
    """The figures that a card asks for."""
    return frozenset(figure.name for figure in card.figures)


def _answer(card: Scorecard, values: Values, rules: Spoke) -> dict[str, Any]:
    found = decide(card, values, rules).as_json()
    if found["answer"] != "approve":
        found["ways"] = smallest(card, values, rules).as_json()
    return found


def values_of(laid: Laid) -> dict[str, Value]:
    """The figures as a scorecard reads them; one that stands in several currencies is not known."""
    return _values(laid.figures)


def _values(figures: Iterable[Stated]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for figure, _, low, high in figures:
        values[figure] = None if figure in values else (low, high)
    return values
