"""The payments must make up the sum agreed, and the sum may not be more than is owed."""

from __future__ import annotations

from forbear.calendar import Day
from forbear.errors import InputError, Problem
from forbear.letters.asked import Asked
from forbear.letters.blocks import Table
from forbear.letters.make import Content
from forbear.plan.fields import Field
from forbear.plan.reading import READERS, UnreadableError

_HEAD = {"en": ("Day", "Payment"), "zh": ("日期", "还款金额")}


def build(asked: Asked) -> Content:
    """One settlement for the debts that the letter is about."""
    words, chosen = asked.words, asked.options
    currency, owed = asked.debts[0].currency, sum(debt.owed for debt in asked.debts)
    dues = _payments(chosen["payments"], currency)
    agreed = sum(amount for _, amount in dues)
    if agreed != chosen["amount"] or agreed > owed or not agreed:
        shown = [words.money(one, currency) for one in (agreed, chosen["amount"], owed)]
        what = "the payments come to {}, agreed are {}, owed {}".format(*shown)
        hint = "The payments make up what was agreed, and that is not more than is owed"
        raise InputError(Problem("--set payments=…", what, hint=hint, code="settlement-wrong"))
    rows = tuple((words.day(day), words.money(amount, currency)) for day, amount in dues)
    creditors = [one for one in dict.fromkeys(debt.creditor for debt in asked.debts) if one]
    return Content(
        values={
            "debts": words.listed([debt.name for debt in asked.debts]),
            "creditors": words.listed(creditors),
            "for_others": bool(creditors) and asked.case.me.name not in creditors,
            "agreed": words.money(agreed, currency),
            "owed": words.money(owed, currency),
            "rest": words.money(owed - agreed, currency) if owed > agreed else "",
            "last": words.day(dues[-1][0]),
        },
        tables={"payments": Table(_HEAD[asked.lang], rows, frozenset({1}))},
    )


def _payments(text: str, currency: str) -> list[tuple[Day, int]]:
    """``2026-04-15 1200, 2026-05-15 1250`` as days and amounts, in order of days."""
    found = []
    for part in filter(None, (one.strip() for one in text.split(","))):
        day, _, amount = part.partition(" ")
        try:
            found.append((READERS["day"](day, Field("", "day", ""), currency), _money(amount, currency)))
        except UnreadableError as error:
            hint = error.hint or "Write it like 2026-04-15 1200, 2026-05-15 1250"
            what = f"{part!r} is no day with an amount"
            raise InputError(Problem("--set payments=…", what, hint=hint, code="payments-invalid")) from None
    if not found:
        hint = "Write it like 2026-04-15 1200, 2026-05-15 1250"
        raise InputError(Problem("--set payments=…", "it names no payment", hint=hint, code="payments-invalid"))
    return sorted(found)


def _money(text: str, currency: str) -> int:
    return int(READERS["money"](text.strip(), Field("", "money", ""), currency))
