"""Tables by a mapping file: CSV (its encoding found and said), JSON Lines, Parquet; gzip of the first two."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, cast

import duckdb

from forbear.audit.intake.base import Options, Tally
from forbear.audit.intake.mapping import ColumnMap
from forbear.audit.result import Rejected
from forbear.errors import Problem, RecordError
from forbear.events import Event, Parties, Source
from forbear.records import read_event, read_parties

NAME = "table"
ENCODINGS = ("utf-8-sig", "gb18030")
Row = tuple[int, Mapping[str, Any]]


def sniff(head: bytes, name: str) -> bool:
    """Is it a table by its name or its first bytes?"""
    stem = name.removesuffix(".gz")
    return head[:4] == b"PAR1" or stem.endswith((".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet"))


def read(path: Path, mapping: object, options: Options, tally: Tally) -> Iterator[Parties | Event | Rejected]:
    """The events of a table; the parties, gathered from all rows, come last. Rows that cannot be read come back rejected."""
    if not isinstance(mapping, ColumnMap):
        raise RecordError(
            Problem(str(path), "a table needs a mapping of its columns", code="map-missing",
                    hint="Say it with --map columns.toml, or --map twilio-calls, twilio-messages, collectionone, contacts")
        )  # fmt: skip
    named = _Named(mapping)
    checked = False
    for number, row in _rows(path):
        if not checked:
            mapping.check_columns(list(row), str(path))
            checked = True
        tally.rows += 1
        options.progress(1)
        found = _event(row, number, path, mapping, options)
        if isinstance(found, Event):
            named.meet(found)
        yield found
    yield named.parties(path)


def _event(row: Mapping[str, Any], number: int, path: Path, mapping: ColumnMap, options: Options) -> Event | Rejected:
    where = f"{path}:{number}"
    try:
        record = mapping.record(row, options.zone)
        record.pop("debtor", None)
        record.setdefault("debts", [f"debt with {record.get('creditor') or record.get('collector')}"])
        if isinstance(record["debts"], str):
            record["debts"] = [record["debts"]]
        return read_event({**_typed(record), "kind": "contact"}, number, where, Source(str(path), str(number)))
    except RecordError as error:
        return Rejected(error.problems[0], str(dict(row))[:200])
    except (ValueError, OverflowError, TypeError) as error:
        hint = "Name the zone with --zone" if "zone" in str(error) else "Check [time] in the mapping file"
        return Rejected(
            Problem(where, "the time cannot be read", why=str(error)[:160], hint=hint, code="time-invalid"),
            str(dict(row))[:200],
        )


def _typed(record: Mapping[str, Any]) -> dict[str, Any]:
    """Texts of a table as the types that keys have: whole numbers and truth values."""
    typed: dict[str, Any] = {}
    for key, value in record.items():
        if isinstance(value, str):
            lowered = value.strip().lower()
            if key in ("duration_s", "collectors_present") and lowered.isdecimal():
                value = int(lowered)
            elif lowered in ("true", "false") and key not in ("person", "address", "collector"):
                value = lowered == "true"
        elif key in ("person", "collector", "creditor", "address") and value is not None:
            value = str(value)
        typed[key] = value
    return typed


class _Named:
    """Everybody whom the rows of a table name."""

    def __init__(self, mapping: ColumnMap) -> None:
        self.mapping = mapping
        self.collectors: dict[str, Any] = {}
        self.people: dict[str, Any] = {}
        self.debts: dict[str, Any] = {}
        self.debtor = "debtor"

    def meet(self, event: Event) -> None:
        """Note who is named in an event."""
        facts = event.facts
        collector, person = str(facts["collector"]), str(facts["person"])
        self.collectors.setdefault(collector, {"kind": "creditor", **self.mapping.collector, "id": collector})
        if facts["role"] == "debtor":
            self.debtor = person
        else:
            self.people.setdefault(person, {"id": person, "role": facts["role"]})
        creditor = str(facts.get("creditor") or collector)
        for debt in cast(Iterable[str], facts["debts"]):
            self.debts.setdefault(debt, {"creditor": creditor, **self.mapping.debt, "id": debt})

    def parties(self, path: Path) -> Parties:
        """The parties of the table."""
        debtor = {"place": {"country": "ZZ"}, "zones": [], **self.mapping.debtor, "id": self.debtor}
        tables = {"people": list(self.people.values()), "debts": list(self.debts.values())}
        return read_parties({"collectors": list(self.collectors.values()), "debtor": debtor, **tables}, str(path))


def _rows(path: Path) -> Iterator[Row]:
    with path.open("rb") as stream:
        head = stream.read(4)
    if head == b"PAR1" or path.name.endswith(".parquet"):
        yield from _parquet(path)
        return
    stem = path.name.removesuffix(".gz")
    with _text(path) as lines:
        yield from _json_lines(path, lines) if stem.endswith((".jsonl", ".ndjson", ".json")) else _csv(path, lines)


def _parquet(path: Path) -> Iterator[Row]:
    try:
        cursor = duckdb.connect().execute("SELECT * FROM read_parquet($1)", [str(path)])
        columns = [column[0] for column in cursor.description or ()]
        number = 0
        while batch := cursor.fetchmany(4096):
            for values in batch:
                number += 1
                yield number, dict(zip(columns, values, strict=True))
    except duckdb.Error as error:
        raise RecordError(
            Problem(str(path), "this Parquet file cannot be read", why=str(error).splitlines()[0][:160], code="parquet",
                    hint="Export it again")
        ) from None  # fmt: skip


def _text(path: Path) -> IO[str]:
    encoding = encoding_of(path)
    raw = gzip.open(path, "rb") if path.name.endswith(".gz") else path.open("rb")
    return io.TextIOWrapper(cast(IO[bytes], raw), encoding=encoding, errors="replace", newline="")


def encoding_of(path: Path) -> str:
    """The encoding of a text file: by its mark, else the first of ENCODINGS that fits its beginning."""
    opener = gzip.open if path.name.endswith(".gz") else open
    try:
        with opener(path, "rb") as stream:
            head = cast(bytes, stream.read(1 << 20))
    except (OSError, EOFError) as error:
        raise RecordError(Problem(str(path), "the file cannot be unpacked", why=str(error), code="gzip")) from None
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    cut = head[: head.rfind(b"\n") + 1] or head
    for encoding in ENCODINGS:
        try:
            cut.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise RecordError(
        Problem(str(path), "its encoding cannot be told", why=f"tried {', '.join(ENCODINGS)} and UTF-16", code="encoding",
                hint="Save the table as UTF-8")
    )  # fmt: skip


def _csv(path: Path, lines: IO[str]) -> Iterator[Row]:
    sample = lines.readline()
    delimiter = max(",;\t", key=sample.count)
    header: Sequence[str] = next(csv.reader([sample], delimiter=delimiter), [])
    reader = csv.reader(lines, delimiter=delimiter)
    if not any(name.strip() for name in header):
        raise RecordError(
            Problem(str(path), "the table has no header line", hint="Name its columns in line 1", code="header")
        )
    try:
        for values in reader:
            if values:
                yield reader.line_num + 1, dict(zip([name.strip() for name in header], values, strict=False))
    except csv.Error as error:
        raise RecordError(
            Problem(f"{path}:{reader.line_num + 1}", "the table cannot be read further", why=str(error), code="csv")
        ) from None


def _json_lines(path: Path, lines: IO[str]) -> Iterator[Row]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                record = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise RecordError(
                    Problem(f"{path}:{number}", "this line is no JSON", why=str(error)[:120], code="json",
                            hint="One JSON object a line")
                ) from None  # fmt: skip
            if isinstance(record, dict):
                yield number, record
