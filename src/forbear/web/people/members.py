"""Those of an organisation: who is there, who is invited, who may come no more."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbear.web.desks.shared.paging import paged
from forbear.web.people.forms import InviteForm
from forbear.web.people.links import new_link, open_links
from forbear.web.people.may import act, found, may, memberships, visible
from forbear.web.people.models import Link, Membership, Organisation
from forbear.web.people.roles import ADMIN

SHOWN_AT_ONCE = 200


@act("member.list")
@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """Who belongs to one's organisations, and who is invited."""
    people = visible(Membership, request, "member.list").select_related("user", "organisation")
    invited = open_links("invite", visible(Link, request, "member.invite"))
    told = {
        "people": paged(request, people.order_by("organisation__name", "made_at", "pk")),
        "invited": invited.order_by("expires_at")[:SHOWN_AT_ONCE],
        "organisations": visible(Organisation, request, "member.invite").order_by("name"),
        "may_end": may(request, "member.end"),
        "may_invite_organisation": may(request, "organisation.invite"),
    }
    return render(request, "people/members.html", told)


@act("member.end")
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has a role no more; the last admin stays."""
    membership = found(Membership, request, "member.end", pk)
    admins = Membership.objects.filter(organisation=membership.organisation, role=ADMIN)
    if membership.role == ADMIN and admins.count() == 1:
        return render(request, "people/last_admin.html", status=409)
    membership.delete()
    return redirect("members")


@act("member.invite")
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link by which one person becomes something in the organisation."""
    organisation = found(Organisation, request, "member.invite", pk)
    form = InviteForm(request.POST or None, kind=organisation.kind)
    if request.method == "POST" and form.is_valid():
        role = form.cleaned_data["role"]
        link, token = new_link("invite", organisation=organisation, role=role, made_by=request.user)
        return _shown(request, link, reverse("invited", args=[token]))
    return render(request, "people/invite.html", {"organisation": organisation, "form": form})


@act("organisation.invite")
@require_POST
def invite_organisation(request: HttpRequest) -> HttpResponse:
    """Make a link by which somebody becomes the admin of a new organisation."""
    link, token = new_link("invite", role=ADMIN, made_by=request.user)
    return _shown(request, link, reverse("invited", args=[token]))


@act("member.invite")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """An invitation works no more."""
    found(Link, request, "member.invite", pk).delete()
    return redirect("members")


@act("member.end")
@require_POST
def password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link by which a member gets a new password; only for who belongs to no other organisation."""
    membership = found(Membership, request, "member.end", pk)
    own = {one.organisation_id for one in memberships(request) if one.role == ADMIN}
    if Membership.objects.filter(user=membership.user).exclude(organisation__in=own).exists():
        return render(request, "people/elsewhere.html", status=409)
    link, token = new_link("password", user=membership.user, made_by=request.user)
    return _shown(request, link, reverse("new-password", args=[token]))


def _shown(request: HttpRequest, link: Link, path: str) -> HttpResponse:
    """The link, this once."""
    return render(request, "people/link.html", {"link": link, "address": request.build_absolute_uri(path)})
