"""Tables by a mapping of their columns: CSV, JSON Lines, Parquet; the first two may be compressed with gzip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from forbear import vocabulary
from forbear.audit.intake.base import Options, Tally, is_table, plausible, rejected, rejected_row
from forbear.audit.intake.mapping import READY, ColumnMap
from forbear.audit.intake.rows import PARQUET, TableRow, read_rows
from forbear.audit.result import Rejected
from forbear.calendar import zone_named
from forbear.errors import Problem, RecordError
from forbear.events import Event, Parties, Source
from forbear.records import read_event, read_parties

NAME = "table"
TITLE = "a CSV, JSON Lines or Parquet table with --map columns.toml"
_MANY = 5


def sniff(head: bytes, name: str) -> bool:
    """Is it a table by its name or its first bytes?"""
    return head.startswith(PARQUET) or is_table(name)


def read(path: Path, options: Options, tally: Tally) -> Iterator[Event | Rejected]:
    """The contacts of a table; the parties, gathered from all rows, go to ``tally.parties`` at the end.

    Rows that cannot be read come back rejected. Raises RecordError where columns are missing, or where the rows are
    about several debtors and none was chosen.
    """
    mapping = options.mapping
    if mapping is None:
        raise RecordError(
            Problem(str(path), "a table needs a mapping of its columns", code="map-missing",
                    hint=f"Say it with --map columns.toml, or a ready one: --map {', '.join(READY)}")
        )  # fmt: skip
    if options.zone:
        zone_named(options.zone)
    named = _Named(mapping, options.debtor)
    for found in read_rows(path, mapping, options, tally):
        tally.rows += 1
        event = found if isinstance(found, Rejected) else _contact(found, path, mapping, options, named)
        if event is None:
            tally.ignore("about another debtor")
        else:
            yield event
    tally.parties = named.parties(path)


def _contact(row: TableRow, path: Path, mapping: ColumnMap, options: Options, named: _Named) -> Event | Rejected | None:
    """The contact of a row; None where it is about another debtor than the one chosen."""
    number, cells = row
    where = f"{path}:{number}"
    try:
        record = mapping.record(cells, options.zone, where)
        if not named.is_chosen(record, where):
            return None
        record.setdefault("role", None)
        record.setdefault("debts", f"debt with {record.get('creditor') or record.get('collector')}")
        event = read_event({**_typed(record), "kind": "contact"}, number, where, Source(str(path), str(number)))
    except RecordError as error:
        return rejected_row([_with_map(problem) for problem in error.problems], str(dict(cells)))
    if not plausible(event.at):
        return rejected(where, f"the time {record['at']} cannot be that of a contact", text=str(dict(cells)),
                        hint="Say how times are written under [time] of the mapping", code="time-invalid")  # fmt: skip
    named.meet(event)
    return event


def _with_map(problem: Problem) -> Problem:
    if problem.code != "value-invalid":
        return problem
    said = problem.hint + ("" if problem.hint.endswith("?") else ".") if problem.hint else ""
    hint = f"{said} Or say under [values] of the mapping what it stands for".strip()
    return Problem(problem.where, problem.what, problem.why, hint, problem.code)


def _typed(record: Mapping[str, Any]) -> dict[str, Any]:
    """Cells as the types that their keys have; what cannot be turned stays, and is refused with its value."""
    kinds = vocabulary.EVENT_KEYS["contact"]
    return {key: _as(value, vocabulary.type_of_key(kinds, key) or "") for key, value in record.items()}


def _as(value: Any, kind: str) -> Any:
    if kind.startswith("list of "):
        return [_as(one, kind.removeprefix("list of ")) for one in (value if isinstance(value, list) else [value])]
    text = str(value).strip()
    if kind == "bool" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if kind == "int" and not isinstance(value, bool):
        whole = text.removesuffix(".0")
        return int(whole) if whole.isascii() and whole.isdecimal() and len(whole) <= 15 else value
    if kind == "text" and isinstance(value, int) and not isinstance(value, bool):
        return text
    return value


class _Named:
    """Everybody whom the rows of a table name, and which debtor they are about."""

    def __init__(self, mapping: ColumnMap, chosen: str | None) -> None:
        self.mapping = mapping
        self.chosen = chosen
        self.debtors: set[str] = set()
        self.collectors: dict[str, Any] = {}
        self.people: dict[str, Any] = {}
        self.debts: dict[str, Any] = {}

    def is_chosen(self, record: dict[str, Any], where: str) -> bool:
        """Is a row about the debtor who was chosen? Takes the key ``debtor`` out of it, which no contact has."""
        debtor = record.pop("debtor", None)
        if debtor is None:
            debtor = record.get("person") if record.get("role") == "debtor" else None
        elif record.get("role") == "debtor":
            record["person"] = str(debtor)
        if debtor is not None:
            if self.chosen is None:
                self.debtors.add(str(debtor))
            return self.chosen in (None, str(debtor))
        if self.chosen is None:
            return True
        raise RecordError(
            Problem(where, "it is not said which debtor this contact is about", code="debtor-unknown",
                    hint="Name a column for 'debtor' under [columns] of the mapping")
        )  # fmt: skip

    def meet(self, event: Event) -> None:
        """Note who is named in a contact."""
        facts = event.facts
        collector, person = str(facts["collector"]), str(facts["person"])
        self.collectors.setdefault(collector, {**self.mapping.collector, "id": collector})
        if facts["role"] != "debtor":
            role = {} if facts["role"] is None else {"role": facts["role"]}
            self.people.setdefault(person, {"id": person, **role})
        creditor = str(facts.get("creditor") or collector)
        for debt in cast(Iterable[str], facts["debts"]):
            self.debts.setdefault(debt, {"creditor": creditor, **self.mapping.debt, "id": debt})

    def parties(self, path: Path) -> Parties:
        """The parties of the table; raises RecordError where it is about several debtors."""
        if len(self.debtors) > 1:
            some = sorted(self.debtors)[:_MANY]
            more = ", …" if len(self.debtors) > _MANY else ""
            raise RecordError(
                Problem(str(path), f"the table is about {len(self.debtors)} debtors: {', '.join(some)}{more}",
                        why="an audit looks at one", hint=f"Choose one, such as --debtor {some[0]!r}",
                        code="debtors-several")
            )  # fmt: skip
        debtor = self.chosen or next(iter(self.debtors), "debtor")
        tables = {"people": list(self.people.values()), "debts": list(self.debts.values())}
        everybody = {"collectors": list(self.collectors.values()), "debtor": {**self.mapping.debtor, "id": debtor}}
        return read_parties({**everybody, **tables}, str(path))
