"""Coming in by a link that works once, or as an invented person of a demonstration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from forbear.web.people.forms import NewOrganisationForm, NewPasswordForm, NewPersonForm
from forbear.web.people.links import find_link, use_link
from forbear.web.people.may import PUBLIC, act
from forbear.web.people.models import Link, Membership, Organisation, User
from forbear.web.people.opening import demo_person, private_person
from forbear.web.people.roles import ADMIN

BACKEND = "forbear.web.people.signing_in.ByName"
either = require_http_methods(["GET", "HEAD", "POST"])


@act(PUBLIC)
@either
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Become somebody in an organisation, by its invitation."""
    link = find_link("invite", token)
    if link is None:
        return _over(request)
    if link.organisation is None:
        return _organisation(request, link, "people/invited.html")
    known = request.user if request.user.is_authenticated else None
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and (known is not None or form.is_valid()):
        with transaction.atomic():
            if not use_link(link):
                return _over(request)
            user = known or _new_user(form)
            Membership.objects.get_or_create(user=user, organisation=link.organisation, role=link.role)
        return _enter(request, user) if known is None else redirect("front")
    return render(request, "people/invited.html", {"link": link, "form": form, "known": known})


@act(PUBLIC)
@either
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """The first admin, and the organisation that runs this server."""
    link = find_link("setup", token)
    if link is None or User.objects.exists():
        return _over(request)
    return _organisation(request, link, "people/setup.html", is_house=True)


@act(PUBLIC)
@either
def open_private(request: HttpRequest, token: str) -> HttpResponse:
    """The one person of a private server comes in."""
    link = find_link("open", token) if settings.PRIVATE else None
    if link is None or (request.method == "POST" and not use_link(link)):
        return _over(request)
    if request.method == "POST":
        return _enter(request, private_person())
    return render(request, "people/open.html")


@act(PUBLIC)
@either
def new_password(request: HttpRequest, token: str) -> HttpResponse:
    """A new password, by a link that an admin made; all sessions of the person end."""
    link = find_link("password", token)
    if link is None or link.user is None:
        return _over(request)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not use_link(link):
            return _over(request)
        link.user.set_password(form.cleaned_data["password"])
        link.user.save(update_fields=["password"])
        return redirect("account_login")
    return render(request, "people/new_password.html", {"form": form, "person": link.user})


@act(PUBLIC)
@require_POST
def demo(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in as an invented person; only on a server that is a demonstration."""
    user = demo_person(role) if settings.DEMO else None
    if user is None:
        raise Http404
    return _enter(request, user)


def _organisation(request: HttpRequest, link: Link, template: str, **told: Any) -> HttpResponse:
    form = NewOrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            if not use_link(link):
                return _over(request)
            user, clean = _new_user(form), form.cleaned_data
            made = Organisation.objects.create(name=clean["organisation"], kind=clean["kind"], **told)
            Membership.objects.create(user=user, organisation=made, role=ADMIN)
        return _enter(request, user)
    return render(request, template, {"link": link, "form": form})


def _new_user(form: NewPersonForm) -> User:
    return User.objects.create_user(form.cleaned_data["name"], form.cleaned_data["password"])


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    from allauth.usersessions.models import UserSession

    login(request, user, BACKEND)
    UserSession.objects.create_from_request(request)
    return redirect("front")


def _over(request: HttpRequest) -> HttpResponse:
    """The link was used, its time is over, or there never was one; one does not learn which."""
    return render(request, "people/over.html", status=404)
