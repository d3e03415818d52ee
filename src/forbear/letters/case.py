"""A case: one file that says where everything about one person's debts lies, and what is read from there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from forbear import places
from forbear.calendar import Day
from forbear.errors import Problem, RecordError, nearest
from forbear.labels import LANGUAGES
from forbear.letters.debtors import Debtor, Outsider, debtor_of, faults, outsider_of
from forbear.places import Place
from forbear.plan.reading import NO_CURRENCY, Problems, Raw, load, read_table
from forbear.vocabulary import VALUES

if TYPE_CHECKING:
    from forbear.audit.assemble import Assembled
    from forbear.audit.marks import Marks
    from forbear.audit.result import AuditResult
    from forbear.events import History
    from forbear.plan.budget import Budget
    from forbear.plan.debts import Debts
    from forbear.plan.loans import Loan
    from forbear.plan.talks import Talks

PACKAGE = "forbear.letters"
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes. What is not said is empty; an address has a line for each of its parts."""

    name: str = ""
    address: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody to whom letters go: a lender, a collector or a body. What is not said is empty.

    ``also`` are other names by which it is asked for, ``body`` its id in the table of bodies.
    """

    name: str
    address: tuple[str, ...] = ()
    email: str = ""
    reference: str = ""
    also: tuple[str, ...] = ()
    body: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who is to be told in advance: what the writer calls them, and what they are to the writer."""

    name: str
    relation: str


@dataclass(frozen=True, slots=True)
class Received:
    """A letter that came, of kind ``court``, ``notice``, ``offer`` or ``other``, and by when it asks for an answer."""

    sender: str
    kind: str
    came: Day | None
    answer_by: Day | None
    about: str


@dataclass(frozen=True, slots=True)
class LogFile:
    """A log of contacts, whose telephone it comes from, and what that person is."""

    path: Path
    person: str
    role: str


@dataclass(frozen=True, slots=True)
class LoanFile:
    """A loan as it went, and who lent it."""

    path: Path
    lender: str


@dataclass(frozen=True)
class Case:
    """One person's case. Files are read when they are first asked for; None where the case names none."""

    path: Path
    place: Place
    me: Writer
    lenders: tuple[Addressee, ...] = ()
    people: tuple[Told, ...] = ()
    received: tuple[Received, ...] = ()
    debtors: tuple[Debtor, ...] = ()
    contacts: tuple[Outsider, ...] = ()
    facts: str = ""
    logs: tuple[LogFile, ...] = ()
    lent: tuple[LoanFile, ...] = ()
    language: str = ""
    zone: str = ""
    files: Mapping[str, Path] = field(default_factory=dict)

    @cached_property
    def debts(self) -> Debts | None:
        """What is owed."""
        from forbear.plan.files import read_debts

        return self._read("debts", read_debts)

    @cached_property
    def budget(self) -> Budget | None:
        """What comes in and goes out each month."""
        from forbear.plan.budgets import read_budget

        found = self._read("budget", read_budget)
        return None if found is None else found.budget

    @cached_property
    def talks(self) -> Talks | None:
        """Offers, answers and payments."""
        from forbear.plan.talks import read_talks

        return self._read("talks", read_talks)

    @cached_property
    def loans(self) -> tuple[tuple[str, Loan], ...]:
        """Each loan as it went, with its lender."""
        from forbear.plan.loans import read_loan

        return tuple((one.lender, read_loan(one.path)) for one in self.lent)

    @cached_property
    def marks(self) -> Marks | None:
        """Whose the collectors' numbers are."""
        from forbear.audit.marks import read_marks

        return self._read("marks", read_marks)

    @cached_property
    def audit(self) -> AuditResult | None:
        """What the rulebooks of the place say of the contacts in the logs."""
        return self.judged()

    def judged(self, progress: Callable[[int], None] = lambda count: None) -> AuditResult | None:
        """The same with progress: ``progress`` is called with the contacts judged since the last call."""
        from forbear.audit.build import build_audit
        from forbear.rules.catalog import chosen

        made = self.assembled()
        return None if made is None else build_audit(made, chosen((), [self.place.code]), progress=progress)

    def recorded(self, debtor: Debtor) -> History:
        """All that is on record of a debtor of a collector's case."""
        from forbear.audit.intake.native import read_history

        return read_history(debtor.history)

    def assembled(self) -> Assembled | None:
        """The logs read into one history."""
        from forbear.audit.assemble import Log, assemble
        from forbear.audit.intake.base import Options
        from forbear.audit.marks import Marks, Owner

        if not self.logs:
            return None
        marks = self.marks or Marks()
        marks.region = self.place.country
        logs = [Log(one.path, Owner(one.person, one.role)) for one in self.logs]
        return assemble(
            logs, marks, Options(zone=self.zone or None, region=self.place.country or None), self.place.country
        )

    def _read(self, name: str, reader: Callable[[Path], _Read]) -> _Read | None:
        return reader(self.files[name]) if name in self.files else None


