"""What of the ledger somebody may see: all of it in the house that runs the server, elsewhere what is placed with them.

An organisation collects under the ids of its portfolios. It sees decisions about contacts of those, of debtors who
have a debt placed there; of any other it does not even learn that there is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest

from forbear.errors import InputError
from forbear.gate.chain import Record
from forbear.web.access.models import Placement
from forbear.web.api.lookup import place_of
from forbear.web.desks.collector.models import Portfolio
from forbear.web.desks.proof.models import Entry, Look
from forbear.web.ledger import gates
from forbear.web.people.may import MAY, memberships
from forbear.web.people.models import Organisation


@dataclass(frozen=True, slots=True)
class Sight:
    """``collectors`` are those whose contacts are seen, None where all are."""

    organisation: Organisation
    collectors: frozenset[str] | None

    def entries(self) -> QuerySet[Entry]:
        """The listed decisions that are seen."""
        if self.collectors is None:
            return Entry.objects.all()
        placed = Placement.objects.filter(debtor=OuterRef("debtor"), collector=OuterRef("collector"))
        return Entry.objects.filter(Exists(placed), collector__in=self.collectors)

    def sees_debtor(self, debtor: str) -> bool:
        """Is a debt of that debtor with them?"""
        if self.collectors is None:
            return True
        return Placement.objects.filter(debtor=debtor, collector__in=self.collectors).exists()

    def sees(self, record: Record) -> bool:
        """Is it a contact of theirs, of a debtor of theirs?"""
        if self.collectors is None:
            return True
        of = record.body.get("contact", {}).get("collector")
        placed = Placement.objects.filter(debtor=record.debtor, collector=of)
        return of in self.collectors and placed.exists()

    def debtors(self) -> list[str]:
        """The debtors who are seen, in alphabetical order."""
        if self.collectors is None:
            return list(gates.gate().store.debtors())
        placed = Placement.objects.filter(collector__in=self.collectors)
        return sorted(placed.values_list("debtor", flat=True).distinct())


def sight(request: HttpRequest, act: str) -> Sight:
    """What somebody may see under an act; of several roles that which sees most."""
    granting = [one for one in memberships(request) if one.role in MAY[act]]
    house = next((one for one in granting if one.organisation.is_house), None)
    return sight_of(*(one.organisation for one in ([house] if house else granting)))


def sight_of(*organisations: Organisation) -> Sight:
    """What some organisations see together; what is made is the first one's."""
    if any(one.is_house for one in organisations):
        return Sight(organisations[0], None)
    own = Portfolio.objects.filter(organisation__in=organisations).values_list("collector", flat=True)
    return Sight(organisations[0], frozenset(own))


def decision_named(request: HttpRequest, act: str, name: str, what: str) -> tuple[Record, list[Record]]:
    """The decision of an address, with the log up to now; that somebody looked is on record.

    Raises Http404, alike where there is none and where it is not hers to see.
    """
    try:
        debtor, seq = place_of(name, "", 0)
    except InputError as error:
        raise Http404 from error
    seen = sight(request, act)
    with looking_at(request, debtor, what, act):
        records = list(gates.gate().store.read(debtor)) if seen.sees_debtor(debtor) else []
        found = next((one for one in records if one.seq == seq and one.kind == "decision"), None)
        if found is None or not seen.sees(found):
            raise Http404
    return found, records


@contextmanager
def looking_at(request: HttpRequest, debtor: str, what: str, act: str) -> Iterator[None]:
    """What is read in here and the record of it are one transaction."""
    with transaction.atomic():
        membership = next(one for one in memberships(request) if one.role in MAY[act])
        Look.objects.create(
            debtor=debtor, at=gates.now(), viewer=request.user.pk or 0, role=membership.role,
            organisation=membership.organisation.name, what=what, act=act,
        )  # fmt: skip
        yield
