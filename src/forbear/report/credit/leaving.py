"""When each row leaves the file by itself, by the law of the place that was named, and what is gone already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from forbear.report.credit.blocks import Block, Head, Items, Section, Table, Text
from forbear.report.credit.told import Told

_MOST = 60
Leaves = Mapping[str, Mapping[str, str]]


def leaving(told: Told) -> Section | None:
    """The rows with their days, the soonest first; below them the rules."""
    found = told.document.get("rights", {}).get("leaving")
    if found is None:
        return None
    used = dict.fromkeys(one["rule"] for kind in ("rows", "gone") for one in found[kind].values())
    names = {rule: told("leaving_rule", n=at) for at, rule in enumerate(used, 1)}
    blocks: list[Block] = [Text(told("leaving_says", place=told.place(found["place"])), "small")]
    head = [told("disputed_row"), told("leaving_on"), told("leaving_by")]
    for kind in ("rows", "gone"):
        lines = list(_lines(told, found[kind], names))
        if kind == "gone" and lines:
            blocks += [Head(told("leaving_gone")), Text(told("leaving_gone_says", n=len(found["gone"])), "small")]
        if lines:
            blocks.append(Table(head, lines[:_MOST], wide=(0,)))
        if len(lines) > _MOST:
            blocks.append(Text(told("more_rows", n=len(lines) - _MOST), "small"))
    rules = [_rule(told, name, found["rules"][rule]) for rule, name in names.items()]
    blocks += [Head(told("leaving_rules")), Items(rules)] if rules else [Text(told("leaving_nothing"))]
    return Section("leaving", told("leaving"), blocks)


def _lines(told: Told, rows: Leaves, names: Mapping[str, str]) -> Iterator[list[str]]:
    """The months of an account that go on one day stand on one line."""
    alike: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row, one in rows.items():
        thing, _, month = row.rpartition("/") if row.startswith("account_month:") else (row, "", "")
        alike[one["on"], thing, one["rule"]].append(month)
    for (day, thing, rule), months in sorted(alike.items()):
        yield [_thing(told, thing, sorted(months)), told.day(day), names[rule]]


def _thing(told: Told, thing: str, months: list[str]) -> str:
    kind = told(f"leaving_{thing.partition(':')[0]}")
    if not months[0]:
        return told("leaving_thing", kind=kind, row=told.row(thing))
    span = months[0] if len(months) == 1 else told("leaving_span", first=months[0], last=months[-1])
    return told("leaving_months", kind=kind, row=told.row(thing), months=span, n=len(months))


def _rule(told: Told, name: str, said: Mapping[str, Any]) -> str:
    """A rule with its citation, and how firm it is."""
    force = told.words.label("force", said["force"])
    if said["force"] == "house":
        return told("leaving_own", rule=name, says=said["says"][told.lang].rstrip(".。"), force=force)
    text = told("leaving_law", rule=name, says=said["says"][told.lang].rstrip(".。"), cite=said["cite"])
    return told.words.joined([text, told("leaving_firm", force=force, how=told(f"leaving_{said['confidence']}"))])
