"""Telling hooks what is due: signed, again and again until it was heard, for two days."""

from __future__ import annotations

from django.conf import settings

from forbear.calendar import HOUR, MINUTE, SECOND, Instant
from forbear.web.channels.hooks import queue_orphans, signature
from forbear.web.channels.models import Delivery
from forbear.web.channels.outside import NotToldError, post
from forbear.web.ledger import gates

FIRST: Instant = 5 * SECOND
LONGEST: Instant = 2 * HOUR
MOST_TRIES = 32
LEASE: Instant = MINUTE
"""Who takes a delivery has it for so long; then another may, for the first may have died."""
AT_ONCE = 100


def tell_due(now: Instant) -> int:
    """Tell what is due now; how many were tried."""
    queue_orphans(now)
    due = Delivery.objects.filter(done_at=None, due_at__lte=now).select_related("hook").order_by("due_at")[:AT_ONCE]
    return sum(_tell(one) for one in due if _taken(one))


def _taken(one: Delivery) -> bool:
    """Is it ours to tell? Whoever moves ``due_at`` first has it."""
    mine = gates.now() + LEASE
    rows = Delivery.objects.filter(pk=one.pk, done_at=None, due_at=one.due_at, tries=one.tries)
    return rows.update(due_at=mine, tries=one.tries + 1) == 1


def _tell(one: Delivery) -> int:
    now = gates.now()
    headers = {
        "Content-Type": "application/json",
        "Forbear-Delivery": str(one.pk),
        "Forbear-Signature": signature(one.hook, one.body, now),
    }
    try:
        if one.hook.ended_at is None:
            post(one.hook.url, one.body.encode(), headers, private=settings.HOOKS_PRIVATE)
        changed: dict[str, object] = {"done_at": now, "told": one.hook.ended_at is None, "fault": ""}
    except NotToldError as error:
        changed = {"due_at": now + pause(one.tries), "fault": str(error)[:200]}
        if one.tries + 1 >= MOST_TRIES:
            changed["done_at"] = now
    Delivery.objects.filter(pk=one.pk).update(**changed)
    return 1


def pause(tries: int) -> Instant:
    """How long to wait after so many tries that came before: 5 s, 10 s, 20 s ... at most two hours."""
    return min(LONGEST, FIRST << min(tries, 20))
