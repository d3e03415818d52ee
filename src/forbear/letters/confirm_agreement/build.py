"""What was agreed comes from the talks, or from the writer's own choices where it was agreed by word of mouth."""

from __future__ import annotations

from datetime import date

from forbear.calendar import Day
from forbear.errors import Problem
from forbear.letters.asked import Asked, NeedsError
from forbear.letters.make import Content
from forbear.letters.offered import not_past
from forbear.letters.parts import payments_table
from forbear.letters.talked import agreed, concessions_of, last_told, needed_of, only_debt
from forbear.plan.debts import Debt
from forbear.plan.months import LAST_DAY, add_months
from forbear.plan.terms import Due, Terms


def build(asked: Asked) -> Content:
    """The terms, when and how they were agreed, and the points to confirm."""
    debt, terms, on = _agreement(asked)
    not_past(terms, asked.day)
    words, how = asked.words, asked.options["how"]
    needed = needed_of(debt, terms)
    return Content(
        values={
            **concessions_of(terms),
            "debts": debt.name,
            "agreed_on": words.day(on) if on else "",
            "how": how,
            "with": asked.options["with"] or "",
            "account": asked.options["account"] or "",
            "total": words.money(terms.total, debt.currency),
            "needed": "" if needed is None else words.money(needed, debt.currency),
            "single": len(terms.dues) == 1,
            "first": words.money(terms.dues[0].amount, debt.currency),
            "first_day": words.day(terms.dues[0].day),
            "last_day": words.day(terms.last),
        },
        tables={"payments": payments_table(terms, words)},
    )


def _agreement(asked: Asked) -> tuple[Debt, Terms, Day | None]:
    """What the options say, else what the talks say; raises NeedsError where neither says it."""
    own = asked.options
    if own["amount"] is not None and own["first"] is not None:
        debt = only_debt(asked)
        terms = Terms(debt.name, debt.currency, _dues(own["first"], own["amount"], own["count"]), own["frozen"],
                      waives_rest=own["waives_rest"])  # fmt: skip
        return debt, terms, own["agreed"]
    found = agreed(asked)
    if found is None:
        raise NeedsError(_nothing_agreed(asked.lang))
    debt, about, status = found
    said = last_told(about, "amend", asked.day) or last_told(about, "accept", asked.day)
    return debt, status.terms, own["agreed"] or (said.day if said else None)


def _dues(first: Day, amount: int, count: int) -> tuple[Due, ...]:
    """The same payment on the same day of each month; where it is the last of its month, the others are too."""
    due_day = LAST_DAY if add_months(first, 0, LAST_DAY) == first else date.fromordinal(first).day
    return tuple(Due(add_months(first, at, due_day), amount) for at in range(max(1, count)))


def _nothing_agreed(lang: str) -> list[Problem]:
    what = "还缺：约定的还款内容" if lang == "zh" else "still needed: what was agreed"
    hint = (
        "请在协商文件中记入 accept，或写明 --set amount=… --set first=…（多期另写 --set count=…）"
        if lang == "zh"
        else "Write an event 'accept' into the file of talks, or say it with --set amount=… --set first=… (and count=…)"
    )
    return [Problem("", what, hint=hint, code="letter-needs")]
