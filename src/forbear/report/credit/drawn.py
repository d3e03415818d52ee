"""What the pictures of a credit file show, from its statements; drawn for wide pages and for telephones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from forbear.render import chart
from forbear.report.charts import Spec
from forbear.report.credit import charts
from forbear.report.credit.blocks import Picture, Text
from forbear.report.credit.told import Told

LANES = 14
ACCOUNTS = 16
_WIDE, _SLIM = 720, 300
_TWO_YEARS = 730
_COLUMNS, _COLUMNS_SLIM = 24, 12
_DAYS_WORSE = 60
_GOOD, _OTHER = ("current", "nothing_due"), ("settled", "transferred")


def timeline(told: Told) -> Picture | None:
    """Applications and loans by lender over the two years before the look."""
    last = date.fromisoformat(told.document["report"]["as_of"]).toordinal()
    lanes = _lanes(told, last - _TWO_YEARS, last)
    if not lanes:
        return None

    def spec(width: int, every: int) -> Spec:
        return charts.timeline(lanes, last - _TWO_YEARS, last, _ticks(told, last - _TWO_YEARS, last, every), width)

    legend = [
        ("loan", told("mark_loan")),
        *((f"mark-{one}", told(f"mark_{one}")) for one in ("approved", "refused", "other")),
    ]
    wide, slim = chart(spec(_WIDE, 3)), chart(spec(_SLIM - 60, 6))
    return Picture(told("timeline"), told("timeline_caption"), wide, slim, legend)


def _lanes(told: Told, first: int, last: int) -> list[charts.Lane]:
    bars: dict[str, list[tuple[int, int]]] = defaultdict(list)
    marks: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for one in told.statements("accounts", "account"):
        said = one["values"]
        if "opened" in said:
            ends = _day(said["closed"]) if "closed" in said else last
            if ends >= first:
                bars[told.lender(said)].append((_day(said["opened"]), ends))
    for one in told.statements("applications", "application"):
        said = one["values"]
        if _day(said["applied_on"]) >= first:
            outcome = said.get("outcome")
            kind = outcome if outcome in ("approved", "refused") else "other"
            marks[told.lender(said)].append((_day(said["applied_on"]), kind))
    names = sorted(bars.keys() | marks.keys(), key=lambda name: (-len(bars[name]) - len(marks[name]), name))
    lanes = [charts.Lane(name, bars[name], marks[name]) for name in names[:LANES]]
    rest = names[LANES:]
    if rest:
        together = charts.Lane(
            told("timeline_more", n=len(rest)),
            [one for name in rest for one in bars[name]], [one for name in rest for one in marks[name]],
        )  # fmt: skip
        lanes.append(together)
    return lanes


def _ticks(told: Told, first: int, last: int, every: int) -> Mapping[int, str]:
    found = {}
    for day in range(first, last + 1):
        one = date.fromordinal(day)
        if one.day == 1 and (one.month - 1) % every == 0 and day < last - 10:
            found[day] = told.words.month(day)
    return found


def grid(told: Told) -> list[Picture | Text]:
    """The months of each account, 24 back from the newest; on telephones twelve."""
    each = told.statements("months", "grid")
    if not each:
        return []
    newest = max(_index(month["month"]) for one in each for month in one["values"]["months"])
    accounts = [(told.account(one["values"]), one["values"]["months"]) for one in each]
    accounts.sort(key=lambda one: (-max(_index(month["month"]) for month in one[1]), one[0]))
    shown, more = accounts[:ACCOUNTS], len(accounts) - ACCOUNTS
    wide, slim = (_grid(told, shown, newest, columns) for columns in (_COLUMNS, _COLUMNS_SLIM))
    legend = [(f"cell-{one}", told(f"grid_{one}")) for one in ("good", "late", "worse", "other", "unknown")]
    caption = told("months_caption", n=_COLUMNS, month=told.words.month(_first_of(newest)))
    picture = Picture(told("months"), caption, wide, slim, legend)
    return [picture, *([Text(told("months_more", n=more), "small")] if more > 0 else [])]


def _grid(told: Told, accounts: Sequence[tuple[str, Sequence[Mapping[str, Any]]]], newest: int, columns: int) -> str:
    first = newest - columns + 1
    cells = []
    for name, months in accounts:
        found = {_index(one["month"]) - first: (_kind(one), one.get("code", "")) for one in months}
        cells.append((name, {at: one for at, one in found.items() if 0 <= at < columns}))
    ticks = {at: told.words.month(_first_of(first + at)) for at in range(0, columns, 3)}
    return chart(charts.grid(cells, ticks, columns))


def _kind(month: Mapping[str, Any]) -> str:
    status = month["status"]
    if status in _GOOD:
        return "good"
    if status == "unknown":
        return "unknown"
    if status in _OTHER:
        return "other"
    return "late" if status == "late" and month.get("from", 0) < _DAYS_WORSE else "worse"


def weights(told: Told, records: Sequence[tuple[str, int, int]]) -> Picture | None:
    """What speaks for and against each record."""
    if not any(pro or con for _, pro, con in records):
        return None
    title = told("bits")
    wide, slim = (chart(charts.weights(records[:ACCOUNTS], width, title)) for width in (_WIDE, _SLIM - 80))
    return Picture(told("belongs"), told("belongs_caption"), wide, slim)


def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def _index(month: str) -> int:
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


def _first_of(index: int) -> int:
    return date(index // 12, index % 12 + 1, 1).toordinal()
