"""The pictures of a plan as Vega-Lite specifications: what is owed over time, where payments go, cost and calls.

Letters name platforms and ways, so that colour never stands alone. Sizes are whole pixels; money is
divided only to be drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forbear.calendar import Day
from forbear.money import decimals_of
from forbear.report.charts import Say, Spec, spec_of
from forbear.report.palette import LIGHT
from forbear.report.plan_figures import Balances, Part

LETTER_ROOM = 17
TITLE_AWAY = 14
"""The letters of the reader's font may be wider than those with which labels were measured."""
SIGN_ROW = 18
"""A sign of a closing takes so many pixels across; signs nearer than that stand below one another."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The size of a picture, and how it writes days: by the middle of the page, or for a telephone."""

    width: int
    height: int
    ticks_most: int


WIDE = Ground(720, 300, 10)
SLIM = Ground(272, 240, 3)


@dataclass(frozen=True, slots=True)
class Spot:
    """One way of paying in the picture of cost and calls; ``kind`` is ``way``, ``optimum`` or ``chosen``."""

    letter: str
    cost: int
    months: int
    kind: str = "way"


def balances_chart(found: Balances, currency: str, ticks: Mapping[Day, str], ground: Ground, say: Say) -> Spec:
    """Areas of what is owed, one on the other; the platform that closes first lies on top."""
    areas = _areas(found)
    signs = _signs(found, ground)
    rows = 1 + max((sign["row"] for sign in signs), default=0)
    top = found.most + found.most // 12
    x = _axis_of_days(found.days, ticks)
    y = _axis_of_money("low", top, currency, say("plan_chart.owed_axis"))
    layers: list[Spec] = [
        {
            "data": {"values": areas},
            "mark": {"type": "area", "stroke": LIGHT["paper"], "strokeWidth": 1.2, "opacity": 1},
            "encoding": {"x": x, "y": y, "y2": {"field": "high"}, "color": _colours(found)},
        },
        *(_letters(found, x, y, ground, top) if found.most else ()),
        *_closings(signs, x, rows),
    ]
    spec = spec_of(ground.width, ground.height, layers)
    spec["padding"] = {"left": 8, "right": 12, "top": 4 + rows * SIGN_ROW, "bottom": 4}
    return spec


