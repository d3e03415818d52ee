"""The record of what programs read of debtors: a program asks many times a day, and one row a day tells of it."""

from __future__ import annotations

from collections.abc import Iterable

from forbear.calendar import Instant, local_day
from forbear.web.access.models import ApiKey, Reading


def note(key: ApiKey, debtors: Iterable[str], what: str, now: Instant) -> None:
    """Put on record that a key reads something of some debtors; that it did so earlier on the day is enough."""
    about = {"day": local_day(now, "UTC"), "key": key.pk, "what": what}
    wanted = set(debtors)
    noted = Reading.objects.filter(debtor__in=wanted, **about).values_list("debtor", flat=True)
    own = {"at": now, "organisation": key.organisation, "name": key.name}
    missing = [Reading(debtor=debtor, **about, **own) for debtor in sorted(wanted - set(noted))]
    if missing:
        Reading.objects.bulk_create(missing, ignore_conflicts=True)
