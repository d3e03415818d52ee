"""Everybody who looked at an account: on this desk, at its agreements, and at what the ledger says of its debtor.

Programs look, too: with a key, at what the ledger says.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.http import HttpRequest

from forbear.web.desks.collector.models import Account, Look
from forbear.web.desks.proof import looks
from forbear.web.ledger import gates
from forbear.web.people.may import MAY, memberships

COLUMNS = (*looks.COLUMNS, "permit", "where")


def looks_at(account: Account) -> QuerySet[Any, dict[str, Any]]:
    """The looks, the newest first, each as its columns; ``where`` is the desk whose words say what was seen."""
    nothing = Value("", CharField())
    here = account.looks.annotate(organisation=nothing, program=nothing, where=Value("collector.look"))
    ledger = looks.looks_at(account.debtor, permit=nothing, where=Value("proof.looked"))
    found: QuerySet[Any, dict[str, Any]] = here.values(*COLUMNS).union(ledger, all=True)
    return found.order_by("-at", "viewer")


def looked(request: HttpRequest, account: Account, act_name: str, what: str, permit: str = "") -> None:
    """Put a look on record: who, in which role, at what, under which permit."""
    roles = [one.role for one in memberships(request) if one.organisation_id == account.organisation_id]
    granting = next(role for role in roles if role in MAY[act_name])
    Look.objects.create(
        account=account, at=gates.now(), viewer=request.user.pk or 0, role=granting, what=what, permit=permit
    )
