"""Which rulebooks of a gate judge a debtor: those of the place where she lives, as far as it is on record.

What is not known shuts no rulebook out. Kinds of collectors and loans and the days of force are no part of the choice:
the scope of each rulebook says them, contact by contact (``engine/scalar.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from forbear.events import Facts, Value
from forbear.places import LEVELS, Place, Places
from forbear.rules.format import Rulebook

UNSTATED, DISAGREE = WIDELY = "place-unstated", "places-disagree"
"""Why rulebooks were chosen widely."""
_KEPT = 4096
"""For so many places and zones of debtors it is kept which rulebooks judge them."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rulebooks that judge a debtor. ``why`` says where they had to be chosen widely (``WIDELY``)."""

    books: tuple[Rulebook, ...]
    why: tuple[str, ...] = ()


class Books:
    """The rulebooks of a gate. Without a table of places all of them judge everybody, as gates once did."""

    def __init__(self, books: Iterable[Rulebook], table: Places | None = None) -> None:
        self.all = tuple(books)
        self.table = table
        self._kept = lru_cache(maxsize=_KEPT)(self._choose)

    def __iter__(self) -> Iterator[Rulebook]:
        return iter(self.all)

    def of(self, debtor: Facts) -> Chosen:
        """Those that judge a debtor, by the facts on record of her (``place.country`` …, ``zones``)."""
        return self._kept(tuple(debtor.get(f"place.{level}") for level in LEVELS), debtor.get("zones"))

    def _choose(self, said: tuple[Value, ...], zones: Value) -> Chosen:
        if self.table is None:
            return Chosen(self.all)
        place = self.table.of(dict(zip(LEVELS, said, strict=True)))
        if not place.country:
            return Chosen(self.all, (UNSTATED,))
        near = [(book, _relation(self.table, book, place)) for book in self.all]
        if all(relation == "outside" for _, relation in near):
            return Chosen(())
        away = set(zones if isinstance(zones, tuple) else ()) - set(self.table.zones(place))
        left_open = ("state",) if place.city else LEVELS
        found: list[Rulebook] = []
        why: set[str] = set()
        for book, relation in near:
            if relation == "outside" and not away & set(_zones(self.table, book)):
                continue
            found.append(book)
            if relation == "outside" or relation in left_open:
                why.add(DISAGREE if relation == "outside" else UNSTATED)
        return Chosen(tuple(found), tuple(one for one in WIDELY if one in why))


def _relation(table: Places, book: Rulebook, place: Place) -> str:
    """How a place lies to that of a rulebook (``Places.possible_relation``); one without a place is for everybody."""
    return table.possible_relation(table.of(book.place), place) if book.place else "inside"


def _zones(table: Places, book: Rulebook) -> tuple[str, ...]:
    return table.zones(table.of(book.place))
