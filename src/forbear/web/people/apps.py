"""The Django applications of people and of signing in."""

from typing import ClassVar

from allauth.account.apps import AccountConfig
from django.apps import AppConfig

from forbear.web.desks.shared.desk import Desk
from forbear.web.sealed.loose import Loose


class PeopleConfig(AppConfig):
    """Organisations, people, roles."""

    name = "forbear.web.people"
    label = "people"
    desks: ClassVar = (Desk("people.members", "member.list", "members"),)
    forgets: ClassVar = ("forbear.web.people.opening.forget",)
    loose: ClassVar = (
        Loose("mfa.Authenticator", "data", ("secret", "seed")),
        Loose("sessions.Session", "session_data"),
    )

    def ready(self) -> None:
        """When the server starts, say how the first person gets in; what the library keeps is sealed."""
        from forbear.web.ledger.signals import serving
        from forbear.web.people import attempts, devices
        from forbear.web.people.opening import first_steps

        serving.connect(first_steps)
        devices.watch()
        attempts.watch()


class SignInConfig(AccountConfig):
    """The library's application; its middleware stands in ``PAGE_MIDDLEWARE``, where it does not look for it."""

    def ready(self) -> None:
        """Its checks, without the one for the place of its middleware."""
        from allauth.account import checks  # noqa: F401
