"""What every log format gives and takes: rows as they stand in the file, how to read it, and what was learnt of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import phonenumbers
from phonenumbers import ValidationResult

from forbear.audit.intake.mapping import ColumnMap
from forbear.audit.result import Rejected
from forbear.calendar import Instant
from forbear.errors import Problem, RecordError, nearest
from forbear.events import Event, Parties, Source

MAX_TEXT = 200
"""How much of a rejected row is shown again, in characters."""

JSON_ENDINGS = (".jsonl", ".ndjson", ".json")
_TABLE_ENDINGS = (".csv", ".tsv", ".parquet", *JSON_ENDINGS)
_EARLIEST, _LATEST = 631_152_000_000_000, 4_102_444_800_000_000  # 1990 and 2100, in microseconds
_WITHHELD = frozenset(("", "-1", "-2", "-3", "null", "unknown", "private", "(unknown)", "anonymous", "restricted"))
_SCHEMES = ("tel:", "sms:", "whatsapp:")
_SHORTEST = 7
_SERVICE = {"CN": "106"}
"""Numbers of bulk text platforms, which are no telephone numbers however long they are."""


@dataclass(frozen=True, slots=True)
class Row:
    """One call or message of a phone. ``begun_by_owner``: the phone's owner called or wrote.

    ``number`` is the other side's, as ``normal_number`` gives it; empty where withheld. ``outcome`` is a word of the
    vocabulary or empty where the format does not tell. ``saved_name`` is only ever shown, masked, by
    ``forbear numbers`` and never stored.
    """

    source: Source
    at: Instant
    channel: str
    begun_by_owner: bool
    number: str
    outcome: str = ""
    duration_s: int | None = None
    text: str = ""
    saved_name: str = ""


@dataclass(slots=True)
class Tally:
    """What is learnt of a file as it is read: rows seen, those passed over for a reason, parties stated, and warnings.

    ``warnings`` are Problems that stop nothing but that a person should know (a guessed encoding, a file cut off).
    """

    rows: int = 0
    ignored: dict[str, int] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)
    parties: Parties | None = None

    def ignore(self, why: str) -> None:
        """Count a row that is no contact."""
        self.ignored[why] = self.ignored.get(why, 0) + 1

    def warn(self, where: str, what: str, why: str = "", hint: str = "", code: str = "warning") -> None:
        """Note something that does not stop the reading."""
        self.warnings.append(Problem(where, what, why, hint, code))


@dataclass(frozen=True, slots=True)
class Options:
    """How to read what a file does not say.

    ``zone`` of times without an offset; ``date_order`` (``dmy``, ``mdy``, ``ymd``) of chat dates; ``region`` (``CN``)
    of numbers without a country; ``owner_name``: under which name the phone's owner writes in a chat; ``mapping`` of a
    table's columns; ``debtor``: whose rows of a table are read; ``encoding`` of text; ``progress`` is called with the
    bytes read since the last call.
    """

    zone: str | None = None
    date_order: str | None = None
    region: str | None = None
    owner_name: str | None = None
    mapping: ColumnMap | None = None
    debtor: str | None = None
    encoding: str | None = None
    progress: Callable[[int], None] = lambda count: None


Found = Row | Event | Rejected
"""What a format gives, row by row: a phone's row, a contact that says itself who is who, or what cannot be read."""


@lru_cache(maxsize=65_536)
def normal_number(raw: str, region: str | None) -> str:
    """A number in E.164 where it is one, else as it stands, tidied (short codes, names); '' where withheld."""
    text = " ".join(unicodedata.normalize("NFKC", raw).split()).strip("\u200e\u200f\u202a\u202c\u2068\u2069 ")
    if text.lower() in _WITHHELD:
        return ""
    for scheme in _SCHEMES:
        text = text.removeprefix(scheme)
    compact = "".join(char for char in text if char not in " -().\u2010\u2011")
    digits = compact.removeprefix("+")
    if not (digits.isascii() and digits.isdecimal()):
        return text
    if len(digits) < _SHORTEST or compact.startswith(_SERVICE.get(region or "", "-")):
        return compact
    return _e164(compact, region)


def _e164(compact: str, region: str | None) -> str:
    try:
        parsed = phonenumbers.parse(compact, region)
    except phonenumbers.NumberParseException:
        return compact
    whole = phonenumbers.is_possible_number_with_reason(parsed) == ValidationResult.IS_POSSIBLE
    # With a plus the country is stated, so that even a number of odd length is written in one way only.
    if not whole and not compact.startswith("+"):
        return compact
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def rejected(where: str, what: str, why: str = "", hint: str = "", code: str = "row", text: str = "") -> Rejected:
    """A row kept aside, with the sentence that says what is wrong with it.

    ``text`` is stored: rows of a telephone, which may be anybody's, never give more than the value that is wrong.
    """
    return Rejected(Problem(where, what, why, hint, code), text[:MAX_TEXT].rstrip())


def rejected_row(problems: Sequence[Problem], text: str) -> Rejected:
    """A row kept aside with all its faults told as one."""
    first, *rest = problems
    more = "".join(f"; also: {problem.what}" for problem in rest[:5])
    return rejected(first.where, first.what + more, first.why, first.hint, first.code, text)


def is_table(name: str) -> bool:
    """Is a file a table, by its name?"""
    return name.lower().removesuffix(".gz").endswith(_TABLE_ENDINGS)


def plausible(at: Instant) -> bool:
    """Can a contact have happened then? A time of 1970 is nearly always a number in another unit."""
    return _EARLIEST <= at < _LATEST


def check_readable(path: Path) -> None:
    """Raises RecordError where a file is missing, a folder, no plain file, or empty."""
    if path.is_dir():
        what, hint, code = "this is a folder, not a log", "Name the files in it", "file-folder"
    elif not path.exists():
        what, hint, code = "there is no such file", near_file(path) or "Check the path", "file-missing"
    elif not path.is_file():
        what, hint, code = "this is no plain file", "Save the log as a file: it is read more than once", "file-special"
    elif path.stat().st_size == 0:
        raise RecordError(empty(path))
    else:
        return
    raise RecordError(Problem(str(path), what, hint=hint, code=code))


def near_file(path: Path) -> str:
    """``Did you mean …?`` for the file of the same folder with the nearest name, or an empty string."""
    try:
        return nearest(path.name, [one.name for one in path.parent.iterdir()])
    except OSError:
        return ""


def empty(path: Path) -> Problem:
    """The problem of a log in which nothing stands."""
    return Problem(str(path), "the log is empty", why="there is nothing to judge",
                   hint="Export the log again, or name another file", code="log-empty")  # fmt: skip
