"""Reasons in words: the sentence of a rule with the numbers of this contact in it, per language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from forbear import vocabulary
from forbear.calendar import calendar_of, show_clock, show_day, show_instant
from forbear.engine.frame import Frame
from forbear.engine.logic import Interval, Truth, Unknown
from forbear.engine.verdict import Reason
from forbear.events import Event
from forbear.labels import label

if TYPE_CHECKING:
    from forbear.engine.compile import CompiledRule, Read

_WORDS = {
    "en": {"unknown": "not known", "true": "yes", "false": "no"},
    "zh": {"unknown": "未知", "true": "是", "false": "否"},
}
STATED = {"en": "the holidays that the record states", "zh": "记录中列明的假日"}


def reason_for(speaker: CompiledRule, frame: Frame, debts: tuple[str, ...], truth: Truth = True) -> Reason:
    """The reason that a rule gives on the contact in a frame (or why it is undecided)."""
    rule = speaker.rule
    frame.debt = debts[0] if debts else None
    values = {name: read.closure(frame) for name, read in speaker.reads.items()}
    known = [item for item in values.items() if item[1] is not None]
    return Reason(
        rulebook=frame.run.book.book.id,
        rule=rule.name,
        clause=rule.id,
        effect=rule.effect,  # type: ignore[arg-type]
        force=rule.force,
        cite=speaker.cite,
        says=Sentences(speaker, values, frame),
        facts={name: _plain(value) if value.__class__ in _NOT_PLAIN else value for name, value in known},
        debts=debts,
        rows=rows_of(speaker, frame) if truth is True else (),
        missing=tuple(sorted(truth.names)) if isinstance(truth, Unknown) else (),
        confidence=rule.confidence,
        calendars=tuple(_calendars(speaker.calendars, frame)) if speaker.calendars else (),
    )


def _calendars(kinds: tuple[str, ...], frame: Frame) -> Iterator[Mapping[str, str]]:
    """The lists of public holidays by which the contact was judged."""
    debtor = frame.run.parties.debtor
    country, state = str(debtor.get("place.country") or ""), str(debtor.get("place.state") or "")
    for kind in kinds:
        if frame.run.parties.calendars:
            yield STATED
        elif found := calendar_of(country, state if kind == "state" else ""):
            yield found.name


def rows_of(speaker: CompiledRule, frame: Frame) -> tuple[int, ...]:
    """The ``seq`` of the earlier events behind the facts of a rule, in order."""
    return tuple(sorted({event.seq for fold in speaker.folds for event in fold.rows(frame)}))


_NOT_PLAIN = (Event, Unknown, Interval)


def _plain(value: Any) -> Any:
    if isinstance(value, Event):
        return value.seq
    return {"from": value.low, "to": value.high} if isinstance(value, Interval) else None


class Speaker(Protocol):
    """Whatever speaks in sentences, a rule or a duty: ``says`` is split at its places, ``reads`` tells their types."""

    says: dict[str, list[str]]
    reads: Mapping[str, Read]


class Sentences(Mapping[str, str]):
    """The sentence of a reason in each language, written when somebody reads it."""

    __slots__ = ("readings", "speaker", "values_read", "zones")

    def __init__(self, speaker: Speaker, values_read: Mapping[str, Any], frame: Frame) -> None:
        self.speaker = speaker
        self.values_read = values_read
        self.zones = frame.zones()
        self.readings = frame.readings()

    def __getitem__(self, language: str) -> str:
        # Split at its places, a sentence alternates between text and names.
        pieces = enumerate(self.speaker.says[language])
        return "".join([piece if place % 2 == 0 else self._shown(piece, language) for place, piece in pieces])

    def __iter__(self) -> Iterator[str]:
        return iter(self.speaker.says)

    def __len__(self) -> int:
        return len(self.speaker.says)

    def __repr__(self) -> str:
        return repr(dict(self))

    def _shown(self, name: str, language: str) -> str:
        if name == "local_time":
            times = zip(self.readings, self.zones, strict=True)
            return ", ".join(f"{show_clock(clock)} ({zone})" for (_, clock), zone in times)
        value = self.values_read.get(name)
        if value is None or isinstance(value, Unknown):
            return _WORDS[language]["unknown"]
        return show(value, self.speaker.reads[name].type, (*self.zones, "UTC")[0], language)


def show(value: Any, kind: str, zone: str, language: str) -> str:
    """A value as people read it."""
    if kind == "day":
        return show_day(value)
    if kind == "clock":
        return show_clock(value)
    if kind == "instant":
        return show_instant(value, zone)
    if kind == "bool":
        return _WORDS[language]["true" if value else "false"]
    return label(kind, str(value), language) if kind in vocabulary.VALUES else str(value)
