"""Tables of the letters about paying: shares among creditors, payments to come, what was paid."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from forbear.letters.blocks import Table
from forbear.letters.parts import MOST_PAYMENTS, payments_table
from forbear.plan.rounding import digits
from forbear.report.words import Words

if TYPE_CHECKING:
    from forbear.plan.debts import Debts
    from forbear.plan.excess import Above
    from forbear.plan.hardship import Cost
    from forbear.plan.offers import Offer
    from forbear.plan.schedule import Payment

_HEADS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "shares": {"en": ("Creditor", "Owed", "Share", "First payment"), "zh": ("债权人", "欠款", "比例", "首期还款")},
    "payments": {"en": ("Day", "Debt", "Payment"), "zh": ("日期", "债务", "还款金额")},
    "costs": {
        "en": ("Way", "Highest payment", "Payments", "Interest and fees", "Ends"),
        "zh": ("方式", "最高一期", "期数", "利息和费用", "结清日"),
    },
    "above": {
        "en": ("Day", "Payment", "Charge in it", "Allowed", "Above"),
        "zh": ("日期", "还款金额", "其中费用", "上限以内", "超出部分"),
    },
    "paid": {"en": ("Day", "Paid"), "zh": ("日期", "已还金额")},
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "you": {"en": "You: {debt}", "zh": "贵方：{debt}"},
    "other": {"en": "Another creditor", "zh": "其他债权人"},
    "all": {"en": "All", "zh": "合计"},
}


def shares_table(
    offers: Sequence[Offer], mine: Collection[str], debts: Debts, words: Words, named: bool = False
) -> Table:
    """Each offer with its part of all first payments; the debts in ``mine`` first, others by name only if ``named``."""
    lang, whole = words.lang, sum(_first(one) for one in offers)
    currency = offers[0].terms.currency
    ordered = sorted(offers, key=lambda one: (one.debt not in mine, -one.owed))
    rows = [
        (
            _creditor(one, mine, lang, named), words.money(debts[one.debt].owed, currency),
            percent(Fraction(_first(one), whole)), words.money(_first(one), currency),
        )
        for one in ordered
    ]  # fmt: skip
    owed = sum(debts[one.debt].owed for one in offers)
    rows.append((_WORDS["all"][lang], words.money(owed, currency), percent(Fraction(1)), words.money(whole, currency)))
    return Table(_HEADS["shares"][lang], tuple(rows), frozenset({1, 2, 3}), frozenset({len(rows) - 1}))


def payments_of(offers: Sequence[Offer], words: Words) -> Table:
    """The payments of one offer, or of several with the name of each debt beside them."""
    tables = [(one.debt, payments_table(one.terms, words)) for one in offers]
    if len(tables) == 1:
        return tables[0][1]
    rows = tuple((day, debt, amount) for debt, table in tables for day, amount in table.rows)
    return Table(_HEADS["payments"][words.lang], rows, frozenset({2}))


def paid_table(payments: Iterable[Payment], currency: str, words: Words) -> Table:
    """What was paid, day by day, and the sum: the last payments where there are many."""
    found = sorted(payments, key=lambda one: one.day)
    rows = [(words.day(one.day), words.money(one.amount, currency)) for one in found[-MOST_PAYMENTS:]]
    rows.append((_WORDS["all"][words.lang], words.money(sum(one.amount for one in found), currency)))
    return Table(_HEADS["paid"][words.lang], tuple(rows), frozenset({1}), frozenset({len(rows) - 1}))


def percent(part: Fraction | Decimal) -> str:
    """``31.8 %``."""
    return f"{digits(part * 100, 1)} %"


def _sums(rows: Sequence[Above], currency: str, words: Words) -> tuple[str, ...]:
    columns = zip(*((row.payment, row.charge, row.allowed, row.above) for row in rows), strict=True)
    return tuple(words.money(sum(column), currency) for column in columns)


def _first(offer: Offer) -> int:
    return offer.terms.dues[0].amount


def _creditor(offer: Offer, mine: Collection[str], lang: str, named: bool) -> str:
    if offer.debt in mine:
        return _WORDS["you"][lang].format(debt=offer.debt)
    return offer.creditor if named else _WORDS["other"][lang]


def costs_table(costs: Iterable[Cost], currency: str, words: Words) -> Table:
    """What each option costs to its end: its highest payment, how many, interest and fees, and when it ends."""
    rows = tuple(
        (
            words(f"offer.option_{one.name}"), words.money(one.highest, currency), str(len(one.payments)),
            words.money(one.charges, currency), words.day(one.closed_on) if one.closed_on else "–",
        )
        for one in costs
    )  # fmt: skip
    return Table(_HEADS["costs"][words.lang], rows, frozenset({1, 2, 3}))


def above_table(rows: Sequence[Above], currency: str, words: Words) -> Table:
    """What is paid on each day, what of it is a charge, what a cap allows and what lies above, with sums."""
    shown = [
        (words.day(day), *_sums(list(some), currency, words)) for day, some in groupby(rows, key=lambda row: row.day)
    ]
    shown.append((_WORDS["all"][words.lang], *_sums(rows, currency, words)))
    return Table(_HEADS["above"][words.lang], tuple(shown), frozenset({1, 2, 3, 4}), frozenset({len(shown) - 1}))
