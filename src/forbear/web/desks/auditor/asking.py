"""Which contacts of an audit are asked for, and reading them from its Parquet: filtered, counted, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from django.http import QueryDict

from forbear.audit.tables import reading
from forbear.engine.backends.safely import exactly, literal, quoted
from forbear.vocabulary import VALUES

PARTS = ("refused", "spoke", "review", "undecided", "all", "allowed")
"""What was said of the contacts; ``spoke``: refused, or to be looked at."""
LONGEST = 200
COLUMNS = (
    "at", "offset", "debtor", "seq", "collector", "person", "channel", "verdict", "refused", "review", "undecided",
)  # fmt: skip
_OF = {
    "refused": "verdict = 'refuse'",
    "spoke": "(len(refused) > 0 OR len(review) > 0)",
    "review": "verdict = 'review'",
    "undecided": "verdict = 'unknown'",
    "allowed": "verdict = 'allow'",
}
_OF_RULE = {
    "refused": "list_contains(refused, ?)",
    "spoke": "(list_contains(refused, ?) OR list_contains(review, ?))",
    "review": "list_contains(review, ?)",
    "undecided": "list_contains(undecided, ?)",
    "all": "(list_contains(refused, ?) OR list_contains(review, ?) OR list_contains(undecided, ?))",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A filter; what is empty does not filter. ``first`` and ``last`` are ISO weeks, ``day`` is 1 for Monday."""

    of: str = "refused"
    collector: str = ""
    rule: str = ""
    first: str = ""
    last: str = ""
    day: str = ""
    hour: str = ""
    channel: str = ""
    debtor: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The same as the query of an address."""
        names = {"first": "from", "last": "to"}
        told = {names.get(each.name, each.name): getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in told.items() if value}


def asked_in(query: QueryDict) -> Asked:
    """What an address asks for; what makes no sense is left out."""
    said = {name: query.get(name, "").strip()[:LONGEST] for name in ("collector", "rule", "from", "to", "debtor")}
    of, day, hour, channel = (query.get(name, "") for name in ("of", "day", "hour", "channel"))
    return Asked(
        of=of if of in PARTS else "refused",
        collector=said["collector"], rule=said["rule"], first=said["from"], last=said["to"], debtor=said["debtor"],
        day=day if day in "1234567" else "",
        hour=str(int(hour)) if hour.isdecimal() and len(hour) < 3 and int(hour) < 24 else "",
        channel=channel if channel in VALUES["channel"] else "",
    )  # fmt: skip


def counted(folder: Path, asked: Asked) -> int:
    """How many there are."""
    where, values = _where(asked)
    return int(reading.rows(f"SELECT count(*) FROM {_from(folder, asked)} WHERE {where}", values)[0][0])


def page(folder: Path, asked: Asked, start: int, most: int) -> list[dict[str, Any]]:
    """Some of them in order of time."""
    query, values = _query(folder, asked)
    return [
        dict(zip(COLUMNS, row, strict=True)) for row in reading.rows(f"{query} LIMIT {most} OFFSET {start}", values)
    ]


def everything(folder: Path, asked: Asked) -> Iterator[Sequence[Mapping[str, Any]]]:
    """All of them, some at a time."""
    for rows in reading.streamed(*_query(folder, asked)):
        yield [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def one(folder: Path, debtor: str, seq: int) -> dict[str, Any] | None:
    """One contact; None where there is none."""
    query, values = _query(folder, Asked(of="all", debtor=debtor))
    found = reading.rows(f"SELECT * FROM ({query}) WHERE seq = ?", [*values, seq])
    return dict(zip(COLUMNS, found[0], strict=True)) if found else None


def _query(folder: Path, asked: Asked) -> tuple[str, list[Any]]:
    """In order of time: the files lie so, but for that of one debtor's contacts."""
    where, values = _where(asked)
    order = ' ORDER BY "at", debtor, seq' if asked.debtor else ""
    chosen = ", ".join(map(quoted, COLUMNS))
    return f"SELECT {chosen} FROM {_from(folder, asked)} WHERE {where}{order}", values


def _from(folder: Path, asked: Asked) -> str:
    needs_all = asked.of == "allowed" or (asked.of == "all" and not asked.rule)
    name = "debtors" if asked.debtor else "contacts" if needs_all else "rows"
    return f"read_parquet({literal(exactly(folder / f'{name}.parquet'))})"


def _where(asked: Asked) -> tuple[str, list[Any]]:
    tests: list[str] = ["TRUE"]
    values: list[Any] = []
    if asked.rule and asked.of in _OF_RULE:
        tests.append(_OF_RULE[asked.of])
        values += [asked.rule] * _OF_RULE[asked.of].count("?")
    elif asked.of in _OF:
        tests.append(_OF[asked.of])
    plain = {"collector = ?": asked.collector, "week >= ?": asked.first, "week <= ?": asked.last,
             "channel = ?": asked.channel, "debtor = ?": asked.debtor}  # fmt: skip
    numbers = {"weekday = ?": asked.day, "hour = ?": asked.hour}
    for test, value in plain.items():
        if value:
            tests.append(test)
            values.append(value)
    for test, value in numbers.items():
        if value:
            tests.append(test)
            values.append(int(value))
    return " AND ".join(tests), values
