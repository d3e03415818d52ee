"""Who this is, why the records are here, doubts, lists, what is held, and the rights of the person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from forbear.creditfile.listing.known import known_list
from forbear.report.credit import drawn
from forbear.report.credit.blocks import Block, Head, Items, Section, Table, Text
from forbear.report.credit.history import figure_table
from forbear.report.credit.told import Statement, Told

_MOST = 40


def identity(told: Told) -> Section | None:
    """Variants as reported, side by side."""
    rows = []
    for one in told.statements("identity"):
        for at, variant in enumerate(one["values"]["variants"]):
            name = told(f"attribute_{one['code']}") if at == 0 else ""
            by = told.words.listed(list(variant.get("lenders", ())))
            rows.append([name, variant["value"], by, told.source_of(variant.get("rows", ()))])
    if not rows:
        return None
    head = [told(one) for one in ("attribute", "variant", "lenders", "source")]
    return Section("identity", told("identity"), [Text(told("identity_says"), "small"), Table(head, rows, wide=(1, 2))])


def belongs(told: Told) -> Section | None:
    """The weights of evidence for each record."""
    each = told.statements("belongs", "weight")
    if not each:
        return None
    bars = []
    for one in each[:_MOST]:
        parts = [part["millibits"] for part in one["values"]["parts"]]
        bars.append(
            (told.row(_own(one)), sum(part for part in parts if part > 0), sum(part for part in parts if part < 0))
        )
    picture = drawn.weights(told, bars)
    rows = [_weight(told, one) for one in each[:_MOST]]
    head = [told(one) for one in ("record", "tied_to", "bits", "parts")]
    blocks: list[Block] = [Text(told("belongs_says"), "small"), *([picture] if picture else [])]
    blocks.append(Table(head, rows, right=(2,), wide=(0, 3)))
    if len(each) > _MOST:
        blocks.append(Text(told("more_rows", n=len(each) - _MOST), "small"))
    return Section("belongs", told("belongs"), blocks)


def _own(one: Statement) -> str:
    return str(one["id"]).removeprefix("belongs.weight.")


def _weight(told: Told, one: Statement) -> list[str]:
    said = one["values"]
    parts = said["parts"]
    if parts[0]["part"] in ("alone", "same"):
        text = told("alone" if parts[0]["part"] == "alone" else "identical")
        return [told.row(_own(one)), told.row(said["other"]) if "other" in said else "–", "–", text]
    weighed = sorted((part for part in parts if part["millibits"]), key=lambda part: -part["millibits"])
    listed = ", ".join(f"{told.part(part['part'])} {bits(part['millibits'])}" for part in weighed)
    return [told.row(_own(one)), told.row(said["other"]), bits(said["millibits"]), listed]


def bits(millibits: int) -> str:
    """Thousandths of a bit as bits with one place."""
    tenths = (abs(millibits) + 50) // 100
    return f"{'−' if millibits < 0 else '+'}{tenths // 10}.{tenths % 10}"


def doubts(told: Told) -> Section | None:
    """Each doubt in a sentence, with the innocent explanation."""
    lines = [
        told.with_source(told.doubt(one["code"], doubt), doubt.get("rows", ()))
        for one in told.statements("doubts")
        if "doubts" in one["values"]
        for doubt in one["values"]["doubts"]
    ]
    blocks: list[Block] = [Text(told("doubts_says"), "small"), Items(lines)] if lines else []
    if told.figures("doubts"):
        blocks.append(figure_table(told, told.figures("doubts")))
    return Section("doubts", told("doubts"), blocks) if blocks else None


def lists(told: Told) -> Section | None:
    """Each entry on one line."""
    lines = [told.mark(_entry(told, one), one) for one in told.statements("lists", "entry")]
    blocks: list[Block] = [Items(lines)] if lines else []
    if told.figures("lists"):
        blocks.append(figure_table(told, told.figures("lists")))
    return Section("lists", told("lists"), blocks) if blocks else None


def _entry(told: Told, one: Statement) -> str:
    said = one["values"]
    by = told.label("matched_by", said["matched_by"])
    parts = [
        told("list_line", list=said["list"], owner=said.get("owner") or told("owner_unsaid"),
             listed=told.day(said["listed_on"]), reason=_bare(said["reason"])),
        told("list_rule", rule=_bare(said["rule"])) if "rule" in said else told("list_rule_unsaid"),
        told("list_amount", amount=told.money(said["amount"], said.get("currency"))) if "amount" in said else "",
        told("list_evidence", evidence=_bare(said["evidence"])) if "evidence" in said else told("list_evidence_unsaid"),
        told("list_matched", by=by),
        told("list_leave", how=_bare(said["leave_by"])) if "leave_by" in said else told("list_leave_unsaid"),
        told("list_expires", day=told.day(said["expires_on"])) if "expires_on" in said else told("list_expires_unsaid"),
        told("list_removed", day=told.day(said["removed_on"])) if "removed_on" in said else "",
    ]  # fmt: skip
    return told.with_source(told.words.joined([*parts, *_by_law(told, one)]), one.get("rows", ()))


def _by_law(told: Told, one: Statement) -> Iterator[str]:
    """What the law of the place that was named says of such a list, and when the entry goes."""
    said, place = one["values"], told.document["report"].get("place", "")
    known = known_list(said["list"], place)
    if known:
        yield told("list_by_law", text=known.leave.says[told.lang], cite=known.leave.cite)
        yield told("list_contest", text=known.contest.says[told.lang], cite=known.contest.cite)
        may_end = told.day(known.may_end(date.fromisoformat(said["listed_on"])).isoformat())
        yield told("list_ends_by_law", text=known.ends.says[told.lang].format(day=may_end), cite=known.ends.cite)
    found = told.document.get("rights", {}).get("leaving", {})
    for leaves in (found["rows"][row] for row in one.get("rows", ()) if row in found.get("rows", {})):
        if found["rules"][leaves["rule"]]["force"] != "house":
            yield told("list_leaves", place=told.place(place), day=told.day(leaves["on"]))


def _bare(text: str) -> str:
    return text.rstrip(".。 ")


def held(told: Told) -> Section | None:
    """How many rows are held, and why."""
    each = told.statements("held")
    if not each:
        return None
    lines = [told("held_line", n=one["values"]["count"], why=told.held(one["values"]["why"])) for one in each]
    return Section("held", told("held"), [Text(told("held_says"), "small"), Items(lines)])


def rights(told: Told) -> Section | None:
    """Consents, who looked, what is in dispute."""
    found = told.document.get("rights")
    if found is None:
        return None
    blocks = [*_consents(told, found), *_looks(told, found), *_disputes(told, found)]
    if told.view == "person":
        blocks.append(Text(told("rights_note"), "note"))
    heading = told("rights" if told.view == "person" else "rights_regulator")
    return Section("rights", heading, blocks) if blocks else None


def _consents(told: Told, found: Mapping[str, Any]) -> Iterator[Block]:
    if "consents" in found:
        yield Head(told("consents"))
        rows = [[_said(told, one, *keys) for keys in _CONSENT] for one in found["consents"]]
        head = [told(one) for one in ("to", "purpose", "scope", "from", "until")]
        yield Table(head, rows, wide=(0, 2)) if rows else Text(told("no_consents"))


def _looks(told: Told, found: Mapping[str, Any]) -> Iterator[Block]:
    if "looks" in found:
        yield Head(told("looks"))
        rows = [[_said(told, one, *keys) for keys in _LOOK[:3]] + [_look_answer(told, one)] for one in found["looks"]]
        head = [told(one) for one in ("day", "looks", "purpose", "answer")]
        yield Table(head, rows, wide=(1,)) if rows else Text(told("nobody_looked"))


def _disputes(told: Told, found: Mapping[str, Any]) -> Iterator[Block]:
    if "disputes" in found:
        yield Head(told("disputes"))
        rows = [
            [", ".join(map(told.row, one["rows"])), one["opened"], one["says"][told.lang], one.get("reason") or "–"]
            for one in found["disputes"]
        ]
        head = [told(one) for one in ("disputed_row", "day", "state", "reason_of")]
        yield Table(head, rows, wide=(0, 3)) if rows else Text(told("no_disputes"))


def _look_answer(told: Told, look: Mapping[str, Any]) -> str:
    why = [one[told.lang] for one in look.get("why", ())]
    return told.words.joined([told(f"look_{look.get('answer', 'granted')}"), *why])


_CONSENT = (("asker",), ("purpose",), ("scope",), ("first",), ("withdrawn", "last"))
_LOOK = (("day",), ("asker",), ("purpose",))


def _said(told: Told, one: Mapping[str, Any], *keys: str) -> str:
    value = next((one[key] for key in keys if one.get(key) not in (None, "", [])), None)
    if value is None:
        return "–"
    values: Sequence[Any] = value if isinstance(value, list) else [value]
    kind = "look_purpose" if keys[0] in ("purposes", "purpose") else ""
    return told.words.listed([told.label(kind, str(part)) if kind else str(part) for part in values])
