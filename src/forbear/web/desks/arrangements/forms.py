"""The forms of arrangements. What they ask for is in main units of the account's currency, and in days."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from forbear.calendar import Day
from forbear.errors import InputError
from forbear.money import Money
from forbear.web.desks.arrangements.agreements import Wished
from forbear.web.desks.shared.texts import say

MOST_PAYMENTS = 600


class Told(forms.Form):
    """A form whose labels and helps are texts: ``arrangements.<name>.<field>`` and ``…_help``."""

    texts: ClassVar[str] = ""
    helps: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.widget.is_hidden:
                continue
            field.label = say(f"arrangements.{self.texts}.{name}")
            if name in self.helps:
                field.help_text = say(f"arrangements.{self.texts}.{name}_help")


class DebtForm(Told):
    """A form about one debt of an account."""

    debt = forms.ChoiceField()

    def __init__(self, names: Mapping[str, str], currency: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        shown = [(key, name if name == key else f"{name} ({key})") for key, name in names.items()]
        self.fields["debt"].choices = shown  # type: ignore[attr-defined]

    def minor(self, name: str) -> int:
        """An amount of the form in minor units, 0 where it has more decimals than its currency."""
        try:
            return Money.parse(str(self.cleaned_data.get(name, "0")), self.currency).amount_minor
        except InputError:
            self.add_error(name, say("arrangements.problem.decimals"))
            return 0


def _amount(**more: Any) -> forms.DecimalField:
    return forms.DecimalField(min_value=0, max_digits=14, decimal_places=3, **more)


def _day(**more: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class TermsForm(DebtForm):
    """Payments that somebody offers, and by when an answer counts."""

    texts = "offer"
    helps: ClassVar[tuple[str, ...]] = ("total", "count", "first", "frozen", "waives_rest", "until")
    total = _amount()
    count = forms.IntegerField(min_value=1, max_value=MOST_PAYMENTS, initial=1)
    first = _day()
    frozen = forms.BooleanField(required=False)
    waives_rest = forms.BooleanField(required=False)
    until = _day(required=False)

    def wished(self) -> Wished:
        """What is offered."""
        told = self.cleaned_data
        return Wished(
            self.minor("total"), told["count"], told["first"].toordinal(), told["frozen"], told["waives_rest"]
        )

    def answer_by(self) -> Day | None:
        """The last day on which an answer counts."""
        until = self.cleaned_data["until"]
        return until.toordinal() if until else None


class OfferForm(TermsForm):
    """An offer that begins talks: whose it is, and how a promise about it is measured."""

    helps = (*TermsForm.helps, "grace_days", "part")
    whose = forms.ChoiceField()
    grace_days = forms.IntegerField(min_value=0, max_value=31, initial=0)
    part = forms.IntegerField(min_value=0, max_value=100, initial=0)
    field_order = ("debt", "whose")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(event, say(f"arrangements.whose.{event}")) for event in ("propose", "counter")]
        self.fields["whose"].choices = choices  # type: ignore[attr-defined]


class PromiseForm(DebtForm):
    """One payment that the debtor says will come."""

    texts = "promise"
    helps = ("day", "grace_days")
    amount = _amount()
    day = _day()
    grace_days = forms.IntegerField(min_value=0, max_value=31, initial=0)


class PaymentForm(DebtForm):
    """A payment that came. ``once`` is of this form alone, so that it counts once however often it is sent."""

    texts = "payment"
    helps = ("debt", "reference", "is_another")
    amount = _amount()
    day = _day()
    reference = forms.CharField(max_length=60, required=False)
    is_another = forms.BooleanField(required=False)
    once = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_doubtful: bool = False, **kwargs: Any) -> None:
        kwargs["initial"] = {"once": secrets.token_hex(12), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        if not is_doubtful:
            self.fields["is_another"].widget = forms.HiddenInput()

    def is_sure(self, doubtful: object | None) -> bool:
        """Is it no doubt another payment than ``doubtful``, one that it looks like?"""
        return doubtful is None or bool(self.cleaned_data["is_another"])


class BudgetForm(Told):
    """What a debtor said of her month, in a few sums."""

    texts = "budget"
    helps = ("income", "fixed", "flexible", "priority", "reserve", "stated_on")
    income = _amount()
    fixed = _amount()
    flexible = _amount()
    priority = _amount(required=False)
    reserve = _amount(required=False)
    stated_on = _day()

    def raw(self, currency: str) -> dict[str, Any]:
        """The same in the form of ``forbear plan``."""
        told = self.cleaned_data
        kinds = {"income": "income", "fixed": "fixed", "flexible": "flexible", "priority": "priority_debt"}
        lines = [
            {"name": name, "kind": kind, "amount": f"{told[name] or 0:f}"}
            for name, kind in kinds.items()
            if told[name] or name != "priority"
        ]
        return {"currency": currency, "reserve": f"{told['reserve'] or 0:f}", "line": lines}


class LetterheadForm(Told):
    """Who writes, and where a debtor pays to."""

    texts = "letterhead"
    helps = ("name", "account", "plain_envelope")
    name = forms.CharField(max_length=200)
    address = forms.CharField(max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    email = forms.EmailField(required=False)
    account = forms.CharField(max_length=300)
    plain_envelope = forms.BooleanField(required=False)
