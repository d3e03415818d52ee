"""Looking things up for a key: permits, decisions, and where a page ends."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from itertools import dropwhile
from typing import Any

from forbear.calendar import Instant
from forbear.errors import Problem, RecordError
from forbear.gate.case import Case, permit_key
from forbear.gate.gate import UnknownPermitError
from forbear.gate.permit import Permit
from forbear.web.access.models import Placement
from forbear.web.access.view import Eyes
from forbear.web.ledger import gates

DEBTORS_A_PAGE = 200
"""How many logs are looked through for one page of permits."""


def permit_for(seen: Eyes, name: str) -> Permit:
    """The permit of that name, for a key that may see it; raises UnknownPermitError."""
    gate = gates.gate()
    found = gate.store.find(permit_key(name))
    if found is not None:
        permit = gate.case(found[0]).permits[name]
        if is_own(seen, permit.bound):
            return permit
    raise UnknownPermitError(f"There is no permit {name!r}, or it is not yours.")


def is_own(seen: Eyes, contact: Any) -> bool:
    """Is a contact of the collector of this key?"""
    return seen.all or contact.get("collector") == seen.collector


def permits_after(
    seen: Eyes, after: tuple[str, int], debtor: str | None, state: str | None, now: Instant, most: int
) -> tuple[list[Permit], tuple[str, int] | None]:
    """A page of permits that come after a place (debtor, decision), and the place to go on from."""
    page: list[Permit] = []
    for number, name in enumerate(_debtors(seen, after[0], debtor)):
        if number == DEBTORS_A_PAGE:
            return page, (name, 0)
        for permit in _permits(seen, name, state, now):
            if (name, permit.decision) > after:
                if len(page) == most:
                    return page, (page[-1].debtor, page[-1].decision)
                page.append(permit)
    return page, None


def _permits(seen: Eyes, debtor: str, state: str | None, now: Instant) -> list[Permit]:
    found = gates.gate().case(debtor).permits.values()
    return [one for one in found if state in (None, one.state(now)) and is_own(seen, one.bound)]


def _debtors(seen: Eyes, start: str, debtor: str | None) -> Iterator[str]:
    """The debtors to look through, in alphabetical order, from ``start`` on."""
    if debtor is not None:
        return iter([debtor])
    if seen.all:
        return dropwhile(lambda name: name < start, gates.gate().store.debtors())
    placed = Placement.objects.filter(collector=seen.collector).values_list("debtor", flat=True)
    return iter(sorted(name for name in placed.distinct() if name >= start))


def case_and_records(debtor: str) -> tuple[Case, list[Any]]:
    """A debtor's log, and what it says together."""
    records = list(gates.gate().store.read(debtor))
    return Case(debtor).take(records), records


def cursor_of(*place: str | int) -> str:
    """A place as a caller hands it back."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def place_of(cursor: str | None, *start: str | int) -> Any:
    """The place of a cursor, ``start`` where there is none; raises RecordError."""
    if cursor is None:
        return start
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii")))
    except (ValueError, RecursionError):
        place = None
    if not isinstance(place, list) or [type(each) for each in place] != [type(each) for each in start]:
        hint = "Hand back 'next' of the page before, or leave it out"
        raise RecordError(Problem("cursor", "it is none of ours", hint=hint, code="cursor"))
    return tuple(place)
