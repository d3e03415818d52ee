"""The forms of people; their words are texts of ours."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth import password_validation
from django.http import HttpRequest, HttpResponse

from forbear.web.desks.shared.texts import say
from forbear.web.people.models import LONGEST_NAME, User, sign_in_name
from forbear.web.people.roles import KINDS


class SignInForm(LoginForm):
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(label=say("people.form.name"), max_length=LONGEST_NAME)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        self.fields["password"].label = say("people.form.password")
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["password"].help_text = ""
        self.order_fields(("login", "password"))

    def _login_with_password(
        self, request: HttpRequest, redirect_url: str | None, _credentials: object
    ) -> HttpResponse:
        """Without the name, which the library would write into the session."""
        answer: HttpResponse = super()._login_with_password(request, redirect_url, {})
        return answer


class NewPasswordForm(forms.Form):
    """A password that is good enough, typed twice."""

    password = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = say("people.form.new_password")
        self.fields["password"].help_text = say("people.form.password_help")
        self.fields["again"].label = say("people.form.again")

    def clean_password(self) -> str:
        """Long enough, and none that everybody uses."""
        password = str(self.cleaned_data["password"])
        password_validation.validate_password(password)
        return password

    def clean(self) -> dict[str, Any]:
        """Twice the same."""
        told = super().clean() or {}
        if "password" in told and told["password"] != told.get("again"):
            self.add_error("again", say("people.form.differs"))
        return told


class NewPersonForm(NewPasswordForm):
    """Somebody new: a name to sign in with and a password."""

    name = forms.CharField(max_length=LONGEST_NAME)
    field_order = ("organisation", "kind", "name", "password", "again")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = say("people.form.name")
        self.fields["name"].help_text = say("people.form.name_help")
        self.fields["name"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}

    def clean_name(self) -> str:
        """A name that nobody has."""
        name = sign_in_name(self.cleaned_data["name"])
        if not name or len(name) > LONGEST_NAME or User.objects.by_name(name) is not None:
            raise forms.ValidationError(say("people.form.name_taken"))
        return name


class NewOrganisationForm(NewPersonForm):
    """The first person of a new organisation."""

    organisation = forms.CharField(max_length=200)
    kind = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].label = say("people.form.organisation")
        self.fields["kind"].label = say("people.form.kind")
        self.fields["kind"].choices = [(kind, say(f"people.kind.{kind}")) for kind in KINDS]  # type: ignore[attr-defined]


class InviteForm(forms.Form):
    """Which role somebody is invited to."""

    role = forms.ChoiceField()

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].label = say("people.form.role")
        self.fields["role"].choices = [(role, say(f"people.role.{role}")) for role in KINDS[kind]]  # type: ignore[attr-defined]


class LeaveForm(forms.Form):
    """Her password once more, where she has one, before she is forgotten."""

    password = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].label = say("people.form.password")
        if not user.has_usable_password():
            del self.fields["password"]

    def clean_password(self) -> str:
        """The right one."""
        password = str(self.cleaned_data["password"])
        if not self.user.check_password(password):
            raise forms.ValidationError(say("people.leave.wrong"))
        return password
