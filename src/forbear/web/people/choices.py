"""The language and the theme that somebody chose: kept in a cookie, and with the person once she is signed in."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "forbear-theme"
YEAR = 365 * 24 * 60 * 60


class Choices:
    """Middleware: a person who is signed in sees pages in the language that she chose, on every machine."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, in her language."""
        chosen = getattr(request.user, "language", "") if request.session.session_key else ""
        if chosen in dict(settings.LANGUAGES):
            translation.activate(chosen)
        return self.get_response(request)


def theme_of(request: HttpRequest) -> str:
    """``auto``, ``light`` or ``dark``."""
    chosen = getattr(getattr(request, "user", None), "theme", "") or request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else "auto"


def keep(request: HttpRequest, answer: HttpResponseBase, **chosen: str) -> None:
    """Keep ``language`` or ``theme`` with the person and in a cookie."""
    names = {"language": settings.LANGUAGE_COOKIE_NAME, "theme": THEME_COOKIE}
    for what, value in chosen.items():
        answer.set_cookie(names[what], value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
        if request.user.is_authenticated:
            setattr(request.user, what, value)
    if request.user.is_authenticated:
        request.user.save(update_fields=list(chosen))
