"""The picture of the catalogue: which hours of a day each place closes, a bar for each place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from forbear.calendar import MINUTE, WEEKDAYS
from forbear.report.catalogue import telling
from forbear.report.catalogue.places import Place
from forbear.report.charts import WIDTH, Spec, spec_of
from forbear.report.palette import LIGHT
from forbear.report.words import Words
from forbear.rules.format import FORCES
from forbear.rules.limits import DAY, Hours

COLOURS = {"duty": "refuse", "presumption": "quiet", "standard": "review", "guidance": "accent", "house": "unknown"}
ROW = 30


def clock_chart(places: Sequence[Place], words: Words) -> Spec | None:
    """The bars of all places that close hours; None where none does."""
    rows = [row for place in places if place.clocks for row in _rows(place, place.clocks[0], words)]
    if not rows:
        return None
    names = list(dict.fromkeys(row["name"] for row in rows))
    y = {"field": "name", "type": "nominal", "sort": names, "title": None, "axis": {"labelLimit": 260, "ticks": False}}
    x = {
        "type": "quantitative",
        "title": words("catalogue.clock_axis"),
        "scale": {"domain": [0, DAY // MINUTE]},
        "axis": {
            "values": list(range(0, 1441, 120)),
            "gridDash": [1, 3],
            "labelExpr": "pad(datum.value / 60, 2, '0', 'left')",
        },
    }
    open_bar = {"mark": {"type": "bar", "color": LIGHT["panel"], "height": ROW - 12}, "data": {"values": _whole(names)}}
    shut = {"mark": {"type": "bar", "height": ROW - 12}, "data": {"values": [r for r in rows if r["to"] > r["from"]]}}
    colour = {"field": "force", "type": "nominal", "legend": None, "scale": _scale()}
    across = {"x": {**x, "field": "from"}, "x2": {"field": "to"}, "y": y}
    layers = [open_bar | {"encoding": across}, shut | {"encoding": across | {"color": colour}}]
    return spec_of(WIDTH, ROW * len(names), layers)


def forces_drawn(places: Sequence[Place]) -> list[str]:
    """The strengths that occur in the picture, the most binding first: its legend."""
    drawn = {place.clocks[0].rule.force for place in places if place.clocks}
    return [force for force in FORCES if force in drawn]


def _scale() -> dict[str, Any]:
    return {"domain": list(COLOURS), "range": [LIGHT[colour] for colour in COLOURS.values()]}


def _whole(names: Sequence[str]) -> list[dict[str, Any]]:
    return [{"name": name, "from": 0, "to": DAY // MINUTE} for name in names]


def _rows(place: Place, hours: Hours, words: Words) -> Iterator[dict[str, Any]]:
    """A row of the picture for each run of weekdays that are alike; a day without closed hours has an empty one."""
    runs = [(shape, [*days]) for shape, days in groupby(WEEKDAYS, key=lambda day: hours.week[day])]
    channels = telling.channels_told(hours.book, hours.rule, words)
    for shape, days in runs:
        ends = "–".join(dict.fromkeys(words.label("weekday", day) for day in (days[0], days[-1])))
        name = telling.comma(words, [place.name, ends if len(runs) > 1 else "", channels])
        for begin, end in shape or ((0, 0),):
            yield {"name": name, "from": begin // MINUTE, "to": end // MINUTE, "force": hours.rule.force}
