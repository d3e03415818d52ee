"""The forms of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import connection

from forbear.calendar import Instant, start_of_day
from forbear.web.desks.proof.models import EVERY
from forbear.web.desks.proof.sight import Sight
from forbear.web.desks.shared.texts import language, say
from forbear.web.ledger import gates

ANSWERS = ("allow", "not-now", "ask-a-person", "refuse")
LANGUAGES = (("en", "English"), ("zh", "简体中文"))
LARGEST_HEADS = 32 * 1024 * 1024
LARGEST_PACK = 64 * 1024 * 1024
MOST_COLLECTORS = 500
_COLLECTORS = """
WITH RECURSIVE found(name) AS (
  SELECT MIN(collector) FROM proof_entry WHERE rule = %s AND collector > ''
  UNION ALL
  SELECT (SELECT MIN(collector) FROM proof_entry WHERE rule = %s AND collector > found.name) FROM found
  WHERE found.name IS NOT NULL
) SELECT name FROM found WHERE name IS NOT NULL LIMIT %s
"""
"""Every collector once, by as many steps through the index as there are collectors."""


class FilterForm(forms.Form):
    """Which decisions: of a day, of an answer, in which a rule spoke, of a collector."""

    day = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    answer = forms.ChoiceField(required=False)
    rule = forms.ChoiceField(required=False)
    collector = forms.ChoiceField(required=False)

    def __init__(self, seen: Sight, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Mapping[str, Any] = self.fields
        every = [("", say("proof.filter.all"))]
        rules = sorted({f"{book.id}/{rule.name}" for book in gates.gate().books for rule in book.rules.values()})
        asked = self.data.get("rule", "")
        rules += [asked] if asked and asked not in rules else []
        fields["answer"].choices = every + [(one, say(f"proof.answer.{one.replace('-', '_')}")) for one in ANSWERS]
        fields["rule"].choices = every + [(one, one) for one in rules]
        fields["collector"].choices = every + [(one, one) for one in collectors_of(seen)]
        for name, field in fields.items():
            field.label = say(f"proof.filter.{name}")

    def span(self) -> tuple[Instant, Instant] | None:
        """From when to when, where a day is asked for."""
        day = getattr(self, "cleaned_data", {}).get("day")
        if day is None:
            return None
        return start_of_day(day.toordinal(), "UTC"), start_of_day(day.toordinal() + 1, "UTC")


class CheckForm(forms.Form):
    """Heads that were kept elsewhere, the key that signed them, and whether all is decided again."""

    heads = forms.FileField(required=False)
    key = forms.FileField(required=False)
    again = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = say(f"proof.check.{name}")
            field.help_text = say(f"proof.check.{name}_help")


class PackForm(forms.Form):
    """About whom a pack is made, in which language."""

    debtor = forms.CharField(max_length=200)
    language = forms.ChoiceField(choices=LANGUAGES)
    unmasked = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = language()
        for name, field in self.fields.items():
            field.label = say(f"proof.pack.{name}")
        self.fields["debtor"].help_text = say("proof.pack.debtor_help")
        self.fields["unmasked"].help_text = say("proof.pack.unmasked_help")


class VerifyForm(forms.Form):
    """A pack that somebody brought, and what is known of it from elsewhere."""

    pack = forms.FileField()
    fingerprint = forms.CharField(max_length=80, required=False)
    key = forms.FileField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = say(f"proof.verify.{name}")
        self.fields["fingerprint"].help_text = say("proof.verify.fingerprint_help")
        self.fields["key"].help_text = say("proof.verify.key_help")


def collectors_of(seen: Sight) -> list[str]:
    """The collectors whose decisions may be asked for."""
    if seen.collectors is not None:
        return sorted(seen.collectors)
    with connection.cursor() as cursor:
        cursor.execute(_COLLECTORS, [EVERY, EVERY, MOST_COLLECTORS])
        return [str(row[0]) for row in cursor.fetchall()]
