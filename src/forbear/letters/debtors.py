"""A collector's case: those who owe, others on record of them, and what happened with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forbear.errors import Problem, nearest
from forbear.events import History

if TYPE_CHECKING:
    from forbear.letters.case import Addressee, Case
    from forbear.letters.kinds import Kind


@dataclass(frozen=True, slots=True)
class Debtor:
    """Somebody who owes. ``history`` is the file of all that is on record."""

    name: str
    history: Path
    address: tuple[str, ...] = ()
    email: str = ""
    reference: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Outsider:
    """Somebody else on record of a debtor: ``person`` is the id in the history, ``facts`` hold for each contact."""

    name: str
    person: str
    debtor: str
    address: tuple[str, ...] = ()
    email: str = ""
    facts: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a collector's letter goes to: the debtor whom it is about, and the other person where it goes to one."""

    debtor: Debtor
    outsider: Outsider | None = None


def party_of(case: Case, kind: Kind, name: str) -> Party | None:
    """Who is called so in a collector's case, None where nobody is."""
    if kind.to == "debtor":
        return next((Party(one) for one in case.debtors if one.name == name), None)
    other = next((one for one in case.contacts if one.name == name), None)
    debtor = next((one for one in case.debtors if other and one.name == other.debtor), None)
    return Party(debtor, other) if debtor else None


def history_of(case: Case, debtor: Debtor) -> History:
    """All that is on record of a debtor; where the record does not say where she lives, the case does."""
    found = case.recorded(debtor)
    place = case.place
    stated = {"place.country": place.country, "place.state": place.state, "place.city": place.city}
    lives: dict[str, Any] = {key: value for key, value in stated.items() if value}
    if "place.country" in found.parties.debtor:
        return found
    return History(replace(found.parties, debtor={**found.parties.debtor, **lives}), found.all.events)


def debts_with(case: Case, kind: Kind, to: Addressee) -> set[str]:
    """The names of the debts on record of the debtor whom a collector's letter is about."""
    party = party_of(case, kind, to.name)
    return set(history_of(case, party.debtor).parties.debts) if party else set()


def language_of(case: Case, kind: Kind, to: str) -> str:
    """The language in which the debtor who is named, or whose name begins so, is written to."""
    found = [one for one in case.debtors if to and one.name.casefold().startswith(to.casefold())]
    return found[0].language if kind.to == "debtor" and len(found) == 1 else ""


def faults(path: Path, debtors: Sequence[Debtor], contacts: Sequence[Outsider]) -> list[Problem]:
    """What is wrong with the tables of a collector's case."""
    names = [one.name for one in debtors]
    people = [one.name for one in contacts]
    found = [_twice(path, "debtor", name) for name in sorted({one for one in names if names.count(one) > 1})]
    found += [_twice(path, "contact", name) for name in sorted({one for one in people if people.count(one) > 1})]
    for one in contacts:
        if one.debtor not in names:
            hint = nearest(one.debtor, names) or "Write the debtor under [[debtor]]"
            what = f"{one.name} belongs to {one.debtor!r}, and there is no such debtor"
            found.append(Problem(f"{path}, [[contact]]", what, hint=hint, code="debtor-unknown"))
    return found


def debtor_of(one: Mapping[str, Any], folder: Path, address: tuple[str, ...]) -> Debtor:
    """A debtor from its table."""
    return Debtor(one["name"] or "", folder / (one["history"] or ""), address, one["email"] or "",
                  one["reference"] or "", one["language"] or "")  # fmt: skip


def outsider_of(one: Mapping[str, Any], address: tuple[str, ...]) -> Outsider:
    """Another person from the table."""
    return Outsider(one["name"] or "", one["person"] or "", one["debtor"] or "", address, one["email"] or "",
                    one["facts"] or "")  # fmt: skip


def _twice(path: Path, table: str, name: str) -> Problem:
    hint = "Give each a name that tells them apart, such as Lin Example (2)"
    return Problem(f"{path}, [[{table}]]", f"{name!r} stands twice", hint=hint, code=f"{table}-twice")
