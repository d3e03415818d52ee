"""The door before every page: nobody passes to a view whose act is not hers, or that declares none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from forbear.web.desks.shared.errors import too_great
from forbear.web.people.may import ACCOUNT, PUBLIC, may, memberships
from forbear.web.people.roles import BORROWER


class Door:
    """Middleware that asks the table (``may.py``) before a view runs and before its body is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer; no page is kept on its way or by the browser, unless its view says so."""
        answer = self.get_response(request)
        answer.headers.setdefault("Cache-Control", "no-store, private")
        return answer

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: object, _kwargs: object
    ) -> HttpResponseBase | None:
        """None lets the request pass; raises PermissionDenied where no role of the person has the act."""
        name = getattr(view, "act", None)
        if name is None:
            raise ImproperlyConfigured(f"{view!r} declares no act; see forbear.web.people.may")
        if name == PUBLIC:
            return too_great(request) if _size(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE else None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if not may(request, name):
            raise PermissionDenied
        if name != ACCOUNT and lacks_second_step(request):
            return redirect("mfa_index")
        return too_great(request) if _size(request) > settings.UPLOAD_BYTES else None


def lacks_second_step(request: HttpRequest) -> bool:
    """Must this person switch the second step on before she goes on?"""
    wanted = settings.SECOND_STEP and any(one.role != BORROWER for one in memberships(request))
    return wanted and not is_mfa_enabled(request.user)


def _size(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the page on which one signs in, and back; a part of a page is not put in its place."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("account_login")})
    back = request.get_full_path() if request.method == "GET" else reverse("front")
    return redirect_to_login(back, reverse("account_login"))
