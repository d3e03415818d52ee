"""Letters of a case, written as ``forbear letter`` does, from what the case holds; kept sealed."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db import transaction

from forbear.audit.assemble import Assembled
from forbear.audit.build import build_audit
from forbear.audit.marks import Marks
from forbear.audit.result import AuditResult
from forbear.calendar import Day
from forbear.letters import case as cases_of_letters
from forbear.letters.asked import ask
from forbear.letters.case import Addressee, LoanFile, LogFile, Told, Writer
from forbear.letters.diary import Entry, deadlines, entry_of
from forbear.letters.kinds import Kind, all_kinds
from forbear.letters.laws import holds_anywhere_in
from forbear.letters.make import Letter, write
from forbear.letters.papers import files_of
from forbear.letters.shown import notes_of, text_of
from forbear.places import shipped
from forbear.plan.budget import Budget
from forbear.plan.debts import Debts
from forbear.plan.loans import Loan
from forbear.plan.talks import Talks
from forbear.report.words import Words
from forbear.rules import catalog
from forbear.web.desks.borrower import documents, log, money
from forbear.web.desks.borrower.keeping import marks_of
from forbear.web.desks.borrower.models import Case

ME, LENDERS, LETTERS = "me", "lenders", "letters"
FORMATS = ("pdf", "docx", "txt")


class DeskCase(cases_of_letters.Case):
    """The case of letters over the sealed documents of a case of the desk."""

    desk: Case

    @cached_property
    def debts(self) -> Debts | None:
        """What is owed."""
        return money.debts_in(self.desk)

    @cached_property
    def budget(self) -> Budget | None:
        """What comes in and goes out each month."""
        found = money.budget_in(self.desk)
        return None if found is None else found.budget

    @cached_property
    def talks(self) -> Talks | None:
        """Offers, answers and payments."""
        found = money.raw(self.desk, money.TALKS)
        return money.talks_of_raw(found) if found else None

    @cached_property
    def loans(self) -> tuple[tuple[str, Loan], ...]:
        """Each loan as it went, with its lender."""
        rows = money.rows(self.desk, money.LOANS)
        return tuple((str(row["name"]), money.rate_told(row)[0]) for row in rows)

    @cached_property
    def marks(self) -> Marks | None:
        """Whose the collectors' numbers are."""
        found = marks_of(self.desk)
        return Marks(found) if found else None

    def judged(self, progress: Callable[[int], None] = lambda count: None) -> AuditResult | None:
        """What the rulebooks of the place say of the contacts on the log."""
        made = self.assembled()
        return None if made is None else build_audit(made, catalog.chosen((), [self.place.code]), progress=progress)

    def assembled(self) -> Assembled | None:
        """The log as a history."""
        return log.assembled(self.desk)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A letter to write: in which language, on which day, to whom, with which choices."""

    kind: Kind
    lang: str
    day: Day
    to: str = ""
    relation: str = ""
    options: Mapping[str, str] | None = None


def case_of(case: Case, wanted: Wanted | None = None) -> DeskCase:
    """The case as letters read it; somebody who is to be told is named with the letter alone."""
    about = documents.record(case, documents.ABOUT, {})
    me, lenders = documents.record(case, ME, {}), documents.record(case, LENDERS, {})
    has_log = documents.version(case, documents.LOG) > 0
    found = DeskCase(
        path=Path("case.toml"),
        place=shipped().read(about["place"]),
        me=Writer(me.get("name", ""), cases_of_letters.lines(me.get("address")), me.get("email", "")),
        lenders=tuple(
            Addressee(name, cases_of_letters.lines(one.get("address")), one.get("email", ""), one.get("reference", ""))
            for name, one in lenders.items()
        ),
        people=(Told(wanted.to, wanted.relation),) if wanted and wanted.relation and wanted.to else (),
        logs=(LogFile(Path("log.jsonl"), "debtor", "debtor"),) if has_log else (),
        lent=tuple(LoanFile(Path("loans.json"), str(row["name"])) for row in money.rows(case, money.LOANS)),
        zone=about["zone"],
    )
    found.__dict__["desk"] = case
    return found


def kinds_for(case: Case) -> list[Kind]:
    """The kinds of letters that a borrower or somebody near may write at this place, with what this desk holds."""
    place = shipped().read(documents.record(case, documents.ABOUT, {})["place"])
    has_talks = documents.version(case, money.TALKS) > 0
    return [kind for kind in all_kinds().values() if _is_offered(kind, has_talks) and _has_right(kind, place)]


def _is_offered(kind: Kind, has_talks: bool) -> bool:
    return kind.by != "collector" and (has_talks or "talks" not in kind.needs)


def _has_right(kind: Kind, place: Any) -> bool:
    return not kind.right or holds_anywhere_in(kind.laws, kind.right, place)


def written(case: Case, wanted: Wanted) -> int:
    """Write a letter and keep it; its number. Raises InputError with all that is missing."""
    words = Words(wanted.lang)
    asked = ask(wanted.kind, case_of(case, wanted), words, wanted.day, wanted.to, (), wanted.options)
    letter = write(asked)
    return _kept(case, letter, files_of(letter, FORMATS))


def _kept(case: Case, letter: Letter, made: Mapping[str, bytes]) -> int:
    entry = entry_of(letter, made)
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        entries = documents.record(case, LETTERS, [])
        number = 1 + max((one["number"] for one in entries), default=0)
        row = {
            "number": number, "day": letter.day, "kind": letter.kind.id, "to": entry.to, "debts": list(entry.debts),
            "answer_by": letter.answer_by, "lang": letter.lang, "subject": letter.subject, "files": dict(entry.files),
        }  # fmt: skip
        documents.write_record(case, LETTERS, [*entries, row])
        files = {name: base64.b64encode(content).decode("ascii") for name, content in made.items()}
        paper = {"text": text_of(letter), "notes": notes_of(letter) if letter.notes else "", "files": files}
        documents.write(case, paper_kind(number), json.dumps(paper, ensure_ascii=False))
    return number


def paper_kind(number: int) -> str:
    """Under which kind the files of a letter are kept."""
    return f"letter-{number}"


def calendar(case: Case, words: Words) -> str:
    """The deadlines as a calendar file."""
    entries = [
        Entry(one["day"], one["kind"], one["to"], tuple(one["debts"]), one["answer_by"], one["files"])
        for one in documents.record(case, LETTERS, [])
    ]
    return deadlines(case_of(case), entries, words)


def papers(case: Case) -> list[tuple[str, bytes]]:
    """All files of all letters, for carrying out; ``letter.json`` is what carries a letter in again."""
    found = []
    for one in documents.record(case, LETTERS, []):
        text = documents.text(case, paper_kind(one["number"]))
        if text:
            folder = f"letters/{one['number']}"
            found.append((f"{folder}/letter.json", text.encode()))
            found += [(f"{folder}/{name}", base64.b64decode(made)) for name, made in json.loads(text)["files"].items()]
    return found
