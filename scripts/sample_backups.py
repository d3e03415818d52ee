"""Rows of the made-up sample as the files of SMS Backup & Restore. Used by ``make_sample.py``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import quoteattr

LINES = {
    "qinghe": "+861000000101",
    "qinghe-2": "+861000000102",
    "beichen": "+861000000201",
    "beichen-2": "+861000000202",
    "yueguang": "+861000000301",
    "bailu": "+861000000401",
    "shanque": "+861000000501",
    "nanzhi": "+861000000601",
    "yuanshan": "+861000000701",
}


@dataclass(frozen=True)
class Row:
    """One row of a phone backup. ``kind`` is answered, missed, rejected or text; ``breaks`` the planted rules."""

    owner: str
    at: datetime
    line: str
    kind: str
    text: str = ""
    seconds: int = 0
    breaks: tuple[str, ...] = ()
    name: str = ""


TYPES = {"answered": 1, "missed": 3, "rejected": 5, "own-call": 2}


def backup(rows: list[Row]) -> tuple[str, str]:
    """Rows as the two files of SMS Backup & Restore: calls and messages."""
    calls = [row for row in rows if row.kind in TYPES]
    texts = [row for row in rows if row.kind not in TYPES]
    return _file("calls", [_call(row) for row in calls]), _file("smses", [_text(row) for row in texts])


def _file(root: str, elements: list[str]) -> str:
    head = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n"
    note = "<!-- Made for the Forbear project; everything in it is invented. -->\n"
    return f'{head}{note}<{root} count="{len(elements)}">\n' + "\n".join(elements) + f"\n</{root}>\n"


def _common(row: Row) -> str:
    millis = int(row.at.timestamp()) * 1000
    readable = row.at.strftime("%Y年%-m月%-d日 %H:%M:%S")
    return f'date="{millis}" readable_date={quoteattr(readable)} contact_name={quoteattr(row.name or "(Unknown)")}'


def _number(row: Row) -> str:
    return LINES.get(row.line, row.line)


def _call(row: Row) -> str:
    seconds = row.seconds if row.kind in ("answered", "own-call") else 0
    return (
        f'  <call number={quoteattr(_number(row))} duration="{seconds}" type="{TYPES[row.kind]}" presentation="1" '
        f'subscription_id="null" post_dial_digits="" {_common(row)} />'
    )


def _text(row: Row) -> str:
    kind = 2 if row.kind == "own-text" else 1
    return (
        f'  <sms protocol="0" address={quoteattr(_number(row))} type="{kind}" subject="null" '
        f'body={quoteattr(row.text)} toa="null" sc_toa="null" service_center="null" '
        f'read="1" status="-1" locked="0" {_common(row)} />'
    )
