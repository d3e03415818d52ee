"""Numbers that replaced others, taken for one where those who carry them agree.

Somebody's new passport, or a number given anew, says nothing by itself: a list of such pairs can be wrong, and two
strangers' numbers would become one. So all numbers of a chain must be carried by people who agree in given name and day
of birth, as far as both say them, and in one of them at least; else none of the chain is used, and each claim says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from forbear.creditfile.identity.database import Connection, lay, run
from forbear.creditfile.identity.numbers import identity
from forbear.creditfile.identity.settings import Settings

_Number = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Alias:
    """One number that replaced another."""

    old_kind: str
    old_number: str
    new_kind: str
    new_number: str


def apply(connection: Connection, settings: Settings, given: Sequence[Alias]) -> None:
    """``claim``: renewed numbers become the newest of their chain, where nothing speaks against it; else ``doubt``."""
    if not given:
        return
    chains = list(_chains(given, settings))
    columns: dict[str, tuple[str, list[str]]] = {
        name: ("VARCHAR", [line[at] for line in chains])
        for at, name in enumerate(("id_kind", "id_number", "to_kind", "to_number"))
    }
    lay(connection, "alias", columns)
    run(connection, "aliases", given_alike=settings.screen["given_below"], birth_alike=settings.screen["birth_slips"])


def _chains(given: Iterable[Alias], settings: Settings) -> Iterator[tuple[str, str, str, str]]:
    """Kind and number of each, and those of the last of its chain."""
    follows = {
        _read(one.old_kind, one.old_number, settings): _read(one.new_kind, one.new_number, settings) for one in given
    }
    for number in sorted({*follows, *follows.values()}):
        yield (*number, *_last(number, follows))


def _last(number: _Number, follows: dict[_Number, _Number]) -> _Number:
    """Where a chain ends; a ring ends at its least number."""
    seen = [number]
    while (further := follows.get(seen[-1])) is not None:
        if further in seen:
            return min(seen[seen.index(further) :])
        seen.append(further)
    return seen[-1]


def _read(kind: str, number: str, settings: Settings) -> _Number:
    return kind, identity(kind, number, settings).text
