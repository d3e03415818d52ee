"""The forms of terms that were said, and of payments that were made."""

from __future__ import annotations

from typing import Any

from django import forms

from forbear.web.desks.borrower.money_forms import day_field, money_field, percent_field, written
from forbear.web.desks.shared.texts import say, words

MOST = 600


class Told(forms.Form):
    """Labels and help from the texts of one table."""

    texts = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = say(f"borrower.{self.texts}.{name}")
            field.help_text = words().known(f"borrower.{self.texts}.{name}_help", "")


class TermsForm(Told):
    """Terms that somebody named: equal payments, perhaps others after them, and what is given up for them."""

    texts = "terms"
    day = day_field()
    first = day_field()
    amount = money_field()
    count = forms.IntegerField(min_value=1, max_value=MOST, initial=1)
    then_first = day_field(required=False)
    then_amount = money_field(required=False)
    then_count = forms.IntegerField(min_value=1, max_value=MOST, required=False)
    frozen = forms.BooleanField(required=False)
    waives_rest = forms.BooleanField(required=False)
    rate = percent_field(required=False)
    until = day_field(required=False)

    def clean(self) -> dict[str, Any]:
        """Payments after the first ones need a day and an amount."""
        told = super().clean() or {}
        for name, other in (("then_first", "then_amount"), ("then_amount", "then_first")):
            if told.get(name) and not told.get(other):
                self.add_error(other, say("borrower.terms.then_needed"))
        return told

    def event(self, kind: str) -> dict[str, Any]:
        """What was said, as the files of ``forbear offer`` have it."""
        told = {name: written(value) for name, value in self.cleaned_data.items()}
        dues = [{"day": told["first"], "amount": told["amount"], "count": self.cleaned_data["count"]}]
        if told["then_first"]:
            count = self.cleaned_data["then_count"] or 1
            dues.append({"day": told["then_first"], "amount": told["then_amount"], "count": count})
        event: dict[str, Any] = {"day": told["day"], "event": kind, "due": dues}
        event |= {key: told[key] for key in ("until",) if told[key]}
        event |= {key: True for key in ("frozen", "waives_rest") if self.cleaned_data[key]}
        return event | ({"rate": told["rate"], "rate_per": "year"} if told["rate"] else {})


class SaidForm(Told):
    """On which day something was said."""

    texts = "said"
    day = day_field()


class PaymentForm(Told):
    """A payment that was really made."""

    texts = "payment"
    debt = forms.ChoiceField()
    day = day_field()
    amount = money_field()
    settles = forms.BooleanField(required=False)

    def __init__(self, debts: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["debt"].choices = [(name, name) for name in debts]  # type: ignore[attr-defined]

    def payment(self) -> dict[str, Any]:
        """The payment, as the files of ``forbear offer`` have it."""
        told = {name: written(self.cleaned_data[name]) for name in ("day", "debt", "amount")}
        return told | ({"settles": True} if self.cleaned_data["settles"] else {})
