"""An account as this desk reads it: found through the one door, the look noted, its debts by their ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from forbear.plan.budget import Budget
from forbear.plan.budgets import budget_of
from forbear.plan.debts import Debts
from forbear.plan.files import debts_of
from forbear.web.desks.arrangements.models import Stated
from forbear.web.desks.collector.looking import looked
from forbear.web.desks.collector.models import Account
from forbear.web.ledger.names import of_organisation, of_person
from forbear.web.people.may import found

NAME = "debts"


@contextmanager
def opened(request: HttpRequest, act: str, pk: UUID, what: str) -> Iterator[Account]:
    """An account of which the act may be done; what is read of it in here and the note of it are one transaction.

    Raises Http404. Nothing is recorded on the ledger in here, whose transactions are never part of another one.
    """
    account = found(Account, request, act, pk)
    with transaction.atomic():
        looked(request, account, act, what)
        yield account


def debts_in(account: Account) -> Debts:
    """The debts as the plan reads them, each called as on the ledger; raises RecordError."""
    return debts_of({"currency": account.portfolio.currency, "debt": list(account.debts)}, NAME)


def names_of(account: Account) -> dict[str, str]:
    """Name on the ledger → what a debt is called on pages: its creditor."""
    return {str(row["name"]): str(row.get("creditor") or row["name"]) for row in account.debts}


def name_of(account: Account) -> str:
    """The name of the debtor."""
    return str(account.person["name"])


def address_of(account: Account, kind: str) -> Mapping[str, str]:
    """The debtor's own address of a kind (post, email): its ``value`` and its ``id`` on the ledger; else empty."""
    return next((one for one in account.person["addresses"] if one["kind"] == kind), {})


def budget_in(account: Account) -> Budget | None:
    """The budget that the debtor stated, None where she stated none."""
    kept = Stated.objects.filter(account=account).first()
    return None if kept is None else budget_of(kept.body, "budget").budget


def actor(request: HttpRequest, account: Account) -> str:
    """The name under which somebody's doings stand on the ledger."""
    return of_person(account.organisation_id, request.user.pk)


def house(account: Account) -> str:
    """The name under which what follows by itself stands on the ledger."""
    return of_organisation(account.organisation_id)
