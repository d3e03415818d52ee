"""From a telephone's log to the log of a case: rows of marked numbers are kept, sealed; all others are forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import transaction

from forbear.audit.assemble import Assembled, Log, assemble
from forbear.audit.intake.base import Options
from forbear.audit.marks import Collector, Marks, Owner
from forbear.audit.result import InputFile
from forbear.audit.texts import texts_of
from forbear.events import Event
from forbear.places import shipped
from forbear.web.desks.borrower import documents, findings, log
from forbear.web.desks.borrower.brought import Brought
from forbear.web.desks.borrower.models import Case
from forbear.words.answering import weigh

ME = Owner()
WEIGHED = "weighed"
"""What messages ask of their reader, by the SHA-256 of their words."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the rows of some files; ``new`` were not on the log before."""

    rows: int
    kept: int
    new: int
    dropped: int
    rejected: int


def marks_of(case: Case) -> list[Collector]:
    """The collectors that were marked so far."""
    told = documents.record(case, documents.MARKS, {}).get("collectors", [])
    return [Collector(**{**each, "numbers": tuple(each["numbers"])}) for each in told]


def joined(before: Sequence[Collector], new: Sequence[Collector]) -> list[Collector]:
    """Collectors of before and new ones; what is said newly of a number stands."""
    renamed = {number for each in new for number in each.numbers}
    kept = [replace(each, numbers=tuple(n for n in each.numbers if n not in renamed)) for each in before]
    was_by_hand = {each.name for each in before if not each.numbers}
    return [*(each for each in kept if each.numbers or each.name in was_by_hand), *new]


def keep(
    case: Case, files: Sequence[Brought], marked: Sequence[Collector], owner: Owner, options: Options,
    judges: bool = True,
) -> Kept:  # fmt: skip
    """Read files once more and keep what is of marked numbers. Raises RecordError, and nothing was kept.

    ``judges``: whether the log is judged then.
    """
    every = joined(marks_of(case), marked)
    marks = Marks(list(every), region=options.region)
    country = str(documents.record(case, documents.ABOUT, {}).get("place", "")).partition("-")[0]
    logs = [Log(file.path, owner) for file in files]
    made = assemble(logs, marks, options, country)
    weighed = _weighed(texts_of(logs, marks, options, _texts_in(made)), every)
    names = {str(file.path): file.name for file in files} | {file.path.name: file.name for file in files}
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        new = _write(case, made, every, owner, names)
        documents.write_record(case, WEIGHED, documents.record(case, WEIGHED, {}) | weighed)
        if judges:
            findings.ask_for(case)
    return Kept(
        sum(file.rows for file in made.files), sum(file.kept for file in made.files), new,
        sum(file.dropped for file in made.files), sum(file.rejected for file in made.files),
    )  # fmt: skip


def _texts_in(made: Assembled) -> set[str]:
    return {str(each.get("text_sha256")) for each in made.history.of_kind("contact").events if each.get("text_sha256")}


def _weighed(texts: Mapping[str, str], every: Sequence[Collector]) -> dict[str, Any]:
    """What each message asks of its reader; its words are forgotten with the request."""
    names = [name for each in every for name in (each.name, each.creditor_id)]
    found = {sha256: weigh(text, names) for sha256, text in texts.items()}
    return {sha256: [one.weight, list(one.signs)] for sha256, one in found.items()}


def rewrite_parties(case: Case) -> None:
    """State the parties anew after the place has changed, and judge the log again."""
    text = documents.text(case, documents.LOG)
    if not text:
        return
    people = documents.record(case, documents.MARKS, {}).get("people", [])
    first = log.line_of_parties(parties_of(case, marks_of(case), people))
    documents.write(case, documents.LOG, "\n".join([first, *log.events_in(text)]) + "\n")
    findings.ask_for(case)


def _write(case: Case, made: Assembled, every: Sequence[Collector], owner: Owner, names: Mapping[str, str]) -> int:
    before = documents.record(case, documents.MARKS, {})
    people = {each["id"]: each for each in before.get("people", [])}
    if owner != ME:
        people[owner.person] = {"id": owner.person, "role": owner.role}
    old = log.events_in(documents.text(case, documents.LOG))
    known = set(old)
    fresh = [(line, source) for line, source in _lines(made.history, names) if line not in known]
    rows = [*zip(old, documents.record(case, documents.SOURCES, []), strict=True), *fresh]
    text, sources = log.put_together(parties_of(case, every, list(people.values())), rows)
    files = documents.record(case, documents.FILES, [])
    files += [asdict(_shown(file, names)) for file in made.files if file.sha256 not in {one["sha256"] for one in files}]
    write_marks(case, every, list(people.values()))
    documents.write(case, documents.LOG, text)
    documents.write_record(case, documents.SOURCES, sources)
    documents.write_record(case, documents.FILES, files)
    return len(fresh)


def _lines(history: Any, names: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    return [(log.line_of(event), _source(event, names)) for event in history]


def _source(event: Event, names: Mapping[str, str]) -> list[str]:
    if event.source is None:
        return ["", str(event.seq)]
    return [names.get(event.source.file, event.source.file), event.source.row]


def _shown(file: InputFile, names: Mapping[str, str]) -> InputFile:
    return replace(file, name=names.get(file.name, file.name))


def write_marks(case: Case, collectors: Sequence[Collector], people: Sequence[Mapping[str, Any]]) -> None:
    """Whose the numbers are, and who else was contacted."""
    told = {"collectors": [_mark(each) for each in collectors], "people": list(people)}
    documents.write_record(case, documents.MARKS, told)


def _mark(collector: Collector) -> dict[str, Any]:
    return {**asdict(collector), "numbers": list(collector.numbers)}


def parties_of(case: Case, collectors: Sequence[Collector], people: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The parties of a log, as its first line states them."""
    about = documents.record(case, documents.ABOUT, {})
    debts = {each.debt_id: {"id": each.debt_id, "creditor": each.creditor_id} for each in collectors}
    place = shipped().written(shipped().read(about["place"])) if about.get("place") else {}
    return {
        "collectors": list({each.name: {"id": each.name, "kind": each.kind} for each in collectors}.values()),
        "debtor": {"id": "debtor", "place": place, "zones": [about["zone"]]},
        "people": list(people),
        "debts": list(debts.values()),
    }  # fmt: skip
