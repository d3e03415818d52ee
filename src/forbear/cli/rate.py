"""``forbear rate``: what a loan really cost, by each convention, and what of it lies above a cap."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from forbear.calendar import show_day
from forbear.cli.choosing import Language
from forbear.cli.console import plain, say, table
from forbear.errors import Problem, RecordError, nearest
from forbear.money import Money
from forbear.report.words import Words

if TYPE_CHECKING:
    from forbear.plan.caps import Held
    from forbear.plan.loans import Loan, TrueRates

COLUMNS = ("counted", "effective", "appendix_j", "period", "simple", "compound")


def rate(
    file: Annotated[Path, typer.Argument(help="A loan: what was received and what is paid (TOML or JSON).")],
    place: Annotated[str, typer.Option("--place", help="Whose caps: CN, KR, JP, PH, GB; else as in the file.")] = "",
    lender: Annotated[str, typer.Option("--lender", help="What the lender is; else as in the file.")] = "",
    unchecked: Annotated[bool, typer.Option("--unchecked", help="Apply caps too that nobody checked.")] = False,
    each: Annotated[bool, typer.Option("--each", help="Every payment: its charge, and what lies above.")] = False,
    lang: Annotated[Language, typer.Option("--lang", help="Language of the answer.")] = Language.en,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Reckon the true rate of a loan, each convention by its name, and what lies above the caps of a place.

    Example: forbear rate loan.toml --place CN --lender online_platform
    """
    from forbear.plan.caps import held_against
    from forbear.plan.loans import EXTRAS, read_loan, true_rates

    loan, words = read_loan(file), Words(lang)
    _check_lender(lender)
    rates = [true_rates(loan, ())] if loan.counted(("instalment",)) else []
    if loan.counted(EXTRAS) or not rates:
        rates.append(true_rates(loan))
    known = held_against(loan, place, lender, unchecked=True)
    held = known if unchecked else held_against(loan, place, lender)
    if as_json:
        plain(json.dumps(_record(loan, rates, held), ensure_ascii=False, indent=2))
        return
    _show_rates(loan, rates, words)
    _show_caps(loan, held, (place or loan.place).upper(), lender or loan.lender, words)
    if len(held) < len(known):
        say(words("rate.unchecked", n=len(known) - len(held)))
    for one in held if each else ():
        _show_each(loan, one, words)
    say(words("rate.no_advice"))


def _check_lender(lender: str) -> None:
    from forbear.plan.fields import tables

    known = tables()["loan"].fields["lender"].words
    if lender and lender not in known:
        hint = nearest(lender, known) or f"One of: {', '.join(known)}"
        raise RecordError(Problem("--lender", f"there is no lender {lender!r}", hint=hint, code="lender-unknown"))


def _show_rates(loan: Loan, rates: list[TrueRates], words: Words) -> None:
    last = rates[-1]
    received, paid, cost = (_money(loan, one) for one in (last.received, last.paid, last.cost))
    n = len(loan.counted(last.kinds))
    say(words("rate.head", name=loan.name, received=received, paid=paid, cost=cost, n=n), style="bold")
    table("", [words(f"rate.{name}") for name in COLUMNS], (_row(one, words) for one in rates))
    per_year = last.appendix_j / last.instalment.period if last.instalment.period else 1
    unit = words(f"rate.unit_{last.unit}")
    year = f"{per_year:.4f}".rstrip("0").rstrip(".")
    key = "rate.unit" if last.odd else "rate.unit_whole"
    say(words(key, unit=unit, year=year, full=last.full, odd=str(last.odd)))


def _row(rates: TrueRates, words: Words) -> tuple[str, ...]:
    shown = rates.instalment
    numbers = (rates.effective, rates.appendix_j, shown.period, shown.simple_year, shown.compound_year)
    return words("rate.alone" if len(rates.kinds) == 1 else "rate.all"), *(_percent(one) for one in numbers)


def _show_caps(loan: Loan, held: tuple[Held, ...], place: str, lender: str, words: Words) -> None:
    if not held:
        key = "rate.no_caps" if place else "rate.no_place"
        say(words(key, place=place, lender=lender, day=show_day(loan.contract)))
        return
    plain("")
    say(words("rate.caps", place=place, day=show_day(loan.contract)), style="bold")
    columns = [words(f"rate.{name}") for name in ("cap", "limit", "above", "not_owed")]
    table("", columns, ((one.cap.id, *_amounts(loan, one, words)) for one in held))
    for one in held:
        say(f"{one.cap.id}: {one.cap.says[words.lang]}", sign="·")
        if one.cap.lenders:
            shown = words.listed([words(f"rate.lender_{each}") for each in one.cap.lenders])
            say(words("rate.lenders", lenders=shown), indent=2)
        certain = [words(f"rate.worth_{one.cap.worth}"), words(f"rate.certain_{one.certain}"), words.kept(one.cap.cite)]
        say(" ".join([*certain, words("rate.beyond")] if one.beyond else certain), indent=2, style="dim")


def _amounts(loan: Loan, held: Held, words: Words) -> tuple[str, str, str]:
    limit = words(f"rate.limit_{held.cap.measure}", percent=_short(held.percent))
    return limit, _money(loan, held.above), _money(loan, held.not_owed)


def _show_each(loan: Loan, held: Held, words: Words) -> None:
    columns = [words(f"rate.{name}") for name in ("day", "each", "charge", "allowed", "above")]
    rows = (
        (show_day(row.day), *(_money(loan, one) for one in (row.payment, row.charge, row.allowed, row.above)))
        for row in held.rows
    )
    table(held.cap.id, columns, rows)


def _record(loan: Loan, rates: list[TrueRates], held: tuple[Held, ...]) -> dict[str, Any]:
    return {
        "name": loan.name,
        "currency": loan.currency,
        "rates": [
            {
                "counted": list(one.kinds), "received": _money(loan, one.received), "paid": _money(loan, one.paid),
                "cost": _money(loan, one.cost), "effective_percent": _percent(one.effective),
                "appendix_j_percent": _percent(one.appendix_j), "unit_period": one.unit,
                "irr_period_percent": _percent(one.instalment.period),
                "irr_simple_year_percent": _percent(one.instalment.simple_year),
                "irr_compound_year_percent": _percent(one.instalment.compound_year),
            }
            for one in rates
        ],
        "caps": [
            {
                "cap": one.cap.id, "measure": one.cap.measure, "percent": _short(one.percent), "cite": one.cap.cite,
                "worth": one.cap.worth, "confidence": one.certain, "beyond_table": one.beyond,
                "says": dict(one.cap.says), "above": _money(loan, one.above), "not_owed": _money(loan, one.not_owed),
                "payments": [
                    {"day": show_day(row.day), "payment": _money(loan, row.payment), "charge": _money(loan, row.charge),
                     "allowed": _money(loan, row.allowed), "above": _money(loan, row.above)}
                    for row in one.rows
                ],
            }
            for one in held
        ],
    }  # fmt: skip


def _money(loan: Loan, amount: int) -> str:
    return str(Money(amount, loan.currency))


def _percent(value: Decimal) -> str:
    from forbear.plan.rounding import digits

    return f"{digits(value * 100, 2)} %"


def _short(percent: Fraction) -> str:
    return f"{Decimal(percent.numerator) / percent.denominator:f}"
