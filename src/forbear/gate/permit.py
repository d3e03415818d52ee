"""The life of a permit, and what it is bound to."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from forbear.calendar import Instant
from forbear.events import Facts, Value

State = Literal["granted", "used", "released", "revoked", "expired"]
Becomes = Literal["used", "released", "revoked"]

AFTERWARDS = ("outcome", "duration_s")
"""The facts of a contact that can be planned, but are known only when it was made."""

WENT = (*AFTERWARDS, "disclosure", "others_may_hear", "person_now_knows", "recorded")
"""The facts of a contact that may turn out other than they were planned."""

BOUND = ("collector", "person", "address", "channel", "debts", "purpose", "text_sha256")
"""The facts of a contact that a permit is for; who uses it states them again, and nothing may differ."""


class Permit(NamedTuple):
    """Leave for one contact, once, from ``granted_at`` until just before ``expires_at``.

    ``bound`` holds the facts it is for. ``decision`` is the ``seq`` of the record that granted it; ``contact`` that of
    the contact that was made under it, None while there is none, and ``use`` the fingerprint of how it was used.
    ``approved`` names what a person answered for, where rules or words leave it to judgement.
    """

    id: str
    debtor: str
    decision: int
    granted_at: Instant
    expires_at: Instant
    bound: Mapping[str, Any]
    became: Becomes | None = None
    contact: int | None = None
    use: str | None = None
    approved: tuple[str, ...] = ()

    def state(self, now: Instant) -> State:
        """What it is at an instant: nobody has to say that it expired."""
        if self.became is not None:
            return self.became
        return "granted" if now < self.expires_at else "expired"


def permit_id(debtor: str, seq: int, before: str) -> str:
    """The name of the permit that a record grants, from what is settled before it: the same on every machine."""
    digest = hashlib.sha256(f"{debtor}\n{seq}\n{before}".encode()).digest()
    return "p-" + base64.b32encode(digest[:15]).decode().lower()


def bound_facts(contact: Mapping[str, Any]) -> dict[str, Any]:
    """What a permit for a contact is bound to, as plain JSON; debts in alphabetical order."""
    bound = {key: contact[key] for key in BOUND if contact.get(key) is not None}
    return bound | {"debts": sorted(bound.get("debts", ()))}


def differing(asked: Facts, stated: Facts) -> list[str]:
    """The names of the facts in which a use is not what was asked for.

    Nothing bound may differ or be left out; whatever else was asked with may not be stated otherwise.
    """
    known = [key for key, value in stated.items() if asked.get(key) is not None and key not in AFTERWARDS]
    restated = {**{key: stated.get(key) for key in BOUND}, **{key: stated[key] for key in known}}
    return [key for key, value in restated.items() if _alike(value) != _alike(asked.get(key))]


def _alike(value: Value) -> Value | frozenset[str | int]:
    """A value as it is compared: lists without their order."""
    return frozenset(value) if isinstance(value, tuple) else value
