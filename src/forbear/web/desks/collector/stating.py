"""The parties of an account as the gate is told them, and which debts are placed with whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from django.db import transaction

from forbear.gate.gate import Change
from forbear.gate.lives import heard, living_in
from forbear.places import shipped
from forbear.web.access.models import Placement
from forbear.web.channels.hooks import announced
from forbear.web.desks.collector.models import Account, Portfolio
from forbear.web.ledger import gates
from forbear.web.people.models import Organisation

LISTS = ("collectors", "people", "debts")
Parties = dict[str, Any]


def debtor_name(organisation: Organisation, customer: str) -> str:
    """The name of a debtor in the ledger: no two organisations meet in one log by chance."""
    return customer if organisation.is_house else f"{organisation.pk}.{customer}"


def collector_facts(portfolio: Portfolio, licence: str = "") -> dict[str, str]:
    """Who contacts, as the gate is told."""
    kind = "creditor" if portfolio.organisation.kind == "creditor" else "third-party-collector"
    return {"id": portfolio.collector, "kind": kind} | ({"license": licence} if licence else {})


def parties_of(person: Mapping[str, Any], debts: Sequence[Mapping[str, Any]], collector: Mapping[str, str]) -> Parties:
    """The parties of one account alone."""
    found = lives(person) | {"zone_sources": ["residential_address"]}
    people = [_person(each) for each in person.get("people", [])]
    return {"debtor": found, "collectors": [dict(collector)], "people": people, "debts": [dict(debt) for debt in debts]}


def lives(person: Mapping[str, Any]) -> dict[str, Any]:
    """Where a person of an account lives, as records state it."""
    where = shipped()
    return {"zones": list(person["zones"]), "place": where.written(where.read(person["place"]))}


def _person(each: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": each["id"], "role": each["role"], "confirmed": True}


def merged(before: Mapping[str, Any], new: Mapping[str, Any]) -> Parties:
    """Parties with what is new of them; what nobody says anew stays, and no place takes that of another."""
    found = {**before, **new, "debtor": heard(before.get("debtor", {}), new.get("debtor", {}))}
    for key in LISTS:
        rows = {row["id"]: row for row in before.get(key, [])}
        for row in new.get(key, []):
            rows[row["id"]] = {**rows.get(row["id"], {}), **row}
        found[key] = list(rows.values())
    return found


def restate(account: Account, change: Mapping[str, Any], by: str) -> list[str]:
    """State the parties of a debtor with a change; the names of the permits that this revoked. Raises RecordError."""
    return state({account.debtor: Change(lambda before: merged(before, change))}, by)


def settle(account: Account, code: str, by: str) -> list[str]:
    """State in which place a debtor lives, where several are on record; the permits that this revoked."""

    def change(before: Mapping[str, Any]) -> Parties:
        return {**before, "debtor": living_in(code, before.get("debtor", {}))}

    return state({account.debtor: Change(change)}, by)


def state(changes: Mapping[str, Change], by: str) -> list[str]:
    """The same for several debtors, with what happened."""
    with ExitStack() as stack:
        for debtor in changes:
            stack.enter_context(announced(debtor, gates.now()))
        revoked = gates.gate().change_parties(changes, gates.now(), by)
    return [permit.id for permit in revoked]


def place_debts(collector: str, placed: Mapping[str, Iterable[str]]) -> None:
    """From now on these debts (by debtor) are with a collector, too."""
    rows = [
        Placement(debtor=debtor, debt=debt, collector=collector)
        for debtor, debts in placed.items()
        for debt in sorted(set(debts))
    ]
    with transaction.atomic():
        Placement.objects.bulk_create(rows, ignore_conflicts=True)
