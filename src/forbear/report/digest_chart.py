"""The picture of a digest: a bar for each day, what went against a rule filled; narrow enough for a phone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forbear.report.charts import Spec, spec_of
from forbear.report.digest import DayCount
from forbear.report.palette import LIGHT

STEP, GAP = 44, 8
HEIGHT = 110


def day_chart(days: Sequence[DayCount], names: Sequence[str]) -> Spec:
    """Bars from left to right; the count stands above each, the name of the day below."""
    values = [_bar(place, one, name) for place, (one, name) in enumerate(zip(days, names, strict=True))]
    most = max((one.contacts for one in days), default=1)
    x: Spec = {"field": "x", "type": "quantitative", "axis": None,
               "scale": {"domain": [0, len(values) * STEP], "nice": False}}  # fmt: skip
    y: Spec = {"field": "zero", "type": "quantitative", "axis": None,
               "scale": {"domain": [0, max(1, most)], "nice": False}}  # fmt: skip
    bar = {"x": x, "x2": {"field": "x2"}, "y": y}
    middle = x | {"field": "middle"}
    layers: list[Spec] = [
        {
            "mark": {"type": "rect", "fill": LIGHT["paper"], "stroke": LIGHT["allow"], "strokeWidth": 1.5},
            "encoding": bar | {"y2": {"field": "contacts"}},
        },
        {
            "transform": [{"filter": "datum.against > 0"}],
            "mark": {"type": "rect", "color": LIGHT["refuse"]},
            "encoding": bar | {"y2": {"field": "against"}},
        },
        _text("contacts", {"x": middle, "y": y | {"field": "contacts"}}, "ink", -8, 13),
        _text("name", {"x": middle, "y": {"value": HEIGHT}}, "muted", 13, 12),
    ]
    return spec_of(len(values) * STEP, HEIGHT, layers) | {
        "data": {"values": values},
        "padding": {"left": 4, "right": 4, "top": 18, "bottom": 24},
    }


def _bar(place: int, one: DayCount, name: str) -> dict[str, Any]:
    left = place * STEP + GAP
    return {
        "x": left, "x2": left + STEP - 2 * GAP, "middle": place * STEP + STEP // 2, "zero": 0,
        "contacts": one.contacts, "against": one.against, "name": name,
    }  # fmt: skip


def _text(field: str, encoding: Spec, colour: str, below: int, size: int) -> Spec:
    mark = {"type": "text", "dy": below, "fontSize": size, "color": LIGHT[colour]}
    return {"mark": mark, "encoding": encoding | {"text": {"field": field, "type": "nominal"}}}
