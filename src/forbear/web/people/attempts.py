"""What is kept of failed attempts to sign in: enough to count by, and nothing to read."""

from __future__ import annotations

from ipaddress import IPv6Address
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.core.exceptions import PermissionDenied
from django.db.models.signals import pre_save
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from forbear.web.people.models import sign_in_name

EMPTY = ("get_data", "post_data", "http_accept", "path_info")
LOCAL = 0xFD << 120
"""Addresses from here on are nobody's on the net."""


class Attempts(AxesDatabaseHandler):
    """The library's table, without what browsers say of themselves."""

    def user_login_failed(self, sender: Any, credentials: Any, request: Any = None, **told: Any) -> None:
        """An attempt failed."""
        if request is not None:
            request.axes_user_agent = ""
        super().user_login_failed(sender, credentials, request, **told)


def watch() -> None:
    """From now on, what was sent with an attempt is not kept with it."""
    pre_save.connect(_forget, AccessAttempt, dispatch_uid="forbear.people.attempts")


def hidden_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """A name as the table of failed attempts keeps it."""
    told = credentials or {}
    name = told.get("username") or told.get("login") or request.POST.get("login", "")
    return hashed_name(str(name))


def hashed_name(name: str) -> str:
    """The same of a name that is known."""
    return _hashed("attempts", sign_in_name(name)).hex()


def hidden_address(request: HttpRequest) -> str:
    """Another address in place of that of the one who asks, always the same one."""
    number = int.from_bytes(_hashed("addresses", _address(request))[:15], "big")
    return str(IPv6Address(LOCAL | number))


def _address(request: HttpRequest) -> str:
    from allauth.account.adapter import get_adapter

    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:  # it came from no address, as nothing does over the net
        return ""


def _hashed(kind: str, value: str) -> bytes:
    return salted_hmac(f"forbear.people.{kind}", value, algorithm="sha256").digest()


def _forget(instance: AccessAttempt, **_: Any) -> None:
    for name in EMPTY:
        setattr(instance, name, "")
