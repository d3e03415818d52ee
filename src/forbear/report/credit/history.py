"""Applications, inquiries, loans and how they were paid, month by month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from forbear.creditfile.features.measured import measured
from forbear.report.credit import drawn
from forbear.report.credit.blocks import Block, Head, Section, Table, Text
from forbear.report.credit.decided import value_of
from forbear.report.credit.told import Statement, Told

MOST = 60
"""So many rows of a table stand on a page; the others are counted and in the document."""


def applications(told: Told) -> Section | None:
    """Counts with the measured rate beside them, the picture, and each application."""
    each = told.statements("applications", "application")
    figures = told.figures("applications")
    picture = drawn.timeline(told)
    if not (each or figures or picture):
        return None
    blocks: list[Block] = []
    if figures:
        key = "applications_says" if any("measured" in one["values"] for one in figures) else "applications_count"
        blocks += [Text(told(key), "small"), figure_table(told, figures), *caveats(told, figures)]
    blocks += [picture] if picture else []
    blocks += _applications(told, each)
    return Section("applications", told("applications"), blocks)


def _applications(told: Told, each: Sequence[Statement]) -> Iterator[Block]:
    newest = sorted(each, key=lambda one: (one["values"]["applied_on"], one.get("id", "")), reverse=True)
    rows = [_application(told, one) for one in newest[:MOST]]
    if not rows:
        return
    head = ["day", "lender", "product", "amount", "outcome", "source"]
    yield Table([told(one) for one in head], rows, right=(3,), wide=(1, 4))
    if len(newest) > MOST:
        yield Text(told("more_rows", n=len(newest) - MOST), "small")


def _application(told: Told, one: Statement) -> list[str]:
    said = one["values"]
    outcome = told.label("application_outcome", said.get("outcome"), said.get("outcome_code"))
    reason = said.get("reason")
    return [
        said["applied_on"],
        told.mark(told.lender(said), one),
        told.label("credit_product", said.get("product"), said.get("product_code")) or "–",
        told.money(said.get("amount"), said.get("currency")),
        told.words.joined([outcome, told("in_brackets", text=reason) if reason else ""]) or "–",
        told.source(one),
    ]


def figure_table(told: Told, figures: Sequence[Statement]) -> Table:
    """Figures with what was measured beside them, where something was."""
    measured = any("measured" in one["values"] for one in figures)
    rows = []
    for one in figures:
        row = [told.named(one["code"]), value_of(told, one["values"])]
        rows.append([*row, *([_measured(told, one["values"])] if measured else []), told.source(one)])
    head = [told("figure"), told("value"), *([told("measured")] if measured else []), told("source")]
    return Table(head, rows, right=(1,), wide=(0,), style="figures")


def _measured(told: Told, values: Mapping[str, Any]) -> str:
    found = values.get("measured")
    if not found:
        return "–"
    return told("measured_rate", bad=found["bad_permille"], n=found["n"])


def caveats(told: Told, figures: Sequence[Statement]) -> list[Block]:
    """What the measured rates must not be taken for."""
    known = measured()
    names = dict.fromkeys(one["values"]["measured"]["source"] for one in figures if "measured" in one["values"])
    return [Text(f"{known[name].title}. {known[name].caveat[told.lang]}", "small") for name in names if name in known]


def inquiries(told: Told) -> Section | None:
    """Who asked, each kind apart."""
    each = told.statements("inquiries", "kind")
    if not each and not told.figures("inquiries"):
        return None
    blocks: list[Block] = [Text(told("inquiries_says"), "small")]
    if told.figures("inquiries"):
        blocks += [figure_table(told, told.figures("inquiries")), *caveats(told, told.figures("inquiries"))]
    rows = [_inquiry(told, one["values"]["kind"], said) for one in each for said in one["values"]["inquiries"]]
    rows.sort(key=lambda row: row[0], reverse=True)
    blocks.append(
        Table([told(one) for one in ("day", "asked_by", "purpose", "amount")], rows[:MOST], right=(3,), wide=(1,))
    )
    if len(rows) > MOST:
        blocks.append(Text(told("more_rows", n=len(rows) - MOST), "small"))
    return Section("inquiries", told("inquiries"), blocks)


def _inquiry(told: Told, kind: str, said: Mapping[str, Any]) -> list[str]:
    by = said.get("asked_by") or said.get("lender") or "–"
    amount = told.money(said.get("amount"), said.get("currency"))
    return [said["day"], by, told.label("inquiry_kind", kind, said.get("code")), amount]


def accounts(told: Told) -> Section | None:
    """Each loan or card, and the figures about them."""
    each, figures = told.statements("accounts", "account"), told.figures("accounts")
    named = told.statements("accounts", "named")
    if not (each or figures or named):
        return None
    rows = [_account(told, one) for one in sorted(each, key=_opened, reverse=True)]
    head = ["lender", "product", "opened", "sum_or_limit", "state", "reported", "source"]
    blocks: list[Block] = [Table([told(one) for one in head], rows[:MOST], right=(3,), wide=(0,))] if rows else []
    blocks += [Text(told("more_rows", n=len(rows) - MOST), "small")] if len(rows) > MOST else []
    blocks += [figure_table(told, figures)] if figures else []
    return Section("accounts", told("accounts"), [*blocks, *_named(told, named)])


def _named(told: Told, each: Sequence[Statement]) -> Iterator[Block]:
    """Accounts of others in which the person is named, and as what; none of it is counted."""
    if not each:
        return
    rows = [
        [told.label("claim_role", one["values"]["role"]), *_account(told, one)]
        for one in sorted(each, key=_opened, reverse=True)
    ]
    head = ["role", "lender", "product", "opened", "sum_or_limit", "state", "reported", "source"]
    yield Head(told("named"))
    yield Text(told("named_says"), "small")
    yield Table([told(one) for one in head], rows[:MOST], right=(4,), wide=(1,))
    if len(rows) > MOST:
        yield Text(told("more_rows", n=len(rows) - MOST), "small")


def _opened(one: Statement) -> str:
    return str(one["values"].get("opened", ""))


def _account(told: Told, one: Statement) -> list[str]:
    said = one["values"]
    sum_or_limit = said.get("principal", said.get("credit_limit"))
    closed = said.get("closed")
    why = told.label("close_reason", said.get("close_reason"), said.get("close_code"))
    state = " · ".join(filter(None, (f"{told('closed')} {closed}", why))) if closed else told("open_now")
    name = " · ".join(filter(None, (told.lender(said), said.get("account"))))
    return [
        told.mark(name, one),
        told.label("credit_product", said.get("product"), said.get("product_code")) or "–",
        said.get("opened", "–"),
        told.money(sum_or_limit, said.get("currency")),
        state,
        said.get("as_of", "–"),
        told.source(one),
    ]


def months(told: Told) -> Section | None:
    """The picture of months."""
    picture = drawn.grid(told)
    if not picture:
        return None
    return Section("months", told("months"), [Text(told("months_says"), "small"), *picture])


def late(told: Told) -> Section | None:
    """What was late and made good, and what was worse; nothing where no account has months."""
    blocks = [*_late(told), *_grave(told)]
    figures = told.figures("late")
    blocks += [figure_table(told, figures)] if figures else []
    if not blocks and told.statements("months"):
        blocks = [Text(told("not_late"))]
    return Section("late", told("late"), blocks) if blocks else None


def _late(told: Told) -> Iterator[Block]:
    cured = {_account_of(one): one["values"]["months"] for one in told.statements("late", "cured")}
    rows = []
    for one in told.statements("late", "months"):
        said = one["values"]
        overdue = told.money(said.get("overdue"), said.get("currency"))
        good = ", ".join(cured.get(_account_of(one), ())) or "–"
        name = told.mark(told.account(said), one)
        rows.append([name, ", ".join(said["months"]), _days(told, said), overdue, good, told.source(one)])
    if rows:
        head = ["lender", "late_months", "late_most", "late_overdue", "cured", "source"]
        yield Table([told(one) for one in head], rows, right=(3,), wide=(0, 1))


def _days(told: Told, said: Mapping[str, Any]) -> str:
    low, high = said.get("from"), said.get("to")
    if low is None:
        return told("days_open")
    return told("days_from", low=low) if high is None else told("days_between", low=low, high=high)


def _grave(told: Told) -> Iterator[Block]:
    rows = []
    for one in told.statements("late", "grave"):
        said = one["values"]
        for month in said["months"]:
            word = told.label("month_status", month["status"], month.get("code"))
            rows.append([told.mark(told.account(said), one), month["month"], word])
    if rows:
        yield Head(told("grave"))
        yield Table([told(one) for one in ("lender", "late_when", "state")], rows[:MOST], wide=(0,))
        if len(rows) > MOST:
            yield Text(told("more_rows", n=len(rows) - MOST), "small")


def _account_of(one: Statement) -> tuple[str, str]:
    return one["values"].get("lender", ""), one["values"].get("account", one.get("id", ""))


def due(told: Told) -> Section | None:
    """What is to be paid in the next 30 days."""
    found = told.figures("due")
    return Section("due", told("due"), [figure_table(told, found)]) if found else None


def others(told: Told) -> Section | None:
    """Figures of a rulebook that belong nowhere else."""
    found = told.figures("figures")
    return Section("figures", told("figures"), [figure_table(told, found)]) if found else None


def day_of(text: str) -> int:
    """The number of a day or of the first of a month."""
    return date.fromisoformat(text if len(text) > len("2026-01") else f"{text}-01").toordinal()
