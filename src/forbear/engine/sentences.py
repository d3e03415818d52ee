"""Reasons in words: the sentence of a rule with the numbers of this contact in it, per language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from forbear import vocabulary
from forbear.calendar import show_clock, show_day, show_instant
from forbear.engine.frame import Frame
from forbear.engine.logic import Interval, Truth, Unknown
from forbear.engine.verdict import Reason
from forbear.events import Event
from forbear.labels import label
from forbear.rules.expressions import Node, names_in
from forbear.rules.format import Rule
from forbear.rules.names import Ref, Scope

CONTACT = Scope("contact", "contact")
_PLACE = re.compile(r"\{([a-z0-9_.]+)\}")
_NOT_KNOWN = {"en": "not known", "zh": "未知"}


def places_in(text: str) -> tuple[str, ...]:
    """The names in braces in a sentence."""
    return tuple(_PLACE.findall(text))


def reason_for(rule: Rule, frame: Frame, debts: tuple[str, ...], truth: Truth = True) -> Reason:
    """The reason that a rule gives on the contact in a frame (or why it is undecided)."""
    frame.debt = debts[0] if debts else None
    return Reason(
        rulebook=frame.run.book.book.id,
        rule=rule.name,
        clause=rule.id,
        effect=rule.effect,  # type: ignore[arg-type]
        force=rule.force,
        cite=rule.cite,
        says={language: say(text, frame, language) for language, text in rule.says.items()},
        facts=facts_of(rule, frame),
        debts=debts,
        rows=rows_of(rule, frame) if truth is True else (),
        missing=tuple(sorted(truth.names)) if isinstance(truth, Unknown) else (),
        confidence=rule.confidence,
    )


def say(text: str, frame: Frame, language: str) -> str:
    """A sentence with its places filled."""
    return _PLACE.sub(lambda match: _shown(match[1], frame, language), text)


def facts_of(rule: Rule, frame: Frame) -> Mapping[str, Any]:
    """What the condition and the sentence of a rule read, as plain values."""
    facts: dict[str, Any] = {}
    for name in _names_of(rule.when, tuple(rule.says.values())):
        if name != "local_time":
            value = _value(name, frame)
            if value is not None:
                facts[name] = _plain(value)
    return facts


def rows_of(rule: Rule, frame: Frame) -> tuple[int, ...]:
    """The ``seq`` of the earlier events behind the facts of a rule, in order."""
    compiled = frame.run.book
    found: set[int] = set()
    for name in names_in(rule.when):
        ref = compiled.names.resolve(name, CONTACT)
        if ref is not None and ref.fact:
            found.update(event.seq for event in compiled.fact(ref.fact).rows(frame))
    return tuple(sorted(found))


@lru_cache(maxsize=4096)
def _names_of(when: Node, texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*names_in(when), *(name for text in texts for name in places_in(text))]))


def _ref(name: str, frame: Frame) -> Ref | None:
    return frame.run.book.names.resolve(name, CONTACT)


def _value(name: str, frame: Frame) -> Any:
    ref = _ref(name, frame)
    return None if ref is None or ref.origin == "set" else frame.run.book.reader(name)(frame)


def _plain(value: Any) -> Any:
    if isinstance(value, Event):
        return value.seq
    if isinstance(value, Unknown):
        return None
    return {"from": value.low, "to": value.high} if isinstance(value, Interval) else value


def _shown(name: str, frame: Frame, language: str) -> str:
    if name == "local_time":
        readings = zip(frame.readings(), frame.zones(), strict=True)
        return ", ".join(f"{show_clock(clock)} ({zone})" for (_, clock), zone in readings)
    ref, value = _ref(name, frame), _value(name, frame)
    if ref is None or value is None or isinstance(value, Unknown):
        return _NOT_KNOWN.get(language, "?")
    return show(value, ref.type, frame, language)


def show(value: Any, kind: str, frame: Frame, language: str) -> str:
    """A value as people read it."""
    if kind == "day":
        return show_day(value)
    if kind == "clock":
        return show_clock(value)
    if kind == "instant":
        return show_instant(value, (*frame.zones(), "UTC")[0])
    if kind in vocabulary.VALUES:
        return label(kind, str(value), language)
    return str(value)
