"""Reading duties (``[duty.ID]``), legal classes of contacts (``[class.ID]``) and their worked examples.

A duty is one of five kinds: ``do`` (something is done in time), ``lasts`` (a period), ``wait`` (an act only after a
period), ``keep`` (an act only once a period is over), ``bar`` (an act never, while a condition holds).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from forbear import vocabulary
from forbear.rules import format as shapes
from forbear.rules.examples import PARTIES, complete

if TYPE_CHECKING:
    from forbear.rules.load import Reader

Table = Mapping[str, Any]

DUTY_KEYS = ("duty", "class", "duty_example", "duty_example_base")
"""The tables of a rulebook that this module reads."""

_COMMON = ("cite", "kind", "part_of", "force", "says", "confidence", "status", "in_force", "unless")
_CLOCK = ("from", "counts_from", "assumed_after", "day_one", "clear", *shapes.UNITS)
_TAKES: Mapping[str, tuple[str, ...]] = {
    "do": (*_CLOCK, "done"),
    "lasts": _CLOCK,
    "wait": (*_CLOCK, "act"),
    "keep": (*_CLOCK, "act"),
    "bar": ("act", "when"),
}
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "do": ("from", "done"),
    "lasts": ("from",),
    "wait": ("from", "act"),
    "keep": ("from", "act"),
    "bar": ("act", "when"),
}
_EXAMPLE_KEYS = (
    "name",
    "tests",
    "cite",
    "question",
    "events",
    "ask",
    "act",
    "as_of",
    "expect",
    "drafts",
    "reading",
)


def duty_parts(reader: Reader, table: Table) -> dict[str, Any]:
    """The duties, classes and their examples of a rulebook, as keywords of ``Rulebook``."""
    return {
        "duties": reader.each(table, "duty", partial(_duty, reader)),
        "classes": reader.each(table, "class", partial(_class, reader)),
        "duty_examples": _examples(reader, table),
    }


def base_of(table: Table) -> Table:
    """What the duty examples of a file share: their own base, else the parties of the other examples."""
    base: Table = table.get("duty_example_base", table.get("example_base", {}))
    return base


def _duty(reader: Reader, name: str, where: str, body: Table) -> shapes.Duty:
    kind = reader.one_of(f"{where} kind", body.get("kind"), shapes.DUTY_KINDS)
    takes = (*_COMMON, *_TAKES.get(kind, _CLOCK))
    reader.keys(where, body, takes, ("cite", "says", "confidence", *_NEEDS.get(kind, ())))
    length = _length(reader, where, {key: body[key] for key in shapes.UNITS if key in body})
    if not length.unit and kind != "bar":
        reader.fault(where, "needs one of: " + ", ".join(shapes.UNITS))
    return shapes.Duty(
        id=name,
        name=str(body.get("part_of", name)),
        cite=str(body.get("cite", "")),
        kind=kind,
        force=reader.one_of(f"{where} force", body.get("force"), shapes.FORCES),
        says=body.get("says", {}),
        confidence=reader.one_of(f"{where} confidence", body.get("confidence"), shapes.CONFIDENCES),
        act=reader.one_of(f"{where} act", body["act"], vocabulary.VALUES[reader.words.act_kind])
        if "act" in body
        else "",
        starts=_names(body.get("from", ())),
        counts_from=str(body.get("counts_from", "")),
        assumed_after=_length(reader, f"{where} assumed_after", body.get("assumed_after", {})),
        length=length,
        shift=int(body.get("clear", False)) - int(body.get("day_one", False)),
        done=_names(body.get("done", ())),
        when=reader.condition(f"{where} when", body.get("when")) if kind == "bar" else None,
        unless=tuple(_excuse(reader, f"{where} unless", each) for each in body.get("unless", ())),
        status=reader.one_of(f"{where} status", body.get("status", "complete"), shapes.STATUSES),
        in_force=reader.span(f"{where} in_force", body.get("in_force")),
    )


def _names(raw: Any) -> tuple[str, ...]:
    return (raw,) if isinstance(raw, str) else tuple(map(str, raw))


def _length(reader: Reader, where: str, body: Any) -> shapes.Length:
    """At most one length of time."""
    if not reader.is_table(where, body) or not body:
        return shapes.Length()
    reader.keys(where, body, shapes.UNITS, ())
    if len(body) > 1:
        reader.fault(where, "needs one length only: " + ", ".join(body))
    unit, count = next(iter(body.items()))
    if isinstance(count, bool) or not isinstance(count, int | str):
        reader.fault(f"{where} {unit}", f"{count!r} is no whole number and no name of a value")
        count = 0
    return shapes.Length(unit, count)


def _excuse(reader: Reader, where: str, body: Any) -> shapes.Excuse:
    if not reader.is_table(where, body):
        body = {}
    reader.keys(where, body, ("cite", "when", "confidence", "status"), ("cite", "when", "confidence"))
    return shapes.Excuse(
        cite=str(body.get("cite", "")),
        when=reader.condition(f"{where} when", body.get("when")),
        confidence=reader.one_of(f"{where} confidence", body.get("confidence"), shapes.CONFIDENCES),
        status=reader.one_of(f"{where} status", body.get("status", "complete"), shapes.STATUSES),
    )


def _class(reader: Reader, name: str, where: str, body: Table) -> shapes.Class:
    reader.keys(where, body, ("cite", "when", "yes", "no", "confidence"), ("cite", "when", "yes", "no", "confidence"))
    return shapes.Class(
        id=name,
        cite=str(body.get("cite", "")),
        when=reader.condition(f"{where} when", body.get("when")),
        yes=str(body.get("yes", "")),
        no=str(body.get("no", "")),
        confidence=reader.one_of(f"{where} confidence", body.get("confidence"), shapes.CONFIDENCES),
    )


def _examples(reader: Reader, table: Table) -> tuple[shapes.Example, ...]:
    return tuple(
        _example(reader, table["id"], part, base, example) for part, base, example in table.get("duty_example", ())
    )


def _example(reader: Reader, book: str, part: str, base: Table, example: Table) -> shapes.Example:
    where = f"{part}, duty example {example.get('name')!r}"
    reader.keys(where, example, (*_EXAMPLE_KEYS, *PARTIES[reader.words.subject]), ("name", "tests", "expect"))
    return shapes.Example(
        f"{book}/{example.get('name')}", _asked(complete(book, base, example, reader.words), example), where
    )


def _asked(record: dict[str, Any], example: Table) -> dict[str, Any]:
    """The example without the contact of its base, unless it asks about a contact."""
    return record if "ask" in example else {key: value for key, value in record.items() if key != "ask"}


def clauses_of(book: shapes.Rulebook, name: str) -> Sequence[shapes.Duty]:
    """The duties of a public name."""
    return [duty for duty in book.duties.values() if duty.name == name]
