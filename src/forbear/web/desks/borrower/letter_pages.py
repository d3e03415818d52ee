"""The pages of letters, of deadlines, and of whom to turn to."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from forbear.bodies import Bodies
from forbear.bodies import shipped as bodies
from forbear.calendar import local_day
from forbear.errors import InputError
from forbear.letters.asked import addressees
from forbear.letters.kinds import Kind, Option, all_kinds
from forbear.places import shipped as places
from forbear.report.bodies_told import first_steps, source_line
from forbear.report.words import Words
from forbear.web.desks.borrower import begun, cases, documents, writing
from forbear.web.desks.borrower.brought import plainly
from forbear.web.desks.borrower.models import Case
from forbear.web.desks.borrower.views import ACTIVE
from forbear.web.desks.shared.asked import asked_of
from forbear.web.desks.shared.statuses import WRONG
from forbear.web.desks.shared.texts import language, say
from forbear.web.desks.shared.tongues import marked_in
from forbear.web.ledger import gates
from forbear.web.people.may import act

RELATIONS = ("relative", "friend", "colleague")
CONTENT = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
}
TURN = ("crisis", "advice", "complain")


class MeForm(forms.Form):
    """Who writes."""

    name = forms.CharField(max_length=120)
    address = forms.CharField(max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    email = forms.EmailField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label, field.help_text = say(f"borrower.me.{name}"), say(f"borrower.me.{name}_help")


class LetterForm(forms.Form):
    """What a kind of letter leaves to choose."""

    def __init__(self, kind: Kind, known: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind.to == "person":
            self._add("to", forms.CharField(max_length=80))
            relations = [(one, Words(language()).label("role", one)) for one in RELATIONS]
            self._add("relation", forms.ChoiceField(choices=relations))
        elif kind.to == "named" and not known:
            self._add("to", forms.CharField(max_length=80))
        elif kind.to != "anyone":
            self._add("to", forms.ChoiceField(choices=[(name, name) for name in known]))
        if kind.to == "lender":
            self._add("reference", forms.CharField(max_length=80, required=False))
            self._add("address", forms.CharField(max_length=300, required=False))
        for option in kind.options.values():
            self.fields[f"option-{option.name}"] = _field_of(option)

    def options(self) -> dict[str, str]:
        """The choices as the command line writes them; what was left empty is left out."""
        found = {name.removeprefix("option-"): value for name, value in self.cleaned_data.items() if "option-" in name}
        return {name: _written(value) for name, value in found.items() if value not in ("", None, [])}

    def _add(self, name: str, field: forms.Field) -> None:
        field.label = say(f"borrower.letter.{name}")
        self.fields[name] = field


@act("case.see")
@require_safe
def letters(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was written, and what may be written here."""
    with cases.opened(request, "case.see", pk, "letters") as case:
        words = Words(language())
        entries = documents.record(case, writing.LETTERS, [])
        kinds = writing.kinds_for(case)
    shown = {
        "case": case,
        "entries": [
            {**one, "title": all_kinds()[one["kind"]].title[words.lang], "day": words.day(one["day"]),
             "answer_by": words.day(one["answer_by"]) if one["answer_by"] else ""}
            for one in reversed(entries)
        ],
        "groups": [(words(f"letter.by_{by}"), _told(kinds, by, words.lang)) for by in ("borrower", "relative")],
    }  # fmt: skip
    return render(request, "borrower/letters.html", shown | ACTIVE)


