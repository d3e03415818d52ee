"""A credit report inside the case: brought as one, or made of a file that is read into a store for a moment."""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from importlib.resources import as_file, files
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django_tasks import task

from forbear.calendar import moment_of
from forbear.creditfile.decision import cards
from forbear.creditfile.decision.scorecard import Scorecard
from forbear.creditfile.intake.listed import listed
from forbear.creditfile.intake.mapping import read_mapping
from forbear.creditfile.intake.taking import Delivery, take_in
from forbear.creditfile.statements.chain import Asked
from forbear.creditfile.statements.making import By, faults, made
from forbear.creditfile.store import Store
from forbear.errors import InputError, Problem, RecordError
from forbear.report.credit.named import names_of
from forbear.report.credit.page import page
from forbear.report.credit.told import Told
from forbear.report.credit.told import texts as credit_texts
from forbear.report.credit.view import Seen
from forbear.rules.catalog import credit_book
from forbear.web.desks.borrower import documents, findings
from forbear.web.desks.borrower.models import Case
from forbear.web.jobs import queue
from forbear.web.jobs.doing import Doing
from forbear.web.jobs.models import Job
from forbear.web.ledger import gates

CREDIT, BROUGHT, WRONG = "credit", "credit-brought", "credit-wrong"
BOOK = "figures"
OWN_COPY = "brought by the person"
"""Under which licence a file is read that somebody brings about herself."""
FORMATS = ("pboc", "metro2")
SHAPE: Mapping[str, type] = {"report": dict, "statements": list, "evidence": dict, "deliveries": dict}
LARGEST = 8 * 1024 * 1024
SAMPLE_PERSON, SAMPLE_DAY = "P00000001", date(2026, 6, 2)
STEPS = 4
KEPT_IN_MEMORY = 8
SECTIONS = ("accounts", "months", "late", "lists", "applications", "inquiries", "identity")
"""Of which sections a line can be contested."""


