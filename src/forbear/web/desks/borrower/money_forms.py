"""The forms of debts, lines of a budget and loans; their fields are those of the files of the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from forbear.plan.fields import tables
from forbear.web.desks.shared.texts import say, words

MOST = 80


def money_field(**more: Any) -> forms.DecimalField:
    """An amount in main units."""
    return forms.DecimalField(min_value=Decimal(0), max_digits=14, decimal_places=2, localize=False, **more)


def percent_field(**more: Any) -> forms.DecimalField:
    """A rate in percent."""
    return forms.DecimalField(min_value=Decimal(0), max_digits=9, decimal_places=5, localize=False, **more)


def day_field(**more: Any) -> forms.DateField:
    """A day."""
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d"], **more
    )


class FileForm(forms.Form):
    """A form of some fields of a table of ``plan/fields.toml``; labels and words are this desk's texts."""

    table = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = tables()[self.table].fields
        for name, field in self.fields.items():
            field.label = say(f"borrower.{self.table}.{name}")
            field.help_text = words().known(f"borrower.{self.table}.{name}_help", "")
            if isinstance(field, forms.ChoiceField):
                said = [(word, say(f"borrower.word.{word}")) for word in self.chosen_words(name, known[name].words)]
                field.choices = said

    def chosen_words(self, name: str, every: Sequence[str]) -> Sequence[str]:
        """The words of a choice that are offered."""
        return every

    def row(self) -> dict[str, Any]:
        """What was filled in, as files have it: numbers and days as texts, nothing where nothing was said."""
        return {name: written(value) for name, value in self.cleaned_data.items()}


class DebtForm(FileForm):
    """One debt."""

    table = "debt"
    name = forms.CharField(max_length=MOST)
    creditor = forms.CharField(max_length=MOST, required=False)
    kind = forms.ChoiceField()
    principal = money_field()
    interest = money_field(required=False)
    fees = money_field(required=False)
    arrears = money_field(required=False)
    rate = percent_field()
    rate_per = forms.ChoiceField()
    instalments_left = forms.IntegerField(min_value=0, max_value=600, required=False)
    due_day = forms.IntegerField(min_value=1, max_value=31, required=False)
    due = day_field(required=False)
    minimum_percent = percent_field(required=False)
    late_fee = money_field(required=False)

    def clean(self) -> dict[str, Any]:
        """Each kind needs what says when it falls due."""
        told = super().clean() or {}
        needed = {"instalment": "instalments_left", "single": "due", "revolving": "minimum_percent"}
        name = needed.get(told.get("kind", ""), "")
        if name and name not in self.errors and told.get(name) is None:
            self.add_error(name, say("borrower.debt.needed"))
        return told


class LineForm(FileForm):
    """One line of the month."""

    table = "line"
    name = forms.CharField(max_length=MOST)
    kind = forms.ChoiceField()
    amount = money_field()
    every = forms.ChoiceField()


class LoanForm(FileForm):
    """A loan as it went: what arrived, and equal payments."""

    table = "loan"
    name = forms.CharField(max_length=MOST)
    lender = forms.ChoiceField()
    principal = money_field()

    received = money_field()
    day = day_field()
    instalment = money_field()
    first = day_field()
    count = forms.IntegerField(min_value=1, max_value=600)
    every = forms.ChoiceField()
    extra = money_field(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        forms.Form.__init__(self, *args, **kwargs)
        for name, field in self.fields.items():
            field.label = say(f"borrower.loan.{name}")
            field.help_text = words().known(f"borrower.loan.{name}_help", "")
        known = {"lender": tables()["loan"].fields["lender"].words, "every": tables()["payment"].fields["every"].words}
        for name, every in known.items():
            self.fields[name].choices = [(word, say(f"borrower.word.{word}")) for word in every]  # type: ignore[attr-defined]

    def loan(self, currency: str, place: str) -> dict[str, Any]:
        """The loan as ``forbear rate`` reads it."""
        told = {name: written(value) for name, value in self.cleaned_data.items()}
        paid = {"day": told["first"], "count": told["count"], "every": told["every"]}
        payments = [{**paid, "amount": told["instalment"]}]
        if told["extra"]:
            payments.append({**paid, "amount": told["extra"], "is": "fee"})
        return {
            "name": told["name"], "currency": currency, "place": place.partition("-")[0], "lender": told["lender"],
            "principal": told["principal"], "advance": [{"day": told["day"], "amount": told["received"]}],
            "payment": payments,
        }  # fmt: skip


class BasicsForm(forms.Form):
    """Currency, the day of the balances, and what is put aside each month."""

    currency = forms.CharField(min_length=3, max_length=3)
    as_of = day_field()
    reserve = money_field(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = say(f"borrower.basics.{name}")
            field.help_text = say(f"borrower.basics.{name}_help")


def loan_again(row: Mapping[str, Any]) -> dict[str, Any]:
    """A kept loan as its form shows it."""
    received, (paid, *more) = row["advance"][0], row["payment"]
    return {
        "name": row["name"], "lender": row.get("lender", "any"),
        "principal": row.get("principal", received["amount"]), "received": received["amount"], "day": received["day"],
        "instalment": paid["amount"],
        "first": paid["day"], "count": paid.get("count", 1), "every": paid.get("every", "month"),
        "extra": more[0]["amount"] if more else "",
    }  # fmt: skip


def written(value: Any) -> Any:
    """What was filled in, as files have it: numbers and days as texts."""
    if value is None or value == "":
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else value if isinstance(value, str) else str(value)
