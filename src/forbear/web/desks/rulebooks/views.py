"""The pages that are read: all rulebooks, one of them, one rule, what was searched for, which apply."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forbear.report.words import Words
from forbear.vocabulary import CONDUCT
from forbear.web.desks.rulebooks import finding, shelf
from forbear.web.desks.rulebooks.applying import AppliesForm, answered
from forbear.web.desks.shared.paging import ROWS
from forbear.web.desks.shared.texts import language
from forbear.web.people.may import act

ACTIVE = {"active": "rulebooks.desk"}


@act("rulebook.read")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All rulebooks, the closed hours drawn, and the places side by side."""
    words = Words(language())
    picture, legend = shelf.clocks(language())
    told = {
        "picture": picture,
        "legend": legend,
        "books": [shelf.row(book, words) for book in shelf.books().values() if book.words is CONDUCT],
        "credit": [shelf.row(book, words) for book in shelf.books().values() if book.words is not CONDUCT],
        "places": [shelf.place_shown(place, words) for place in shelf.sides()],
        "rules": sum(len({rule.name for rule in book.rules.values()}) for book in shelf.books().values()),
        "examples": sum(len(book.examples) for book in shelf.books().values()),
    }
    return render(request, "rulebooks/index.html", told | ACTIVE)


@act("rulebook.read")
@require_safe
def book(request: HttpRequest, name: str) -> HttpResponse:
    """One rulebook."""
    return render(request, "rulebooks/book.html", shelf.shown(shelf.book_named(name), Words(language())) | ACTIVE)


@act("rulebook.read")
@require_safe
def rule(request: HttpRequest, name: str, rule: str) -> HttpResponse:
    """One rule of it."""
    found = shelf.book_named(name)
    told = shelf.rule_page(found, shelf.clauses_of(found, rule), Words(language()))
    return render(request, "rulebooks/rule.html", told | ACTIVE)


@act("rulebook.read")
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What holds the words that were asked for, or the nearest name where nothing does."""
    asked = request.GET.get("q", "").strip()
    found = finding.find(asked)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    told = {
        "asked": asked,
        "page": page,
        "rows": [(one, shelf.books()[one.book].title[language()], one.told[language() == "zh"]) for one in page],
        "near": finding.nearest_to(asked) if asked and not found else "",
    }
    return render(request, "rulebooks/search.html", told | ACTIVE)


@act("rulebook.read")
@require_safe
def applies(request: HttpRequest) -> HttpResponse:
    """Which rulebooks apply to a place, a kind of collector, a kind of loan, on a day; their limits side by side."""
    form = AppliesForm(request.GET or None)
    told = answered(form.cleaned_data, Words(language())) if form.is_valid() else {}
    return render(request, "rulebooks/applies.html", {"form": form, **told, **ACTIVE})
