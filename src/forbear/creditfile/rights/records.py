"""``rights.db``: one chain of records beside the store, in SQLite; many read, one writes, nothing is ever changed.

What a person wrote in words of their own lies beside the chain, which holds only its salted hash: it can be erased and
the chain still verifies.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

from forbear.calendar import Instant
from forbear.chain import START, Head, bind
from forbear.creditfile.storing import sql
from forbear.errors import InputError, Problem, RecordError

NAME = "rights.db"
FORM = 1
WAIT = 30
"""Seconds for which a writer waits until another has ended."""

Kind = Literal["consent", "look", "given", "alert", "dispute", "notice", "correction", "statement", "split", "erasure"]
_COLUMNS = "seq, at, person, kind, body, hash"


@dataclass(frozen=True, slots=True)
class Entry:
    """One record: of whom, what kind, and what it says. ``at`` is when it was written down."""

    seq: int
    at: Instant
    person: str
    kind: str
    body: Mapping[str, Any]
    hash: str

    def told(self) -> dict[str, Any]:
        """What its hash is over, but for the hash before."""
        return {"seq": self.seq, "at": self.at, "person": self.person, "kind": self.kind, "body": self.body}


class Rights:
    """The records of a store. ``write``: the file is made where it is missing."""

    def __init__(self, folder: Path, *, write: bool = False) -> None:
        self.path = folder / NAME
        if not write and not self.path.is_file():
            hint = "They begin with the first consent, look or dispute that is written down"
            raise InputError(Problem(str(folder), "no rights are on record here", hint=hint, code="rights-missing"))
        with _faults_told(self.path):
            folder.mkdir(parents=True, exist_ok=True)
            self._connection = _connect(self.path, write)
            try:
                self._lay(write)
            except BaseException:
                self._connection.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """The chain, nobody else's until the block is left: what is written in it is there wholly or not at all."""
        with _faults_told(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield Writing(self._connection, self.head())
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def entries(self, person: str | None = None, kinds: Iterable[Kind] = ()) -> Iterator[Entry]:
        """The records in order: all, or those of one person, or of some kinds."""
        return _entries(self._connection, person, tuple(kinds))

    def entry(self, seq: int) -> Entry:
        """The record of a number; raises RecordError."""
        found = _one(self._connection, seq)
        if found is None:
            hint = f"The last one is number {self.head().seq}"
            raise RecordError(Problem(str(self.path), f"there is no record {seq}", hint=hint, code="record-unknown"))
        return found

    def head(self) -> Head:
        """Where the chain ends: keep it, and nothing up to it can be changed or cut off unnoticed."""
        found = self._connection.execute("SELECT seq, at, hash FROM record ORDER BY seq DESC LIMIT 1").fetchall()
        return Head(*found[0]) if found else START

    def words(self, sha256: str) -> str | None:
        """What a person wrote, by its hash in the chain; None where it was erased."""
        found = self._connection.execute("SELECT words FROM words WHERE sha256 = ?", [sha256]).fetchall()
        return str(found[0][0]) if found else None

    def _lay(self, write: bool) -> None:
        form = self._connection.execute("PRAGMA user_version").fetchall()[0][0]
        if form not in (0, FORM):
            what = f"these records have the form {form}, and this version of Forbear reads the form {FORM}"
            raise InputError(Problem(str(self.path), what, code="rights-version"))
        if form == 0 and write:
            self._connection.execute("PRAGMA journal_mode = WAL")
            text = sql("lay", of="rights")
            self._connection.executescript(f"BEGIN IMMEDIATE; {text} PRAGMA user_version = {FORM}; COMMIT;")


class Writing:
    """The end of the chain while a transaction holds it."""

    def __init__(self, connection: sqlite3.Connection, head: Head) -> None:
        self._connection = connection
        self.head = head

    def add(self, at: Instant, kind: Kind, person: str, body: Mapping[str, Any]) -> Entry:
        """Put a record at the end, never dated before the last one; raises RecordError where it is no plain JSON."""
        at = max(at, self.head.at)
        said = Entry(self.head.seq + 1, at, person, kind, body, "")
        kept, own = bind(self.head, said.told())
        entry = Entry(said.seq, at, person, kind, kept["body"], own)
        text = json.dumps(entry.body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        row = (entry.seq, at, person, kind, text, own)
        self._connection.execute(f"INSERT INTO record ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", row)
        self.head = Head(entry.seq, at, own)
        return entry

    def entries(self, person: str | None = None, kinds: Iterable[Kind] = ()) -> Iterator[Entry]:
        """The records in order, with what this transaction wrote."""
        return _entries(self._connection, person, tuple(kinds))

    def entry(self, seq: int) -> Entry | None:
        """The record of a number, or none."""
        return _one(self._connection, seq)

    def keep_words(self, person: str, words: str) -> str:
        """Keep what a person wrote, beside the chain; gives back the hash by which the chain names it."""
        salt = secrets.token_hex(16)
        sha256 = hashlib.sha256(f"{salt}{words}".encode()).hexdigest()
        self._connection.execute("INSERT INTO words VALUES (?, ?, ?, ?)", [sha256, person, salt, words])
        return sha256

    def erase_words(self, person: str) -> int:
        """Erase what a person wrote; gives back how many texts it was."""
        return self._connection.execute("DELETE FROM words WHERE person = ?", [person]).rowcount


def _connect(path: Path, write: bool) -> sqlite3.Connection:
    mode = "rwc" if write else "ro"
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=WAIT, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _one(connection: sqlite3.Connection, seq: int) -> Entry | None:
    found = connection.execute(f"SELECT {_COLUMNS} FROM record WHERE seq = ?", [seq]).fetchall()
    return _entry(found[0]) if found else None


def _entries(connection: sqlite3.Connection, person: str | None, kinds: tuple[str, ...]) -> Iterator[Entry]:
    wheres = [] if person is None else ["person = ?"]
    wheres += [f"kind IN ({', '.join('?' * len(kinds))})"] if kinds else []
    where = f"WHERE {' AND '.join(wheres)}" if wheres else ""
    given = [*([] if person is None else [person]), *kinds]
    return map(_entry, connection.execute(f"SELECT {_COLUMNS} FROM record {where} ORDER BY seq", given))


def _entry(row: tuple[Any, ...]) -> Entry:
    seq, at, person, kind, body, own = row
    try:
        said = json.loads(body)
    except ValueError:
        said = body
    return Entry(seq, at, person, kind, said, own)


@contextmanager
def _faults_told(path: Path) -> Iterator[None]:
    """Turn what the database complains of into a sentence."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.OperationalError as error:
        what, hint = "the records cannot be opened or written", "Wait until the other command has ended"
        raise InputError(Problem(str(path), what, why=str(error), hint=hint, code="rights-closed")) from error
    except sqlite3.DatabaseError as error:
        what, hint = "these are no records of rights", "Name the folder of a store"
        raise InputError(Problem(str(path), what, why=str(error), hint=hint, code="rights-unreadable")) from error
