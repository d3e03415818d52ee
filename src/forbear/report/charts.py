"""Pictures as Vega-Lite specifications: plain dicts, drawn elsewhere. Sizes are in pixels, positions whole numbers.

Colours never stand alone: what is refused also differs in shape or filling.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from forbear.audit.result import Reached
from forbear.calendar import WEEKDAYS
from forbear.report.palette import LIGHT
from forbear.report.pictures import ANSWERS, HourCell, Lane, Mark, QuietSpan, Timeline

Spec = dict[str, Any]
Say = Callable[[str], str]

WIDTH = 720
MARK, MARK_AREA = 12, 80
CHANNEL_SHAPES = {
    "call": "circle", "sms": "square", "social": "diamond", "app": "diamond", "email": "triangle-up",
    "letter": "triangle-down", "postcard": "triangle-down", "visit": "cross", "ringless_voicemail": "triangle-right",
    "court_document": "triangle-left",
}  # fmt: skip
FILLED = ("refuse", "review")
"""Answers whose marks are filled; all others are hollow."""

_BAND, _HOUR = 4, 60


def hours_chart(cells: Sequence[HourCell], quiet: Sequence[QuietSpan], say: Say) -> Spec:
    """Contacts by weekday and hour: in each row squares above (a rule is broken) and circles below (all others)."""
    marks = [mark for cell in cells for mark in _hour_marks(cell)]
    spans = [{"top": _row(span.weekday), "bottom": _row(span.weekday) + _BAND, "from": span.from_minute,
              "to": span.to_minute} for span in quiet]  # fmt: skip
    lines = [{"y": place * _BAND} for place in range(8)]
    hours = {"field": "from", "type": "quantitative", "axis": _hour_axis(), "title": say("chart.hour_axis"),
             "scale": {"domain": [0, 24 * _HOUR], "nice": False}}  # fmt: skip
    rows = {"field": "top", "type": "quantitative", "title": None, "axis": _weekday_axis(say),
            "scale": {"domain": [7 * _BAND, 0], "nice": False}}  # fmt: skip
    layers = [
        {"data": {"values": spans}, "mark": {"type": "rect", "color": LIGHT["quiet"]},
         "encoding": {"x": hours, "x2": {"field": "to"}, "y": rows, "y2": {"field": "bottom"}}},
        {"data": {"values": lines}, "mark": {"type": "rule", "color": LIGHT["line"]},
         "encoding": {"y": rows | {"field": "y"}}},
        *_counted_marks(marks, hours, rows),
    ]  # fmt: skip
    return _spec(WIDTH, 308, layers)


def timeline_chart(timeline: Timeline, ticks: Mapping[int, str], names: Sequence[str], say: Say) -> Spec:
    """One lane per person, columns of days; ``ticks`` are labels by column, ``names`` one per lane."""
    columns = max(timeline.columns, 10)
    across = 2 if WIDTH // columns >= 2 * MARK else 1
    pitch = WIDTH // columns
    tops, bottoms = _lane_edges(timeline.lanes, across)
    height = bottoms[-1]
    x = {"field": "x", "type": "quantitative", "title": say("chart.day_axis"), "axis": _tick_axis(ticks, pitch),
         "scale": {"domain": [0, pitch * columns], "nice": False}}  # fmt: skip
    y = {"field": "y", "type": "quantitative", "axis": None, "scale": {"domain": [height, 0], "nice": False}}
    lanes = [
        {"y": top, "bottom": bottom, "middle": (top + bottom) // 2, "name": name, "third": lane.third}
        for lane, top, bottom, name in zip(timeline.lanes, tops, bottoms, names, strict=True)
    ]
    marks = [
        _placed(mark, top, pitch, across)
        for lane, top in zip(timeline.lanes, tops, strict=True)
        for mark in lane.marks
    ]
    layers = [
        {"data": {"values": [lane for lane in lanes if lane["third"]]},
         "mark": {"type": "rect", "color": LIGHT["third"]}, "encoding": {"y": y, "y2": {"field": "bottom"}}},
        {"data": {"values": lanes}, "mark": {"type": "rule", "color": LIGHT["line"]}, "encoding": {"y": y}},
        _lane_names(lanes, y),
        _timeline_marks(marks, x, y),
        _timeline_counts([mark for mark in marks if mark["count"] > 1], x, y),
    ]  # fmt: skip
    return _spec(pitch * columns, height, layers)


def reached_chart(reached: Sequence[Reached], names: Sequence[str], say: Say) -> Spec:
    """Bars: contacts with each person who owes nothing; those that told of the debt first and filled."""
    step = 24
    values: list[dict[str, Any]] = []
    for place, (person, name) in enumerate(zip(reached, names, strict=True)):
        total, told = len(person.contacts), min(person.told_of_debt, len(person.contacts))
        values.append({"y": place * step + 4, "y2": place * step + step - 4, "middle": place * step + step // 2,
                       "told": told, "total": total, "name": name, "zero": 0})  # fmt: skip
    most = max((value["total"] for value in values), default=1)
    x = {"field": "zero", "type": "quantitative", "title": say("chart.contacts_axis"),
         "scale": {"domain": [0, most + max(1, most // 12)], "nice": False},
         "axis": {"tickMinStep": 1, "format": ",d", "grid": True}}  # fmt: skip
    y = {"field": "y", "type": "quantitative", "axis": None,
         "scale": {"domain": [max(1, len(values)) * step, 0], "nice": False}}  # fmt: skip
    bar = {"x": x, "y": y, "y2": {"field": "y2"}}
    layers = [
        {"mark": {"type": "rect", "fill": LIGHT["paper"], "stroke": LIGHT["allow"], "strokeWidth": 1.5},
         "encoding": bar | {"x2": {"field": "total"}}},
        {"transform": [{"filter": "datum.told > 0"}], "mark": {"type": "rect", "color": LIGHT["refuse"]},
         "encoding": bar | {"x2": {"field": "told"}}},
        {"mark": {"type": "text", "align": "left", "dx": 5, "color": LIGHT["ink"]},
         "encoding": {"x": x | {"field": "total"}, "y": y | {"field": "middle"},
                      "text": {"field": "total", "format": ",d"}}},
        _names_beside(y | {"field": "middle"}),
    ]  # fmt: skip
    return _spec(560, max(1, len(values)) * step, layers) | {"data": {"values": values}}


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
    size = {"field": "count", "type": "quantitative", "legend": None,
            "scale": {"type": "sqrt", "domain": [1, max(2, most)], "range": [190, 400]}}  # fmt: skip
    shape = {"field": "kind", "type": "nominal", "legend": None,
             "scale": {"domain": kinds, "range": ["square", "circle"]}}  # fmt: skip
    colour = {"field": "kind", "type": "nominal", "legend": None,
              "scale": {"domain": kinds, "range": [LIGHT[kind] for kind in kinds]}}  # fmt: skip
    text = {"field": "count", "type": "quantitative", "format": ",d"}
    return [
        {"data": {"values": marks}, "mark": {"type": "point", "filled": True, "opacity": 1},
         "encoding": {"x": x, "y": y, "size": size, "shape": shape, "color": colour}},
        {"data": {"values": marks}, "mark": {"type": "text", "fontSize": 9 if most > 999 else 10.5,
                                             "fontWeight": "bold", "color": LIGHT["on-mark"]},
         "encoding": {"x": x, "y": y, "text": text}},
    ]  # fmt: skip


def _row(weekday: str) -> int:
    return WEEKDAYS.index(weekday) * _BAND


def _hour_axis() -> Spec:
    return {"values": list(range(0, 25 * _HOUR, 2 * _HOUR)), "grid": True, "gridDash": [1, 3],
            "labelExpr": f"pad(toString(datum.value / {_HOUR}), 2, '0', 'left') + ':00'", "labelFlush": True}  # fmt: skip


def _weekday_axis(say: Say) -> Spec:
    names = [say(f"weekday.{weekday}") for weekday in WEEKDAYS]
    quoted = ", ".join(f"'{name}'" for name in names)
    return {"values": [place * _BAND + 2 for place in range(7)], "grid": False, "ticks": False, "domain": False,
            "labelExpr": f"[{quoted}][(datum.value - 2) / {_BAND}]", "labelPadding": 8}  # fmt: skip


def _tick_axis(ticks: Mapping[int, str], pitch: int) -> Spec:
    shown = ", ".join(f"'{column * pitch}': '{text}'" for column, text in ticks.items())
    return {"values": [column * pitch for column in ticks], "grid": True, "labelAlign": "left",
            "labelExpr": f"{{{shown}}}[toString(datum.value)]"}  # fmt: skip


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
    return {"x": mark.column * pitch + MARK * place + MARK // 2, "y": top + 5 + row * MARK + MARK // 2,
            "channel": mark.channel, "answer": mark.answer, "count": mark.count}  # fmt: skip


def _timeline_marks(marks: list[dict[str, Any]], x: Spec, y: Spec) -> Spec:
    channels = sorted({mark["channel"] for mark in marks})
    domain = {"domain": list(ANSWERS)}
    shape = {"field": "channel", "type": "nominal", "legend": None,
             "scale": {"domain": channels, "range": [CHANNEL_SHAPES.get(name, "stroke") for name in channels]}}  # fmt: skip
    stroke = {"field": "answer", "type": "nominal", "legend": None,
              "scale": domain | {"range": [LIGHT[answer] for answer in ANSWERS]}}  # fmt: skip
    fill = {"field": "answer", "type": "nominal", "legend": None,
            "scale": domain | {"range": [LIGHT[name] if name in FILLED else LIGHT["paper"] for name in ANSWERS]}}  # fmt: skip
    return {"data": {"values": marks}, "mark": {"type": "point", "size": MARK_AREA, "strokeWidth": 1.5, "opacity": 1},
            "encoding": {"x": x, "y": y, "shape": shape, "stroke": stroke, "fill": fill}}  # fmt: skip


def _timeline_counts(marks: list[dict[str, Any]], x: Spec, y: Spec) -> Spec:
    mark = {"type": "text", "align": "left", "dx": 6, "fontSize": 8, "fontWeight": "bold", "color": LIGHT["ink"]}
    return {"data": {"values": marks}, "mark": mark,
            "encoding": {"x": x, "y": y, "text": {"field": "count", "type": "quantitative", "format": ",d"}}}  # fmt: skip


def _lane_names(lanes: list[dict[str, Any]], y: Spec) -> Spec:
    return _names_beside(y | {"field": "middle"}) | {"data": {"values": lanes}}


def _names_beside(y: Spec) -> Spec:
    return {"mark": {"type": "text", "align": "right", "dx": -8, "limit": 190, "color": LIGHT["ink"]},
            "encoding": {"x": {"value": 0}, "y": y, "text": {"field": "name", "type": "nominal"}}}  # fmt: skip


def _spec(width: int, height: int, layers: list[Spec]) -> Spec:
    axis = {"labelColor": LIGHT["muted"], "titleColor": LIGHT["muted"], "gridColor": LIGHT["line"],
            "domainColor": LIGHT["line"], "tickColor": LIGHT["line"], "labelFontSize": 11, "titleFontSize": 11,
            "titleFontWeight": "normal"}  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "background": None,
        "padding": 4,
        "config": {"view": {"stroke": None}, "axis": axis, "aria": False},
        "layer": layers,
    }
