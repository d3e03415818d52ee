"""The pictures of a credit file as Vega-Lite specifications: applications and loans, months, weights of evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forbear.report.charts import Spec, names_beside, shortened, spec_of
from forbear.report.palette import LIGHT

LANE, CELL, BAR = 30, 24, 30
_SHAPES = {"approved": "circle", "refused": "cross", "other": "diamond"}
_COLOURS = {"approved": "inbound", "refused": "refuse", "other": "unknown"}
_CELLS = {"good": "inbound", "late": "review", "worse": "refuse", "unknown": "unknown", "other": "allow"}


@dataclass(frozen=True, slots=True)
class Lane:
    """What one lender reports: bars from day to day, marks on days with the outcome of an application."""

    name: str
    bars: Sequence[tuple[int, int]]
    marks: Sequence[tuple[int, str]]


def timeline(lanes: Sequence[Lane], first: int, last: int, ticks: Mapping[int, str], width: int) -> Spec:
    """A lane for each lender over days from ``first`` to ``last``; ``ticks`` are labels by day."""
    height = LANE * len(lanes)
    labels = ", ".join(f"'{day}': '{text}'" for day, text in ticks.items())
    x = {
        "field": "x",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [first, last], "nice": False},
        "axis": {
            "values": list(ticks),
            "grid": True,
            "gridDash": [1, 3],
            "labelAlign": "left",
            "labelExpr": f"{{{labels}}}[toString(datum.value)]",
        },
    }
    y = {"field": "y", "type": "quantitative", "axis": None, "scale": {"domain": [height, 0], "nice": False}}
    middle = [{"y": at * LANE + LANE // 2, "name": shortened(lane.name, _room(width))} for at, lane in enumerate(lanes)]
    bars = [
        {"x": max(start, first), "x2": min(end, last), "y": at * LANE + 9, "y2": at * LANE + LANE - 9}
        for at, lane in enumerate(lanes)
        for start, end in lane.bars
    ]
    marks = [
        {"x": day, "y": at * LANE + LANE // 2, "kind": kind}
        for at, lane in enumerate(lanes)
        for day, kind in lane.marks
    ]
    kinds = list(_SHAPES)
    rules = [{"y": at * LANE} for at in range(len(lanes) + 1)]
    layers: list[Spec] = [
        {"data": {"values": rules}, "mark": {"type": "rule", "color": LIGHT["line"]}, "encoding": {"y": y}},
        {
            "data": {"values": bars},
            "mark": {"type": "rect", "color": LIGHT["quiet"], "stroke": LIGHT["presumed"]},
            "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}},
        },
        {
            "data": {"values": marks},
            "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1, "stroke": LIGHT["paper"]},
            "encoding": {
                "x": x,
                "y": y,
                "shape": _by("kind", kinds, [_SHAPES[one] for one in kinds]),
                "color": _by("kind", kinds, [LIGHT[_COLOURS[one]] for one in kinds]),
            },
        },
        names_beside(y) | {"data": {"values": middle}},
    ]
    return spec_of(width, height, layers)


def grid(accounts: Sequence[tuple[str, Mapping[int, tuple[str, str]]]], ticks: Mapping[int, str], columns: int) -> Spec:
    """Cells of months: account → column → kind and the lender's sign. A month that nobody reported has no cell."""
    height, width = CELL * len(accounts), CELL * columns
    cells = [
        {
            "x": at * CELL + 1,
            "x2": (at + 1) * CELL - 1,
            "mx": at * CELL + CELL // 2,
            "y": row * CELL + 1,
            "y2": (row + 1) * CELL - 1,
            "my": row * CELL + CELL // 2,
            "kind": kind,
            "sign": sign[:3],
        }
        for row, (_, months) in enumerate(accounts)
        for at, (kind, sign) in months.items()
    ]
    names = [
        {"y": row * CELL + CELL // 2, "name": shortened(name, _room(width))} for row, (name, _) in enumerate(accounts)
    ]
    labels = ", ".join(f"'{at * CELL}': '{text}'" for at, text in ticks.items())
    x = {
        "field": "x",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, width], "nice": False},
        "axis": {
            "values": [at * CELL for at in ticks],
            "grid": False,
            "labelAlign": "left",
            "labelExpr": f"{{{labels}}}[toString(datum.value)]",
        },
    }
    y = {"field": "y", "type": "quantitative", "axis": None, "scale": {"domain": [height, 0], "nice": False}}
    kinds = list(_CELLS)
    place = {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}}
    known = {"transform": [{"filter": "datum.kind != 'unknown'"}], "data": {"values": cells}}
    unknown = {"transform": [{"filter": "datum.kind == 'unknown'"}], "data": {"values": cells}}
    text = {"x": x | {"field": "mx"}, "y": y | {"field": "my"}, "text": {"field": "sign", "type": "nominal"}}
    layers: list[Spec] = [
        {
            **known,
            "mark": {"type": "rect"},
            "encoding": {**place, "color": _by("kind", kinds, [LIGHT[_CELLS[one]] for one in kinds])},
        },
        {
            **unknown,
            "mark": {"type": "rect", "fill": LIGHT["paper"], "stroke": LIGHT["unknown"], "strokeDash": [2, 2]},
            "encoding": place,
        },
        {
            **known,
            "mark": {"type": "text", "fontSize": 10, "fontWeight": "bold", "color": LIGHT["on-mark"]},
            "encoding": text,
        },
        {**unknown, "mark": {"type": "text", "fontSize": 10, "color": LIGHT["unknown"]}, "encoding": text},
        names_beside(y) | {"data": {"values": names}},
    ]
    return spec_of(width, height, layers)


def weights(records: Sequence[tuple[str, int, int]], width: int, title: str) -> Spec:
    """For each record what speaks for it (to the right) and against it (to the left), in thousandths of a bit."""
    most = max([1000, *(pro for _, pro, _ in records)])
    least = min([0, *(con for _, _, con in records)])
    height = BAR * len(records)
    values = [
        {
            "y": at * BAR + 6,
            "y2": (at + 1) * BAR - 6,
            "my": at * BAR + BAR // 2,
            "pro": pro,
            "con": con,
            "zero": 0,
            "name": shortened(name, _room(width)),
        }
        for at, (name, pro, con) in enumerate(records)
    ]
    x = {
        "field": "zero",
        "type": "quantitative",
        "title": title,
        "scale": {"domain": [least, most], "nice": False},
        "axis": {"grid": True, "gridDash": [1, 3], "tickCount": 6, "labelExpr": "datum.value / 1000"},
    }
    y = {"field": "y", "type": "quantitative", "axis": None, "scale": {"domain": [height, 0], "nice": False}}
    bar = {"x": x, "y": y, "y2": {"field": "y2"}}
    layers: list[Spec] = [
        {"mark": {"type": "rect", "color": LIGHT["allow"]}, "encoding": {**bar, "x2": {"field": "pro"}}},
        {
            "mark": {"type": "rect", "fill": LIGHT["paper"], "stroke": LIGHT["refuse"], "strokeWidth": 2},
            "transform": [{"filter": "datum.con < 0"}],
            "encoding": {**bar, "x2": {"field": "con"}},
        },
        names_beside(y | {"field": "my"}),
    ]
    return spec_of(width, height, layers) | {"data": {"values": values}}


def _by(field: str, domain: Sequence[str], found: Sequence[str]) -> dict[str, Any]:
    return {"field": field, "type": "nominal", "legend": None, "scale": {"domain": list(domain), "range": list(found)}}


def _room(width: int) -> int:
    return 26 if width > 400 else 14
