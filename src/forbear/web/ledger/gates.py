"""The one gate of this process: the rulebooks of the settings before the ledger's store."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from django.conf import settings

from forbear.calendar import SECOND, Instant, instant_of
from forbear.gate.gate import Gate
from forbear.rules.catalog import chosen
from forbear.rules.format import Rulebook
from forbear.web.ledger import counts
from forbear.web.ledger.store import DjangoStore


def now() -> Instant:
    """What time it is: the only clock of the server."""
    return instant_of(datetime.now(UTC))


@lru_cache(maxsize=1)
def rulebooks() -> tuple[Rulebook, ...]:
    """The rulebooks that the settings choose; raises RulebookError on a name that is not there."""
    return tuple(chosen(settings.RULES, settings.PLACES))


@lru_cache(maxsize=1)
def gate() -> Gate:
    """The gate that every view asks. Safe from several threads; made when it is first asked for."""
    return Gate(DjangoStore(told=counts.count), rulebooks(), settings.PERMIT_SECONDS * SECOND)
