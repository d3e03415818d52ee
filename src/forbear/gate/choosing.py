"""Which rulebooks of a gate judge a debtor: those of the place where she lives, as far as it is on record.

Where sources put her in several places (``lives.py``), those of each judge, each read as if she lived in it.
What is not known shuts no rulebook out. Kinds of collectors and loans and the days of force are no part of the choice:
the scope of each rulebook says them, contact by contact (``engine/scalar.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from forbear.engine.scalar import Laid
from forbear.events import Facts, Parties, Value
from forbear.places import LEVELS, Place, Places, place_of
from forbear.rules.format import Rulebook

UNSTATED, DISAGREE = WIDELY = "place-unstated", "places-disagree"
"""Why rulebooks were chosen widely."""
_KEYS = tuple(f"place.{level}" for level in LEVELS)
_KEPT = 4096
"""For so many places and zones of debtors it is kept which rulebooks judge them."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rulebooks that judge a debtor. ``why`` says where they had to be chosen widely (``WIDELY``).

    Where she may live in several places, ``by_place`` holds the facts of each place with the rulebooks of it.
    """

    books: tuple[Rulebook, ...]
    why: tuple[str, ...] = ()
    by_place: tuple[tuple[Facts, tuple[Rulebook, ...]], ...] = ()

    def laid(self, parties: Parties) -> list[Laid]:
        """Each rulebook with the parties by which it is read: where she may live in several places, those of each."""
        if not self.by_place:
            return [(book, parties) for book in self.books]
        return [(book, _as_living(parties, place)) for place, books in self.by_place for book in books]


class Books:
    """The rulebooks of a gate. Without a table of places all of them judge everybody, as gates once did."""

    def __init__(self, books: Iterable[Rulebook], table: Places | None = None) -> None:
        self.all = tuple(books)
        self.table = table
        self._kept = lru_cache(maxsize=_KEPT)(self._choose)

    def __iter__(self) -> Iterator[Rulebook]:
        return iter(self.all)

    def of(self, debtor: Facts) -> Chosen:
        """Those that judge a debtor, by the facts on record of her (``place.country`` …, ``places``, ``zones``)."""
        said = tuple([debtor.get(key) for key in _KEYS])
        return self._kept(said, texts_in(debtor.get("places")), texts_in(debtor.get("zones")))

    def _choose(self, said: tuple[Value, ...], further: tuple[str, ...], zones: tuple[str, ...]) -> Chosen:
        if self.table is None:
            return Chosen(self.all)
        stated = self.table.of(dict(zip(LEVELS, said, strict=True)))
        if not stated.country:
            return Chosen(self.all, (UNSTATED,))
        places = tuple(dict.fromkeys([stated, *map(place_of, further)]))
        away = set(zones) - {zone for place in places for zone in self.table.zones(place)}
        found = [self._of_place(place, away, self.table) for place in places]
        if len(found) == 1:
            return found[0]
        if not all(each.books for each in found):
            return Chosen((), (DISAGREE,))
        every = {id(book) for each in found for book in each.books}
        why = {DISAGREE, *(one for each in found for one in each.why)}
        return Chosen(
            tuple(book for book in self.all if id(book) in every),
            tuple(one for one in WIDELY if one in why),
            tuple((_facts(self.table, place), each.books) for place, each in zip(places, found, strict=True)),
        )

    def _of_place(self, place: Place, away: set[str], table: Places) -> Chosen:
        """Those of one place, and of the places to which zones point that lie outside of all."""
        near = [(book, _relation(table, book, place)) for book in self.all]
        if all(relation == "outside" for _, relation in near):
            return Chosen(())
        left_open = ("state",) if place.city else LEVELS
        found: list[Rulebook] = []
        why: set[str] = set()
        for book, relation in near:
            if relation == "outside" and not away & set(_zones(table, book)):
                continue
            found.append(book)
            if relation == "outside" or relation in left_open:
                why.add(DISAGREE if relation == "outside" else UNSTATED)
        return Chosen(tuple(found), tuple(one for one in WIDELY if one in why))


def _facts(table: Places, place: Place) -> Facts:
    return {f"place.{level}": name for level, name in table.written(place).items()}


def _as_living(parties: Parties, place: Facts) -> Parties:
    """The parties as they are where the debtor lives in a place."""
    rest = {key: value for key, value in parties.debtor.items() if not key.startswith("place.")}
    return replace(parties, debtor={**rest, **place})


def texts_in(value: Value) -> tuple[str, ...]:
    """The texts of a fact that is a list; none where it is not stated or not known."""
    return tuple(map(str, value)) if isinstance(value, tuple) else ()


def _relation(table: Places, book: Rulebook, place: Place) -> str:
    """How a place lies to that of a rulebook (``Places.possible_relation``); one without a place is for everybody."""
    return table.possible_relation(table.of(book.place), place) if book.place else "inside"


def _zones(table: Places, book: Rulebook) -> tuple[str, ...]:
    return table.zones(table.of(book.place))
