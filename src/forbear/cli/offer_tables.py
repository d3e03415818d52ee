"""The answers of ``forbear offer`` for people: tables and sentences in either language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from forbear.calendar import Day, show_day
from forbear.cli.console import NARROW, out, say, table
from forbear.cli.offer_records import percent
from forbear.money import Money
from forbear.report.words import Words

if TYPE_CHECKING:
    from forbear.plan.debts import Debt
    from forbear.plan.hardship import Cost
    from forbear.plan.judge import Effect, Judgement, Side
    from forbear.plan.lender import Assumptions, Worth
    from forbear.plan.offers import Ceiling, Offers
    from forbear.plan.replan import Move, Replanned
    from forbear.plan.schedule import Sums
    from forbear.plan.terms import Due, Terms
    from forbear.plan.tracking import Status

MOST_RUNS = 3
"""Runs of equal payments shown in a cell; the files have all."""
UNCHANGED = "unchanged"


def show_offers(found: Offers, ceilings: Sequence[Ceiling], words: Words) -> None:
    """What each creditor is offered, then what is for the borrower alone."""
    table(
        words("offer.to_show"),
        _heads(words, "creditor", "debt", "owed", "payments", "total", "asks"),
        (
            (one.creditor, one.debt, _money(one.owed, one.terms.currency), _payments(one.terms, words),
             _money(one.terms.total, one.terms.currency), _asks(one.terms, words))
            for one in found.offers
        ),
    )  # fmt: skip
    if found.without:
        say(words("offer.without", debts=words.listed(list(found.without))))
    rows = ((one.debt, _money(one.spare, one.currency)) for one in ceilings)
    table(words("offer.private"), _heads(words, "debt", "spare"), rows)
    say(words("offer.private_says"))


def show_judgement(found: Judgement, creditor: str, longest: int, words: Words) -> None:
    """Whether it fits, both offers side by side, the other debts, and what to answer."""
    currency = found.ours.terms.currency
    if found.short is None:
        say(words("offer.fits", creditor=creditor), style="bold green", sign="✓")
    else:
        say(words("offer.short", creditor=creditor, **_at(found.short, currency)), style="bold red", sign="✗")
    if found.beyond:
        say(words("offer.beyond", n=len(found.theirs.terms.dues), most=longest))
    sides = (_side(one, words) for one in (found.ours, found.theirs))
    heads = _heads(words, "payments", "total", "asks", "charges", "waived", "left", "all_debts")
    table("", _heads(words, "side", "ours", "theirs"), zip(heads, *sides, strict=True), whole=())
    _show_effects(found.effects, currency, words)
    if found.change is not None:
        say(_changed(found.change, currency, words))
    say(words(f"offer.answer_{found.answer}"), style="bold")
    if found.answer == "counter" and found.terms is not None:
        for line in _payments(found.terms, words).splitlines():
            say(line, indent=2)
        say(f"{words('offer.asks')}: {_asks(found.terms, words)}", indent=2)


def show_if_closed(found: Status, words: Words) -> None:
    """Say so where the counter-offer cannot be answered any more."""
    if found.state != "countered":
        say(words("offer.not_open", state=words(f"offer.state_{found.state}")), style="yellow", sign="!")


def show_status(found: Mapping[str, Status], words: Words) -> None:
    """Each offer: its state, what counts, what is missing, what comes; then its steps."""
    rows = ((name, words(f"offer.state_{one.state}"), *_counts(one, words)) for name, one in found.items())
    table("", _heads(words, "debt", "state", "paid", "missing", "next"), rows)
    for name, one in found.items():
        currency = one.terms.currency
        steps = (
            (show_day(step.day), words(f"offer.event_{step.event}"), words(f"offer.state_{step.state}"),
             _money(step.amount, currency) if step.amount else "")
            for step in one.steps
        )  # fmt: skip
        table(name, _heads(words, "day", "event", "state", "amount"), steps)
        if one.aside:
            say(words("offer.aside", amount=_money(one.aside, currency)))


def show_replanned(found: Replanned, words: Words) -> None:
    """What moved, in sentences, and the debts before and now."""
    currency = found.after.schedule.debts.all[0].currency
    say(words("offer.moved" if found.moves else "offer.nothing_moved", day=show_day(found.day)), style="bold")
    for one in found.moves:
        say(move(one, currency, words), sign="·")
    before, after = found.before.schedule, found.after.schedule
    table(
        "",
        _heads(words, "debt", "ended", "ends", "cost_then", "cost_now"),
        (
            (debt.name, *(_ends(one.closed_on[debt.name], words) for one in (before, after)),
             *(_money(_cost(one.sums(debt.name)), currency) for one in (before, after)))
            for debt in after.debts.all
        ),
    )  # fmt: skip
    if found.after.short is not None:
        say(words("offer.promises_short", **_at(found.after.short, currency)), style="bold red", sign="✗")
    elif found.after.ends is None:
        say(words("offer.no_end"), style="bold red", sign="✗")
    elif found.before.ends is not None:
        say(words("offer.ends_now", then=show_day(found.before.ends), now=show_day(found.after.ends)), style="bold")
        say(_changed(found.change, currency, words))
    _show_coming(found, words)


def move(one: Move, currency: str, words: Words) -> str:
    """One thing that went otherwise than planned, as a sentence."""
    given = {"debt": one.debt, "amount": _money(one.amount, currency), "day": show_day(one.day), "other": one.other}
    return words(f"offer.move_{one.kind}", n=one.days, **given)


def show_costs(found: Sequence[Cost], debt: Debt, words: Words) -> None:
    """Every option with its full cost, beside the contract."""
    contract = next(one.charges for one in found if one.name == UNCHANGED)
    names: tuple[str, ...] = ("option", "begins", "first", "highest", "number", "charges", "difference", "ends")
    rows: list[tuple[str, ...]] = [_cost_row(one, contract, debt.currency, words) for one in found]
    if out.width < NARROW:
        names = ("option", "first", "highest", "number", "charges", "ends")
        rows = [(row[0], _below(row[2], row[1]), *row[3:5], _below(row[5], row[6]), row[7]) for row in rows]
    table(f"{debt.name}, {debt.currency}", _heads(words, *names), rows, whole=(1, 2))
    say(words("offer.options_say", day=show_day(found[-1].last)))


def show_worth(found: Worth, assumed: Assumptions, debt: Debt, words: Words) -> None:
    """The lender's view, after everything that it assumes."""
    say(words("offer.assumed"), style="bold")
    given = {name: percent(getattr(assumed, name)) for name in ("discount", "keeps", "recovers", "sale")}
    for name, shown in given.items():
        say(words(f"offer.assumed_{name}", percent=shown, n=assumed.after_months), sign="·")
    say(words("offer.assumed_cost", amount=_money(assumed.cost, debt.currency)), sign="·")
    names = ("nominal", "present", "expected", "holding_out", "sale")
    rows = ((words(f"offer.worth_{name}"), _money(getattr(found, name), debt.currency)) for name in names)
    table(debt.name, _heads(words, "worth", "amount"), rows)
    say(words("offer.better" if found.better else "offer.worse"), style="bold")
    say(words("offer.break_even", percent=percent(found.break_even)))


