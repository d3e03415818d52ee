"""Payments, promises and holds of a debtor on the ledger of the gate: read, recorded, undone by a contrary record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forbear.calendar import HOUR, Day, Instant, instant_at, local_day, moment_of, read_instant
from forbear.gate.chain import Record
from forbear.gate.gate import RequestReusedError
from forbear.money import Money
from forbear.plan.schedule import Payment
from forbear.web.channels.hooks import announced
from forbear.web.desks.collector.models import Account
from forbear.web.ledger import gates
from forbear.web.ledger.names import is_of_a_desk
from forbear.web.sealed.hashes import keyed_hash

NOON: Instant = 12 * HOUR
PAYMENT, UNDONE = "payment", "undone"
NO_MARK = "-"
MARK = 16
"""Signs of the hash of a reference that stand on the ledger."""


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment on the ledger: record ``seq``; ``undone`` is the record that took it back, where one did.

    ``once`` and ``mark`` know again the form by which it was entered and its reference, and tell nothing of them.
    """

    seq: int
    day: Day
    recorded_at: Instant
    debt: str
    amount: int
    currency: str
    by: str
    once: str = ""
    mark: str = ""
    undone: int | None = None

    @property
    def counts(self) -> bool:
        """Does it count?"""
        return self.undone is None


def zone_of(account: Account) -> str:
    """The clock of the debtor."""
    return str((*account.person.get("zones", ()), "UTC")[0])


def today_of(account: Account) -> Day:
    """What day it is where the debtor lives."""
    return local_day(gates.now(), zone_of(account))


def records(account: Account) -> Sequence[Record]:
    """All that is on record of the debtor of an account: one query."""
    return gates.gate().store.read(account.debtor)


def payments_in(found: Iterable[Record], zone: str) -> list[Paid]:
    """The payments among records, the oldest first, each with the record that took it back."""
    paid: dict[int, Paid] = {}
    undone: dict[int, int] = {}
    for record in found:
        event = record.body.get("event", {}) if record.kind == "event" else {}
        if event.get("kind") != PAYMENT or event.get("amount") is None:
            continue
        name = own_name(record.body)
        if name.startswith(f"{UNDONE} "):
            undone[int(name.split()[1])] = record.seq
        else:
            paid[record.seq] = _paid(record, event, zone, name)
    kept = [replace(one, undone=undone.get(one.seq)) for one in paid.values()]
    return sorted(kept, key=lambda one: (one.day, one.seq))


def own_name(body: Mapping[str, Any]) -> str:
    """Under which name this desk recorded something; empty where a program did, whose names are its own."""
    return str(body.get("request") or "") if is_of_a_desk(str(body.get("by", ""))) else ""


def counted(paid: Iterable[Paid], debt: str) -> list[Payment]:
    """The payments to a debt that count, as a plan reads them."""
    return [Payment(one.day, one.debt, one.amount) for one in paid if one.debt == debt and one.counts]


def like(paid: Iterable[Paid], debt: str, day: Day, amount: int, reference: str) -> Paid | None:
    """A payment that this one may be entered twice of: the same reference, or the same debt, day and amount."""
    mark = mark_of(reference)
    return next(
        (
            one
            for one in paid
            if one.counts and ((mark and one.mark == mark) or (one.debt, one.day, one.amount) == (debt, day, amount))
        ),
        None,
    )


def mark_of(reference: str) -> str:
    """What stands on the ledger of a reference, which may name somebody: enough to know it again, and no more."""
    return keyed_hash("payment", reference)[:MARK] if reference.strip() else ""


def form_of(once: str) -> str:
    """By what a form is known again that was sent twice."""
    return hashlib.sha256(once.encode()).hexdigest()[:MARK]


def record_payment(account: Account, debt: str, day: Day, money: Money, once: str, reference: str, by: str) -> bool:
    """Record a payment that came. The same form sent twice (``once``) is recorded once."""
    zone = zone_of(account)
    at = min(instant_at(day, NOON, zone), gates.now())
    event = {
        "kind": PAYMENT, "at": moment_of(at, zone).isoformat(), "debts": [debt],
        "amount": main_of(money.amount_minor, money.currency), "currency": money.currency,
        "received_at": moment_of(gates.now(), zone).isoformat(),
    }  # fmt: skip
    name = f"{PAYMENT} {form_of(once)} {mark_of(reference) or NO_MARK}"
    return record(account, event, by, name)


def undo_payment(account: Account, paid: Paid, by: str) -> bool:
    """Take a payment back by a contrary record; doing so twice leaves one."""
    amount = main_of(-paid.amount, paid.currency)
    event = {"kind": PAYMENT, "debts": [paid.debt], "amount": amount, "currency": paid.currency}
    return record(account, event, by, f"{UNDONE} {paid.seq}")


def record(account: Account, event: Mapping[str, Any], by: str, name: str) -> bool:
    """Record an event of the debtor through the gate, which revokes what is not allowed any more.

    False where something of this debtor was recorded under that name before: it stays, and is there once. Never called
    inside a transaction of the database, of which the ledger is no part.
    """
    stated = {"at": moment_of(gates.now(), zone_of(account)).isoformat(), **event}
    try:
        with announced(account.debtor, gates.now()) as now:
            gates.gate().record(account.debtor, stated, now, by, f"{name} {account.debtor}")
    except RequestReusedError:
        return False
    return True


def holds_in(found: Iterable[Record]) -> dict[tuple[str, str], int]:
    """The holds that stand, by kind and debt, with their records; one that names no debt stands under an empty name."""
    holds: dict[tuple[str, str], int] = {}
    for one in found:
        event = one.body.get("event", {}) if one.kind == "event" else {}
        debts = event.get("debts") or [""]
        if event.get("kind") == "hold":
            holds |= {(event["hold"], debt): one.seq for debt in debts}
        elif event.get("kind") == "hold_lifted":
            for debt in debts:
                holds.pop((event["hold"], debt), None)
    return holds


def main_of(minor: int, currency: str) -> str:
    """An amount in main units, without its currency."""
    return str(Money(minor, currency)).removesuffix(f" {currency}")


def _paid(record: Record, event: Mapping[str, Any], zone: str, name: str) -> Paid:
    currency = str(event.get("currency") or "")
    once, mark = (*name.split()[1:3], "", "")[:2] if name.startswith(f"{PAYMENT} ") else ("", "")
    return Paid(
        record.seq, local_day(read_instant(event["at"]), zone), record.at, str((event.get("debts") or [""])[0]),
        Money.parse(str(event["amount"]), currency).amount_minor if currency else 0, currency,
        str(record.body.get("by", "")), once, "" if mark == NO_MARK else mark,
    )  # fmt: skip
