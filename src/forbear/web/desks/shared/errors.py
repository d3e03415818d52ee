"""Pages for what went wrong, in the language of the person; programs get the bare status."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forbear.web.config.pages import is_for_programs


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the role has no such act."""
    return _page(request, 403)


def form_not_ours(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form came without the mark that pages of ours carry."""
    return _page(request, 403, "form")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not for this person; one does not learn which."""
    return _page(request, 404)


def too_great(request: HttpRequest) -> HttpResponse:
    """413: more than is taken."""
    return _page(request, 413)


def too_often(request: HttpRequest, *_: object) -> HttpResponse:
    """429: too many attempts."""
    return _page(request, 429)


def fault(request: HttpRequest) -> HttpResponse:
    """500."""
    return _page(request, 500)


def _page(request: HttpRequest, status: int, reason: str = "") -> HttpResponse:
    if is_for_programs(request):
        return HttpResponse(status=status)
    why = f"{status}_{reason}" if reason else str(status)
    return render(request, "shared/error.html", {"status": status, "why": why}, status=status)
