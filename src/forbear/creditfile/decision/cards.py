"""Cards are read from TOML and refused where they cannot be served truly, with every fault at once.

The shipped samples are in ``scorecards/``; what figures may rest on is in ``sources.toml``.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

from forbear.creditfile.decision.bins import bins_of
from forbear.creditfile.decision.scorecard import Bin, Figure, Scorecard
from forbear.errors import InputError, Problem, nearest
from forbear.labels import LANGUAGES

CARD = ("id", "title", "sample", "cutoff", "fitted", "figure")
FIGURE = (
    "label", "source", "better", "act", "reach", "least", "most", "ages", "absent", "fitted_as", "reference", "unknown",
    "bins",
)  # fmt: skip
BETTER = ("less", "more")
ACTS = (*BETTER, "reach")
_NAME = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass
class Faults:
    """The faults of one file, gathered while it is read."""

    where: str
    found: list[Problem]

    def add(self, place: str, what: str, why: str = "", hint: str = "") -> None:
        """One more fault at a place of the file."""
        self.found.append(Problem(f"{self.where}, {place}" if place else self.where, what, why, hint, "scorecard"))


def load(path: Path) -> Scorecard:
    """The card of a file; raises InputError with all its faults."""
    try:
        data = path.read_bytes()
    except OSError as error:
        why = error.strerror or "it cannot be read"
        raise InputError(Problem(str(path), f"this scorecard cannot be read: {why}", code="scorecard")) from None
    return read(data, path.name)


def shipped(name: str) -> Scorecard:
    """One of the cards that come with Forbear, all of them samples; raises InputError on another name."""
    folder = files("forbear.creditfile.decision") / "scorecards"
    known = sorted(each.name.removesuffix(".toml") for each in folder.iterdir())
    if name not in known:
        hint = nearest(name, known) or f"There are: {', '.join(known)}"
        raise InputError(Problem(name, "no such scorecard comes with Forbear", hint=hint, code="scorecard"))
    return read((folder / f"{name}.toml").read_bytes(), f"{name}.toml")


def read(data: bytes, where: str) -> Scorecard:
    """The card of the bytes of a file called ``where``; raises InputError with all its faults."""
    try:
        given = tomllib.loads(data.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(Problem(where, f"this is no TOML: {error}", code="scorecard")) from None
    return checked(given, where, hashlib.sha256(data).hexdigest())


def checked(given: Mapping[str, Any], where: str, sha256: str = "") -> Scorecard:
    """A card from the tables of its file; raises InputError with all its faults."""
    faults = Faults(where, [])
    _known_keys(given, CARD, "", faults)
    figures = [_figure(name, table, faults) for name, table in _tables(given, faults)]
    cutoff = whole(given.get("cutoff"), "cutoff", faults, needed=True)
    if not isinstance(given.get("id"), str) or not _NAME.fullmatch(given["id"]):
        faults.add("id", "a card needs an id", hint="Write lower-case letters, digits and hyphens")
    title = _both(given.get("title"), "title", faults)
    if not isinstance(given.get("fitted", {}), dict) or not isinstance(given.get("sample", False), bool):
        faults.add("", "`fitted` is a table, `sample` true or false", hint="Write [fitted] and sample = true")
    read_ones = [one for one in figures if one]
    if cutoff is not None and len(read_ones) == len(figures):
        _reach_the_cutoff(read_ones, cutoff, faults)
    if faults.found or cutoff is None:
        raise InputError(faults.found)
    return Scorecard(
        given["id"], title, cutoff, read_ones, given.get("sample") is True, given.get("fitted", {}), sha256
    )


def whole(value: Any, place: str, faults: Faults, needed: bool = False) -> int | None:
    """A whole number, or None where none is given; anything else is a fault."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if value is not None or needed:
        found = "nothing" if value is None else repr(value)
        faults.add(place, f"this must be a whole number, and is {found}", "points and values are whole units")
    return None


def _tables(given: Mapping[str, Any], faults: Faults) -> Iterator[tuple[str, Mapping[str, Any]]]:
    tables = given.get("figure")
    if not isinstance(tables, dict) or not tables:
        faults.add("figure", "a card needs at least one figure", hint="Write a table [figure.<name>]")
        return
    for name, table in tables.items():
        if isinstance(table, dict):
            yield name, table
        else:
            faults.add(f"figure.{name}", "a figure is a table", hint=f"Write [figure.{name}]")


def _figure(name: str, given: Mapping[str, Any], faults: Faults) -> Figure | None:
    place, before = f"figure.{name}", len(faults.found)
    _known_keys(given, FIGURE, place, faults)
    source = _word(given, "source", list(sources()["source"]), place, faults, needed=True)
    better = _word(given, "better", BETTER, place, faults)
    bins = bins_of(given.get("bins"), place, faults)
    act = _act(given, source, bins, place, faults)
    label = _both(given.get("label"), f"{place}, label", faults)
    _nothing_forbidden(name, given, bins, place, faults)
    _monotone(better, bins, place, faults)
    reference = _reference(given, bins, place, faults)
    numbers = {
        key: whole(given.get(key), f"{place}, {key}", faults) for key in ("unknown", "least", "most", "ages", "absent")
    }
    absent = numbers.pop("absent")
    if len(faults.found) > before or reference is None:
        return None
    return Figure(
        name, label, source, bins, reference, better=better, act=act, reach=given.get("reach", []),
        absent=None if absent is None else (absent, absent), fitted_as=str(given.get("fitted_as", "")), **numbers,
    )  # fmt: skip


