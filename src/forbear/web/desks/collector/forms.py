"""The forms of the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from forbear.audit.intake.base import normal_number
from forbear.calendar import local_day
from forbear.places import shipped
from forbear.plan.reading import OFTEN
from forbear.report.words import Words
from forbear.vocabulary import VALUES
from forbear.web.desks.borrower.cases import places, zones
from forbear.web.desks.collector.lines import Usual
from forbear.web.desks.shared.texts import language, say
from forbear.web.ledger import gates

LONGEST = 100
CHANNELS = ("call", "sms", "email", "letter", "visit", "app")
OUTCOMES = {
    "call": ("no_answer", "busy", "not_in_service", "voicemail", "conversation", "answered_dropped", "hung_up"),
    "visit": ("met", "absent", "refused"),
}
WRITTEN = ("sent", "delivered", "bounced")


class BringForm(forms.Form):
    """What is said of a portfolio beside its file."""

    name = forms.CharField(max_length=200)
    collector = forms.CharField(max_length=200)
    place = forms.ChoiceField()
    zone = forms.ChoiceField(required=False)
    currency = forms.ChoiceField()
    as_of = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    licence = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = shipped()
        named = sorted((known.name(known.read(code), language()), code) for code in places())
        choose(self, "place", [("", "–"), *((code, f"{name} ({code})") for name, code in named)])
        choose(self, "zone", [("", say("collector.bring.zone_all")), *((zone, zone) for zone in zones())])
        choose(self, "currency", [(code, code) for code in OFTEN])
        choose(self, "licence", [("", "–"), *labelled("license")])
        for key in self.fields:
            self.fields[key].label = say(f"collector.bring.{key}")
        for key in ("collector", "zone", "as_of"):
            self.fields[key].help_text = say(f"collector.bring.{key}_help")

    def clean(self) -> dict[str, Any]:
        """The zone is one of the place, and the balances are none of the future."""
        told = super().clean() or {}
        if told.get("place") and told.get("zone") and told["zone"] not in _zones(told["place"]):
            self.add_error("zone", say("collector.bring.zone_elsewhere"))
        if told.get("as_of") and told["as_of"] > today():
            self.add_error("as_of", say("collector.bring.as_of_ahead"))
        return told

    def usual(self) -> Usual:
        """What holds where a row says nothing."""
        told = self.cleaned_data
        return Usual(told["place"], told["zone"], told["currency"], told["as_of"])


def _zones(place: str) -> tuple[str, ...]:
    return shipped().zones(shipped().read(place))


class RecordForm(forms.Form):
    """Something that came in: when, from whom, and what a kind asks besides."""

    request = forms.CharField(max_length=64, widget=forms.HiddenInput)
    at = forms.DateTimeField(widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
    zone: str = "UTC"

    def __init__(self, *args: Any, zone: str, people: Iterable[Mapping[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["at"].label = say("collector.record.at")
        self.fields["at"].help_text = say("collector.record.at_help", zone=zone)
        if "person" in self.fields:
            words = Words(language())
            told = [(str(each["id"]), f"{each['name']} ({words.label('role', each['role'])})") for each in people]
            choose(self, "person", told)
        for key, field in self.fields.items():
            if key not in ("at", "request"):
                field.label = say(f"collector.record.{key}")

    def moment(self) -> str:
        """When it happened, with the offset of the debtor's zone."""
        told: datetime = self.cleaned_data["at"]
        return told.replace(tzinfo=ZoneInfo(self.zone)).isoformat()


class InboundForm(RecordForm):
    """Somebody got in touch."""

    person = forms.ChoiceField()
    channel = forms.ChoiceField(choices=lambda: labelled("channel", CHANNELS))


class HoldForm(RecordForm):
    """A standing reason not to contact, or to be careful."""

    in_writing = forms.BooleanField(required=False)


class DisputeForm(HoldForm):
    """A dispute says why."""

    reason = forms.ChoiceField(required=False, choices=lambda: [("", "–"), *labelled("hold_reason")])


