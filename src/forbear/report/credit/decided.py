"""The decision: the answer, reasons in points, rules that refuse by themselves, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forbear.report.credit.blocks import Block, Head, Items, Section, Table, Text
from forbear.report.credit.told import Told

_TONES = {"approve": "good", "reject": "bad", "undecided": "plain"}


def decision(told: Told) -> Section | None:
    """The decision, where there is one in the view."""
    found = told.document.get("decision")
    if not found:
        return None
    blocks = [*_answer(told, found), *_hard(told, found), *_reasons(told, found), *_changes(told, found)]
    return Section("decision", told("decision"), blocks, found["answer"])


def _answer(told: Told, found: Mapping[str, Any]) -> Iterator[Block]:
    yield Text(told(f"answer_{found['answer']}"), _TONES[found["answer"]])
    if found["answer"] == "undecided":
        yield Text(told("decision_undecided"))
        yield from _open(told, found)
    if found["hard"]:
        yield Text(told("decision_hard"))
    low, high = found["score"]
    if found["answer"] == "approve" or found["shortfall"]:
        score = told.words.number(low) if low == high else f"{told.words.number(low)} – {told.words.number(high)}"
        key = "decision_reject" if found["shortfall"] else "decision_approve"
        yield Text(told(key, score=score, cutoff=found["cutoff"], shortfall=found["shortfall"]))


def _open(told: Told, found: Mapping[str, Any]) -> Iterator[Block]:
    names = [told.named(one) for one in (*found["open_figures"], *found["unsure"])]
    if names:
        yield Text(told("decision_open", names=told.words.listed(names)))


def _reasons(told: Told, found: Mapping[str, Any]) -> Iterator[Block]:
    if not found["reasons"]:
        return
    stated = {one["code"]: one for one in told.document["statements"] if "figure" in one["values"]}
    rows = []
    for reason in found["reasons"]:
        names = [one["figure"] for one in reason["figures"]]
        shown = ", ".join(value_of(told, stated[name]["values"]) if name in stated else "–" for name in names)
        source = told.source_of([row for name in names if name in stated for row in cited(stated[name])])
        rows.append(
            [told.words.listed(list(map(told.named, names))), shown, told.words.number(reason["points"]), source]
        )
    yield Head(told("reasons"))
    yield Text(told("reasons_says", shortfall=found["shortfall"]), "small")
    yield Table([told("reason"), told("value"), told("points"), told("source")], rows, right=(1, 2), wide=(0,))


def cited(statement: Mapping[str, Any]) -> list[str]:
    """All rows that a statement names."""
    return [*statement.get("rows", ()), *statement.get("left_out", ())]


def _hard(told: Told, found: Mapping[str, Any]) -> Iterator[Block]:
    if not found["hard"]:
        return
    yield Head(told("hard"))
    yield Text(told("hard_says"), "small")
    stated = {one["code"]: one for one in told.statements("rules")}
    yield Items(
        [told.with_source(told.named(one), cited(stated[one]) if one in stated else ()) for one in found["hard"]]
    )


def _changes(told: Told, found: Mapping[str, Any]) -> Iterator[Block]:
    if found["answer"] == "approve":
        return
    ways, ageing = found.get("ways", {}), found.get("ageing", {})
    why = ways.get("none") if ways.get("none") in ("rules", "points") else None
    if ways.get("sets") or ageing or why:
        yield Head(told("changes"))
    if why:
        yield Text(told(f"changes_{why}"))
    if ways.get("sets"):
        yield Text(told("changes_says"), "small")
        yield Items([told.words.listed([_change(told, one) for one in each]) for each in ways["sets"]])
        if ways.get("more"):
            yield Text(told("changes_more"), "small")
    if ageing:
        yield from _ageing(told, ageing)


def _ageing(told: Told, ageing: Mapping[str, Any]) -> Iterator[Block]:
    day = ageing.get("stays") or ageing.get("first")
    until = told.day_number(ageing["until"])
    yield Text(told("ages", day=told.day_number(day)) if day is not None else told("ages_none", until=until))
    out = [
        told("ages_item", name=told.named(one["name"]), day=told.day_number(one["out"]))
        for one in ageing["items"]
        if one["out"] is not None
    ]
    if out:
        yield Items(out)


def _change(told: Told, change: Mapping[str, Any]) -> str:
    ends = {end: _value(told, change[end]) for end in ("before", "after")}
    return told("change", name=told.named(change["figure"]), **ends)


def _value(told: Told, value: Any) -> str:
    if not isinstance(value, list):
        return "–" if value is None else str(value)
    low, high = ("–" if end is None else told.words.number(end) for end in value)
    return low if low == high else f"{low} – {high}"


def value_of(told: Told, values: Mapping[str, Any]) -> str:
    """The value of a figure; both ends where it lies between two."""
    unit, currency = values.get("unit"), values.get("currency")
    if values.get("low") is None and values.get("high") is None:
        return told("not_known")
    ends = [amount(told, values.get(end), unit, currency) for end in ("low", "high")]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} – {ends[1]}"


def amount(told: Told, value: int | None, unit: str | None, currency: str | None) -> str:
    """A number in its unit: money, a day, or a count."""
    if value is None:
        return "–"
    if currency:
        return told.words.money(value, currency)
    return told.day_number(value) if unit == "day" else told.words.number(value)


def rules(told: Told) -> Section | None:
    """The rules that speak or may speak, but those that stand with the decision."""
    hard = set(told.document.get("decision", {}).get("hard", ()))
    rows = [
        [told.named(one["code"]), told("speaks" if one["values"]["truth"] else "may_speak"), told.source(one)]
        for one in told.statements("rules")
        if one["code"] not in hard
    ]
    if not rows:
        return None
    return Section("rules", told("rules"), [Table([told("rule"), "", told("source")], rows, wide=(0,))])
