"""Where everything comes from: deliveries, versions and hashes; for a regulator every row."""

from __future__ import annotations

from collections.abc import Iterator

from forbear.report.credit.blocks import Block, Head, Section, Table, Text
from forbear.report.credit.told import Told

_MOST = 400
_SHORT = 16


def sources(told: Told) -> Section:
    """Deliveries, how fresh each lender's word is, and by what the report was made."""
    return Section("sources", told("sources"), [*_deliveries(told), *_fresh(told), *_versions(told), *_register(told)])


def _deliveries(told: Told) -> Iterator[Block]:
    found = told.document.get("deliveries", {})
    rows = [
        [
            told.deliveries[name],
            one["lender"],
            _moment(one["received"]),
            one.get("licence", "–"),
            _hash(told, one["file"]),
        ]
        for name in told.deliveries
        for one in [found[name]]
    ]
    if rows:
        yield Text(told("sources_says"), "small")
        head = [told(one) for one in ("delivery", "lender", "received", "licence", "file")]
        yield Table(head, rows, wide=(1, 4), mono=(4,))


def _fresh(told: Told) -> Iterator[Block]:
    rows = [
        [one["values"]["lender"], told.label("lender_kind", one["values"].get("kind")) or "–",
         _moment(one["values"]["received"]), told.source(one)]
        for one in told.statements("header", "freshness")
    ]  # fmt: skip
    if rows:
        yield Head(told("fresh"))
        yield Table([told(one) for one in ("lender", "kind", "received", "source")], rows, wide=(0,))


def _versions(told: Told) -> Iterator[Block]:
    report = told.document["report"]
    rows = [[told("hash_of_report"), report["sha256"]], [told("as_of"), report["as_of"]]]
    rows.append([told("known_until"), report["known_until"]])
    rows += [[told(name), " · ".join(report[name].values())] for name in ("rulebook", "scorecard") if report.get(name)]
    yield Head(told("versions"))
    yield Table(["", ""], rows, wide=(1,), mono=(1,))


def _register(told: Told) -> Iterator[Block]:
    if told.view != "regulator":
        return
    found = [(row, one) for row, one in told.document["evidence"].items() if "line" in one]
    rows = []
    for row, one in found[:_MOST]:
        remark = " · ".join(filter(None, (one.get("consent", ""), told("correction") if one.get("correction") else "")))
        rows.append([row, told.deliveries.get(one["delivery"], ""), told.words.number(one["line"]), remark or "–"])
    if rows:
        yield Head(told("rows_register"))
        yield Table(
            [told(one) for one in ("record", "delivery", "line", "remark")], rows, right=(2,), wide=(0,), mono=(0,)
        )
    if len(found) > _MOST:
        yield Text(told("more_rows", n=len(found) - _MOST), "small")


def _moment(text: str) -> str:
    return text[:16].replace("T", " ") + " UTC"


def _hash(told: Told, text: str) -> str:
    return text if told.view == "regulator" else f"{text[:_SHORT]}…"
