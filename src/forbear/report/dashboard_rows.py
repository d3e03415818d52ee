"""The pages behind the numbers of the dashboard: the first contacts of each, some of them in words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from forbear.audit.mask import mask_number
from forbear.audit.tables.figures import BombingFigure, Figures, Key, Row
from forbear.calendar import HOUR, MINUTE, WEEKDAYS, Instant, local_day, show_instant, weekday_of
from forbear.render import page
from forbear.report.palette import PALETTE
from forbear.report.words import HTML_LANGUAGE, Words

_FOLDERS = {"rule": "rules", "undecided": "undecided", "collector": "collectors", "hour": "hours", "week": "weeks",
            "debtor": "debtors"}  # fmt: skip
_UNSAFE = re.compile(r"[^a-z0-9_.-]")
_LONGEST = 60


def link_of(figures: Figures | None, key: Key) -> str:
    """The path of the page behind a number, empty where it has none."""
    return _path(key) if figures is None or key in figures.rows else ""


def row_pages(figures: Figures, words: Words, masked: bool) -> Iterator[tuple[str, str]]:
    """Path → page, for every number that has one."""
    for key, rows in figures.rows.items():
        shown = [_row(row, figures, words, masked) for row in rows]
        context = _frame(key, words) | {"title": _title(key, figures, words), "rows": shown}
        total = figures.totals.get(key, len(rows))
        context["count"] = words("dashboard.rows_all", n=total) if total <= len(rows) else words(
            "dashboard.rows_first", n=len(rows), all=total
        )  # fmt: skip
        yield _path(key), page("forbear.report", "dashboard_rows.html", context)
    for number, each in enumerate(figures.bombing, start=1):
        yield _debtor_page(number, each, words, masked)


def _path(key: Key) -> str:
    parts = [
        _FOLDERS[key.kind],
        *(safe(part) for part in (key.collector, key.rulebook, key.rule, key.place.lower()) if part),
    ]
    if key.kind == "rule" and key.collector:
        parts[0] = _FOLDERS["collector"]
    return f"rows/{'/'.join(parts)}.html"


def safe(name: str) -> str:
    """A name for a file: as it is where no system minds, else with what was changed told apart by a hash."""
    plain = _UNSAFE.sub("-", name.lower()).strip(".-")[:_LONGEST] or "x"
    return plain if plain == name else f"{plain}-{hashlib.sha256(name.encode(errors='replace')).hexdigest()[:8]}"


def _frame(key: Key, words: Words) -> dict[str, Any]:
    return {
        "t": words,
        "language": HTML_LANGUAGE[words.lang],
        "palette": PALETTE,
        "home": "../" * _path(key).count("/") + "dashboard.html",
    }


def _title(key: Key, figures: Figures, words: Words) -> str:
    name = next((each.name for each in figures.collectors if each.collector == key.collector), key.collector)
    rule = f"{key.rulebook}/{key.rule}"
    if key.kind == "hour":
        day, _, hour = key.place.partition("-")
        weekday = words.label("weekday", WEEKDAYS[int(day) - 1])
        return words("dashboard.rows_hour", weekday=weekday, hour=f"{int(hour):02}")
    if key.kind == "rule":
        return f"{name} · {rule}" if name else rule
    texts = {"week": key.place, "collector": name, "undecided": rule}
    return words(f"dashboard.rows_{key.kind}", what=texts[key.kind])


def _row(row: Row, figures: Figures, words: Words, masked: bool) -> Mapping[str, Any]:
    told = [_told(rule, row, figures, words) for rule in row.rules]
    return {
        "when": local_time(row.at, row.offset, words),
        "debtor": mask_number(row.debtor) if masked else row.debtor,
        "seq": row.seq,
        "collector": row.collector,
        "person": mask_number(row.person) if masked else row.person,
        "same": row.person == row.debtor,
        "channel": words.label("channel", row.channel),
        "rules": told,
    }


def _told(rule: str, row: Row, figures: Figures, words: Words) -> tuple[str, str]:
    book, _, name = rule.partition("/")
    found = figures.told.get((book, name, row.debtor, row.seq))
    if found is None:
        return rule, ""
    if found.missing:
        return rule, words("ask.missing", facts="; ".join(words.label("fact", one) for one in found.missing))
    return rule, found.says.get(words.lang) or found.says.get("en", "")


def local_time(at: Instant, offset: Instant, words: Words) -> str:
    """Day, weekday and clock where the debtor is, with the offset from UTC."""
    day, clock, _ = show_instant(at + offset, "UTC").split(" ")
    weekday = words.label("weekday", weekday_of(local_day(at + offset, "UTC")))
    hours, rest = divmod(abs(offset), HOUR)
    shown = f"{'-' if offset < 0 else '+'}{hours:02}:{rest // MINUTE:02}"
    return f"{day} {weekday} {clock} {shown}" if words.lang == "zh" else f"{weekday} {day} {clock} {shown}"


def _debtor_page(number: int, each: BombingFigure, words: Words, masked: bool) -> tuple[str, str]:
    key = Key("debtor", place=str(number))
    debtor = mask_number(each.debtor) if masked else each.debtor
    people = [
        (mask_number(str(one["person"])) if masked else str(one["person"]), words.label("role", str(one["role"])),
         words.number(one["contacts"]), words.number(one["told"]), _remarks(one, words))
        for one in each.reached
    ]  # fmt: skip
    context = _frame(key, words) | {
        "title": words("dashboard.rows_debtor", what=debtor),
        "count": words("dashboard.rows_people", n=len(people), all=each.people),
        "people": people,
    }
    return _path(key), page("forbear.report", "dashboard_people.html", context)


def _remarks(one: Mapping[str, Any], words: Words) -> str:
    marks = [words("bombing.agreed")] if one["agreed"] else []
    return ", ".join([*marks, words("bombing.phone_book")] if one["from_phone_book"] else marks)
