"""Tables of theirs, CSV, JSON Lines and Parquet, laid out by a mapping. Line numbers are those of the file."""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from forbear.creditfile.intake.cells import told
from forbear.creditfile.intake.laid import Laid, Torn
from forbear.creditfile.intake.mapping import FileMap, TableMap
from forbear.engine.backends.safely import exactly, literal, quoted
from forbear.errors import Problem, RecordError

if TYPE_CHECKING:
    from forbear.creditfile.store import Store

CSV = (".csv", ".csv.gz", ".tsv", ".tsv.gz")
LINES = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
PARQUET = (".parquet",)
ENDINGS = (*CSV, *LINES, *PARQUET)
LONGEST_LINE = 1_000_000
"""Letters of one line; a file with a longer one is refused."""
_DELIMITERS = ",;\t|"
_PATH = re.compile(r"\$(\.[A-Za-z_]\w*)+")


def lay_table(store: Store, path: Path, mapped: FileMap, folder: Path) -> Laid:
    """Lay a table of theirs. ``folder``: where files may be written meanwhile."""
    name = path.name.lower()
    if name.endswith(CSV):
        laid, raw = _lay_csv(store, path, mapped, folder)
    elif name.endswith(LINES):
        laid, raw = _lay_lines(store, path, mapped, folder)
    elif name.endswith(PARQUET):
        laid, raw = _lay_parquet(store, path)
    else:
        what, hint = "no table ends like that", f"Known endings: {', '.join(ENDINGS)}"
        raise RecordError(Problem(str(path), what, hint=hint, code="format-unknown"))
    wrong = mapped.faults(list(raw), str(path))
    if wrong:
        raise RecordError(wrong)
    laid.empty = {one.table.name for one in mapped.tables if not _stage(store, one, raw, mapped.currency)}
    laid.tables = {one.table.name: one.used for one in mapped.tables}
    return laid


def _stage(store: Store, one: TableMap, raw: Mapping[str, str], currency: str) -> int:
    """Lay the rows of one table as text; how many there are."""
    cells = ", ".join(f"{told(one, key, raw, currency)} AS {quoted(key)}" for key in one.table.mapped)
    where = " AND ".join(f"{raw[column]} IN ({', '.join(map(literal, held))})" for column, held in one.only.items())
    query = f"SELECT line, {cells} FROM raw {'WHERE ' + where if where else ''}"
    return int(store.rows(f"CREATE OR REPLACE TEMP TABLE {quoted('staged_' + one.table.name)} AS {query}")[0][0])


def _lay_parquet(store: Store, path: Path) -> tuple[Laid, dict[str, str]]:
    given = f"read_parquet({literal(exactly(path))}, file_row_number = true)"
    store.connection.execute(
        "CREATE OR REPLACE TEMP TABLE raw AS "
        f"SELECT file_row_number + 1 AS line, * EXCLUDE file_row_number FROM {given}"
    )
    return _laid(store, _columns(store), [])


def _columns(store: Store) -> list[str]:
    return [row[0] for row in store.rows("DESCRIBE raw") if row[0] != "line"]


def _laid(store: Store, columns: Sequence[str], torn: list[Torn]) -> tuple[Laid, dict[str, str]]:
    read = {name: f"nullif(trim({quoted(name)}::VARCHAR), '')" for name in columns}
    lines = int(store.rows("SELECT count(*) FROM raw")[0][0]) + len(torn)
    return Laid(lines, {}, 'SELECT line, to_json(r)::VARCHAR AS "text" FROM raw AS r', torn), read


def _lay_lines(store: Store, path: Path, mapped: FileMap, folder: Path) -> tuple[Laid, dict[str, str]]:
    clean = folder / "clean.csv"
    with _faults_of(path), _opened(path, mapped, "\n") as stream, clean.open("w", encoding="utf-8", newline="") as out:
        writer = _writer(out)
        for number, line in enumerate(_bounded(stream), 1):
            if line.strip():
                writer.writerow([number, line.rstrip("\r\n")])
    store.connection.execute(f"CREATE OR REPLACE TEMP TABLE raw_lines AS SELECT * FROM {_cleaned(clean, ['doc'])}")
    torn = [
        Torn(line, text, "it is no JSON object")
        for line, text in store.rows(
            "SELECT line, doc FROM raw_lines WHERE trim(doc) <> '' AND "
            "(NOT json_valid(doc) OR json_type(CASE WHEN json_valid(doc) THEN doc END) <> 'OBJECT') ORDER BY line"
        )
    ]
    store.connection.execute(
        "CREATE OR REPLACE TEMP TABLE raw AS SELECT line, doc::JSON AS doc FROM raw_lines WHERE trim(doc) <> '' "
        "AND json_valid(doc) AND json_type(CASE WHEN json_valid(doc) THEN doc END) = 'OBJECT'"
    )
    names = [row[0] for row in store.rows("SELECT DISTINCT unnest(json_keys(doc)) AS name FROM raw ORDER BY name")]
    read = {name: _extracted(_quoted_path(name)) for name in names}
    read |= {path: _extracted(path) for path in _paths(mapped)}
    lines = int(store.rows("SELECT count(*) FROM raw")[0][0]) + len(torn)
    return Laid(lines, {}, 'SELECT line, doc::VARCHAR AS "text" FROM raw', torn), read


