"""A gate before a store, a borrower in New York, and a collector who calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forbear.calendar import HOUR, Instant, read_instant
from forbear.gate.asked import Asked, read_asked
from forbear.gate.gate import Gate
from forbear.gate.memory import MemoryStore
from forbear.gate.store import Store
from forbear.rules.catalog import get

NOON: Instant = read_instant("2026-06-03T12:00:00-04:00")
DAY: Instant = 24 * HOUR
BY = "agency"
PHONE = "+12125550123"
PARTIES: Mapping[str, Any] = {
    "collectors": [{"id": "COL", "kind": "third-party-collector"}],
    "debtor": {"zones": ["America/New_York"], "place": {"country": "US", "state": "NY"}},
    "people": [{"id": "P1", "role": "debtor"}, {"id": "P2", "role": "colleague"}],
    "debts": [{"id": "A", "creditor": "BANK", "product": "credit_card", "purpose": "consumer"}],
}
CALL: Mapping[str, Any] = {
    "channel": "call", "collector": "COL", "person": "P1", "role": "debtor", "debts": ["A"], "address": PHONE,
    "address_kind": "home", "address_source": "given_by_debtor", "purpose": "demand_payment",
}  # fmt: skip


def gate_of(store: Store | None = None, *books: str, debtors: tuple[str, ...] = ("P1",)) -> Gate:
    """A gate whose store knows some debtors."""
    gate = Gate(MemoryStore() if store is None else store, [get(name) for name in books or ("us-reg-f",)])
    for debtor in debtors:
        gate.set_parties(debtor, PARTIES, NOON - 30 * DAY, BY)
    return gate


def call(request: str, debtor: str = "P1", **changes: Any) -> Asked:
    """A call asked for."""
    return read_asked(BY, request, debtor, {**CALL, **changes})
