"""What every phone-log format gives: rows as they stand in the file, before anybody has said whose numbers they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import phonenumbers

from forbear.audit.result import Rejected
from forbear.calendar import Instant
from forbear.errors import Problem, RecordError
from forbear.events import Source

MAX_TEXT = 200
"""How much of a rejected row is shown again, in characters."""


@dataclass(frozen=True, slots=True)
class Row:
    """One call or message of a phone. ``begun_by_owner``: the phone's owner called or wrote.

    ``number`` is the other side's, in E.164 where it parses, else as it stands; empty where withheld. ``outcome`` is a
    word of the vocabulary or empty where the format does not tell. ``saved_name`` is only ever shown, masked, by
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
    """Counts of a file as it is read: all rows, and those passed over for a reason (drafts, system lines, doubles)."""

    rows: int = 0
    ignored: dict[str, int] = field(default_factory=dict)

    def ignore(self, why: str) -> None:
        """Count a row that is no contact."""
        self.ignored[why] = self.ignored.get(why, 0) + 1


@dataclass(frozen=True, slots=True)
class Options:
    """How to read what a file does not say: ``zone`` of times without an offset, order of day and month, region of numbers."""

    zone: str | None = None
    date_order: str | None = None
    region: str | None = None
    progress: Callable[[int], None] = lambda count: None


Readable = Row | Rejected


def normal_number(raw: str, region: str | None) -> str:
    """A number in E.164 where it parses as one, else its characters without blanks; '' where withheld."""
    text = raw.strip()
    if text in ("", "-1", "-2", "null", "Unknown", "Private"):
        return ""
    compact = "".join(char for char in text if char not in " -()\u00a0\u202a\u202c")
    if len(compact.lstrip("+")) < 7 or not compact.lstrip("+").isdigit():
        return compact
    try:
        parsed = phonenumbers.parse(compact, region)
    except phonenumbers.NumberParseException:
        return compact
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def rejected(where: str, what: str, why: str = "", hint: str = "", code: str = "row", text: str = "") -> Rejected:
    """A row kept aside, with the sentence that says what is wrong with it."""
    return Rejected(Problem(where, what, why, hint, code), text[:MAX_TEXT])


def check_readable(path: Path) -> None:
    """Raises RecordError where a file is missing, a folder, or empty."""
    if not path.is_file():
        raise RecordError(Problem(str(path), "there is no such file", hint="Check the path", code="file-missing"))
    if path.stat().st_size == 0:
        raise RecordError(
            Problem(str(path), "the file is empty", why="there is nothing to judge",
                    hint="Export the log again, or name another file", code="log-empty")
        )  # fmt: skip


def text_of(attributes: Mapping[str, str], key: str) -> str:
    """An attribute, with the word ``null`` (which SMS Backup & Restore writes for nothing) read as nothing."""
    value = attributes.get(key, "")
    return "" if value == "null" else value
