"""Small logs for tests, written as phones and exports write them, and what reading them gives."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import quoteattr

from forbear.audit.intake import sniff_format
from forbear.audit.intake.base import Options, Row, Tally
from forbear.audit.result import Rejected
from forbear.calendar import read_instant

AGENCY = "+861000000101"
FRIEND = "+861000009002"
ZONE = "Asia/Shanghai"
PLAIN = Options(zone=ZONE, region="CN")


def millis(text: str) -> str:
    """``2026-03-01T10:00:00+08:00`` as a backup writes it."""
    return str(read_instant(text) // 1000)


def element(tag: str, /, **attributes: str) -> str:
    """One element of a backup."""
    return f"<{tag} " + " ".join(f"{key}={quoteattr(value)}" for key, value in attributes.items()) + " />"


def call(
    at: str = "2026-03-01T10:00:00+08:00", number: str = AGENCY, kind: str = "1", duration: str = "30", **more: str
) -> str:
    """A call of a backup; type 1 came in."""
    return element("call", number=number, duration=duration, date=millis(at), type=kind, **more)


def sms(
    at: str = "2026-03-01T10:00:00+08:00", number: str = AGENCY, kind: str = "1", body: str = "hello", **more: str
) -> str:
    """A text message of a backup; type 1 was received."""
    return element("sms", address=number, date=millis(at), type=kind, body=body, **more)


def calls(*rows: str, count: int | None = None) -> str:
    """A backup of calls."""
    return _backup("calls", rows, count)


def smses(*rows: str, count: int | None = None) -> str:
    """A backup of messages."""
    return _backup("smses", rows, count)


def _backup(root: str, rows: tuple[str, ...], count: int | None) -> str:
    lines = "\n".join(rows)
    stated = len(rows) if count is None else count
    return (
        f"<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<{root} count=\"{stated}\">\n{lines}\n</{root}>\n"
    )


def write(path: Path, content: str | bytes) -> Path:
    """Write a log; a name that ends in ``.gz`` is compressed."""
    data = content.encode() if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


class Reading:
    """What a log gave: its rows, those rejected, and its tally."""

    def __init__(self, path: Path, options: Options = PLAIN, **more: object) -> None:
        self.tally = Tally()
        found = list(sniff_format(path).read(path, replace(options, **more), self.tally))
        self.rejected = [one for one in found if isinstance(one, Rejected)]
        self.rows = [one for one in found if not isinstance(one, Rejected)]

    @property
    def row(self) -> Row:
        """The only row."""
        (row,) = self.rows
        return row

    @property
    def codes(self) -> list[str]:
        """The codes of what was rejected."""
        return [one.problem.code for one in self.rejected]

    @property
    def warned(self) -> list[str]:
        """The codes of the warnings."""
        return [problem.code for problem in self.tally.warnings]
