"""What was carried out of a case, carried in again: looked through first, refused whole where anything contradicts."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.db import transaction

from forbear.audit.marks import Collector
from forbear.audit.result import InputFile
from forbear.creditfile.rights import verify as checking
from forbear.creditfile.rights.steps import disputes as folded
from forbear.errors import InputError, Problem, RecordError
from forbear.labels import LANGUAGES
from forbear.letters.diary import Entry
from forbear.letters.kinds import all_kinds
from forbear.places import shipped
from forbear.records import read_event, read_parties
from forbear.web.desks.borrower import credit, digests, disputes, documents, findings, keeping, money, writing
from forbear.web.desks.borrower.carrying import BACK
from forbear.web.desks.borrower.models import Case

ROOT = "forbear/"
MOST_FILES = 4_000
LARGEST = 256 * 1024 * 1024
"""So many bytes may come out of the whole folder."""
LETTER = "letter.json"
LAST_DAY = date.max.toordinal()
CAME, ME, LENDER = {"from", "kind", "came", "answer_by", "about"}, {"name", "address", "email", "phone"}, {
    "address", "email", "reference",
}  # fmt: skip
KINDS = ("court", "notice", "offer", "other")
HEAPS = ("answer", "look", "left")
NEW, SAME, OTHER, BROKEN = "new", "same", "other", "broken"


@dataclass(frozen=True, slots=True)
class Part:
    """One document that was brought: how it stands to the case, and why it cannot be taken."""

    kind: str
    name: str
    body: str
    state: str
    why: str = ""


def looked_through(case: Case, path: Path) -> list[Part]:
    """Every document of a packed folder beside what the case holds; raises RecordError where it is none of ours."""
    found = _texts(path)
    parts = [_part(case, kind, name, body) for kind, name, body in _documents(found)]
    if not parts:
        raise RecordError(Problem("", "nothing of a case is in it", code="carry-none"))
    return _together(parts)


def take_in(case: Case, parts: list[Part]) -> int:
    """Keep what is new, all of it or nothing; how many documents. Raises RecordError where anything contradicts."""
    if any(one.state in (OTHER, BROKEN) for one in parts):
        raise RecordError(Problem("", "something contradicts", code="carry-contradicts"))
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        for one in parts:
            if one.state == NEW and _state(case, one.kind, one.body) != NEW:
                raise RecordError(Problem("", "this was changed meanwhile", code="changed-meanwhile"))
            if one.state == NEW:
                documents.write(case, one.kind, one.body)
        if any(one.kind == documents.LOG and one.state == NEW for one in parts):
            findings.ask_for(case)
    return sum(one.state == NEW for one in parts)


def _texts(path: Path) -> dict[str, str]:
    """The files of the folder that hold documents, by name."""
    try:
        with ZipFile(path) as folder:
            return dict(_read(folder))
    except (BadZipFile, UnicodeDecodeError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise RecordError(Problem("", "this is no packed folder of ours", code="carry-none")) from None


def _read(folder: ZipFile) -> Iterator[tuple[str, str]]:
    wanted = {f"{ROOT}{name}" for name in BACK.values()}
    entries = folder.infolist()
    left = LARGEST
    if len(entries) > MOST_FILES:
        raise RecordError(Problem("", "this holds more files than a case", code="carry-large"))
    for entry in entries:
        is_letter = entry.filename.startswith(f"{ROOT}letters/") and entry.filename.endswith(f"/{LETTER}")
        if entry.filename in wanted or is_letter:
            with folder.open(entry) as stream:
                content = stream.read(left + 1)
            left -= len(content)
            if left < 0:
                raise RecordError(Problem("", "this unfolds to more than is taken", code="carry-large"))
            yield entry.filename.removeprefix(ROOT), content.decode("utf-8")


def _documents(found: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for kind, name in BACK.items():
        if name in found:
            yield kind, name, found[name]
    for name, body in sorted(found.items()):
        if name.startswith("letters/"):
            yield writing.paper_kind(_number(name)), name, body


def _number(name: str) -> int:
    text = name.split("/")[1]
    if not (text.isascii() and text.isdecimal() and len(text) < 7):
        raise RecordError(Problem("", "this is no packed folder of ours", code="carry-none"))
    return int(text)


def _part(case: Case, kind: str, name: str, body: str) -> Part:
    try:
        _check(kind, body)
    except InputError as error:
        return Part(kind, name, body, BROKEN, "; ".join(str(problem) for problem in error.problems))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return Part(kind, name, body, BROKEN)
    return Part(kind, name, body, _state(case, kind, body))


def _state(case: Case, kind: str, body: str) -> str:
    before = documents.text(case, kind)
    if before == body:
        return SAME
    if kind == documents.ABOUT and not documents.version(case, documents.LOG):
        return NEW
    return OTHER if before else NEW


def _together(parts: list[Part]) -> list[Part]:
    """A log goes with its sources and its place, letters with their list: what does not fit is told as broken."""
    by_kind = {one.kind: one for one in parts}
    faults = dict[str, str]()
    first = by_kind.get(documents.LOG)
    if first and first.state != BROKEN:
        sources = by_kind.get(documents.SOURCES)
        count = len(first.body.splitlines()) - 1
        if sources is None or sources.state == BROKEN or len(json.loads(sources.body)) != count:
            faults[documents.LOG] = "sources.json"
        elif not all(kind in by_kind for kind in (documents.ABOUT, documents.MARKS)):
            faults[documents.LOG] = "about.json, marks.json"
    entries = by_kind.get(writing.LETTERS)
    if entries and entries.state != BROKEN:
        wanted = {writing.paper_kind(one["number"]) for one in json.loads(entries.body)}
        if not wanted <= set(by_kind):
            faults[writing.LETTERS] = "letters/"
    return [
        Part(one.kind, one.name, one.body, BROKEN, faults[one.kind]) if one.kind in faults else one for one in parts
    ]


def _check(kind: str, body: str) -> None:
    """Raises what the reader of a document raises where it cannot be read."""
    if kind.startswith("letter-"):
        _letter(json.loads(body))
    else:
        CHECKS[kind](body)


def _letter(paper: Mapping[str, Any]) -> None:
    for content in paper["files"].values():
        base64.b64decode(content, validate=True)
    if not isinstance(paper["text"], str):
        raise TypeError(paper)


def _about(body: str) -> None:
    told = json.loads(body)
    if told["zone"] not in shipped().zones(shipped().read(told["place"])):
        raise ValueError(told["zone"])


def _log(body: str) -> None:
    first, *lines = body.splitlines()
    parties = json.loads(first)
    if parties.pop("kind") != "parties":
        raise ValueError(first)
    read_parties(parties, "log.jsonl")
    for seq, line in enumerate(lines, start=1):
        read_event(json.loads(line), seq, f"log.jsonl:{seq}")


def _marks(body: str) -> None:
    told = json.loads(body)
    for each in told["collectors"]:
        Collector(**{**each, "numbers": tuple(each["numbers"])})
    for each in told["people"]:
        _ = each["id"], each["role"]


def _chain(body: str) -> None:
    chain = disputes.Chain(json.loads(body))
    found = checking.verify(chain.entries(), None, ())
    if found.findings:
        raise ValueError(found.findings[0].says["en"])
    for one in folded(chain.entries(kinds=["dispute"])):
        _ = chain.texts[one.reason][1]


def _files(body: str) -> None:
    for each in json.loads(body):
        InputFile(**each)


def _sources(body: str) -> None:
    _all(json.loads(body), lambda one: isinstance(one, list) and [*map(type, one)] == [str, str])


def _came(body: str) -> None:
    _all(json.loads(body), lambda one: set(one) == CAME and one["kind"] in KINDS and _texts_only(one))
    for one in json.loads(body):
        for key in ("came", "answer_by"):
            _ = date.fromisoformat(one[key]) if one[key] else None


def _weighed(body: str) -> None:
    _all([*json.loads(body).values()], lambda one: one[0] in HEAPS and isinstance(one[1], list))


def _me(body: str) -> None:
    _all([json.loads(body)], lambda one: set(one) <= ME and _texts_only(one))


def _lenders(body: str) -> None:
    _all([*json.loads(body).values()], lambda one: set(one) <= LENDER and _texts_only(one))


def _letters(body: str) -> None:
    for one in json.loads(body):
        Entry(one["day"], one["kind"], one["to"], tuple(one["debts"]), one["answer_by"], dict(one["files"]))
        known = one["kind"] in all_kinds() and one["lang"] in LANGUAGES and isinstance(one["subject"], str)
        days = (one["number"], one["day"], one["answer_by"] or 0)
        if not known or not all(type(day) is int and 0 <= day <= LAST_DAY for day in days):
            raise ValueError(one)


def _closed(body: str) -> None:
    for one in json.loads(body).get("closed", []):
        _ = one["name"], date.fromisoformat(one["day"])


def _all(rows: Any, fits: Callable[[Any], bool]) -> None:
    if not isinstance(rows, list) or not all(fits(one) for one in rows):
        raise ValueError("not as it was carried out")


def _texts_only(one: Mapping[str, Any]) -> bool:
    return all(isinstance(value, str) for value in one.values())


def _money(kind: str) -> Callable[[str], None]:
    def check(body: str) -> None:
        if not isinstance(json.loads(body), dict):
            raise TypeError(kind)
        money.check(kind, money.parsed(body))

    return check


CHECKS: Mapping[str, Callable[[str], Any]] = {
    documents.ABOUT: _about,
    documents.LOG: _log,
    documents.MARKS: _marks,
    disputes.DISPUTES: _chain,
    credit.CREDIT: credit.report_in,
    documents.FILES: _files,
    documents.SOURCES: _sources,
    keeping.WEIGHED: _weighed,
    digests.CAME: _came,
    writing.ME: _me,
    writing.LENDERS: _lenders,
    writing.LETTERS: _letters,
    money.CLOSED: _closed,
    **{kind: _money(kind) for kind in (money.DEBTS, money.BUDGET, money.LOANS, money.TALKS)},
}
"""How each document is read before it is taken."""
