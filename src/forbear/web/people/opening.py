"""How the first person comes in: links on the terminal, and the invented people of a demonstration."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.urls import reverse

from forbear.calendar import Instant, moment_of
from forbear.web.ledger import gates
from forbear.web.people.links import new_link, open_links
from forbear.web.people.models import Link, Membership, Organisation, User, name_hash
from forbear.web.people.roles import BORROWER
from forbear.web.people.sessions import SessionStore

PRIVATE_NAME = "me"
"""The name of the one person of a private server."""
DEMO_DOMAIN = "demo.example"
DEMO = {
    "borrower": ("household", "Lin Example"),
    "adviser": ("advice", "Example Debt Advice"),
    "collector": ("collector", "Beichen Example Agency"),
    "supervisor": ("collector", "Beichen Example Agency"),
    "auditor": ("auditor", "Example Audits"),
    "admin": ("collector", "Beichen Example Agency"),
}
"""Which invented person belongs to which invented organisation."""
CLIENT = f"client@{DEMO_DOMAIN}"
"""An invented client of the invented adviser; nobody signs in as her."""
DEMO_HOUSE = "Beichen Example Agency"


def first_steps(sender: object, address: str, **_: object) -> list[str]:
    """What the server says of people when it starts; raises CommandError where these are not people of its kind."""
    _refuse_others()
    forget(gates.now())
    if settings.PRIVATE:
        return [f"Open this link, once: {address}{reverse('open', args=[_fresh('open')])}"]
    if settings.DEMO:
        make_demo_people()
        fill_desks()
        return [f"Invented people: sign in as any of them at {address}/"]
    if User.objects.exists():
        return [f"Sign in: {address}{reverse('account_login')}"]
    return [
        f"Nobody is there yet. The first admin's link, for once: {address}{reverse('setup', args=[_fresh('setup')])}"
    ]


def private_person() -> User:
    """The one person of a private server, made when she comes for the first time."""
    user = User.objects.by_name(PRIVATE_NAME)
    if user is None:
        user = User.objects.create_user(PRIVATE_NAME)
        household = Organisation.objects.create(name=PRIVATE_NAME, kind="household", is_house=True)
        Membership.objects.create(user=user, organisation=household, role=BORROWER)
    return user


def make_demo_people() -> None:
    """One person for each role, where they are not there yet."""
    for role, (kind, name) in DEMO.items():
        organisation, _ = Organisation.objects.get_or_create(
            name=name, kind=kind, defaults={"is_house": name == DEMO_HOUSE}
        )
        user = demo_person(role) or User.objects.create_user(f"{role}@{DEMO_DOMAIN}")
        Membership.objects.get_or_create(user=user, organisation=organisation, role=role)


def fill_desks() -> None:
    """Let each desk that has a ``demo`` (on its ``AppConfig``) lay out what these people would have."""
    people = {role: user for role in DEMO if (user := demo_person(role)) is not None}
    names = {name for _, name in DEMO.values()}
    organisations = {one.name: one for one in Organisation.objects.filter(name__in=names)}
    for app in apps.get_app_configs():
        module = getattr(app, "demo", None)
        if module is not None:
            import_module(module).fill(people, organisations)


def demo_person(role: str) -> User | None:
    """The invented person of a role."""
    return User.objects.by_name(f"{role}@{DEMO_DOMAIN}")


def _refuse_others() -> None:
    """Invented people, the one person of a machine, and people with passwords never share a server."""
    names = [CLIENT, *(f"{role}@{DEMO_DOMAIN}" for role in DEMO)]
    invented = User.objects.filter(name_hash__in=[name_hash(name) for name in names])
    if settings.DEMO:
        strange = User.objects.exclude(pk__in=invented)
    elif settings.PRIVATE:
        strange = User.objects.exclude(name_hash=name_hash(PRIVATE_NAME))
    else:
        strange = invented
    if strange.exists():
        hint = "Choose another folder with --data (or another database)."
        raise CommandError(f"{settings.DATA}: people of another kind of server are in this database. {hint}")


def forget(now: Instant) -> None:
    """Sessions and links whose time is over are deleted: the server does this by itself."""
    SessionStore.clear_expired()
    Link.objects.filter(expires_at__lt=moment_of(now)).delete()


def _fresh(purpose: str) -> str:
    """A new token; older links of the kind work no more."""
    open_links(purpose).delete()
    return new_link(purpose)[1]
