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
    if found.get("hard"):
        yield Text(told("decision_hard"))
    elif "score" in found and found["answer"] != "undecided":
        parts = {key: found.get(key, 0) for key in ("score", "cutoff", "shortfall")}
        yield Text(told(f"decision_{found['answer']}", **parts))


def _reasons(told: Told, found: Mapping[str, Any]) -> Iterator[Block]:
    if not found.get("reasons"):
        return
    by_id = {one["id"]: one for one in told.document["statements"] if "id" in one}
    rows = []
    for one in found["reasons"]:
        statement = by_id.get(one.get("statement", ""))
        shown = value_of(told, statement["values"]) if statement else told.number_or_dash(one.get("value"))
        source = told.source(statement) if statement else ""
        rows.append([told.named(one["figure"]), shown, told.words.number(one["points"]), source])
    yield Head(told("reasons"))
    yield Text(told("reasons_says", shortfall=found["shortfall"]), "small")
    yield Table([told("reason"), told("value"), told("points"), told("source")], rows, right=(1, 2), wide=(0,))


def _hard(told: Told, found: Mapping[str, Any]) -> Iterator[Block]:
    if not found.get("hard"):
        return
    yield Head(told("hard"))
    yield Text(told("hard_says"), "small")
    stated = {one["code"]: one for one in told.statements("rules")}
    lines = []
    for rule in found["hard"]:
        source = told.source(stated[rule]) if rule in stated else ""
        lines.append(" ".join(filter(None, (told.named(rule), told("list_source", source=source) if source else ""))))
    yield Items(lines)


def _changes(told: Told, found: Mapping[str, Any]) -> Iterator[Block]:
    if found["answer"] == "approve":
        return
    if found.get("changes"):
        yield Head(told("changes"))
        yield Text(told("changes_says"), "small")
        yield Items([told.words.listed([_change(told, part) for part in one["figures"]]) for one in found["changes"]])
    if found.get("ages_on"):
        yield Text(told("ages", day=told.day(found["ages_on"])))


def _change(told: Told, part: Mapping[str, Any]) -> str:
    low, high = part.get("low"), part.get("high")
    key = "change" if low is None else "change_least" if high is None else "change_between"
    unit = part.get("unit")
    ends = {"low": amount(told, low, unit, part.get("currency")), "high": amount(told, high, unit, part.get("currency"))}
    return told(key, name=told.named(part["figure"]), **ends)


def value_of(told: Told, values: Mapping[str, Any]) -> str:
    """The value of a figure; both ends where it lies between two."""
    unit, currency = values.get("unit"), values.get("currency")
    ends = [amount(told, values[end], unit, currency) for end in ("low", "high")]
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
