"""Try it: a contact as a form, its verdict beside it. The address holds the question; nothing typed is kept."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from forbear.places import shipped
from forbear.report.words import Words
from forbear.vocabulary import CONDUCT, EVENT_KEYS
from forbear.web.desks.rulebooks import fields, trying
from forbear.web.desks.rulebooks.address import NotOursError, opened, packed
from forbear.web.desks.rulebooks.question import READINGS, Question, examples, first_question, of_example
from forbear.web.desks.rulebooks.shelf import books
from forbear.web.desks.rulebooks.typed import BOOK, OF_PLACE, typed
from forbear.web.desks.rulebooks.views import ACTIVE
from forbear.web.desks.shared.texts import language, say
from forbear.web.ledger import gates
from forbear.web.people.may import act


@act("rulebook.read")
@require_http_methods(["GET", "HEAD", "POST"])
def try_it(request: HttpRequest) -> HttpResponse:
    """The form and the verdict. What is posted is laid over the question and becomes the address of the next page."""
    try:
        question = _question(request)
        if request.method == "POST":
            part = typed(question, request.POST).replace(".", "-")
            address = packed(question)
            opened(address)  # before it stands in an address: nothing in it but what may
            return redirect(f"{reverse('try')}?q={address}#{part}")
    except (NotOursError, OverflowError):  # more than an address holds, or a time before all times
        return render(request, "rulebooks/not_ours.html", ACTIVE, status=400)
    return render(request, "rulebooks/try.html", _told(question) | ACTIVE)


@act("rulebook.read")
@require_safe
def try_file(request: HttpRequest) -> HttpResponse:
    """The case as a file for the command line."""
    try:
        question = _question(request)
    except NotOursError as error:
        raise Http404 from error
    answer = HttpResponse(trying.as_json(question), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{trying.NAME}"'
    return answer


def _question(request: HttpRequest) -> Question:
    """The question of the form or of the address, of the example that is named, or the first one."""
    packed_so_far = request.POST.get("q") or request.GET.get("q")
    if packed_so_far:
        return opened(packed_so_far)
    named = request.GET.get("from", "")
    if named:
        if named not in examples():
            raise Http404
        return of_example(named)
    question = first_question(gates.now(), language())
    book = books().get(request.GET.get("book", ""))
    if book is not None and book.words is CONDUCT:
        question.rules, question.place = [book.id], ""
    return question


def _told(question: Question) -> dict[str, object]:
    words, done = Words(language()), trying.tried(question)
    return {
        "q": packed(question),
        "question": question,
        "verdict": trying.shown(done, question, words),
        "parts": fields.parts_of(question, words),
        "rules": _rules(question, words),
        "readings": [
            (each, say(f"rulebooks.reading.{each.replace('-', '_')}"), each == question.reading) for each in READINGS
        ],
        "kinds": [(kind, say(f"rulebooks.event.{kind}")) for kind in EVENT_KEYS],
        "toml": trying.as_toml(question, done.verdict),
        "command": trying.command(question),
        "file": trying.NAME,
        "source": question.source.partition("/"),
    }  # fmt: skip


def _rules(question: Question, words: Words) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """By what it may be judged: all rulebooks of a place, or one of them."""
    known, about = shipped(), [book for book in books().values() if book.words is CONDUCT]
    codes = sorted({known.of(book.place).code for book in about})
    places = [(f"{OF_PLACE}{code}", known.name(known.read(code), words.lang), code == question.place) for code in codes]
    single = [(f"{BOOK}{one.id}", f"{one.id} · {one.title[words.lang]}", question.rules == [one.id]) for one in about]
    return [(say("rulebooks.form.of_place"), places), (say("rulebooks.form.one_book"), single)]
