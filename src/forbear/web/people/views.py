"""The front page, and what somebody sees and changes of her own account."""

from __future__ import annotations

from typing import cast

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbear.web.desks.shared.texts import CODES
from forbear.web.people import leaving
from forbear.web.people.choices import THEMES, keep
from forbear.web.people.devices import sessions_of
from forbear.web.people.forms import LeaveForm
from forbear.web.people.may import ACCOUNT, PUBLIC, act, found, memberships
from forbear.web.people.models import User
from forbear.web.people.opening import DEMO


@act(PUBLIC)
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What this is, for those who are not signed in; the desks that there are, for those who are."""
    if request.user.is_authenticated:
        return render(request, "people/home.html", {"memberships": memberships(request)})
    return render(request, "people/welcome.html", {"roles": tuple(DEMO) if settings.DEMO else ()})


@act(PUBLIC)
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language that was chosen, and go back."""
    answer = HttpResponseRedirect(_back(request))
    code = CODES.get(request.POST.get("language", ""))
    if code:
        keep(request, answer, language=code)
    return answer


@act(PUBLIC)
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme that was chosen, and go back."""
    answer = HttpResponseRedirect(_back(request))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        keep(request, answer, theme=chosen)
    return answer


@act(ACCOUNT)
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Her name, her roles, her sessions."""
    told = {"memberships": memberships(request), "sessions": sessions_of(request)}
    return render(request, "people/account.html", told)


@act(ACCOUNT)
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of her sessions, wherever it is."""
    found(UserSession, request, ACCOUNT, pk).end()
    return redirect("account")


@act(ACCOUNT)
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all her sessions but this one."""
    for session in UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key):
        session.end()
    return redirect("account")


@act(ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Be forgotten, after it was said what goes and what stays."""
    user = cast(User, request.user)
    needed = leaving.needed_by(user)
    form = LeaveForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and not needed and form.is_valid():
        leaving.forget(user)
        logout(request)
        return render(request, "people/left.html")
    told = {"form": form, "needed": needed, "stays": leaving.stays(user)}
    return render(request, "people/leave.html", told, status=409 if needed and request.method == "POST" else 200)


def _back(request: HttpRequest) -> str:
    """The page of ours on which somebody was."""
    asked = request.POST.get("next", "")
    fits = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if fits and asked.startswith("/") else "/"
