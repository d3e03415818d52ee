"""The form of a letter: its debts, its language, and the choices of its kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from forbear.letters.kinds import Kind, Option
from forbear.web.desks.arrangements.letterbox import NOT_ASKED, Wanted
from forbear.web.desks.shared.asked import asked_of
from forbear.web.desks.shared.texts import say

PREFIX = "option-"


class LetterForm(forms.Form):
    """What a letter of a kind asks for; what is known is filled in."""

    def __init__(
        self, kind: Kind, debts: Mapping[str, str], known: Mapping[str, Any], data: QueryDict | None = None
    ) -> None:
        super().__init__(data)
        self.kind = kind
        shown = [(key, name if name == key else f"{name} ({key})") for key, name in debts.items()]
        self.fields["debts"] = forms.MultipleChoiceField(
            choices=shown, widget=forms.CheckboxSelectMultiple, initial=known.get("debts", list(debts)),
            label=say("arrangements.papers.about"),
        )  # fmt: skip
        languages = [("en", "English"), ("zh", "中文")]
        self.fields["lang"] = forms.ChoiceField(
            choices=languages, initial=known.get("lang", "en"), label=say("arrangements.papers.language")
        )
        for option in kind.options.values():
            if option.name not in NOT_ASKED:
                self.fields[PREFIX + option.name] = field_of(option, known.get(option.name))

    def wanted(self) -> Wanted:
        """The letter that is wanted; what was left empty is left out."""
        told = self.cleaned_data
        found = {name.removeprefix(PREFIX): value for name, value in told.items() if name.startswith(PREFIX)}
        options = {name: _written(value) for name, value in found.items() if value not in ("", None, [])}
        return Wanted(self.kind.id, told["lang"], tuple(told["debts"]), options)


def field_of(option: Option, known: Any = None) -> forms.Field:
    """A field for a choice of a letter."""
    label, example = asked_of(option)
    said: dict[str, Any] = {"label": label, "help_text": example, "required": option.needed}
    said["initial"] = option.default if known is None else known
    made: forms.Field
    if option.type == "flag":
        made = forms.BooleanField(**{**said, "required": False})
    elif option.type in ("word", "words"):
        made = _of_words(option, said)
    elif option.type == "day":
        made = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **said)
    elif option.type == "money":
        made = forms.DecimalField(min_value=0, max_digits=14, decimal_places=3, **said)
    elif option.type == "count":
        made = forms.IntegerField(min_value=0, max_value=10_000, **said)
    else:
        made = forms.CharField(max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}), **said)
    return made


def _of_words(option: Option, said: dict[str, Any]) -> forms.Field:
    words: Sequence[tuple[str, str]] = [(word, say(f"arrangements.choice.{word}")) for word in option.words]
    if option.type == "words":
        return forms.MultipleChoiceField(choices=words, widget=forms.CheckboxSelectMultiple, **said)
    return forms.ChoiceField(choices=words if option.default else [("", "–"), *words], **said)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, list) else str(value)
