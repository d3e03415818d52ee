"""Whom one can turn to in a place: where to complain, free debt advice, a line for a crisis; dated, with the source.

The table is ``rulebooks/bodies.toml``; a user may lay one of the same form over it. What nobody has looked up is
never given out.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from forbear import places
from forbear.calendar import Day
from forbear.errors import Problem, RecordError, nearest
from forbear.places import Place, Places

KINDS = ("complain", "advice", "crisis")
CONFIDENCES = ("seen", "secondary", "knowledge")
"""Read in the body's own page or the primary text; in a trustworthy report; or only remembered: nobody is shown it."""

LANGUAGES = ("en", "zh")
SHORT_CODE = 6
"""A telephone number of so many digits or fewer is a short code, dialled as it stands."""

_MUST = ("id", "place", "kind", "name", "does", "source", "seen", "confidence")
_MAY = ("phones", "url", "email", "post", "hours", "asks", "first")
_IN_TWO_LANGUAGES = ("name", "does", "hours")
Said = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class First:
    """What comes before a complaint to a body: the firm, how many days it has, and how many are left after that."""

    required: bool
    says: Said
    cite: str
    days: int | None = None
    within: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row was read, and the day of that text where it bears one."""

    cite: str
    url: str
    published: Day | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """One body: for whom, what for, how to reach it, what it asks, and whence that is known."""

    id: str
    place: Place
    kind: str
    name: Said
    does: Said
    source: Source
    seen: Day
    confidence: str
    phones: tuple[str, ...] = ()
    url: str = ""
    email: str = ""
    post: str = ""
    hours: Said = field(default_factory=dict)
    asks: tuple[str, ...] = ()
    first: First | None = None

    @property
    def known(self) -> bool:
        """Whether somebody has looked it up, so that people may be shown it."""
        return self.confidence != "knowledge"


class Bodies:
    """The bodies that are known, those of one's own first."""

    def __init__(self, rows: Iterable[Body], known: Places) -> None:
        self._rows = tuple(rows)
        self._places = known

    def all(self) -> tuple[Body, ...]:
        """Every body that people may be shown, in the order of the table."""
        return tuple(row for row in self._rows if row.known)

    def for_place(self, place: Place, kind: str = "") -> tuple[Body, ...]:
        """The bodies for somebody who lives there, of one kind or of all: city first, then state, country, union.

        Raises RecordError on a kind that there is not.
        """
        if kind and kind not in KINDS:
            hint = nearest(kind, KINDS) or f"One of: {', '.join(KINDS)}"
            raise RecordError(Problem("--kind", f"{kind!r} is no kind of help", hint=hint, code="kind-unknown"))
        inside = (row for row in self.all() if self._places.relation(row.place, place) == "inside")
        return tuple(sorted((row for row in inside if kind in ("", row.kind)), key=self._distance))

    def _distance(self, body: Body) -> int:
        """0 for a city, 1 for a state, 2 for a country, 3 for a union."""
        return 3 if self._places.members(body.place.country) else 2 - body.place.code.count("-")


def dialled(number: str) -> str:
    """A telephone number as it is dialled: digits, and a plus in front where it has one."""
    return ("+" if number.strip().startswith("+") else "") + "".join(filter(str.isdecimal, number))


def is_short_code(number: str) -> bool:
    """Whether a number is a short code, which no country code can stand before."""
    return len(dialled(number)) <= SHORT_CODE


def asked(key: str, lang: str) -> str:
    """The words for what a body wants to know."""
    return str(_shipped_table()["asks"][key][LANGUAGES.index(lang)])


@cache
def shipped() -> Bodies:
    """The bodies that Forbear knows."""
    return Bodies(_read(_shipped_table()["body"], "bodies.toml", places.shipped()), places.shipped())


def with_own(path: Path, known: Places | None = None) -> Bodies:
    """The same with a user's own table laid over it: a row replaces the shipped one of its id, a new one comes first.

    Raises RecordError with all that is wrong in it.
    """
    try:
        own = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError) as error:
        raise RecordError(Problem(str(path), "this is no table of bodies", why=str(error), code="toml")) from None
    table = known or places.shipped()
    rows = _read(own.get("body", ()), str(path), table)
    if not rows:
        hint = "Write a [[body]] with the keys of src/forbear/rulebooks/bodies.toml"
        raise RecordError(Problem(str(path), "the table holds no body", hint=hint, code="body-none"))
    replaced = {row.id for row in rows}
    return Bodies([*rows, *(row for row in shipped()._rows if row.id not in replaced)], table)


