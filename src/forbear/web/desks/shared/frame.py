"""What the frame of a page shows: the desks that this person has, language, theme, version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from forbear import __version__
from forbear.report.words import HTML_LANGUAGE
from forbear.web.desks.shared.desk import Desk
from forbear.web.desks.shared.texts import CODES, language
from forbear.web.people.choices import theme_of
from forbear.web.people.door import lacks_second_step
from forbear.web.people.may import may


def desks_of(request: HttpRequest) -> Iterator[Desk]:
    """The desks that the person who asks has."""
    if not hasattr(request, "user") or not request.user.is_authenticated:
        return
    for app in apps.get_app_configs():
        yield from (_as_hers(desk, request) for desk in getattr(app, "desks", ()) if may(request, desk.act))


def _as_hers(desk: Desk, request: HttpRequest) -> Desk:
    """The entry with the words for this person."""
    return desk if not desk.own or may(request, desk.own) else replace(desk, key=desk.others)


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the templates of all pages know (a context processor)."""
    desks = list(desks_of(request))
    return {
        "user": getattr(request, "user", None),
        "desks": desks,
        "here": _here(request, desks),
        "html_language": HTML_LANGUAGE[language()],
        "page_language": language(),
        "languages": CODES,
        "theme": theme_of(request),
        "version": __version__,
        "is_private": settings.PRIVATE,
        "is_demo": settings.DEMO,
        "lacks_second_step": lambda: lacks_second_step(request),
    }


def _here(request: HttpRequest, desks: Iterable[Desk]) -> str:
    """The key of the desk whose page this is: that whose first page begins the address, the longest of them."""
    found = [(reverse(desk.page), desk.key) for desk in desks]
    return max(((path, key) for path, key in found if request.path.startswith(path)), default=("", ""))[1]
