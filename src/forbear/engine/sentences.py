"""Reasons in words: the sentence of a rule with the numbers of this contact in it, per language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from forbear import vocabulary
from forbear.calendar import show_clock, show_day, show_instant
from forbear.engine.frame import Frame
from forbear.engine.logic import Interval, Truth, Unknown
from forbear.engine.verdict import Reason
from forbear.events import Event
from forbear.labels import label

if TYPE_CHECKING:
    from forbear.engine.compile import CompiledRule

_WORDS = {
    "en": {"unknown": "not known", "true": "yes", "false": "no"},
    "zh": {"unknown": "未知", "true": "是", "false": "否"},
}


def reason_for(speaker: CompiledRule, frame: Frame, debts: tuple[str, ...], truth: Truth = True) -> Reason:
    """The reason that a rule gives on the contact in a frame (or why it is undecided)."""
    rule = speaker.rule
    frame.debt = debts[0] if debts else None
    values = {name: read.closure(frame) for name, read in speaker.reads.items()}
    return Reason(
        rulebook=frame.run.book.book.id,
        rule=rule.name,
        clause=rule.id,
        effect=rule.effect,  # type: ignore[arg-type]
        force=rule.force,
        cite=frame.run.book.book.cited(rule.cite),
        says={language: _say(speaker, language, values, frame) for language in rule.says},
        facts={name: _plain(value) for name, value in values.items() if value is not None},
        debts=debts,
        rows=rows_of(speaker, frame) if truth is True else (),
        missing=tuple(sorted(truth.names)) if isinstance(truth, Unknown) else (),
        confidence=rule.confidence,
    )


def rows_of(speaker: CompiledRule, frame: Frame) -> tuple[int, ...]:
    """The ``seq`` of the earlier events behind the facts of a rule, in order."""
    return tuple(sorted({event.seq for fold in speaker.folds for event in fold.rows(frame)}))


def _say(speaker: CompiledRule, language: str, values: Mapping[str, Any], frame: Frame) -> str:
    """A sentence with its places filled: the pieces alternate between text and names."""
    pieces = speaker.says[language]
    return "".join(
        piece if place % 2 == 0 else _shown(speaker, piece, values, frame, language)
        for place, piece in enumerate(pieces)
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Event):
        return value.seq
    if isinstance(value, Unknown):
        return None
    return {"from": value.low, "to": value.high} if isinstance(value, Interval) else value


def _shown(speaker: CompiledRule, name: str, values: Mapping[str, Any], frame: Frame, language: str) -> str:
    if name == "local_time":
        readings = zip(frame.readings(), frame.zones(), strict=True)
        return ", ".join(f"{show_clock(clock)} ({zone})" for (_, clock), zone in readings)
    value = values.get(name)
    if value is None or isinstance(value, Unknown):
        return _WORDS[language]["unknown"]
    return show(value, speaker.reads[name].type, frame, language)


def show(value: Any, kind: str, frame: Frame, language: str) -> str:
    """A value as people read it."""
    if kind == "day":
        return show_day(value)
    if kind == "clock":
        return show_clock(value)
    if kind == "instant":
        return show_instant(value, (*frame.zones(), "UTC")[0])
    if kind == "bool":
        return _WORDS[language]["true" if value else "false"]
    return label(kind, str(value), language) if kind in vocabulary.VALUES else str(value)
