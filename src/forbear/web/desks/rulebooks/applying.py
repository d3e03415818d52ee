"""Which rulebooks apply, as ``forbear rules for`` answers it, and their strictest limits side by side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from forbear.calendar import local_day, show_day
from forbear.engine.applies import applying
from forbear.places import shipped
from forbear.report.catalogue.places import limits_of
from forbear.report.words import Words
from forbear.rules import catalog
from forbear.vocabulary import VALUES
from forbear.web.desks.rulebooks import shelf
from forbear.web.desks.shared.texts import language, say
from forbear.web.ledger import gates

WORDS = {"collector": "collector_kind", "product": "product", "license": "license"}
"""Fields of the question and the sets of the vocabulary from which they come."""


class AppliesForm(forms.Form):
    """Where the debtor lives, who collects, for what, on which day."""

    place = forms.ChoiceField()
    collector = forms.ChoiceField(required=False)
    product = forms.ChoiceField(required=False)
    license = forms.ChoiceField(required=False)
    on = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said, known = Words(language()), shipped()
        fields: Mapping[str, Any] = self.fields
        named = sorted((known.name(known.read(code), language()), code) for code in known.codes())
        fields["place"].choices = [("", "–"), *((code, f"{name} ({code})") for name, code in named)]
        for name, kind in WORDS.items():
            any_of = [("", say("rulebooks.applies.any"))]
            fields[name].choices = [*any_of, *((one, said.label(kind, one)) for one in VALUES[kind])]
        for name, field in fields.items():
            field.label = say(f"rulebooks.applies.{name}")
        fields["on"].help_text = say("rulebooks.applies.on_help")


def answered(asked: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """The answer of each rulebook that is near, and the limits of those that apply or may."""
    known = shipped()
    where = known.read(asked["place"])
    zone = next(iter(known.zones(where)), "UTC")
    day = asked["on"].toordinal() if isinstance(asked["on"], date) else local_day(gates.now(), zone)
    near = catalog.of_country(where.country)
    answers = applying(where, asked["collector"], asked["product"], day, near, license_=asked["license"])
    binding = [one.book for one in answers if one.answer != "no"]
    rows = [
        (shelf.row(one.book, words), one.answer, [reason.says[words.lang] for reason in one.because]) for one in answers
    ]
    return {
        "answers": rows,
        "place_name": known.name(where, words.lang),
        "day": show_day(day),
        "sides": shelf.place_shown(limits_of(known.name(where, words.lang), binding), words) if binding else None,
        "asked": asked,
    }
