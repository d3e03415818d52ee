"""Writing down who opened what of a log: for the organisation whose log it is."""

from __future__ import annotations

from django.http import HttpRequest

from forbear.web.desks.auditor.models import Audit, Log, Opening
from forbear.web.ledger import gates
from forbear.web.sealed.hashes import keyed_hash


def note(
    request: HttpRequest, log: Log, what: str, audit: Audit | None = None, debtor: str = "", seq: int | None = None
) -> None:
    """Write it down."""
    Opening.objects.create(
        organisation_id=log.organisation_id, log=log.pk, audit=audit.pk if audit else None,
        viewer=request.user.pk or 0, what=what, debtor=keyed_hash("debtor", debtor) if debtor else "", seq=seq,
        at=gates.now(),
    )  # fmt: skip
