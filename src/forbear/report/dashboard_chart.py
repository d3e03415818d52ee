"""The trend of the dashboard: which part of the contacts was refused, week by week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forbear.audit.tables.figures import FEW, Counts
from forbear.report.charts import WIDTH, Say, Spec, spec_of
from forbear.report.palette import LIGHT

TICKS_MOST = 9
HEIGHT = 170


def trend_chart(weeks: Sequence[tuple[str, Counts]], say: Say) -> Spec:
    """A line with a point for each week; a week with few contacts still has its place."""
    values: list[dict[str, Any]] = [
        {"place": place, "rate": counts.per_thousand, "few": counts.contacts < FEW}
        for place, (_, counts) in enumerate(weeks)
    ]
    step = max(1, -(-len(weeks) // TICKS_MOST))
    shown = list(range(0, len(weeks), step))
    names = ", ".join(f"'{weeks[place][0]}'" for place in shown)
    x = {
        "field": "place",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, max(1, len(weeks) - 1)], "nice": False, "padding": 8},
        "axis": {"values": shown, "grid": False, "labelExpr": f"[{names}][datum.value / {step}]", "labelFlush": True},
    }
    most = max((value["rate"] for value in values), default=0)
    y = {
        "field": "rate",
        "type": "quantitative",
        "title": say("dashboard.axis"),
        "scale": {"domain": [0, max(10, most + most // 8)], "nice": True},
        "axis": {"tickCount": 5, "labelExpr": "format(datum.value / 10, '~r') + ' %'", "gridDash": [1, 3]},
    }
    line = {"x": x, "y": y}
    fill = {"condition": {"test": "datum.few", "value": LIGHT["paper"]}, "value": LIGHT["refuse"]}
    layers = [
        {"mark": {"type": "area", "color": LIGHT["refuse"], "opacity": 0.12}, "encoding": line},
        {"mark": {"type": "line", "stroke": LIGHT["refuse"], "strokeWidth": 1.8}, "encoding": line},
        {
            "mark": {"type": "point", "size": 22, "stroke": LIGHT["refuse"], "opacity": 1},
            "encoding": line | {"fill": fill},
        },
    ]
    return spec_of(WIDTH, HEIGHT, layers) | {"data": {"values": values}}
