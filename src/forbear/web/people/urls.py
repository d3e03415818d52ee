"""The addresses of people: the front page, coming in, one's own account, and those of an organisation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path

from forbear.web.people import entering, members, views
from forbear.web.people.may import ACCOUNT, PUBLIC, act


def own(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view of the library that shows somebody her own account."""
    return act(ACCOUNT)(view)


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view of the library for anybody."""
    return act(PUBLIC)(view)


urlpatterns = [
    path("", views.front, name="front"),
    path("language", views.language, name="language"),
    path("theme", views.theme, name="theme"),
    path("sign-in", public(account.login), name="account_login"),
    path("sign-in/code", public(mfa.authenticate), name="mfa_authenticate"),
    path("sign-out", public(account.logout), name="account_logout"),
    path("sign-in/again", own(account.reauthenticate), name="account_reauthenticate"),
    path("sign-in/again/code", own(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("come/<str:token>", entering.invited, name="invited"),
    path("setup/<str:token>", entering.setup, name="setup"),
    path("open/<str:token>", entering.open_private, name="open"),
    path("password/<str:token>", entering.new_password, name="new-password"),
    path("demo/<str:role>", entering.demo, name="demo"),
    path("account", views.account, name="account"),
    path("account/leave", views.leave, name="leave"),
    path("account/sessions/end", views.end_others, name="end-others"),
    path("account/sessions/<int:pk>/end", views.end_session, name="end-session"),
    path("account/password", own(account.password_change), name="account_change_password"),
    path("account/password/first", own(account.password_set), name="account_set_password"),
    path("account/second-factor", own(mfa.index), name="mfa_index"),
    path("account/second-factor/app", own(totp.activate_totp), name="mfa_activate_totp"),
    path("account/second-factor/app/off", own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/second-factor/codes", own(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("account/second-factor/codes/new", own(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("account/second-factor/codes/file", own(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("members", members.members, name="members"),
    path("members/<int:pk>/end", members.end, name="end-membership"),
    path("members/<int:pk>/password", members.password_link, name="password-link"),
    path("organisations/<int:pk>/invite", members.invite, name="invite"),
    path("invitations/<int:pk>/end", members.withdraw, name="withdraw"),
    path("organisations/invite", members.invite_organisation, name="invite-organisation"),
]
