"""Logs and marks → one history: rows marked, the rest dropped, logs of several people laid together in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from forbear.audit.intake import digest, is_phone, read_events, read_phone, sniff_format
from forbear.audit.intake.base import Options, Row, Tally
from forbear.audit.intake.mapping import ColumnMap
from forbear.audit.marks import Collector, Marks, Owner, contacts_of, parties_of
from forbear.audit.result import InputFile, Rejected
from forbear.errors import Problem, RecordError
from forbear.events import Event, History, Parties, Source


@dataclass(frozen=True, slots=True)
class Log:
    """A file, and whose it is."""

    path: Path
    owner: Owner = Owner()


@dataclass(slots=True)
class Assembled:
    """What the logs gave: the history, each file with its counts, the rows kept aside, and what passed over why."""

    history: History
    files: list[InputFile] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    ignored: dict[str, int] = field(default_factory=dict)
    from_phone: bool = False


def assemble(
    logs: Sequence[Log], marks: Marks, options: Options, mapping: ColumnMap | None = None, country: str = ""
) -> Assembled:
    """Read all logs. Raises RecordError where one cannot be read at all, or where phone logs come without marks."""
    formats = {log.path: sniff_format(log.path) for log in logs}
    phones = [log for log in logs if is_phone(formats[log.path])]
    if phones and not marks.collectors:
        raise RecordError(
            Problem(str(phones[0].path), "no number is marked as a collector's", code="marks-missing",
                    why="everything from unmarked numbers is dropped, so nothing would be left",
                    hint="Run 'forbear numbers LOG', then say --collector '+861000000101=Agency X' or --marks FILE")
        )  # fmt: skip
    made = Assembled(History(Parties({}, {})), from_phone=bool(phones))
    events: list[Event] = []
    stated: list[Parties] = []
    known = marks.by_number()
    for log in logs:
        if is_phone(formats[log.path]):
            events += _phone(log, formats[log.path], known, marks, options, made)
        else:
            events += _table(log, formats[log.path], mapping, options, made, stated)
    own = parties_of(marks, [log.owner for log in phones], options.zone, country)
    shown = shown_names([log.path for log in logs])
    made.files = [replace(file, name=shown[file.name]) for file in made.files]
    parties = _joined([own, *stated] if phones else stated or [own], options.zone)
    made.history = History(parties, in_order(events, shown))
    return made


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


def _phone(
    log: Log, name: str, known: dict[str, Collector], marks: Marks, options: Options, made: Assembled
) -> list[Event]:
    counts, kept, dropped, before = Tally(), [], 0, len(made.rejected)
    rows = (row for row in _only_rows(read_phone(log.path, name, options, counts), made.rejected))
    debtor = str(marks.debtor.get("id", "debtor"))
    for contact in contacts_of(rows, known, log.owner, debtor):
        if contact is None:
            dropped += 1
        else:
            kept.append(contact)
    _note(made, log, name, counts, len(kept), dropped, before)
    return kept


def _only_rows(found: Iterable[Row | Rejected], rejected: list[Rejected]) -> Iterable[Row]:
    for row in found:
        if isinstance(row, Rejected):
            rejected.append(row)
        else:
            yield row


def _table(
    log: Log, name: str, mapping: ColumnMap | None, options: Options, made: Assembled, stated: list[Parties]
) -> list[Event]:
    counts, kept, before = Tally(), [], len(made.rejected)
    for found in read_events(log.path, name, mapping, options, counts):  # type: ignore[arg-type]
        if isinstance(found, Rejected):
            made.rejected.append(found)
        elif isinstance(found, Parties):
            stated.append(found)
        else:
            kept.append(found)
    _note(made, log, name, counts, len(kept), 0, before)
    return kept


def _note(made: Assembled, log: Log, name: str, counts: Tally, kept: int, dropped: int, before: int) -> None:
    for why, count in counts.ignored.items():
        made.ignored[why] = made.ignored.get(why, 0) + count
    made.files.append(
        InputFile(str(log.path), digest(log.path), name, log.owner.person, log.owner.role,
                  counts.rows, kept, dropped, len(made.rejected) - before)
    )  # fmt: skip


def _joined(parts: Sequence[Parties], zone: str | None) -> Parties:
    """Several statements of parties as one; what is said of the debtor first, stands."""
    first = parts[0]
    debtor = {**first.debtor}
    if not debtor.get("zones") and zone:
        debtor["zones"] = (zone,)
    return Parties(
        collectors={name: facts for part in reversed(parts) for name, facts in part.collectors.items()},
        debtor=debtor,
        people={name: facts for part in reversed(parts) for name, facts in part.people.items()},
        debts={name: facts for part in reversed(parts) for name, facts in part.debts.items()},
        calendars=first.calendars,
        policy=first.policy,
    )
