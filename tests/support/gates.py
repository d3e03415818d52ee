"""A gate before a store, a borrower in New York, and a collector who calls."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from forbear.calendar import HOUR, Instant, read_instant
from forbear.gate.asked import Asked, read_asked
from forbear.gate.gate import Gate
from forbear.gate.memory import MemoryStore
from forbear.gate.store import Store
from forbear.rules.catalog import get
from forbear.rules.format import Rulebook
from forbear.rules.load import load

NOON: Instant = read_instant("2026-06-03T12:00:00-04:00")
DAY: Instant = 24 * HOUR
BY = "agency"
PHONE = "+12125550123"
OTHER_PHONE = "+12125550124"
HOUSE = "house_rules"
"""The small rulebook beside this file: three contacts a day (none from 5 June), a hold, visits by judgement."""

PARTIES: Mapping[str, Any] = {
    "collectors": [{"id": "COL", "kind": "third-party-collector"}, {"id": "COL2", "kind": "third-party-collector"}],
    "debtor": {"zones": ["America/New_York"], "place": {"country": "US", "state": "NY"}},
    "people": [{"id": "P1", "role": "debtor"}, {"id": "P2", "role": "colleague"}],
    "debts": [
        {"id": "A", "creditor": "BANK", "product": "credit_card", "purpose": "consumer"},
        {"id": "B", "creditor": "BANK", "product": "credit_card", "purpose": "consumer"},
    ],
}
CALL: Mapping[str, Any] = {
    "channel": "call", "collector": "COL", "person": "P1", "role": "debtor", "debts": ["A"], "address": PHONE,
    "address_kind": "home", "address_source": "given_by_debtor", "purpose": "demand_payment",
}  # fmt: skip
DISCLOSED: Mapping[str, Any] = {
    "initial_written": False, "content": {"initial_disclosure": True, "collector_statement": True},
}  # fmt: skip
"""What the federal rules of the United States want to know of a call besides."""


def book_named(name: str) -> Rulebook:
    """A shipped rulebook, or the small one."""
    return _house() if name == HOUSE else get(name)


@cache
def _house() -> Rulebook:
    return load(Path(__file__).with_name("house_rules.toml"))


def gate_of(store: Store | None = None, *books: str, debtors: tuple[str, ...] = ("P1",), **options: Any) -> Gate:
    """A gate whose store knows some debtors."""
    gate = Gate(
        MemoryStore() if store is None else store, [book_named(name) for name in books or ("us-reg-f",)], **options
    )
    for debtor in debtors:
        gate.set_parties(debtor, PARTIES, NOON - 30 * DAY, BY)
    return gate


def call(request: str, debtor: str = "P1", **changes: Any) -> Asked:
    """A call asked for."""
    return read_asked(BY, request, debtor, {**CALL, **changes})


def ask(
    request: str, debtor: str = "P1", text: str | None = None, approval: str | None = None, **changes: Any
) -> Asked:
    """A call asked for with all that the federal rules want to know; a text or an approval where there is one."""
    return read_asked(BY, request, debtor, {**CALL, **DISCLOSED, **changes}, text=text, approval=approval)


def event(kind: str, at: str, **facts: Any) -> dict[str, Any]:
    """Something that happened."""
    return {"kind": kind, "at": at, **facts}
