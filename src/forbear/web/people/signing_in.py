"""How somebody is recognised: by the name that she signs in with, and her password."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from forbear.web.people.models import User


class ByName(ModelBackend):
    """Finds people by ``UserManager.by_name``, and takes as long where there is nobody."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:
        """Who that is; None where name and password do not go together."""
        if not username or not password:
            return None
        user = User.objects.by_name(username)
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None


class Adapter(DefaultAccountAdapter):
    """What the library may do by itself: neither sign-up nor messages, which are texts of ours."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody comes in without an invitation."""
        return False

    def add_message(self, *_: Any, **__: Any) -> None:
        """The library says nothing of its own."""

    def send_mail(self, *_: Any, **__: Any) -> None:
        """Nor does it write to anybody."""