def payments_chart(parts: Sequence[Part], most: int, currency: str, ground: Ground, say: Say) -> Spec:
    """A bar for each month: filled, what interest and fees are charged; outlined, all that is paid."""
    values = [
        {"from": at + 0.14, "to": at + 0.86, "zero": 0, "charged": part.charged, "paid": part.paid}
        for at, part in enumerate(parts)
    ]
    every = max(1, -(-len(parts) // ground.ticks_most))
    shown = [at for at in range(len(parts)) if (at + 1) % every == 0]
    x = {
        "field": "from", "type": "quantitative", "title": say("plan_chart.month_axis"),
        "scale": {"domain": [0, max(1, len(parts))], "nice": False},
        "axis": {
            "values": [at + 0.5 for at in shown], "grid": False, "ticks": False,
            "labelExpr": "format(datum.value + 0.5, 'd')",
        },
    }  # fmt: skip
    y = _axis_of_money("zero", most + most // 12, currency, say("plan_chart.paid_axis"))
    bar = {"x": x, "x2": {"field": "to"}, "y": y}
    charged, paid = bar | {"y2": {"field": "charged"}}, bar | {"y2": {"field": "paid"}}
    layers: list[Spec] = [
        {"mark": {"type": "rect", "color": LIGHT["refuse"]}, "encoding": charged},
        {"mark": {"type": "rect", "fill": None, "stroke": LIGHT["allow"], "strokeWidth": 1.4}, "encoding": paid},
    ]
    return spec_of(ground.width, ground.height, layers) | {"data": {"values": values}}


def pareto_chart(
    spots: Sequence[Spot], frontier: Sequence[Spot], currency: str, ground: Ground, say: Say, searched: bool = False
) -> Spec:
    """Each way of paying by what it costs and by how many creditor-months stay in arrears; the best are joined.

    ``searched``: they were searched for, and have signs of their own.
    """
    costs = [spot.cost for spot in (*spots, *frontier)]
    months = [spot.months for spot in (*spots, *frontier)]
    x = _axis_of_money("cost", 0, currency, say("plan_chart.cost_axis"))
    x["scale"] = {"domain": _around(costs), "nice": False}
    x["axis"] = _money_labels(currency) | {"gridDash": [1, 3], "tickCount": 5 if ground.width > 400 else 3}
    y = {
        "field": "months", "type": "quantitative", "title": say("plan_chart.arrears_axis"),
        "scale": {"domain": _around(months), "nice": False},
        "axis": {"gridDash": [1, 3], "tickCount": 5, "tickMinStep": 1, "format": ",d", "titlePadding": TITLE_AWAY},
    }  # fmt: skip
    at = {"x": x, "y": y}
    line = [{"cost": spot.cost, "months": spot.months} for spot in sorted(frontier, key=lambda spot: spot.cost)]
    layers: list[Spec] = [
        {
            "data": {"values": line},
            "mark": {"type": "line", "stroke": LIGHT["inbound"], "strokeWidth": 1.6, "strokeDash": [5, 3]},
            "encoding": at,
        },
        *([_corners(line, at)] if searched else []),
        _spots(spots, at),
        {
            "data": {"values": _beside(spots)},
            "mark": {"type": "text", "dy": -13, "fontWeight": "bold", "color": LIGHT["ink"]},
            "encoding": at | {"text": {"field": "letters", "type": "nominal"}},
        },
    ]
    return spec_of(ground.width, ground.height, layers)


def _areas(found: Balances) -> list[dict[str, Any]]:
    values = []
    for at, day in enumerate(found.days):
        low = 0
        for track in reversed(found.tracks):
            high = low + track.owed[at]
            values.append({"day": day, "low": low, "high": high, "letter": track.letter})
            low = high
    return values


def _colours(found: Balances) -> Spec:
    return {
        "field": "letter", "type": "nominal", "legend": None,
        "scale": {
            "domain": [track.letter for track in found.tracks],
            "range": [LIGHT[track.colour] for track in found.tracks],
        },
    }  # fmt: skip


def _letters(found: Balances, x: Spec, y: Spec, ground: Ground, top: int) -> list[Spec]:
    """The letter of each area where it is thickest, left out where it would not fit."""
    least, values = top * LETTER_ROOM // ground.height, []
    for place, track in enumerate(found.tracks):
        at = _thickest(track.owed, len(found.days) * 12 // ground.width + 1)
        below = sum(other.owed[at] for other in found.tracks[place + 1 :])
        if track.owed[at] >= least:
            values.append({"day": found.days[at], "low": below + track.owed[at] // 2, "letter": track.letter})
    text = {"field": "letter", "type": "nominal"}
    mark = {"type": "text", "fontWeight": "bold", "fontSize": 12, "color": LIGHT["on-mark"]}
    return [{"data": {"values": values}, "mark": mark, "encoding": {"x": x, "y": y, "text": text}}]


def _thickest(owed: Sequence[int], first: int) -> int:
    """The place where most is owed, not at the very edge of the picture."""
    inner = range(min(first, len(owed) - 1), max(len(owed) - first, min(first, len(owed) - 1) + 1))
    return max(inner, key=lambda at: owed[at])


def _signs(found: Balances, ground: Ground) -> list[dict[str, Any]]:
    """A letter for each closing, above the picture, on a row where it touches no other."""
    reach = (found.days[-1] - found.days[0]) * SIGN_ROW // ground.width
    free: list[Day] = []
    signs = []
    for track in found.tracks:
        if track.closed is None:
            continue
        row = next((place for place, until in enumerate(free) if until <= track.closed), len(free))
        free[row : row + 1] = [track.closed + reach]
        signs.append({"day": track.closed, "letter": track.letter, "row": row})
    return signs


def _closings(signs: list[dict[str, Any]], x: Spec, rows: int) -> list[Spec]:
    if not signs:
        return []
    lines = {"type": "rule", "color": LIGHT["muted"], "strokeDash": [2, 3]}
    texts = [
        {
            "data": {"values": [sign for sign in signs if sign["row"] == row]},
            "mark": {"type": "text", "fontWeight": "bold", "color": LIGHT["ink"]},
            "encoding": {"x": x, "y": {"value": -8 - row * SIGN_ROW}, "text": {"field": "letter", "type": "nominal"}},
        }
        for row in range(rows)
    ]
    return [{"data": {"values": signs}, "mark": lines, "encoding": {"x": x}}, *texts]


def _spots(spots: Sequence[Spot], at: Spec) -> Spec:
    kinds, colours = ["way", "optimum", "chosen"], [LIGHT["allow"], LIGHT["inbound"], LIGHT["refuse"]]
    kind = {"field": "kind", "type": "nominal", "legend": None}
    last = sorted(spots, key=lambda spot: kinds.index(spot.kind))
    shape = kind | {"scale": {"domain": kinds, "range": ["circle", "diamond", "square"]}}
    return {
        "data": {"values": [{"cost": spot.cost, "months": spot.months, "kind": spot.kind} for spot in last]},
        "mark": {"type": "point", "filled": True, "opacity": 1, "size": 150},
        "encoding": at | {"shape": shape, "color": kind | {"scale": {"domain": kinds, "range": colours}}},
    }


def _corners(line: list[dict[str, Any]], at: Spec) -> Spec:
    mark = {"type": "point", "shape": "circle", "size": 64, "strokeWidth": 1.6, "opacity": 1}
    return {
        "data": {"values": line},
        "mark": mark | {"fill": LIGHT["paper"], "stroke": LIGHT["inbound"]},
        "encoding": at,
    }


def _beside(spots: Sequence[Spot]) -> list[dict[str, Any]]:
    """The letters of each place; ways that end at the same place share it."""
    places: dict[tuple[int, int], list[str]] = {}
    for spot in spots:
        places.setdefault((spot.cost, spot.months), []).append(spot.letter)
    return [{"cost": cost, "months": months, "letters": " ".join(names)} for (cost, months), names in places.items()]


def _around(values: Sequence[int]) -> list[int]:
    low, high = min(values, default=0), max(values, default=1)
    room = max(1, (high - low) // 8)
    return [max(0, low - room), high + room]


def _axis_of_days(days: Sequence[Day], ticks: Mapping[Day, str]) -> Spec:
    shown = ", ".join(f"'{day}': '{text}'" for day, text in ticks.items())
    return {
        "field": "day", "type": "quantitative", "title": None,
        "scale": {"domain": [days[0], max(days[-1], days[0] + 1)], "nice": False},
        "axis": {"values": list(ticks), "grid": False, "labelExpr": f"{{{shown}}}[toString(datum.value)]"},
    }  # fmt: skip


def _axis_of_money(field: str, most: int, currency: str, title: str) -> Spec:
    return {
        "field": field, "type": "quantitative", "title": f"{title} ({currency})",
        "scale": {"domain": [0, max(1, most)], "nice": False},
        "axis": _money_labels(currency) | {"tickCount": 5, "gridDash": [1, 3], "titlePadding": TITLE_AWAY},
    }  # fmt: skip


def _money_labels(currency: str) -> Spec:
    return {"labelExpr": f"format(datum.value / {10 ** decimals_of(currency)}, ',d')"}