def _known_keys(given: Mapping[str, Any], known: Sequence[str], place: str, faults: Faults) -> None:
    for key in given:
        if key not in known:
            faults.add(place, f"there is no key {key!r}", hint=nearest(key, known) or f"There are: {', '.join(known)}")


def _both(given: Any, place: str, faults: Faults) -> Mapping[str, str]:
    """A text in every language; a fault where one lacks."""
    texts = given if isinstance(given, dict) else {}
    for lang in LANGUAGES:
        if not isinstance(texts.get(lang), str) or not texts[lang].strip():
            faults.add(place, f"the words in {lang!r} are missing", "people read them in both languages")
    return texts


def _word(
    given: Mapping[str, Any], key: str, known: Sequence[str], place: str, faults: Faults, needed: bool = False
) -> str:
    word = given.get(key, "")
    if not isinstance(word, str):
        faults.add(f"{place}, {key}", f"this must be a word, and is {word!r}", hint=f"There are: {', '.join(known)}")
        return ""
    if word in known or (not word and not needed):
        return word
    if key == "source" and word in sources()["forbidden"]:
        faults.add(f"{place}, {key}", *forbidden(word))
    else:
        what = f"{key} is {word!r}" if word else f"a figure needs a {key}"
        faults.add(f"{place}, {key}", what, hint=nearest(word, known) or f"There are: {', '.join(known)}")
    return ""


def _act(given: Mapping[str, Any], source: str, bins: Sequence[Bin], place: str, faults: Faults) -> str:
    act, reach = _word(given, "act", ACTS, place, faults), _reach(given, place, faults)
    allowed = sources()["source"][source]["acts"] if source else []
    if source and act and act not in allowed:
        table = sources()["source"][source]
        why = "what has happened goes away by time alone, and to borrow more is never advised"
        hint = f"Leave `act` out, or write one of: {', '.join(allowed)}" if allowed else "Leave `act` out"
        faults.add(f"{place}, act", f"nobody is told to do {act!r} about {table['en']}", why, hint)
    words = [word for one in bins for word in one.words]
    faults_of_reach = [word for word in reach if word not in words]
    if faults_of_reach or bool(reach) != (act == "reach"):
        hint = nearest(faults_of_reach[0], words) if faults_of_reach else '`act = "reach"` and `reach` go together'
        faults.add(f"{place}, reach", f"this names {reach!r}, which is no way to change the figure", hint=hint)
    return act


def _reach(given: Mapping[str, Any], place: str, faults: Faults) -> Sequence[str]:
    reach = given.get("reach", [])
    if isinstance(reach, list) and all(isinstance(word, str) for word in reach):
        return reach
    faults.add(f"{place}, reach", f"this must be a list of words, and is {reach!r}")
    return []


def _monotone(better: str, bins: Sequence[Bin], place: str, faults: Faults) -> None:
    if better and any(one.words for one in bins):
        faults.add(f"{place}, better", "words have no order in which one could be better", hint="Leave `better` out")
        return
    for one, after in pairwise(bins):
        gained = after.points - one.points
        if (better == "less" and gained > 0) or (better == "more" and gained < 0):
            what = f"the points go from {one.points} to {after.points} at {after.low}, against `better = {better!r}`"
            faults.add(f"{place}, bins", what, "a better value must never cost points", "Join the two bins")


def _reference(given: Mapping[str, Any], bins: Sequence[Bin], place: str, faults: Faults) -> int | None:
    reference = whole(given.get("reference"), f"{place}, reference", faults, needed=True)
    if reference is not None and bins and reference not in [one.points for one in bins]:
        earned = ", ".join(str(one.points) for one in bins)
        why = "points are lost against a value that somebody can have"
        faults.add(f"{place}, reference", f"no bin has {reference} points", why, f"There are: {earned}")
    return reference


def _reach_the_cutoff(figures: Sequence[Figure], cutoff: int, faults: Faults) -> None:
    together = sum(one.reference for one in figures)
    if together < cutoff:
        what = f"the references have {together} points together, the cut-off is {cutoff}"
        why = "points lost against them could not add up to a shortfall"
        faults.add("cutoff", what, why, "Take the points of somebody just approved as references")


def _nothing_forbidden(name: str, given: Mapping[str, Any], bins: Sequence[Bin], place: str, faults: Faults) -> None:
    labels = given["label"].values() if isinstance(given.get("label"), dict) else []
    texts = [name, str(given.get("fitted_as", "")), *map(str, labels), *(word for one in bins for word in one.words)]
    for kind in sorted({kind for text in texts for kind in forbidden_in(text)}):
        faults.add(place, *forbidden(kind))


@cache
def forbidden_in(text: str) -> tuple[str, ...]:
    """What of the things that no card uses a text speaks of."""
    plain = " " + " ".join(re.findall(r"[^\W_]+", text.lower())) + " "
    return tuple(
        kind
        for kind, one in sources()["forbidden"].items()
        if any(f" {word} " in plain for word in one["words"]["en"]) or any(word in text for word in one["words"]["zh"])
    )


def forbidden(kind: str) -> tuple[str, str, str]:
    """What is wrong with a figure on a forbidden thing, why, and what to do."""
    one = sources()["forbidden"][kind]
    law = "".join(f"; {each['place']}: {each['cite']}" for each in one.get("law", []))
    return f"no card uses {one['en']}", f"it is a rule of this project{law}", "Take the figure out"


@cache
def sources() -> Mapping[str, Any]:
    """The tables of ``sources.toml``."""
    return tomllib.loads(files("forbear.creditfile.decision").joinpath("sources.toml").read_text(encoding="utf-8"))