def read_case(path: Path) -> Case:
    """The case of a TOML or JSON file; raises RecordError with every fault."""
    return case_of(load(path), path)


def case_of(raw: Raw, path: Path) -> Case:
    """The case of the tables of a file at ``path``; paths in it are seen from there."""
    problems: Problems = []
    me = raw.get("me", {})
    if not isinstance(me, dict):
        problems.append(Problem(f"{path}, me", "this is no table", hint="Begin it with [me]", code="value-invalid"))
        me = {}
    whole = _table({key: one for key, one in raw.items() if key != "me"}, "case", str(path), problems)
    writer = _table(me, "me", f"{path}, [me]", problems)
    inner = {
        kind: _each(whole[kind], kind, path, problems)
        for kind in ("log", "loan", "lender", "person", "letter", "debtor", "contact")
    }
    place = _place(whole["place"], path, problems)
    folder = path.parent
    found = {name: folder / whole[name] for name in ("debts", "budget", "talks", "marks") if whole[name]}
    logs = tuple(LogFile(folder / one["file"], one["person"], one["role"]) for one in inner["log"] if one["file"])
    lent = tuple(LoanFile(folder / one["file"], one["lender"] or "") for one in inner["loan"] if one["file"])
    debtors = tuple(debtor_of(one, folder, lines(one["address"])) for one in inner["debtor"])
    contacts = tuple(outsider_of(one, lines(one["address"])) for one in inner["contact"])
    problems += faults(path, debtors, contacts)
    named = [
        *found.items(), *(("log", one.path) for one in logs), *(("loan", one.path) for one in lent),
        *(("debtor", one.history) for one in debtors),
    ]  # fmt: skip
    problems += [_no_file(path, name, one) for name, one in named if not one.is_file()]
    problems += [_no_role(path, one.role) for one in logs if one.role not in VALUES["role"]]
    problems += _twice(path, [one["name"] for one in inner["lender"] if one["name"]])
    if problems:
        raise RecordError(problems)
    return Case(
        path=path, place=place, me=_writer(writer), logs=logs, lent=lent, files=found,
        lenders=tuple(Addressee(one["name"], lines(one["address"]), one["email"] or "", one["reference"] or "")
                      for one in inner["lender"]),
        people=tuple(Told(one["name"], one["relation"]) for one in inner["person"]),
        received=tuple(Received(one["from"], one["kind"], one["came"], one["answer_by"], one["about"] or "")
                       for one in inner["letter"]),
        debtors=debtors, contacts=contacts, facts=whole["facts"] or "",
        language=whole["language"] or "", zone=whole["zone"] or "",
    )  # fmt: skip


def lines(address: str | None) -> tuple[str, ...]:
    """The lines of an address, parted by line breaks, or by commas where it has none."""
    text = (address or "").strip()
    parts = text.splitlines() if "\n" in text else text.replace("，", ",").split(",")
    return tuple(part.strip() for part in parts if part.strip())


def _table(raw: Raw, name: str, where: str, problems: Problems) -> dict[str, Any]:
    return read_table(raw, name, NO_CURRENCY, where, problems, PACKAGE)


def _each(found: Sequence[Raw] | None, kind: str, path: Path, problems: Problems) -> list[dict[str, Any]]:
    return [_table(one, kind, f"{path}, [[{kind}]] {at}", problems) for at, one in enumerate(found or (), 1)]


def _writer(one: Mapping[str, Any]) -> Writer:
    return Writer(one["name"] or "", lines(one["address"]), one["email"] or "", one["phone"] or "")


def _place(code: str | None, path: Path, problems: Problems) -> Place:
    if not code:
        return Place("")
    try:
        return places.shipped().read(code, f"{path}, field 'place'")
    except RecordError as error:
        problems += error.problems
        return Place("")


def _no_file(path: Path, name: str, missing: Path) -> Problem:
    near = nearest(missing.name, [one.name for one in missing.parent.iterdir()] if missing.parent.is_dir() else [])
    return Problem(
        f"{path}, {name}", f"there is no file {missing}", why="paths in a case are seen from its folder",
        hint=near or "Check the path", code="file-missing",
    )  # fmt: skip


def _no_role(path: Path, role: str) -> Problem:
    hint = nearest(role, VALUES["role"]) or f"One of: {', '.join(VALUES['role'])}"
    return Problem(f"{path}, [[log]]", f"{role!r} is no role", hint=hint, code="role-unknown")


def _twice(path: Path, names: Sequence[str]) -> list[Problem]:
    hint = "Put what is known of it into one table"
    found = sorted({name for name in names if names.count(name) > 1})
    return [Problem(f"{path}, [[lender]]", f"{name!r} stands twice", hint=hint, code="lender-twice") for name in found]


def language_of(case: Case, asked: str | None) -> str:
    """The language asked for, else the case's, else English."""
    return asked or case.language or LANGUAGES[0]
