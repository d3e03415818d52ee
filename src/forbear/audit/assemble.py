"""Logs and marks → one history: rows marked, the rest dropped, logs of several people in one order of time."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from forbear.audit.intake import Format, digest, is_phone, sniff_format, whatsapp
from forbear.audit.intake.base import Options, Row, Tally, empty
from forbear.audit.marks import Marks, Owner, contact_of, parties_of
from forbear.audit.mask import mask_number
from forbear.audit.result import InputFile, Rejected
from forbear.calendar import zone_named
from forbear.errors import Problem, RecordError
from forbear.events import Event, History, Parties, Source

_DEBTOR = Owner()
_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Log:
    """A file, and whose it is."""

    path: Path
    owner: Owner = _DEBTOR


@dataclass(slots=True)
class Assembled:
    """What the logs gave: the history, each file with its counts, the rows kept aside, and what passed over why.

    ``warnings`` stopped nothing, but a person should know of them.
    """

    history: History
    files: list[InputFile] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    ignored: dict[str, int] = field(default_factory=dict)
    from_phone: bool = False


def assemble(logs: Sequence[Log], marks: Marks, options: Options, country: str = "") -> Assembled:
    """Read all logs. Raises RecordError where one cannot be read at all, or where phone logs come without marks."""
    if options.zone:
        zone_named(options.zone)
    formats = [*zip(logs, _every(logs, lambda log: sniff_format(log.path)), strict=True)]
    phones = [log for log, module in formats if is_phone(module)]
    if phones and not marks.collectors:
        raise RecordError(_no_marks(phones[0].path))
    own = parties_of(marks, [log.owner for log in phones], options.zone, country)
    reader = _Reader(marks, options, str(own.debtor["id"]))
    files = _every(formats, lambda pair: reader.read(*pair))
    if not any(file.rows for file in files):
        raise RecordError([empty(log.path) for log in logs])
    if phones:
        reader.check_marks()
    shown = shown_names([log.path for log in logs])
    return Assembled(
        History(_joined(reader.stated, own, bool(phones)), in_order(reader.events, shown)),
        files=[replace(file, name=shown[file.name]) for file in files],
        rejected=[replace(row, problem=_placed(row.problem, shown)) for row in reader.rejected],
        warnings=[_placed(problem, shown) for problem in reader.warnings],
        ignored=dict(reader.ignored),
        from_phone=bool(phones),
    )


def _every(items: Iterable[_Given], act: Callable[[_Given], _Made]) -> list[_Made]:
    """What ``act`` makes of each item; raises RecordError with the problems of all."""
    made: list[_Made] = []
    problems: list[Problem] = []
    for item in items:
        try:
            made.append(act(item))
        except RecordError as error:
            problems += error.problems
    if problems:
        raise RecordError(problems)
    return made


def _no_marks(path: Path) -> Problem:
    return Problem(str(path), "no number is marked as a collector's", code="marks-missing",
                   why="everything from unmarked numbers is dropped, so nothing would be left",
                   hint="Run 'forbear numbers LOG', then say --collector '+861000000101=Agency X' or --marks FILE"
                   )  # fmt: skip


class _Reader:
    """Reads one log after the other; rows of numbers that nobody marked are forgotten at once."""

    def __init__(self, marks: Marks, options: Options, debtor: str) -> None:
        self.known = marks.by_number()
        self.options = options
        self.debtor = debtor
        self.events: list[Event] = []
        self.stated: list[Parties] = []
        self.rejected: list[Rejected] = []
        self.warnings: list[Problem] = []
        self.ignored: Counter[str] = Counter()
        self._met: set[str] = set()
        self._seen: set[bytes] = set()
        self._digests: dict[str, Path] = {}

    def read(self, log: Log, module: Format) -> InputFile:
        """Read a log and note what it gave; raises RecordError where nothing of it can be read."""
        sha256 = self._digest(log.path)
        if log.owner != _DEBTOR and not is_phone(module):
            raise RecordError(
                Problem(str(log.path), "this log says itself who was contacted", code="owner-needless",
                        hint="Give it without PERSON:ROLE")
            )  # fmt: skip
        counts, rejected, dropped, before = Tally(), list[Rejected](), 0, len(self.events)
        times: Counter[bytes] = Counter()
        for found in module.read(log.path, self.options, counts):
            if isinstance(found, Rejected):
                rejected.append(found)
            elif isinstance(found, Event):
                self.events.append(found)
            elif found.number not in self.known:
                dropped += 1
            elif self._is_double(found, log.owner, times if module is whatsapp else None):
                counts.ignore("double")
            else:
                self.events.append(contact_of(found, self.known[found.number], log.owner, self.debtor))
        kept = len(self.events) - before
        if rejected and not (kept or dropped or counts.ignored):
            raise RecordError(_unreadable(log.path, rejected))
        self._note(log.path, counts, rejected)
        return InputFile(str(log.path), sha256, module.NAME, log.owner.person, log.owner.role,
                         counts.rows, kept, dropped, len(rejected))  # fmt: skip

    def _digest(self, path: Path) -> str:
        sha256 = digest(path)
        other = self._digests.setdefault(sha256, path)
        if other is not path:
            raise RecordError(
                Problem(str(path), f"this is the same log as {other}", why="each contact would count twice",
                        hint="Name each log once; one log cannot be of two people", code="log-twice")
            )  # fmt: skip
        return sha256

    def _is_double(self, row: Row, owner: Owner, times: Counter[bytes] | None) -> bool:
        """Was the same row read before? Backups overlap, and merged ones hold a row twice.

        A chat may truly hold the same words twice in a minute: its rows are counted (``times``) and then compared.
        """
        self._met.add(row.number)
        told = (row.channel, row.begun_by_owner, row.outcome, row.duration_s, row.text)
        mark = _digest_of((owner.person, row.at, row.number, *told))
        if times is not None:
            times[mark] += 1
            mark = _digest_of((mark, times[mark]))
        double = mark in self._seen
        self._seen.add(mark)
        return double

    def _note(self, path: Path, counts: Tally, rejected: list[Rejected]) -> None:
        self.rejected += rejected
        self.warnings += counts.warnings
        self.ignored.update(counts.ignored)
        if counts.parties is not None:
            self.stated.append(counts.parties)
        if not counts.rows:
            self.warnings.append(empty(path))

    def check_marks(self) -> None:
        """Warn of marked numbers that stand in no log: they may be written in another way."""
        missing = [mask_number(number) for number in self.known if number not in self._met]
        if missing:
            what = f"{len(missing)} marked numbers stand in no log: {', '.join(missing[:5])}"
            self.warnings.append(
                Problem("marks", what + (", …" if len(missing) > 5 else ""), code="mark-unmet",
                        hint="Check them; a number written without its country needs --region")
            )  # fmt: skip


def _digest_of(parts: object) -> bytes:
    return hashlib.blake2b(repr(parts).encode("utf-8", "replace"), digest_size=16).digest()


def _unreadable(path: Path, rejected: Sequence[Rejected]) -> Problem:
    count = f"none of its {len(rejected)} rows" if len(rejected) > 1 else "its only row cannot be read, so nothing"
    return Problem(str(path), f"{count} can be read", why=f"The first: {rejected[0].problem}", code="log-unreadable")


def shown_names(paths: Sequence[Path]) -> dict[str, str]:
    """Path → the name under which people see it: the file's own, with its folder only where two are alike."""
    names = [path.name for path in paths]
    return {str(path): path.name if names.count(path.name) == 1 else str(path) for path in paths}


