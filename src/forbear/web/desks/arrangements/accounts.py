"""An account as this desk reads it: found through the one door, the look noted, its debts by their ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from forbear.plan.budget import Budget
from forbear.plan.budgets import budget_of
from forbear.plan.debts import Debts
from forbear.plan.files import debts_of
from forbear.web.desks.arrangements.models import Stated
from forbear.web.desks.collector.models import Account, Look
from forbear.web.ledger import gates
from forbear.web.people.may import MAY, found, memberships

NAME = "debts"
OWN_KEYS = ("id", "label")
"""Keys of a row of debts that the plan does not know."""


@contextmanager
def opened(request: HttpRequest, act: str, pk: UUID, what: str) -> Iterator[Account]:
    """An account of which the act may be done; what is read of it in here and the note of it are one transaction.

    Raises Http404. Nothing is recorded on the ledger in here, whose transactions are never part of another one.
    """
    account = found(Account, request, act, pk)
    with transaction.atomic():
        role = next((one.role for one in memberships(request) if one.role in MAY[act]), "")
        Look.objects.create(account=account, at=gates.now(), viewer=request.user.pk or 0, role=role, what=what)
        yield account


def rows_of(account: Account) -> list[Mapping[str, Any]]:
    """The rows of the debts."""
    kept = account.debts
    return list(kept.get("debt", ())) if isinstance(kept, Mapping) else list(kept)


def debts_in(account: Account) -> Debts:
    """The debts as the plan reads them, each called by its id on the ledger; raises RecordError."""
    rows = [
        {**{key: value for key, value in row.items() if key not in OWN_KEYS}, "name": id_of(row)}
        for row in rows_of(account)
    ]
    return debts_of({"currency": account.portfolio.currency, "debt": rows}, NAME)


def id_of(row: Mapping[str, Any]) -> str:
    """The id of a debt on the ledger."""
    return str(row.get("id") or row["name"])


def names_of(account: Account) -> dict[str, str]:
    """Id → what a debt is called on pages."""
    return {id_of(row): str(row.get("label") or row.get("creditor") or row["name"]) for row in rows_of(account)}


def name_of(account: Account) -> str:
    """The name of the debtor."""
    return str(account.person.get("name") or account.debtor)


def budget_in(account: Account) -> Budget | None:
    """The budget that the debtor stated, None where she stated none."""
    kept = Stated.objects.filter(account=account).first()
    return None if kept is None else budget_of(kept.body, "budget").budget


def who(account: Account) -> str:
    """Under which name records of this account are made on the ledger: that of the organisation."""
    return account.organisation.name