def report_in(text: str) -> dict[str, Any]:
    """The report of a JSON text; raises RecordError where it is none, or where it was changed since it was made."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(found.get(key), kind) for key, kind in SHAPE.items()):
        raise RecordError(Problem("", "this is no report as JSON", code="report-broken"))
    if faults(found):
        raise RecordError(Problem("", "it is no more what it was", code=f"report-{faults(found)}"))
    shown(found, "en")
    return found


def shown(document: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """What the page says and draws; raises RecordError where the report cannot be laid out."""
    try:
        return dict(findings.plain(asdict(page(document, Seen(), lang, names_in(document)))))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        raise RecordError(Problem("", "this report cannot be laid out", code="report-broken")) from None


def shown_of(case: Case, lang: str) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """The page of the report of a case and its lines; the last few are kept in memory, for drawing takes a second."""
    version = documents.version(case, CREDIT)
    return _shown(case.pk, version, lang) if version else (None, [])


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _shown(pk: UUID, _version: int, lang: str) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    document = kept(Case.objects.get(pk=pk))
    return (shown(document, lang), lines(document, lang)) if document else (None, [])


def lines(document: Mapping[str, Any], lang: str) -> list[dict[str, Any]]:
    """Each line that can be contested, numbered."""
    told = Told(document, "person", lang, names_in(document))
    found = [
        {"of": one["section"], "section": _section(told, one["section"]), "title": _title(told, one), "rows": rows}
        for one in document["statements"]
        if one["section"] in SECTIONS and "figure" not in one["values"] and (rows := _rows(document, one))
    ]
    found.sort(key=lambda one: SECTIONS.index(one["of"]))
    return [{"at": at, **one} for at, one in enumerate(found)]


def names_in(document: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """The words for the figures of a report."""
    card = str(document["report"].get("scorecard", {}).get("id", "")) if isinstance(document["report"], dict) else ""
    return _names(card)


def kept(case: Case) -> dict[str, Any] | None:
    """The report of a case."""
    found = documents.text(case, CREDIT)
    return dict(json.loads(found)) if found else None


def ask_for(case: Case, kind: str, content: bytes = b"") -> Job:
    """Queue the making of a report from a file; what was brought is sealed until then and dropped after it."""
    told = {"kind": kind, "file": base64.b64encode(content).decode("ascii")}
    documents.write_record(case, BROUGHT, told)
    documents.drop(case, WRONG)
    return queue.put(
        credit, f"credit {case.pk} {documents.version(case, BROUGHT)}", str(case.pk), person=case.person_id
    )


def job_of(case: Case) -> Job | None:
    """The report that was asked for last."""
    return Job.objects.filter(name__startswith=f"credit {case.pk} ").order_by("-made_at").first()


@task(takes_context=True)
def credit(context: Any, case_id: str) -> None:
    """Read what was brought into a store that ends with this, and keep the report of its one person."""
    doing: Doing = context
    case = Case.objects.filter(pk=UUID(case_id)).first()
    brought = documents.record(case, BROUGHT) if case else None
    if case is None or brought is None:
        return
    done = 0

    def step(*_: object) -> None:
        nonlocal done
        done = min(done + 1, STEPS - 1)
        doing.progress(done, STEPS)

    try:
        text, wrong = _made(brought, _place(case), step), list[list[str]]()
    except InputError as error:
        text, wrong = (
            "",
            [[problem.code, ": ".join(filter(None, (problem.what, problem.why)))] for problem in error.problems],
        )
    with doing.ending():
        if Case.objects.select_for_update().filter(pk=case.pk).exists():
            documents.drop(case, BROUGHT)
            if text:
                documents.write(case, CREDIT, text)
            else:
                documents.write_record(case, WRONG, wrong)


def _place(case: Case) -> str:
    """By whose law entries go."""
    return str(documents.record(case, documents.ABOUT, {}).get("place", ""))


def _made(brought: Mapping[str, str], place: str, step: Any) -> str:
    """The report as text; raises InputError where nothing can be read, or where it is of more people than one."""
    from forbear.creditfile.linked.linking import link

    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "store", "512MB", write=True) as store:
        is_sample = brought["kind"] == "sample"
        for delivery in _sample() if is_sample else _delivery(brought, Path(folder)):
            take_in(store, delivery)
        step()
        link(store, _today().isoformat(), step=step)
        made_at = moment_of(gates.now()).strftime("%Y-%m-%dT%H:%M:%SZ")
        by = By(credit_book(BOOK), _sample_card() if is_sample else None, None, made_at)
        people = [SAMPLE_PERSON] if is_sample else _people(store)
        asked = Asked(SAMPLE_DAY if is_sample else _today(), None, people, None, (), place)
        return _one([one.text for one in islice(made(store, asked, by), 2)])


def _people(store: Store) -> list[str]:
    """Whom it is about, two at most: a report is of one."""
    return [person for (person,) in store.rows("SELECT DISTINCT person_id FROM identity.person_of ORDER BY 1 LIMIT 2")]


def _sample() -> list[Delivery]:
    with as_file(files("forbear").joinpath("sample", "credit")) as folder:
        came = Delivery(folder, "", moment_of(gates.now()), read_mapping(str(folder / "lender.toml")))
        return list(listed(came, folder / "deliveries.csv"))


@cache
def _sample_card() -> Scorecard:
    with as_file(files("forbear").joinpath("sample", "credit", "card.toml")) as path:
        return cards.load(path)


def _delivery(brought: Mapping[str, str], folder: Path) -> Iterator[Delivery]:
    path = folder / "brought"
    path.write_bytes(base64.b64decode(brought["file"]))
    yield Delivery(path, "report", moment_of(gates.now()), read_mapping(brought["kind"]), OWN_COPY)


def _one(texts: list[str]) -> str:
    if len(texts) != 1:
        raise RecordError(Problem("", "this is not about one person", code="report-people"))
    return texts[0]


def _today() -> date:
    return datetime.now(UTC).date()


@cache
def _names(card: str) -> dict[str, tuple[str, str]]:
    sample = _sample_card()
    found = sample if card == sample.id else None
    return names_of(By(credit_book(BOOK), found))


def _section(told: Told, section: str) -> str:
    return told(section) if section in credit_texts() else section


def _title(told: Told, one: Mapping[str, Any]) -> str:
    said = one["values"]
    day = next((said[key] for key in ("applied_on", "listed", "first", "as_of", "opened") if said.get(key)), "")
    months = ", ".join(said["months"]) if one["section"] == "late" and isinstance(said.get("months"), list) else ""
    name = told.account(said) if said.get("account") else str(said.get("lender") or "")
    if one["section"] == "identity":
        name = told(f"attribute_{one['code']}")
    return " · ".join(filter(None, (name, str(said.get("list") or ""), months or (told.day(day) if day else ""))))


def _rows(document: Mapping[str, Any], one: Mapping[str, Any]) -> list[str]:
    evidence = document["evidence"]
    found = [*one.get("rows", ())]
    for variant in one["values"].get("variants", ()) if one["section"] == "identity" else ():
        found += variant.get("rows", ())
    return [row for row in dict.fromkeys(found) if row.count(":") == 2 and not evidence.get(row, {}).get("held")]