def in_order(events: Iterable[Event], shown: Mapping[str, str]) -> list[Event]:
    """Events numbered anew in order of time; equal times keep the order of files and rows."""
    ordered = sorted(events, key=lambda event: event.known_at)
    return [replace(event, seq=seq, source=_shown(event.source, shown)) for seq, event in enumerate(ordered, start=1)]


def _shown(source: Source | None, shown: Mapping[str, str]) -> Source | None:
    return None if source is None else Source(shown.get(source.file, source.file), source.row)


def _placed(problem: Problem, shown: Mapping[str, str]) -> Problem:
    """The problem with its file under the name that people see."""
    for path, name in shown.items():
        if problem.where == path or problem.where.startswith((f"{path}:", f"{path},")):
            return replace(problem, where=name + problem.where.removeprefix(path))
    return problem


def _joined(stated: Sequence[Parties], own: Parties, phones: bool) -> Parties:
    """What logs state of the parties and what was said of them, as one; where both speak, the log stands."""
    ids = dict.fromkeys(str(part.debtor.get("id")) for part in ([*stated, own] if phones else stated))
    if len(ids) > 1:
        raise RecordError(
            Problem("", f"the logs are about different debtors: {', '.join(ids)}", why="an audit looks at one",
                    hint="Give the logs of one debtor; a telephone's owner has the id under [debtor] of the marks",
                    code="debtors-several")
        )  # fmt: skip
    parts = [own, *reversed(stated)]
    return Parties(
        collectors={name: facts for part in parts for name, facts in part.collectors.items()},
        debtor={key: value for part in parts for key, value in part.debtor.items() if value != ()},
        people={name: facts for part in parts for name, facts in part.people.items()},
        debts={name: facts for part in parts for name, facts in part.debts.items()},
        calendars={name: days for part in parts for name, days in part.calendars.items()},
        policy={key: value for part in parts for key, value in part.policy.items()},
    )
