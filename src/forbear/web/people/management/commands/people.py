"""``python -m forbear.web people``: who may sign in, and a way back for whoever cannot. ``forbear people`` calls it."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse

from forbear.errors import ForbearError, nearest
from forbear.web.ledger.state import waiting_migrations
from forbear.web.people.links import new_link, open_links
from forbear.web.people.models import User
from forbear.web.sealed.turning import prove


class Command(BaseCommand):
    """People who sign in."""

    requires_system_checks = ()
    help = "List the people who may sign in, or make a link by which one of them gets a new password."

    def add_arguments(self, parser: CommandParser) -> None:
        """``list``, ``link``."""
        what = parser.add_subparsers(dest="what", required=True)
        what.add_parser("list", help="Show everybody, with roles.")
        link = what.add_parser("link", help="Make a link for a new password, that works once.")
        link.add_argument("name", help="The name that she signs in with.")
        link.add_argument("--address", default="", help="How people reach the server: https://forbear.example")
        link.add_argument("--drop-second-step", action="store_true", help="Her second step is gone, too.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; an error is a sentence."""
        if waiting_migrations():
            call_command("migrate", verbosity=0)
        try:
            prove()
            if options["what"] == "link":
                self.link(options["name"], options["address"], options["drop_second_step"])
            else:
                self.list()
        except ForbearError as error:
            raise CommandError(str(error)) from error

    def list(self) -> None:
        """One line for each."""
        for user in User.objects.order_by("made_at", "pk").prefetch_related("memberships__organisation"):
            roles = [f"{one.role} of {one.organisation.name}" for one in user.memberships.all()]
            self.stdout.write(f"{user.name}  {'; '.join(roles) or 'no role'}")

    def link(self, name: str, address: str, drop_second_step: bool) -> None:
        """The link alone goes to standard output; older ones for her work no more."""
        user = User.objects.by_name(name)
        if user is None:
            raise CommandError(_nobody(name))
        with transaction.atomic():
            open_links("password", user.links.all()).delete()
            if drop_second_step:
                Authenticator.objects.filter(user=user).delete()
            made, token = new_link("password", user=user)
        where = address.rstrip("/") or f"http://{settings.HOST}:8765"
        self.stdout.write(f"{where}{reverse('new-password', args=[token])}")
        self.stderr.write(f"It works once, until {made.expires_at:%Y-%m-%d %H:%M} UTC. Whoever has it is {user.name}.")


def _nobody(name: str) -> str:
    hint = nearest(name, [user.name for user in User.objects.all()]) or "forbear people list shows everybody."
    return f"Nobody signs in as {name!r}. {hint}"
