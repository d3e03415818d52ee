"""A person's id by a number that their records carry; numbers are shown by their last letters alone."""

from __future__ import annotations

from dataclasses import dataclass

from forbear.creditfile.identity.numbers import identity, phone
from forbear.creditfile.identity.settings import shipped
from forbear.creditfile.linked.naming import check_linked
from forbear.creditfile.store import Store
from forbear.creditfile.storing import sql

_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who was found, by what, and in how many claims of how many lenders."""

    person: str
    kind: str
    masked: str
    claims: int
    lenders: int


def asked(store: Store, number: str) -> list[Asked]:
    """The people who carry a number or bear an id; a number that the linking set aside finds nobody."""
    check_linked(store)
    settings = shipped()
    spellings = sorted({identity(kind, number, settings).text for kind in settings.ids})
    found = store.rows(sql("linked/asked"), [number.strip().upper(), spellings, phone(number, "").text])
    return [Asked(person, kind, masked(what), claims, lenders) for person, kind, what, claims, lenders in found]


def masked(text: str) -> str:
    """All but the last letters hidden."""
    return "*" * (len(text) - _SHOWN) + text[-_SHOWN:] if len(text) > _SHOWN else text
