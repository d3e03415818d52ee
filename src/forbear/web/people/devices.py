"""From where somebody is signed in: shown to herself, kept sealed, and gone with the session."""

from __future__ import annotations

from typing import Any, cast

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models.signals import post_save, pre_save
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from forbear.web.people.models import Device, User
from forbear.web.people.sessions import SessionStore

BROWSERS = (
    ("MicroMessenger/", "WeChat"), ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"),
    ("SamsungBrowser/", "Samsung"), ("HeadlessChrome/", "Chrome"), ("Chrome/", "Chrome"), ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip
"""What browsers say of themselves, the more special first."""
NOWHERE = "0.0.0.0"  # noqa: S104 (nobody listens there: it stands where the library wants an address)


def watch() -> None:
    """From now on, what the library would write of a session is sealed instead."""
    pre_save.connect(_take_away, UserSession, dispatch_uid="forbear.people.devices")
    post_save.connect(_seal, UserSession, dispatch_uid="forbear.people.devices")


def sessions_of(request: HttpRequest) -> list[Any]:
    """The sessions of the person who asks that are alive, with ``device`` and ``address``; her present one first."""
    user = cast(User, request.user)
    found = UserSession.objects.filter(user=user).select_related("from_device").order_by("-created_at")
    alive = {one.session_key for one in _alive([one.session_key for one in found], user)}
    UserSession.objects.filter(user=user).exclude(session_key__in=alive).delete()
    sessions = [one for one in found if one.session_key in alive]
    for one in sessions:
        told = one.from_device.told if hasattr(one, "from_device") else {}
        one.device, one.address = device(told.get("agent", "")), told.get("address", "")
    return sorted(sessions, key=lambda one: not one.is_current())


def device(agent: str) -> str:
    """Browser and system, as far as a browser tells them: ``Firefox · Android``."""
    named = [next((name for mark, name in names if mark in agent), "") for names in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, named)) or agent[:40]


def _alive(keys: list[str], user: User) -> list[Session]:
    """Sessions that have neither run out nor ended with an older password."""
    kept = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    own = user.get_session_auth_hash()
    return [one for one in kept if constant_time_compare(_contents(one).get(HASH_SESSION_KEY, ""), own)]


def _contents(session: Session) -> dict[str, Any]:
    return SessionStore(session.session_key).decode(session.session_data)


def _take_away(instance: UserSession, **_: Any) -> None:
    if instance.ip != NOWHERE:
        instance.told_of_device = {"address": str(instance.ip), "agent": instance.user_agent}
    instance.ip, instance.user_agent = NOWHERE, ""


def _seal(instance: UserSession, **_: Any) -> None:
    told = instance.__dict__.pop("told_of_device", None)
    if told is not None:
        Device.objects.update_or_create(session=instance, defaults={"told": told})
