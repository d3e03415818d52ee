"""The people of an account and how they can be reached, as an account keeps them (sealed) and as the ledger knows them.

The ledger knows people and addresses by names that tell nothing: a person by a number, an address by a keyed hash, so
that the same telephone is the same address for whoever shares it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forbear.audit.mask import mask_number
from forbear.web.desks.collector.models import Account
from forbear.web.sealed.hashes import keyed_hash

CHANNELS: Mapping[str, tuple[str, ...]] = {"phone": ("call", "sms"), "email": ("email",), "post": ("letter", "visit")}
"""The channels that an address of a kind opens."""
DIGITS = 20
TELEPHONE, NAME = "telephone", "name"
"""The kinds of keyed hashes by which an account is found."""
HASHED = {"phone": TELEPHONE}
OWN = "debtor"


def address(kind: str, value: str, source: str) -> dict[str, str]:
    """An address as an account keeps it; ``source`` says how it was come by (``address_source``)."""
    return {
        "id": f"{kind}-{keyed_hash(HASHED.get(kind, kind), value)[:DIGITS]}",
        "kind": kind,
        "value": value,
        "source": source,
    }


def own_addresses(person: Mapping[str, Any]) -> list[dict[str, str]]:
    """The debtor's own addresses, from a row of a file."""
    return [address(kind, person[kind], "from_creditor") for kind in CHANNELS if person.get(kind)]


def person_id(start: str, kind: str, value: str) -> str:
    """The name in the ledger of somebody who is known by a value."""
    return f"{start}-{keyed_hash(kind, value)[:DIGITS]}"


def people_of(account: Account) -> Iterator[dict[str, Any]]:
    """Everybody who may come into question, the debtor first: ``id``, ``role``, ``name``, ``addresses``."""
    person = account.person
    yield {"id": account.debtor, "role": OWN, "name": person["name"], "addresses": person["addresses"]}
    yield from person.get("people", [])


def person_named(account: Account, name: str) -> dict[str, Any] | None:
    """The person of that id in the ledger."""
    return next((each for each in people_of(account) if each["id"] == name), None)


def address_named(person: Mapping[str, Any], name: str) -> dict[str, str] | None:
    """The address of a person by its name in the ledger."""
    return next((each for each in person["addresses"] if each["id"] == name), None)


def masked(each: Mapping[str, str]) -> str:
    """An address as it is shown to whoever has no permit for it: enough to know it again."""
    value = each["value"]
    if each["kind"] == "phone":
        return mask_number(value)
    if each["kind"] == "email":
        own, _, domain = value.partition("@")
        return f"{own[:1]}•••@{domain}"
    return f"{value[:3]}•••"


def hashes(person: Mapping[str, Any]) -> dict[str, str]:
    """What an account is found by."""
    phones = [each["value"] for each in person["addresses"] if each["kind"] == "phone"]
    return {
        "name_hash": keyed_hash(NAME, person["name"]),
        "phone_hash": keyed_hash(TELEPHONE, phones[0]) if phones else "",
    }


def agreed_in_file(contacts: list[dict[str, str]]) -> list[dict[str, Any]]:
    """The contacts that the debtor agreed to in the contract, each once."""
    numbers = {each["phone"]: each["name"] for each in contacts}
    return [agreed(name, phone) for phone, name in numbers.items()]


def agreed(name: str, phone: str) -> dict[str, Any]:
    """An agreed contact as an account keeps one."""
    return {
        "id": person_id("contact", TELEPHONE, phone), "role": "agreed_contact", "name": name,
        "addresses": [address("phone", phone, "agreed_in_contract")],
    }  # fmt: skip