def _read(raw: Any, where: str, known: Places) -> tuple[Body, ...]:
    rows = raw if isinstance(raw, list | tuple) else [raw]
    problems = [problem for at, row in enumerate(rows, 1) for problem in _wrong(row, f"{where}: body {at}", known)]
    if problems:
        raise RecordError(problems)
    return tuple(_body(row, known) for row in rows)


def _body(row: Mapping[str, Any], known: Places) -> Body:
    source, first = row["source"], row.get("first")
    plain = {
        key: row[key]
        for key in ("id", "kind", "name", "does", "confidence", "url", "email", "post", "hours")
        if key in row
    }
    return Body(
        **plain,
        place=known.read(row["place"]),
        source=Source(source["cite"], source["url"], _day(source.get("published"))),
        seen=row["seen"].toordinal(),
        phones=tuple(row.get("phones", ())),
        asks=tuple(row.get("asks", ())),
        first=First(**first) if first else None,
    )


def _day(found: date | None) -> Day | None:
    return found.toordinal() if found else None


def _wrong(row: Any, where: str, known: Places) -> Iterator[Problem]:
    """Everything that is wrong in a row; the first two stop the rest from being looked at."""
    if not isinstance(row, Mapping):
        yield Problem(where, "it is no table", hint="Write [[body]] above it", code="body-shape")
        return
    where = f"{where} ({row['id']})" if "id" in row else where
    missing = [key for key in _MUST if key not in row]
    if missing:
        hint = f"Write {', '.join(missing)}"
        yield Problem(where, f"{missing[0]!r} is missing", hint=hint, code="body-key")
        return
    yield from _wrong_keys(row, where)
    yield from _wrong_values(row, where, known)
    yield from _wrong_parts(row, where)


def _wrong_keys(row: Mapping[str, Any], where: str) -> Iterator[Problem]:
    for key in row:
        if key not in (*_MUST, *_MAY):
            yield Problem(where, f"{key!r} is no key of a body", hint=nearest(key, (*_MUST, *_MAY)), code="body-key")
    if not row.get("phones") and not row.get("url"):
        yield Problem(where, "nobody could reach it", hint="Give phones, url, or both", code="body-reach")


def _wrong_values(row: Mapping[str, Any], where: str, known: Places) -> Iterator[Problem]:
    for key, values in (("kind", KINDS), ("confidence", CONFIDENCES)):
        if row[key] not in values:
            yield Problem(f"{where}: {key}", f"{row[key]!r} is not known", hint=f"One of: {', '.join(values)}")
    for key in row.get("asks", ()):
        if key not in _shipped_table()["asks"]:
            hint = nearest(str(key), _shipped_table()["asks"])
            yield Problem(f"{where}: asks", f"{key!r} is nothing that a body asks", hint=hint, code="body-asks")
    try:
        known.read(str(row["place"]), f"{where}: place")
    except RecordError as error:
        yield from error.problems
    if row.get("url") and not str(row["url"]).startswith("https://"):
        yield Problem(f"{where}: url", f"{row['url']!r} is no https address", hint="Write https://…", code="body-url")
    if not isinstance(row["seen"], date):
        yield Problem(f"{where}: seen", "it is no day", hint="Write it as 2026-11-26, without quotes", code="day")


def _wrong_parts(row: Mapping[str, Any], where: str) -> Iterator[Problem]:
    """Texts in one language alone, a source without its words, a first step without its reason."""
    texts = [(key, row[key]) for key in _IN_TWO_LANGUAGES if key in row]
    first = row.get("first")
    if first is not None:
        texts.append(("first.says", first.get("says")))
        strange = set(first) - {"required", "days", "within", "cite", "says"}
        if strange or not {"required", "cite"} <= set(first):
            hint = "Write required, cite and says; days and within where they are known"
            yield Problem(f"{where}: first", "it is no first step", hint=hint, code="body-first")
    for key, said in texts:
        if not isinstance(said, Mapping) or not all(said.get(lang) for lang in LANGUAGES):
            yield Problem(f"{where}: {key}", "it is not said in both languages", hint='Write { en = "…", zh = "…" }')
    source = row["source"]
    if not isinstance(source, Mapping) or not source.get("cite") or not source.get("url"):
        yield Problem(f"{where}: source", "it does not say where this was read", hint="Write cite and url")


@cache
def _shipped_table() -> Mapping[str, Any]:
    text = files("forbear").joinpath("rulebooks", "bodies.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
