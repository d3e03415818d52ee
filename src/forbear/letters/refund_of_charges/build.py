"""Each payment of the loan against the cap that holds for it: its charge, what is allowed, what lies above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forbear.errors import InputError, Problem
from forbear.letters.asked import Asked
from forbear.letters.make import Content
from forbear.letters.paying import above_table, percent
from forbear.plan.caps import UNCHECKED, Held, held_against
from forbear.plan.excess import Above
from forbear.plan.loans import Loan, true_rates
from forbear.report.words import Words

WORTH = ("court", "supervisor", "guidance")
"""What a cap is worth, strongest first."""
ANY = "any"


@dataclass(frozen=True, slots=True)
class _Sums:
    """What lies above in the payments up to a day, and in those after it."""

    paid: int
    due: int

    @classmethod
    def of(cls, rows: Iterable[Above], day: int) -> _Sums:
        every = list(rows)
        paid = sum(row.above for row in every if row.day <= day)
        return cls(paid, sum(row.above for row in every) - paid)


def build(asked: Asked) -> Content:
    """The loan against the strongest of the caps that hold for it."""
    words, loan = asked.words, _loan(asked)
    held = _held(asked, loan)
    sums = _Sums.of(held.rows, asked.options["paid_until"])
    kept = loan.principal - loan.received
    rates = true_rates(loan, [one for one in held.cap.charges if one != "late_charge"])
    money = {
        "principal": loan.principal, "received": loan.received, "kept": kept, "above_paid": sums.paid,
        "above_due": sums.due, "above": held.above, "not_owed": held.not_owed,
    }  # fmt: skip
    return Content(
        values={
            **{name: words.money(amount, loan.currency) if amount else "" for name, amount in money.items()},
            "loan": loan.name,
            "contract": words.day(loan.contract),
            "received_on": words.day(loan.first),
            "rate": percent(rates.instalment.simple_year),
            "cap": held.cap.id,
            "worth": held.cap.worth,
            "limit": _limit(held, words),
            "late": bool(loan.counted(["late_charge"])) and "late_charge" in held.cap.charges,
            "paid_until": words.day(asked.options["paid_until"]),
            "certain": held.certain,
        },
        tables={"payments": above_table(held.rows, loan.currency, words)},
    )


def _loan(asked: Asked) -> Loan:
    """The only loan of the addressee, or the one that is named."""
    wanted = asked.options["loan"]
    found = [one for one in asked.loans if wanted in (None, one.name)]
    if len(found) != 1:
        names = ", ".join(one.name for one in asked.loans)
        what = f"it may be about several loans: {names}" if found else f"there is no loan {wanted!r}"
        raise InputError(Problem("--set loan=…", what, hint=f"One of: {names}", code="loan-unclear"))
    return found[0]


def _held(asked: Asked, loan: Loan) -> Held:
    """The cap that weighs most; raises InputError where none holds, or nothing lies above."""
    place = asked.case.place.country
    if loan.lender == ANY:
        what, why = "the file of the loan does not say what the lender is", "caps differ by lender"
        hint = 'Write lender = "…" into it; docs/reference/plan-files.md lists the words'
        raise InputError(Problem(f"loan {loan.name!r}", what, why=why, hint=hint, code="lender-unclear"))
    every = [one for one in held_against(loan, place, unchecked=True) if one.certain != UNCHECKED and not one.beyond]
    if not every:
        hint = "forbear rate --unchecked tells more; else ask for interest to stop: forbear letter freeze-interest"
        what = f"no cap of {place} that was checked holds for this lender on the day of the contract"
        raise InputError(Problem(f"loan {loan.name!r}", what, hint=hint, code="cap-none"))
    above = [one for one in every if one.above]
    if not above:
        hint = "There is nothing to ask back; forbear rate shows the figures"
        what = f"nothing lies above {_listed(every)}"
        raise InputError(Problem(f"loan {loan.name!r}", what, hint=hint, code="nothing-above"))
    return min(above, key=lambda one: (WORTH.index(one.cap.worth), -one.above))


def _limit(held: Held, words: Words) -> str:
    shown = f"{percent(held.percent / 100)}".removesuffix(" %").removesuffix(".0")
    return words(f"rate.limit_{held.cap.measure}", percent=shown)


def _listed(every: Sequence[Held]) -> str:
    return ", ".join(one.cap.id for one in every)
