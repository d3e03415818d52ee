"""The itemisation must add up to what is owed now; the last day to dispute is reckoned from an assumed receipt.

The statements are those of Model Form B-1 (12 CFR part 1006, appendix B), a public form of the United States.
"""

from __future__ import annotations

from forbear.calendar import Day, add_business_days, is_business_day
from forbear.errors import InputError, Problem
from forbear.letters.asked import Asked
from forbear.letters.blocks import Table
from forbear.letters.make import Content

_ROWS = {
    "en": (
        "As of {day}, you owed:",
        "Between {day} and today: you were charged this amount in interest:",
        "You were charged this amount in fees:",
        "You paid or were credited this amount toward the debt:",
        "Total amount of the debt now:",
    ),
    "zh": ("截至{day}，您欠款：", "{day}至今：计收利息：", "计收费用：", "已付或已抵扣：", "现欠款总额："),
}
_HEAD = {"en": ("Our information shows", "Amount"), "zh": ("我方资料显示", "金额")}
_ANSWERS = {
    "en": (
        ("", "Please check all that apply:"),
        ("[ ]", "I want to dispute the debt because I think:"),
        ("", "[ ]  This is not my debt."),
        ("", "[ ]  The amount is wrong."),
        ("", "[ ]  Other (please describe on the reverse or attach additional information)."),
        ("[ ]", "I want you to send me the name and address of the original creditor."),
        ("[ ]", "I enclosed this amount: $"),
    ),
    "zh": (
        ("", "请勾选所有适用项："),
        ("[ ]", "我对该债务有异议，理由是："),
        ("", "[ ]  这不是我的债务。"),
        ("", "[ ]  金额有误。"),
        ("", "[ ]  其他（请在背面说明或附上材料）。"),
        ("[ ]", "请提供原债权人的名称和地址。"),
        ("[ ]", "随函附上款项：$"),
    ),
}
_WIDTHS = (1, 14)


def build(asked: Asked) -> Content:
    """One notice for one debt."""
    if len(asked.debts) != 1:
        hint = f"Name it with --debt: {', '.join(debt.name for debt in asked.debts)}"
        raise InputError(Problem("--debt", "a validation notice is about one debt", hint=hint, code="debt-one"))
    debt, chosen, words = asked.debts[0], asked.options, asked.words
    parts = (chosen["then"], chosen["interest"], chosen["fees"], chosen["credits"])
    _check_sum(asked, parts, debt.owed)
    amounts = [words.money(one, debt.currency) for one in (*parts, debt.owed)]
    says = [text.format(day=words.day(chosen["itemization_date"])) for text in _ROWS[asked.lang]]
    signs = ("", "+ ", "+ ", "− ", "")
    rows = tuple((text, sign + amount) for text, sign, amount in zip(says, signs, amounts, strict=True))
    head, *answers = _ANSWERS[asked.lang]
    return Content(
        values={"creditor": debt.creditor, "end": words.day(period_end(asked))},
        tables={"itemisation": Table(_HEAD[asked.lang], rows, frozenset({1}), frozenset({len(rows) - 1})),
                "response": Table(head, tuple(answers), widths=_WIDTHS)},
    )  # fmt: skip


def _check_sum(asked: Asked, parts: tuple[int, int, int, int], owed: int) -> None:
    then, interest, fees, paid = parts
    found = then + interest + fees - paid
    if found != owed:
        shown = [asked.words.money(one, asked.debts[0].currency) for one in (found, owed)]
        what = "the itemisation comes to {}, not to {}".format(*shown)
        hint = "Give then, interest, fees and credits so that they make up what the debts of the case say is owed"
        raise InputError(Problem("--set then=…", what, hint=hint, code="itemisation-wrong"))


def period_end(asked: Asked) -> Day:
    """The last day to dispute: so many working days until it is taken to have come, and the days of the period."""
    receipt, period = asked.laws.find("receipt"), asked.laws.find("period")
    wait, last = (law.days if law and law.days else 0 for law in (receipt, period))
    came = add_business_days(asked.day, wait, lambda day: is_business_day(day, "US"))
    return (asked.day if came is None else came) + last
