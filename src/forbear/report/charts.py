"""Pictures as Vega-Lite specifications: plain dicts, drawn elsewhere. Sizes and places are whole pixels.

Colours never stand alone: what is refused also differs in shape or filling.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from unicodedata import east_asian_width

from forbear.audit.result import Reached
from forbear.calendar import WEEKDAYS
from forbear.report.palette import LIGHT
from forbear.report.pictures import HourCell, QuietSpan

Spec = dict[str, Any]
Say = Callable[[str], str]

WIDTH = 720
NAME_WIDEST = 38

_BAND, _HOUR = 4, 60


def hours_chart(cells: Sequence[HourCell], quiet: Sequence[QuietSpan], say: Say) -> Spec:
    """Contacts by weekday and hour: in each row squares (against a rule) above circles (all others)."""
    marks = [mark for cell in cells for mark in _hour_marks(cell)]
    spans = [
        {
            "top": _row(span.weekday),
            "bottom": _row(span.weekday) + _BAND,
            "from": span.from_minute,
            "to": span.to_minute,
        }
        for span in quiet
    ]
    lines = [{"y": place * _BAND} for place in range(8)]
    hours = {
        "field": "from",
        "type": "quantitative",
        "axis": _hour_axis(),
        "title": say("chart.hour_axis"),
        "scale": {"domain": [0, 24 * _HOUR], "nice": False},
    }
    rows = {
        "field": "top",
        "type": "quantitative",
        "title": None,
        "axis": _weekday_axis(say),
        "scale": {"domain": [7 * _BAND, 0], "nice": False},
    }
    layers = [
        {
            "data": {"values": spans},
            "mark": {"type": "rect", "color": LIGHT["quiet"]},
            "encoding": {"x": hours, "x2": {"field": "to"}, "y": rows, "y2": {"field": "bottom"}},
        },
        {
            "data": {"values": lines},
            "mark": {"type": "rule", "color": LIGHT["line"]},
            "encoding": {"y": rows | {"field": "y"}},
        },
        *_counted_marks(marks, hours, rows),
    ]
    return spec_of(WIDTH, 308, layers)


def reached_chart(reached: Sequence[Reached], names: Sequence[str], say: Say) -> Spec:
    """Bars: contacts with each person who owes nothing; those that told of the debt first and filled."""
    step = 24
    values: list[dict[str, Any]] = []
    for place, (person, name) in enumerate(zip(reached, names, strict=True)):
        total, told = len(person.contacts), min(person.told_of_debt, len(person.contacts))
        values.append(
            {
                "y": place * step + 4,
                "y2": place * step + step - 4,
                "middle": place * step + step // 2,
                "told": told,
                "total": total,
                "name": shortened(name),
                "zero": 0,
            }
        )
    most = max((value["total"] for value in values), default=1)
    x = {
        "field": "zero",
        "type": "quantitative",
        "title": say("chart.contacts_axis"),
        "scale": {"domain": [0, most + max(1, most // 12)], "nice": False},
        "axis": {"tickMinStep": 1, "format": ",d", "grid": True},
    }
    y = {
        "field": "y",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [max(1, len(values)) * step, 0], "nice": False},
    }
    bar = {"x": x, "y": y, "y2": {"field": "y2"}}
    layers: list[Spec] = [
        {
            "mark": {"type": "rect", "fill": LIGHT["paper"], "stroke": LIGHT["allow"], "strokeWidth": 1.5},
            "encoding": bar | {"x2": {"field": "total"}},
        },
        {
            "transform": [{"filter": "datum.told > 0"}],
            "mark": {"type": "rect", "color": LIGHT["refuse"]},
            "encoding": bar | {"x2": {"field": "told"}},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 5, "color": LIGHT["ink"]},
            "encoding": {
                "x": x | {"field": "total"},
                "y": y | {"field": "middle"},
                "text": {"field": "total", "format": ",d"},
            },
        },
        names_beside(y | {"field": "middle"}),
    ]
    return spec_of(560, max(1, len(values)) * step, layers) | {"data": {"values": values}}


def shortened(name: str, widest: int = NAME_WIDEST) -> str:
    """A name cut to ``widest`` Latin letters, of which a Chinese one takes two."""
    room = widest
    for place, letter in enumerate(name):
        room -= 2 if east_asian_width(letter) in "WF" else 1
        if room < 0:
            return name[: max(0, place - 1)].rstrip() + "…"
    return name


def _hour_marks(cell: HourCell) -> list[dict[str, Any]]:
    place = {"from": cell.hour * _HOUR + _HOUR // 2}
    above, below = _row(cell.weekday) + 1, _row(cell.weekday) + 3
    found = []
    if cell.refused:
        found.append(place | {"top": above, "count": cell.refused, "kind": "refuse"})
    if cell.other:
        found.append(place | {"top": below, "count": cell.other, "kind": "allow"})
    return found


def _counted_marks(marks: list[dict[str, Any]], x: Spec, y: Spec) -> list[Spec]:
    most = max((mark["count"] for mark in marks), default=1)
    kinds = ["refuse", "allow"]
    size = {
        "field": "count",
        "type": "quantitative",
        "legend": None,
        "scale": {"type": "sqrt", "domain": [1, max(2, most)], "range": [190, 400]},
    }
    shape = {
        "field": "kind",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": kinds, "range": ["square", "circle"]},
    }
    colour = {
        "field": "kind",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": kinds, "range": [LIGHT[kind] for kind in kinds]},
    }
    text = {"field": "count", "type": "quantitative", "format": ",d"}
    return [
        {
            "data": {"values": marks},
            "mark": {"type": "point", "filled": True, "opacity": 1},
            "encoding": {"x": x, "y": y, "size": size, "shape": shape, "color": colour},
        },
        {
            "data": {"values": marks},
            "mark": {
                "type": "text",
                "fontSize": 9 if most > 999 else 10.5,
                "fontWeight": "bold",
                "color": LIGHT["on-mark"],
            },
            "encoding": {"x": x, "y": y, "text": text},
        },
    ]


def _row(weekday: str) -> int:
    return WEEKDAYS.index(weekday) * _BAND


def _hour_axis() -> Spec:
    return {
        "values": list(range(0, 25 * _HOUR, 2 * _HOUR)),
        "grid": True,
        "gridDash": [1, 3],
        "labelExpr": f"pad(toString(datum.value / {_HOUR}), 2, '0', 'left') + ':00'",
        "labelFlush": False,
    }


def _weekday_axis(say: Say) -> Spec:
    names = [say(f"weekday.{weekday}") for weekday in WEEKDAYS]
    quoted = ", ".join(f"'{name}'" for name in names)
    return {
        "values": [place * _BAND + 2 for place in range(7)],
        "grid": False,
        "ticks": False,
        "domain": False,
        "labelExpr": f"[{quoted}][(datum.value - 2) / {_BAND}]",
        "labelPadding": 8,
    }


def names_beside(y: Spec) -> Spec:
    """A layer of names at the left edge, of the field ``name``."""
    return {
        "mark": {"type": "text", "align": "right", "dx": -8, "color": LIGHT["ink"]},
        "encoding": {"x": {"value": 0}, "y": y, "text": {"field": "name", "type": "nominal"}},
    }


def spec_of(width: int, height: int, layers: Sequence[Spec]) -> Spec:
    """A whole specification of layers on a ground of that size, in the colours of the light page."""
    axis = {
        "labelColor": LIGHT["muted"],
        "titleColor": LIGHT["muted"],
        "gridColor": LIGHT["line"],
        "domainColor": LIGHT["line"],
        "tickColor": LIGHT["line"],
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "background": None,
        # names stand at the left edge; the reader's font may be wider than the one they were measured with
        "padding": {"left": 24, "right": 8, "top": 4, "bottom": 4},
        "config": {"view": {"stroke": None}, "axis": axis, "text": {"fontSize": 11}, "aria": False},
        "layer": list(layers),
    }
