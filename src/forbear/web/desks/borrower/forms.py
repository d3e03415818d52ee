"""The forms of the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from forbear.audit.marks import Collector, Owner
from forbear.places import shipped
from forbear.vocabulary import VALUES
from forbear.web.desks.borrower.cases import places, zones
from forbear.web.desks.borrower.keeping import ME
from forbear.web.desks.shared.texts import language, say, words

OTHERS = (
    "spouse", "parent", "child", "relative", "friend", "colleague", "neighbor", "employer", "guarantor", "co_debtor",
    "agreed_contact", "emergency_contact", "address_book_contact",
)  # fmt: skip
"""Whose telephone it may be besides one's own."""
LONGEST = 80
MOST_NUMBERS = 400
DATE_ORDERS = ("dmy", "mdy", "ymd")


class AboutForm(forms.Form):
    """Where somebody lives: that decides which rules apply, and what the clock says there."""

    place = forms.ChoiceField()
    zone = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = shipped()
        named = sorted((known.name(known.read(code), language()), code) for code in places())
        _choose(self.fields["place"], [("", "–"), *((code, f"{name} ({code})") for name, code in named)])
        _choose(self.fields["zone"], [("", "–"), *((zone, zone) for zone in zones())])
        self.fields["place"].label, self.fields["zone"].label = say("borrower.about.place"), say("borrower.about.zone")
        self.fields["zone"].help_text = say("borrower.about.zone_help")

    def clean(self) -> dict[str, Any]:
        """The clock belongs to the place."""
        told = super().clean() or {}
        place, zone = told.get("place"), told.get("zone")
        if place and zone and zone not in shipped().zones(shipped().read(place)):
            self.add_error("zone", say("borrower.about.zone_elsewhere"))
        return told


class PhoneForm(forms.Form):
    """Whose telephone it is, and how its chats are to be read."""

    whose = forms.ChoiceField()
    person = forms.CharField(max_length=LONGEST, required=False)
    date_order = forms.ChoiceField(required=False)
    own_name = forms.CharField(max_length=LONGEST, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = words()
        roles = [("debtor", say("borrower.phone.mine")), *((role, said.label("role", role)) for role in OTHERS)]
        _choose(self.fields["whose"], roles)
        orders = [
            ("", say("borrower.phone.order_found")),
            *((each, say(f"borrower.phone.{each}")) for each in DATE_ORDERS),
        ]
        _choose(self.fields["date_order"], orders)
        for name, field in self.fields.items():
            field.label = say(f"borrower.phone.{name}")
        self.fields["person"].help_text = say("borrower.phone.person_help")
        self.fields["own_name"].help_text = say("borrower.phone.own_name_help")

    def clean(self) -> dict[str, Any]:
        """Another's telephone needs a word for whose."""
        told = super().clean() or {}
        if told.get("whose") not in (None, "debtor") and not told.get("person"):
            self.add_error("person", say("borrower.phone.person_missing"))
        return told

    def owner(self) -> Owner:
        """Whose it is."""
        told = self.cleaned_data
        return ME if told["whose"] == "debtor" else Owner(told["person"], told["whose"])


@dataclass(frozen=True, slots=True)
class Tick:
    """A number on the list, as it was filled in."""

    number: str
    is_ticked: bool
    name: str
    kind: str


def ticks_in(data: QueryDict) -> list[Tick]:
    """What was filled in beside the numbers."""
    kinds = VALUES["collector_kind"]
    return [
        Tick(
            data.get(f"number-{place}", "")[:LONGEST],
            data.get(f"is-{place}") == "on",
            " ".join(data.get(f"name-{place}", "").split())[:LONGEST],
            data.get(f"kind-{place}", "") if data.get(f"kind-{place}", "") in kinds else kinds[0],
        )
        for place in range(MOST_NUMBERS)
        if f"number-{place}" in data
    ]


def collectors_in(ticks: Sequence[Tick]) -> list[Collector]:
    """The collectors that were ticked; one without a name is called by its number."""
    found: dict[tuple[str, str], list[str]] = {}
    for tick in ticks:
        if tick.is_ticked and tick.number:
            found.setdefault((tick.name or tick.number, tick.kind), []).append(tick.number)
    return [Collector(name=name, kind=kind, numbers=tuple(numbers)) for (name, kind), numbers in found.items()]


def kinds() -> list[tuple[str, str]]:
    """Kinds of collectors with their words."""
    return [(kind, words().label("collector_kind", kind)) for kind in VALUES["collector_kind"]]


def _choose(field: forms.Field, choices: Sequence[tuple[str, str]]) -> None:
    field.choices = list(choices)  # type: ignore[attr-defined]  # of the fields that have choices


def initial_of(about: Mapping[str, str]) -> dict[str, str]:
    """What is known already."""
    return {"place": about.get("place", ""), "zone": about.get("zone", "")}
