"""Files that an auditor brings: what they are, whether they are too much, and what is wrong with them in a sentence."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import IO

from forbear.audit.tables import reading
from forbear.audit.tables.log import FILES
from forbear.engine.backends.safely import exactly, literal
from forbear.errors import InputError, Problem, RecordError
from forbear.web.desks.auditor.models import Log
from forbear.web.desks.auditor.pieces import Nameless

TABLE, TABLES = "table", "tables"
MOST_UNPACKED = 32 << 30
"""So many bytes may come out of what is packed; and ``MOST_TIMES`` the bytes that came, and a little, at most."""
MOST_TIMES, A_LITTLE = 60, 64 << 20
MOST_FILES = 4096
MOST_ROWS = 200_000_000
PIECE = 1 << 20
_ZIP, _GZIP, _PARQUET = b"PK\x03\x04", b"\x1f\x8b", b"PAR1"
_TABLES_AS = (".csv", ".csv.gz", ".tsv", ".parquet")


def kind_of(stream: IO[bytes], name: str) -> tuple[str, str]:
    """``table`` or ``tables``, and the ending of the file that is read; raises RecordError with what to do."""
    stream.seek(0)
    head = stream.read(4096)
    stream.seek(0)
    if not head.strip():
        raise wrong("the file is empty", "Export the log again, with its rows", "empty")
    if head.startswith(_ZIP):
        return kind_in_zip(stream)
    if head.startswith(_PARQUET):
        return TABLE, ".parquet"
    if head.startswith(_GZIP):
        return TABLE, ".csv.gz"
    if head.lstrip().startswith(b"<") or b"\x00" in head:
        raise wrong("this is no table of contacts", "Bring CSV, Parquet, or a ZIP of them", "no-table")
    return TABLE, ".tsv" if name.lower().endswith(".tsv") else ".csv"


def kind_in_zip(stream: IO[bytes]) -> tuple[str, str]:
    """The same of what is packed."""
    members = _members(stream)
    if FILES["debtors"] in members:
        return TABLES, ".zip"
    tables = [name for name in members if name.lower().endswith(_TABLES_AS)]
    if len(tables) == 1:
        return TABLE, ".zip"
    what = "the ZIP holds neither one table of contacts nor a log in the form of tables"
    raise wrong(what, "Pack one CSV or Parquet file, or events/ with debtors.parquet as forbear synth writes it", "zip")


def ending_of(log: Log) -> str:
    """The ending of the file of a log as it came."""
    return str((log.preview or {}).get("ending", ".zip"))


def unpack(files: Nameless, stream: IO[bytes], kind: str, size: int) -> Path:
    """The table, or the folder of tables, that is packed in a file; raises RecordError where it is too much."""
    members, left = _members(stream), most_of(size)
    wanted = {name: info for name, info in members.items() if kind == TABLES or name.lower().endswith(_TABLES_AS)}
    try:
        with zipfile.ZipFile(stream) as packed:
            for name, info in wanted.items():
                with packed.open(info) as inside:
                    left -= _copied(iter(lambda: inside.read(PIECE), b""), files.file(_named(name, kind)), left)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
        raise wrong("the ZIP is broken", "Pack it again", "zip-broken") from error
    return files.folder if kind == TABLES else files.folder / _named(next(iter(wanted)), kind)


def check_packed(path: Path, size: int) -> None:
    """Raises RecordError where a gzip file unfolds to more than is taken."""
    with path.open("rb") as stream:
        if stream.read(2) == _GZIP:
            stream.seek(0)
            _copied(_unzipped(iter(lambda: stream.read(PIECE), b"")), None, most_of(size))


def check_parquet(path: Path) -> None:
    """Raises RecordError where a Parquet file says that it has more rows than are taken."""
    if path.name.endswith(".parquet"):
        query = f"SELECT coalesce(sum(num_rows), 0)::HUGEINT FROM parquet_file_metadata({literal(exactly(path))})"
        if reading.rows(query)[0][0] > MOST_ROWS:
            raise _too_much()


def most_of(size: int) -> int:
    """How many bytes may come out of a file of some bytes."""
    return min(MOST_UNPACKED, MOST_TIMES * size + A_LITTLE)


def _named(name: str, kind: str) -> str:
    if kind == TABLES:
        return name
    return "log" + next(ending for ending in reversed(_TABLES_AS) if name.lower().endswith(ending))


def _members(stream: IO[bytes]) -> Mapping[str, zipfile.ZipInfo]:
    """The files of a ZIP that can be part of a log, under their names below the folder that all stand in."""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as packed:
            entries = [info for info in packed.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError) as error:
        raise wrong("the ZIP is broken", "Pack it again", "zip-broken") from error
    if len(entries) > MOST_FILES or sum(info.file_size for info in entries) > MOST_UNPACKED:
        raise _too_much()
    if any(info.flag_bits & 1 for info in entries):
        raise wrong("the ZIP is locked with a password", "Pack it without one", "zip-locked")
    found: dict[str, zipfile.ZipInfo] = {}
    for info in entries:
        name = _below(info)
        if name in found:
            raise wrong(f"the ZIP holds {name} twice", "Pack each file once", "zip-twice")
        if name:
            found[name] = info
    return found


def _below(info: zipfile.ZipInfo) -> str:
    """``events/part-0.parquet``, ``debtors.parquet`` or the name of a table, whatever folders stand before it."""
    parts = PurePosixPath(info.filename.replace("\\", "/")).parts
    if stat.S_ISLNK(info.external_attr >> 16) or not parts or parts[-1].startswith("."):
        return ""
    if len(parts) > 1 and parts[-2] == FILES["events"] and parts[-1].endswith(".parquet"):
        return f"{parts[-2]}/{parts[-1]}"
    known = parts[-1] in FILES.values() or parts[-1].lower().endswith(_TABLES_AS)
    return parts[-1] if known and parts[-1] != "answer-key.parquet" else ""


def _copied(pieces: Iterable[bytes], into: IO[bytes] | None, most: int) -> int:
    count = 0
    for piece in pieces:
        count += len(piece)
        if count > most:
            raise _too_much()
        if into is not None:
            into.write(piece)
    if into is not None:
        into.flush()
    return count


def _unzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """What comes out of a gzip stream, a piece at a time."""
    unpacking, is_within = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16), False
    broken = wrong("the packed file is broken", "Pack it again", "gzip-broken")
    try:
        for piece in pieces:
            rest = piece
            while rest:
                yield unpacking.decompress(rest, PIECE)
                is_within = not unpacking.eof
                rest = unpacking.unconsumed_tail if is_within else unpacking.unused_data
                if not is_within:
                    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    except zlib.error as error:
        raise broken from error
    if is_within:
        raise broken


def _too_much() -> InputError:
    return wrong("it unfolds to more than this server takes", "Bring it in several logs", "unpacked")


def wrong(what: str, hint: str, code: str) -> RecordError:
    """What a person reads: the fault and what to do."""
    return RecordError(Problem("", what, hint=hint, code=code))
