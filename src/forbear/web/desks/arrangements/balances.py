"""What is owed of each debt after the payments on the ledger, what each of them settled, and whether a debt ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forbear.calendar import Day
from forbear.gate.chain import Record
from forbear.plan.conventions import conventions
from forbear.plan.debts import Debt, Debts
from forbear.plan.entries import Entry
from forbear.plan.negotiation import END, STANDING
from forbear.plan.schedule import Payment, Schedule, simulate
from forbear.plan.terms import Terms, agreed
from forbear.web.desks.arrangements import deals, ledger
from forbear.web.desks.arrangements.accounts import debts_in, house
from forbear.web.desks.arrangements.ledger import Paid
from forbear.web.desks.arrangements.models import Arrangement
from forbear.web.desks.collector import standing
from forbear.web.desks.collector.models import Account
from forbear.web.ledger import gates

ENDED = ("paid", "settled")
"""Holds that say that nothing more is asked for."""


@dataclass(frozen=True, slots=True)
class Balance:
    """One debt today: ``owed``, how it was ``reckoned``, and what each payment settled, by the number of its record.

    A payment of a day up to that of the balance is in it already and has no entry; what was paid beyond the debt is
    ``over``.
    """

    debt: Debt
    owed: int
    entries: Mapping[int, Entry]
    over: int
    schedule: Schedule

    def reckoned(self, lang: str) -> tuple[str, ...]:
        """The conventions, as every schedule prints them."""
        return conventions(self.schedule, lang)


def balance_of(debt: Debt, paid: Iterable[Paid], terms: Terms | None, today: Day) -> Balance:
    """A debt on a day, under the terms that were agreed for it where there are some."""
    under = debt if terms is None else agreed(debt, terms)
    counted = [one for one in paid if one.debt == debt.name and one.counts and debt.as_of < one.day <= today]
    last = max(today, debt.as_of)
    settles = _settling(counted, terms)
    payments = [Payment(one.day, one.debt, one.amount, one.seq == settles) for one in counted]
    schedule = simulate(Debts((under,)), payments, last)
    return Balance(
        debt, schedule.closing[debt.name], dict(_entries(counted, schedule)),
        sum(one.amount for one in schedule.left_over), schedule,
    )  # fmt: skip


def _settling(counted: Sequence[Paid], terms: Terms | None) -> int:
    """The record of the payment that completes a settlement; 0 where none does."""
    if terms is None or not terms.waives_rest:
        return 0
    sum_so_far = 0
    for one in counted:
        sum_so_far += one.amount
        if sum_so_far >= terms.total:
            return one.seq
    return 0


def _entries(counted: Sequence[Paid], schedule: Schedule) -> Iterable[tuple[int, Entry]]:
    """Payments with what each settled: both stand in the order of days; one that nothing was owed for has none."""
    booked = [entry for entry in schedule.entries if entry.kind == "payment"]
    at = 0
    for one in counted:
        if at < len(booked) and booked[at].day == one.day and booked[at].amount <= one.amount:
            yield one.seq, booked[at]
            at += 1


def tell_ends(account: Account, owed: Mapping[str, int], found: Sequence[Record], by: str = "") -> list[str]:
    """Tell the gate which debts are paid in full, and which are no longer; the names of those told of.

    It follows from what is owed: a debt on which nothing is owed has a hold ``paid``; where a payment was taken back
    and something is owed again, the hold is lifted.
    """
    holds = ledger.holds_in(found)
    last = max((one.seq for one in found), default=0)
    told = []
    for debt, amount in owed.items():
        ended = [kind for kind in ENDED if (kind, debt) in holds]
        if not amount and not ended:
            event = {"kind": "hold", "hold": "paid", "debts": [debt]}
        elif amount and "paid" in ended:
            event = {"kind": "hold_lifted", "hold": "paid", "debts": [debt], "reason": "withdrawn"}
        else:
            continue
        ledger.record(account, event, by or house(account), f"{event['kind']} paid {debt} {last}")
        told.append(debt)
    return told


def settle(account: Account, by: str = "") -> list[str]:
    """Follow the payments of an account as they stand, and tell the gate which debts have ended; safe to repeat."""
    today = ledger.today_of(account)
    deals.follow_payments(account, today)
    found = ledger.records(account)
    paid = ledger.payments_in(found, ledger.zone_of(account))
    under = agreed_terms(account, paid, today)
    owed = {debt.name: balance_of(debt, paid, under.get(debt.name), today).owed for debt in debts_in(account).all}
    told = tell_ends(account, owed, found, by)
    standing.fresh([account], gates.now())
    return told


def agreed_terms(account: Account, paid: Sequence[Paid], today: Day) -> dict[str, Terms]:
    """The terms under which debts of an account stand: agreed and not put aside. A promise changes no debt."""
    found = Arrangement.objects.filter(account=account, kind=deals.PLAN, ended__in=("", "completed"))
    agreed_ones = found.filter(state__in=(*STANDING, END)).order_by("made_at")
    return {
        one.debt: deals.status_of(one, ledger.counted(paid, one.debt), today).terms for one in agreed_ones
    }  # fmt: skip