@act("case.change")
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who writes."""
    with cases.opened(request, "case.change", pk, "letters") as case:
        form = MeForm(request.POST or None, initial=documents.record(case, writing.ME, {}))
        if request.method == "POST" and form.is_valid():
            documents.write_record(case, writing.ME, form.cleaned_data)
            return redirect(_wanted(request, case))
    shown = {"case": case, "form": form, "title": "borrower.me.title", "why": "borrower.me.why", "back": "letters"}
    return render(request, "borrower/letter_form.html", shown | ACTIVE, status=WRONG if form.errors else 200)


@act("case.change")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """Write a letter of a kind."""
    with cases.opened(request, "case.change", pk, "letters") as case:
        kind = next((kind for kind in writing.kinds_for(case) if kind.name == name), None)
        if kind is None:
            raise Http404
        if not documents.version(case, writing.ME):
            back = {"kind": name, **{key: request.GET[key] for key in begun.FROM if key in request.GET}}
            return redirect(f"{reverse('me', args=[case.pk])}?{urlencode(back)}")
        known = [one.name for one in addressees(kind, writing.case_of(case), language())]
        initial = begun.initial(case, request.GET)
    form = LetterForm(kind, known, request.POST or None, initial=initial)
    wrong: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("letter", case.pk, _write(case, kind, form))
        except InputError as error:
            wrong = plainly(error)
    shown = {"case": case, "form": form, "wrong": wrong, "title": kind.title[language()], "why": kind.says[language()],
             "nobody": kind.to in ("lender", "body") and not known}  # fmt: skip
    return render(request, "borrower/letter_new.html", shown | ACTIVE, status=WRONG if wrong or form.errors else 200)


@act("case.see")
@require_safe
def letter(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """A letter, to look at and to take away."""
    with cases.opened(request, "case.see", pk, "letters") as case:
        entry = _entry(case, number)
        paper = documents.record(case, writing.paper_kind(number), {})
    words = Words(language())
    due = words.day(entry["answer_by"]) if entry["answer_by"] else ""
    shown = {"case": case, "entry": entry, "paper": paper, "due": due, "formats": writing.FORMATS}
    return render(request, "borrower/letter.html", shown | ACTIVE)


@act("case.carry")
@require_safe
def paper(request: HttpRequest, pk: UUID, number: int, form: str) -> HttpResponse:
    """A letter as a file."""
    with cases.opened(request, "case.carry", pk, "letters") as case:
        _entry(case, number)
        files = documents.record(case, writing.paper_kind(number), {"files": {}})["files"]
    name = next((name for name in files if name.endswith(f".{form}") and ".notes." not in name), None)
    if name is None or form not in CONTENT:
        raise Http404
    answer = HttpResponse(base64.b64decode(files[name]), content_type=CONTENT[form])
    answer["Content-Disposition"] = f'attachment; filename="forbear-letter-{number}.{form}"'
    answer["Cache-Control"] = "no-store"
    return answer


@act("case.carry")
@require_safe
def deadlines(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The days on which to look for answers, as a calendar file."""
    with cases.opened(request, "case.carry", pk, "letters") as case:
        answer = HttpResponse(writing.calendar(case, Words(language())), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="forbear-deadlines.ics"'
    return answer


@act("case.see")
@require_safe
def turn(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whom to turn to at this place: lines for a crisis, free advice, where to complain; each with its source."""
    with cases.opened(request, "case.see", pk, "help") as case:
        code = documents.record(case, documents.ABOUT, {})["place"]
    words, known = Words(language()), places()
    place, table = known.read(code), Bodies(bodies().all(), known)
    name = known.name(place, words.lang)
    groups = [
        (words(f"turn.{kind}", place=name), [_body(body, words) for body in table.for_place(place, kind)])
        for kind in TURN
    ]
    return render(request, "borrower/turn.html", {"case": case, "groups": groups, **ACTIVE})


def _wanted(request: HttpRequest, case: Case) -> str:
    """Back to the letter that waited for who writes; else to all letters."""
    name = request.GET.get("kind", "")
    if name not in [kind.name for kind in writing.kinds_for(case)]:
        return reverse("letters", args=[case.pk])
    back = urlencode({key: request.GET[key] for key in begun.FROM if key in request.GET})
    return f"{reverse('letter-new', args=[case.pk, name])}?{back}"


def _told(kinds: list[Kind], by: str, lang: str) -> list[tuple[str, str, str]]:
    return [(kind.name, kind.title[lang], kind.says[lang]) for kind in kinds if kind.by == by]


def _body(body: Any, words: Words) -> dict[str, Any]:
    lang = words.lang
    return {
        "name": body.name[lang], "phones": body.phones, "does": body.does[lang], "hours": body.hours.get(lang, ""),
        "url": body.url, "email": body.email, "post": body.post, "steps": list(first_steps(body, words)),
        "source": marked_in(source_line(body, words), body.source.cite),
    }  # fmt: skip


def _write(case: Case, kind: Kind, form: LetterForm) -> int:
    said = form.cleaned_data
    if said.get("reference") or said.get("address"):
        lenders = documents.record(case, writing.LENDERS, {})
        before = lenders.get(said["to"], {})
        new_ones = {key: said[key] for key in ("reference", "address") if said[key]}
        documents.write_record(case, writing.LENDERS, {**lenders, said["to"]: {**before, **new_ones}})
    zone = documents.record(case, documents.ABOUT, {}).get("zone", "UTC")
    day = local_day(gates.now(), zone)
    return writing.written(
        case,
        writing.Wanted(kind, language(), day, said.get("to", ""), said.get("relation", ""), form.options()),
    )


def _entry(case: Case, number: int) -> dict[str, Any]:
    found = [one for one in documents.record(case, writing.LETTERS, []) if one["number"] == number]
    if not found:
        raise Http404
    return dict(found[0])


def _field_of(option: Option) -> forms.Field:
    label, example = asked_of(option)
    said = {"label": label, "help_text": example, "required": option.needed, "initial": option.default}
    words = [(word, say(f"borrower.choice.{word}")) for word in option.words]
    made: forms.Field
    if option.type == "flag":
        made = forms.BooleanField(**{**said, "required": False})
    elif option.type == "word":
        made = forms.ChoiceField(choices=words if option.needed or option.default else [("", "–"), *words], **said)
    elif option.type == "words":
        made = forms.MultipleChoiceField(choices=words, widget=forms.CheckboxSelectMultiple, **said)
    elif option.type == "day":
        made = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **said)
    elif option.type == "money":
        made = forms.DecimalField(min_value=0, max_digits=14, decimal_places=2, **said)
    elif option.type == "count":
        made = forms.IntegerField(min_value=0, max_value=10_000, **said)
    else:
        made = forms.CharField(max_length=1_000, **said)
    return made


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, list) else str(value)
