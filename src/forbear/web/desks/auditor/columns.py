"""What the columns of a table are: guessed from their names, said in a form, and checked as a mapping file is."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from django.http import QueryDict

from forbear.audit.intake.mapping import ColumnMap, checked_mapping
from forbear.errors import Problem, RecordError
from forbear.labels import LANGUAGES, label
from forbear.places import shipped
from forbear.vocabulary import EVENT_KEYS, VALUES
from forbear.web.desks.auditor.preview import words_of
from forbear.web.desks.borrower.cases import zones

FORMATS = ("iso", "epoch_s", "epoch_ms")
COLUMN, WORD = "column:", "word:"
NAME = "columns"
PLACE = ("country", "state", "city")
_SIGNS = re.compile(r"[\W_]+")
Preview = Sequence[Mapping[str, Any]]


@dataclass(slots=True)
class Said:
    """What a form says: key → ``column:<name>`` or ``word:<word>``; key → word of the table → word of ours."""

    keys: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    format: str = "iso"
    zone: str = ""
    place: str = ""
    kind: str = "third-party-collector"
    file: str = ""


@cache
def known() -> Mapping[str, Mapping[str, Any]]:
    """The keys that the form asks for, in its order."""
    text = files("forbear.web.desks.auditor").joinpath("columns.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text)["keys"])


def words_for(key: str) -> Sequence[str]:
    """The words that a key may hold; none where it is open."""
    return VALUES.get(EVENT_KEYS["contact"].get(key, "").removeprefix("list of "), ())


def guessed(preview: Preview) -> Said:
    """What the names of the columns say."""
    names = {plain(each["name"]): each["name"] for each in preview}
    said = Said()
    for key, about in known().items():
        found = next((names[plain(name)] for name in about["names"] if plain(name) in names), None)
        if found is not None:
            said.keys[key] = COLUMN + found
        elif "usual" in about:
            said.keys[key] = WORD + about["usual"]
    return said


def said_in(form: QueryDict, preview: Preview) -> Said:
    """What somebody said; a choice that was not offered counts as none."""
    offered = {COLUMN + each["name"] for each in preview}
    said = Said(format=form.get("format", "").strip()[:60] or "iso", file=form.get("file", "")[:20_000])
    for key in known():
        choice = form.get(f"key-{key}", "")
        if choice in offered or choice.removeprefix(WORD) in words_for(key):
            said.keys[key] = choice
    said.zone = form.get("zone", "") if form.get("zone") in zones() else ""
    said.place = form.get("place", "") if form.get("place") in shipped().homes() else ""
    said.kind = form.get("kind", "") if form.get("kind") in VALUES["collector_kind"] else said.kind
    for key, words in strange(said, preview).items():
        for number, word in enumerate(words):
            ours = form.get(f"word-{key}-{number}", "")
            if ours in words_for(key):
                said.words.setdefault(key, {})[word] = ours
    return said


def strange(said: Said, preview: Preview) -> dict[str, list[str]]:
    """Key → the words of its column that are none of ours."""
    found = {}
    for key, choice in said.keys.items():
        allowed = words_for(key)
        words = words_of(preview, choice.removeprefix(COLUMN)) if choice.startswith(COLUMN) and allowed else ()
        left = [word for word in words if word not in allowed]
        if left:
            found[key] = left
    return found


def likely(key: str, word: str) -> str:
    """The word of ours that a word of a table is likely to mean; empty where none is."""
    told = plain(word)
    for ours in words_for(key):
        if told in {plain(ours), *(plain(label(key, ours, lang)) for lang in LANGUAGES)}:
            return ours
    return ""


def mapping_in(said: Said) -> dict[str, Any]:
    """The tables of a mapping file that say the same; raises RecordError where a file was given that is none."""
    if said.file.strip():
        try:
            return tomllib.loads(said.file)
        except tomllib.TOMLDecodeError as error:
            raise RecordError(Problem(NAME, "this is no TOML", why=str(error)[:120], code="toml")) from None
    columns = {key: choice.removeprefix(COLUMN) for key, choice in said.keys.items() if choice.startswith(COLUMN)}
    constants = {key: choice.removeprefix(WORD) for key, choice in said.keys.items() if choice.startswith(WORD)}
    debtor: dict[str, Any] = {"zones": [said.zone]} if said.zone else {}
    if said.place:
        where = shipped().read(said.place)
        debtor["place"] = {key: value for key in PLACE if (value := getattr(where, key))}
    table: dict[str, Any] = {"columns": columns, "constants": constants, "time": {"format": said.format}}
    return table | {"values": said.words, "collector": {"kind": said.kind}, "debtor": debtor}


def checked(said: Said, preview: Preview) -> tuple[dict[str, Any], ColumnMap]:
    """The mapping that somebody said, checked against the table; raises RecordError with everything that is wrong."""
    problems: list[Problem] = []
    if not said.file.strip():
        problems += _missing(said)
    if problems:
        raise RecordError(problems)
    table = mapping_in(said)
    mapping = checked_mapping(table, NAME)
    wrong = mapping.faults([each["name"] for each in preview], NAME)
    if wrong:
        raise RecordError(wrong)
    return table, mapping


def of(table: Mapping[str, Any]) -> ColumnMap:
    """A mapping that was kept."""
    return checked_mapping(table, NAME)


def plain(name: str) -> str:
    """A name without case, width, spaces and signs."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", name).casefold())


def _missing(said: Said) -> Iterator[Problem]:
    for key, about in known().items():
        if about.get("must") and key not in said.keys:
            yield Problem(
                key, f"no column is named for {key!r}", hint="Choose one", code=f"needs-{key.replace('_', '-')}"
            )
