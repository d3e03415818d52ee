"""The picture of contacts by person and day, as a Vega-Lite specification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forbear.report.charts import WIDTH, Spec, names_beside, shortened, spec_of
from forbear.report.palette import LIGHT
from forbear.report.pictures import ANSWERS, Lane, Mark, Timeline

MARK = 12
MARK_AREAS = {False: 72, True: 130}
"""Area of a mark of one contact, and of several merged."""
CHANNEL_SHAPES = {
    "call": "circle",
    "sms": "square",
    "social": "diamond",
    "app": "diamond",
    "email": "triangle-up",
    "letter": "triangle-down",
    "postcard": "triangle-down",
    "visit": "cross",
    "ringless_voicemail": "triangle-right",
    "court_document": "triangle-left",
}
FILLED = ("refuse", "review")
"""Answers whose marks are filled; all others are hollow."""


def timeline_chart(timeline: Timeline, ticks: Mapping[int, str], names: Sequence[str]) -> Spec:
    """One lane per person, columns of days; ``ticks`` are labels by column, ``names`` one per lane."""
    columns = max(timeline.columns, 10)
    across = 2 if WIDTH // columns >= 2 * MARK else 1
    pitch = WIDTH // columns
    tops, bottoms = _lane_edges(timeline.lanes, across)
    height = bottoms[-1]
    x = {
        "field": "x",
        "type": "quantitative",
        "title": None,
        "axis": _tick_axis(ticks, pitch),
        "scale": {"domain": [0, pitch * columns], "nice": False},
    }
    y = {"field": "y", "type": "quantitative", "axis": None, "scale": {"domain": [height, 0], "nice": False}}
    lanes = [
        {
            "y": top,
            "bottom": bottom,
            "middle": (top + bottom) // 2,
            "name": shortened(name),
            "third": lane.third,
        }
        for lane, top, bottom, name in zip(timeline.lanes, tops, bottoms, names, strict=True)
    ]
    marks = [
        _placed(mark, top, pitch, across) for lane, top in zip(timeline.lanes, tops, strict=True) for mark in lane.marks
    ]
    layers: list[Spec] = [
        {
            "data": {"values": [lane for lane in lanes if lane["third"]]},
            "mark": {"type": "rect", "color": LIGHT["third"]},
            "encoding": {"y": y, "y2": {"field": "bottom"}},
        },
        {"data": {"values": lanes}, "mark": {"type": "rule", "color": LIGHT["line"]}, "encoding": {"y": y}},
        _lane_names(lanes, y),
        _timeline_marks(marks, x, y),
    ]
    return spec_of(pitch * columns, height, layers)


def _tick_axis(ticks: Mapping[int, str], pitch: int) -> Spec:
    shown = ", ".join(f"'{column * pitch}': '{text}'" for column, text in ticks.items())
    return {
        "values": [column * pitch for column in ticks],
        "grid": True,
        "labelAlign": "left",
        "labelExpr": f"{{{shown}}}[toString(datum.value)]",
    }


def _lane_edges(lanes: Sequence[Lane], across: int) -> tuple[list[int], list[int]]:
    tops, bottoms, edge = [], [], 0
    for lane in lanes:
        slots = max((mark.slot for mark in lane.marks), default=0) + 1
        tops.append(edge)
        edge += max(26, -(-slots // across) * MARK + 10)
        bottoms.append(edge)
    return tops, bottoms


def _placed(mark: Mark, top: int, pitch: int, across: int) -> dict[str, Any]:
    row, place = divmod(mark.slot, across)
    return {
        "x": mark.column * pitch + MARK * place + MARK // 2,
        "y": top + 5 + row * MARK + MARK // 2,
        "channel": mark.channel,
        "answer": mark.answer,
        "area": MARK_AREAS[mark.count > 1],
    }


def _timeline_marks(marks: list[dict[str, Any]], x: Spec, y: Spec) -> Spec:
    channels = sorted({mark["channel"] for mark in marks})
    domain = {"domain": list(ANSWERS)}
    shape = {
        "field": "channel",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": channels, "range": [CHANNEL_SHAPES.get(name, "stroke") for name in channels]},
    }
    size = {"field": "area", "type": "quantitative", "scale": None, "legend": None}
    stroke = {
        "field": "answer",
        "type": "nominal",
        "legend": None,
        "scale": domain | {"range": [LIGHT[answer] for answer in ANSWERS]},
    }
    fill = {
        "field": "answer",
        "type": "nominal",
        "legend": None,
        "scale": domain | {"range": [LIGHT[name] if name in FILLED else LIGHT["paper"] for name in ANSWERS]},
    }
    return {
        "data": {"values": marks},
        "mark": {"type": "point", "strokeWidth": 1.5, "opacity": 1},
        "encoding": {"x": x, "y": y, "size": size, "shape": shape, "stroke": stroke, "fill": fill},
    }


def _lane_names(lanes: list[dict[str, Any]], y: Spec) -> Spec:
    return names_beside(y | {"field": "middle"}) | {"data": {"values": lanes}}