class AttorneyForm(HoldForm):
    """Somebody speaks for the debtor."""

    name = forms.CharField(max_length=LONGEST)
    phone = forms.CharField(max_length=30, required=False)


class WishForm(RecordForm):
    """When or how somebody does not want to be contacted, or only."""

    person = forms.ChoiceField()
    only = forms.ChoiceField(
        choices=lambda: [("", say("collector.record.not_then")), ("yes", say("collector.record.only_then"))],
        required=False,
    )
    channel = forms.ChoiceField(
        required=False, choices=lambda: [("", say("collector.record.any")), *labelled("channel", CHANNELS)]
    )
    begins = forms.TimeField(required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def clean(self) -> dict[str, Any]:
        """A wish is about a channel, hours, or both; hours have both ends."""
        told = super().clean() or {}
        if bool(told.get("begins")) != bool(told.get("ends")):
            self.add_error("ends", say("collector.record.both_ends"))
        elif not told.get("channel") and not told.get("begins"):
            self.add_error(None, say("collector.record.wish_of_what"))
        return told


class RefusalForm(RecordForm):
    """Somebody wants to be left alone, on one channel or on all."""

    person = forms.ChoiceField()
    scope = forms.ChoiceField(choices=lambda: labelled("refusal_scope", ("all", "channel")))
    channel = forms.ChoiceField(required=False, choices=lambda: [("", "–"), *labelled("channel", CHANNELS)])

    def clean(self) -> dict[str, Any]:
        """A refusal of a channel names it."""
        told = super().clean() or {}
        if told.get("scope") == "channel" and not told.get("channel"):
            self.add_error("channel", say("collector.record.which_channel"))
        return told


class NoticeForm(RecordForm):
    """A notice that was sent or given to the debtor."""

    notice = forms.ChoiceField(
        choices=lambda: labelled(
            "notice", ("outsourcing", "validation", "transfer", "dispute_outcome", "documents_supplied")
        )
    )
    by = forms.CharField(max_length=LONGEST)


class LiftForm(RecordForm):
    """A hold ends."""

    hold = forms.ChoiceField(choices=lambda: labelled("hold"))
    lift_reason = forms.ChoiceField(required=False, choices=lambda: [("", "–"), *labelled("lift_reason")])


class AgreedForm(forms.Form):
    """A contact whom the debtor named in advance, and the hours in which that person may be reached."""

    request = forms.CharField(max_length=64, widget=forms.HiddenInput)
    name = forms.CharField(max_length=LONGEST)
    phone = forms.CharField(max_length=30)
    begins = forms.TimeField(required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    agreed = forms.BooleanField()

    def __init__(self, *args: Any, region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region = region
        for key, field in self.fields.items():
            field.label = say(f"collector.agreed.{key}") if key != "request" else ""

    def clean_phone(self) -> str:
        """A number that can be dialled."""
        return whole_number(self.cleaned_data["phone"], self.region)

    def clean(self) -> dict[str, Any]:
        """Hours have both ends."""
        told = super().clean() or {}
        if bool(told.get("begins")) != bool(told.get("ends")):
            self.add_error("ends", say("collector.record.both_ends"))
        return told


def whole_number(text: str, region: str) -> str:
    """A number in E.164; raises ValidationError."""
    found = normal_number(text, region)
    if not found.startswith("+"):
        raise forms.ValidationError(say("collector.agreed.phone_wrong"))
    return found


def outcomes(channel: str) -> list[tuple[str, str]]:
    """How a contact by a channel may have gone, with its words."""
    return labelled("outcome", OUTCOMES.get(channel, WRITTEN))


def labelled(kind: str, values: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Values of the vocabulary with their words."""
    words = Words(language())
    return [(value, words.label(kind, value)) for value in (VALUES[kind] if values is None else values)]


def choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Let a field choose among these."""
    field = form.fields[name]
    field.choices = choices  # type: ignore[attr-defined]
    field.widget.choices = choices


def today() -> date:
    """The day on which a portfolio is brought."""
    return date.fromordinal(local_day(gates.now(), "UTC"))