def _paths(mapped: FileMap) -> Iterator[str]:
    """The paths that a mapping names instead of columns."""
    for one in mapped.tables:
        for column in (*one.columns.values(), *one.optional.values(), *one.only):
            if column.startswith("$"):
                if not _PATH.fullmatch(column):
                    hint = "Write it like $.loan.number"
                    raise RecordError(Problem(mapped.name, f"{column!r} is no path", hint=hint, code="path-invalid"))
                yield column


def _quoted_path(name: str) -> str:
    return '$."' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _extracted(path: str) -> str:
    return f"nullif(trim(json_extract_string(doc, {literal(path)})), '')"


def _lay_csv(store: Store, path: Path, mapped: FileMap, folder: Path) -> tuple[Laid, dict[str, str]]:
    """Records are read here, because only so the number of their line is sure, and written anew for the database."""
    torn: list[Torn] = []
    clean = folder / "clean.csv"
    with _faults_of(path), _opened(path, mapped) as stream, clean.open("w", encoding="utf-8", newline="") as out:
        header = _rewrite(path, stream, _writer(out), torn)
    store.connection.execute(f"CREATE OR REPLACE TEMP TABLE raw AS SELECT * FROM {_cleaned(clean, header)}")
    return _laid(store, header, torn)


@contextmanager
def _faults_of(path: Path) -> Iterator[None]:
    try:
        yield
    except (UnicodeError, csv.Error, EOFError, zlib.error, gzip.BadGzipFile) as error:
        what = "it cannot be read"
        hint = "Write or export it again, as UTF-8, or say what it is under [file] encoding"
        if isinstance(error, UnicodeError):
            what = "this table is not written in the encoding that the mapping says, or in UTF-8 where it says none"
        raise RecordError(Problem(str(path), what, why=str(error)[:160], hint=hint, code="unreadable")) from None


def _opened(path: Path, mapped: FileMap, newline: str = "") -> TextIO:
    opener: Any = gzip.open if path.name.lower().endswith(".gz") else open
    encoding = "utf-8-sig" if mapped.encoding == "utf-8" else mapped.encoding
    stream: TextIO = opener(path, "rt", encoding=encoding, newline=newline)
    return stream


def _bounded(stream: TextIO) -> Iterator[str]:
    """The lines of a file, none of which is read beyond the cap."""
    for number, line in enumerate(iter(lambda: stream.readline(LONGEST_LINE + 1), ""), 1):
        if len(line) > LONGEST_LINE:
            raise csv.Error(f"line {number} has more than {LONGEST_LINE} letters")
        yield line


def _writer(out: TextIO) -> Any:
    return csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")


def _cleaned(path: Path, columns: Sequence[str]) -> str:
    """A table that was written anew, as SQL reads it: the number of the line, then the columns."""
    shape = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns)
    return (
        f"read_csv({literal(str(path))}, auto_detect = false, header = false, delim = ',', quote = '\"', "
        f"escape = '\"', new_line = '\\n', parallel = false, max_line_size = {5 * LONGEST_LINE}, "
        f"columns = {{'line': 'BIGINT', {shape}}})"
    )


def _rewrite(path: Path, stream: TextIO, out: Any, torn: list[Torn]) -> list[str]:
    lines = _bounded(stream)
    first = next(lines, "")
    delimiter = max(_DELIMITERS, key=first.count)
    header = [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])]
    if not all(header) or not header or len({name.lower() for name in header}) < len(header) or "line" in header:
        hint = "Name each of its columns in line 1, every name once, none of them 'line'"
        raise RecordError(Problem(str(path), "the table has no sound header line", hint=hint, code="header"))
    records = csv.reader(lines, delimiter=delimiter, strict=True)
    start = 2
    for cells in records:
        if len(cells) == len(header):
            out.writerow([start, *cells])
        elif cells:
            reason = f"it has {len(cells)} cells, the header {len(header)}"
            torn.append(Torn(start, delimiter.join(cells), reason))
        start = records.line_num + 2
    return header
