"""People for the tests of pages, signed in."""

from __future__ import annotations

from django.test import Client

from forbear.web.people.models import Membership, Organisation, User


def organisation(name: str = "Household", kind: str = "household", *, is_house: bool = False) -> Organisation:
    return Organisation.objects.create(name=name, kind=kind, is_house=is_house)


def person(name: str, role: str, where: Organisation) -> User:
    user = User.objects.create_user(name)
    Membership.objects.create(user=user, organisation=where, role=role)
    return user


def signed_in(user: User, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user, backend="forbear.web.people.signing_in.ByName")
    return client