def _heads(words: Words, *names: str) -> list[str]:
    return [words(f"offer.{name}") for name in names]


def _payments(terms: Terms, words: Words) -> str:
    """The first runs of equal payments, and how many payments follow them."""
    runs = terms.runs()
    shown = [
        words("offer.run", amount=_money(run.amount, terms.currency), first=show_day(run.first), n=run.count)
        for run in runs[:MOST_RUNS]
    ]
    more = sum(run.count for run in runs[MOST_RUNS:])
    return "\n".join([*shown, words("offer.more", n=more, last=show_day(terms.last))] if more else shown)


def _asks(terms: Terms, words: Words) -> str:
    return "\n".join(words(f"offer.asks_{name}") for name in terms.concessions) or words("offer.asks_nothing")


def _side(side: Side, words: Words) -> tuple[str, ...]:
    currency, sums = side.terms.currency, side.sums
    amounts = (sums.interest + sums.fees, sums.waived, sums.closing)
    everything = words("offer.no_total") if side.total is None else _money(side.total, currency)
    return (
        _payments(side.terms, words), _money(sums.paid, currency), _asks(side.terms, words),
        *(_money(one, currency) for one in amounts), everything,
    )  # fmt: skip


def _show_effects(effects: Iterable[Effect], currency: str, words: Words) -> None:
    rows = (
        (one.debt, _ends(one.closed_before, words), _ends(one.closed_after, words),
         _money(one.cost_before, currency), _money(one.cost_after, currency))
        for one in effects
    )  # fmt: skip
    table(words("offer.others"), _heads(words, "debt", "with_ours", "with_theirs", "cost_ours", "cost_theirs"), rows)


def _changed(change: int, currency: str, words: Words) -> str:
    if not change:
        return words("offer.same_cost")
    return words("offer.dearer" if change > 0 else "offer.cheaper", amount=_money(abs(change), currency))


def _counts(one: Status, words: Words) -> tuple[str, str, str]:
    currency = one.terms.currency
    if one.until is not None:
        coming = words("offer.answer_by", day=show_day(one.until))
    elif one.coming is not None:
        coming = f"{_money(one.coming.amount, currency)} {show_day(one.coming.day)}"
    else:
        coming = ""
    return _money(one.paid, currency), _money(one.missing, currency) if one.missing else "", coming


def _show_coming(found: Replanned, words: Words) -> None:
    """The next payment to each debt."""
    ordered = sorted(found.after.coming, key=lambda one: (one.day, one.debt), reverse=True)
    first = {one.debt: one for one in ordered}
    currency = found.after.schedule.debts.all[0].currency
    rows = ((one.debt, show_day(one.day), _money(one.amount, currency)) for one in first.values())
    table(words("offer.coming"), _heads(words, "debt", "day", "amount"), sorted(rows, key=lambda row: (row[1], row[0])))


def _below(above: str, below: str) -> str:
    """Two cells in one, one below the other: for narrow terminals."""
    return "\n".join(filter(None, (above, below)))


def _cost_row(one: Cost, contract: int, currency: str, words: Words) -> tuple[str, ...]:
    first, apart = one.first, one.charges - contract
    left = words("offer.still_owed", amount=_bare(one.sums.closing, currency))
    sign = "+" if apart > 0 else "−" if apart < 0 else ""
    return (
        words(f"offer.option_{one.name}"),
        "" if first is None else show_day(first.day),
        "" if first is None else _bare(first.amount, currency),
        _bare(one.highest, currency),
        str(len(one.payments)),
        _bare(one.charges, currency),
        "" if one.name == UNCHANGED else f"{sign}{_bare(abs(apart), currency)}",
        left if one.closed_on is None else show_day(one.closed_on),
    )


def _cost(sums: Sums) -> int:
    return sums.interest + sums.fees - sums.waived


def _ends(day: Day | None, words: Words) -> str:
    return words("offer.never") if day is None else show_day(day)


def _at(due: Due, currency: str) -> dict[str, str]:
    return {"day": show_day(due.day), "amount": _money(due.amount, currency)}


def _bare(amount: int, currency: str) -> str:
    """An amount whose currency stands above it."""
    return _money(amount, currency).removesuffix(f" {currency}")


def _money(amount: int, currency: str) -> str:
    return str(Money(amount, currency))
