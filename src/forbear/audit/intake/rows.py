"""The rows of a table as they stand in it, whatever its file is: CSV, JSON Lines or Parquet."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forbear.audit.intake.base import JSON_ENDINGS, Options, Tally, empty, rejected, rejected_row
from forbear.audit.intake.lines import Line, read_head, read_lines
from forbear.audit.intake.mapping import ColumnMap
from forbear.audit.intake.native import read_json
from forbear.audit.result import Rejected
from forbear.engine.backends.safely import exactly, quoted
from forbear.errors import Problem, RecordError

if TYPE_CHECKING:
    import duckdb

PARQUET = b"PAR1"
TableRow = tuple[int, Mapping[str, Any]]
"""The line, or in Parquet the number of the row, and its cells by column."""

_DELIMITERS = ",;\t|"
_BATCH = 4096
_ZONED = "TIMESTAMP WITH TIME ZONE"


def read_rows(path: Path, mapping: ColumnMap, options: Options, tally: Tally) -> Iterator[TableRow | Rejected]:
    """The rows in order; raises RecordError where the file is no table or lacks columns of the mapping."""
    if read_head(path).startswith(PARQUET) or path.name.lower().endswith(".parquet"):
        return _parquet(path, mapping, options)
    lines = read_lines(path, options, tally)
    if path.name.lower().removesuffix(".gz").endswith(JSON_ENDINGS):
        return _json_lines(path, lines, mapping, tally)
    return _csv(path, lines, mapping)


def names_in(line: str, delimiter: str) -> list[str]:
    """The cells of a header line; none where it cannot be read as one."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _csv(path: Path, lines: Iterator[Line | Rejected], mapping: ColumnMap) -> Iterator[TableRow | Rejected]:
    feed = _Feed(lines)
    header = feed.header(path)
    columns = [name.strip() for name in header]
    faults = mapping.faults(columns, str(path))
    if faults:
        raise RecordError(faults)
    reader = csv.reader(feed, delimiter=feed.delimiter)
    while True:
        feed.begun = 0
        try:
            values = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            yield rejected(f"{path}:{feed.begun}", "this row cannot be read", why=f"{error}", code="csv",
                           hint="Look for a quotation mark that is not closed")  # fmt: skip
            continue
        yield from feed.take_aside()
        if len(values) == len(columns):
            yield feed.begun, dict(zip(columns, values, strict=True))
        elif values:
            what = f"the row has {len(values)} cells and the header {len(columns)}"
            yield rejected(f"{path}:{feed.begun}", what, why="its cells may stand in the wrong columns",
                           hint="Look for a separator or a quotation mark inside a text, or a line cut off",
                           code="csv", text=str(values))  # fmt: skip
    yield from feed.take_aside()


class _Feed:
    """Lines for the ``csv`` module, which takes as many as a row needs; ``begun`` is the line in which it begins."""

    def __init__(self, lines: Iterator[Line | Rejected]) -> None:
        self.lines = lines
        self.begun = 0
        self.delimiter = ","
        self._aside: list[Rejected] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        for line in self.lines:
            if isinstance(line, Rejected):
                self._aside.append(line)
            elif line.text.strip() or self.begun:
                self.begun = self.begun or line.number
                return line.text
        raise StopIteration

    def take_aside(self) -> list[Rejected]:
        """The lines that could not be read since the last call."""
        aside, self._aside = self._aside, []
        return aside

    def header(self, path: Path) -> Sequence[str]:
        """The names of the columns; the commonest separator of their line is that of the table."""
        first = next(self, "")
        if first.lower().startswith("sep=") and len(first.strip()) == len("sep=;"):
            first = next(self, "")
        if not first and not self._aside:
            raise RecordError(empty(path))
        self.delimiter = max(_DELIMITERS, key=first.count)
        header = names_in(first, self.delimiter)
        if not any(name.strip() for name in header):
            raise RecordError(
                Problem(str(path), "the table has no header line", hint="Name its columns in line 1", code="header")
            )
        return header


def _json_lines(
    path: Path, lines: Iterator[Line | Rejected], mapping: ColumnMap, tally: Tally
) -> Iterator[TableRow | Rejected]:
    unseen = {column: key for key, column in (*mapping.inbound.items(), *mapping.columns.items())}
    seen: dict[str, None] = {}
    for line in lines:
        if isinstance(line, Rejected):
            yield line
        elif line.text.strip():
            _refuse_list(path, line)
            try:
                record = read_json(line.text, f"{path}:{line.number}")
            except RecordError as error:
                yield rejected_row(error.problems, line.text)
                continue
            if len(seen) < _BATCH:
                seen |= dict.fromkeys(record)
            unseen = {column: key for column, key in unseen.items() if column not in record}
            yield line.number, record
    if seen:
        tally.warnings += [mapping.fault(key, column, list(seen), str(path)) for column, key in unseen.items()]
    elif tally.rows == 0:
        raise RecordError(empty(path))


def _refuse_list(path: Path, line: Line) -> None:
    if line.number == 1 and line.text.lstrip().startswith("["):
        raise RecordError(
            Problem(f"{path}:1", "this is one JSON list, not one object a line", code="json-list",
                    hint="Write each of its objects on a line of its own, as in: jq -c '.[]' file.json")
        )  # fmt: skip


def _parquet(path: Path, mapping: ColumnMap, options: Options) -> Iterator[TableRow | Rejected]:
    import duckdb

    try:
        with duckdb.connect(config={"autoload_known_extensions": False}) as connection:
            columns, zoned, query = _query(connection, path)
            faults = mapping.faults(columns, str(path))
            if faults:
                raise RecordError(faults)
            cursor = connection.execute(query, [exactly(path)])
            number = 0
            while batch := cursor.fetchmany(_BATCH):
                for values in batch:
                    number += 1
                    yield number, _cells(columns, values, zoned)
            options.progress(path.stat().st_size)
    except duckdb.Error as error:
        raise RecordError(
            Problem(str(path), "this Parquet file cannot be read", why=str(error).splitlines()[0][:160], code="parquet",
                    hint="Export it again")
        ) from None  # fmt: skip


def _query(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[list[str], frozenset[str], str]:
    """The columns, those whose times are UTC, and the query that reads them without any library for time zones."""
    described = connection.execute("DESCRIBE SELECT * FROM read_parquet($1)", [exactly(path)]).fetchall()
    types = {str(name): str(kind) for name, kind, *_ in described}
    zoned = frozenset(name for name, kind in types.items() if kind == _ZONED)
    chosen = (f"make_timestamp(epoch_us({quoted(n)}))" if n in zoned else quoted(n) for n in types)
    return list(types), zoned, f"SELECT {', '.join(chosen)} FROM read_parquet($1)"  # noqa: S608 (names are quoted)


def _cells(columns: Sequence[str], values: Sequence[Any], zoned: frozenset[str]) -> Mapping[str, Any]:
    cells = zip(columns, values, strict=True)
    return {name: value.replace(tzinfo=UTC) if value and name in zoned else value for name, value in cells}
