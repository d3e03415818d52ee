"""People to try pages with: one for each role in each of two organisations, and one who runs the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.test import Client

from forbear.web.people.models import Membership, Organisation, User
from forbear.web.people.roles import ADMIN, ROLES

PASSWORD = "kettle-orbit-marble"


@dataclass(frozen=True)
class World:
    """Two organisations with everybody in them, and the house that runs the server."""

    ours: Organisation
    theirs: Organisation
    house: Organisation
    people: Mapping[str, User]
    """By role, of ``ours``; ``house-admin`` is of the house."""
    others: Mapping[str, User]
    """By role, of ``theirs``."""

    def client(self, role: str) -> Client:
        """A browser in which that person is signed in; ``anonymous``: nobody."""
        client = Client(raise_request_exception=False)
        if role != "anonymous":
            client.force_login(self.people[role])
        return client


def make_world() -> World:
    """Everybody; they sign in with ``PASSWORD`` (give the settings a quick hasher first)."""
    ours, theirs, house = (
        Organisation.objects.create(name=name, kind="collector", is_house=name == "House")
        for name in ("Ours", "Theirs", "House")
    )
    people = {role: person(role, ours) for role in ROLES} | {"house-admin": person(ADMIN, house)}
    return World(ours, theirs, house, people, {role: person(role, theirs) for role in ROLES})


def person(role: str, organisation: Organisation, password: str | None = PASSWORD, *, name: str = "") -> User:
    """Somebody with that role; a second one needs a name."""
    user = User.objects.create_user(f"{name or role}@{organisation.name}.example", password)
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user
