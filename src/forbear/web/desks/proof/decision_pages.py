"""The list of decisions, one decision, and one decided again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forbear.calendar import show_instant
from forbear.errors import InputError
from forbear.gate.replay import Shelf, decided_again
from forbear.report.words import Words
from forbear.web.api.lookup import cursor_of
from forbear.web.desks.proof import listing, telling
from forbear.web.desks.proof.forms import FilterForm
from forbear.web.desks.proof.looks import looks_at
from forbear.web.desks.proof.models import Entry
from forbear.web.desks.proof.sight import decision_named, looking_at, sight
from forbear.web.desks.shared.tables import csv_answer
from forbear.web.desks.shared.texts import language
from forbear.web.ledger import gates
from forbear.web.ledger.models import RulebookText
from forbear.web.people.may import act

ACTIVE = {"active": "proof.desk"}
ROWS = 25
LOOKS = 20
COLUMNS = ("at", "debtor", "record", "collector", "answer", "rule")


@act("decision.see")
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """The decisions that fit, the newest first."""
    seen = sight(request, "decision.see")
    job = listing.brought_up()
    form = FilterForm(seen, request.GET or None)
    found = _fitting(seen.entries(), form)
    after = _after(request.GET.get("after", ""))
    if after is not None:
        found = found.filter(at__lte=after[0]).exclude(at=after[0], pk__gte=after[1])
    rows = list(found[: ROWS + 1])
    words = Words(language())
    told = {
        "form": form,
        "rows": [_row(row, words) for row in rows[:ROWS]],
        "after": f"{rows[ROWS - 1].at}-{rows[ROWS - 1].pk}" if len(rows) > ROWS else "",
        "is_first": after is None,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "job": job,
        "behind": listing.records_behind() if job else 0,
        "all": seen.collectors is None,
    }
    return render(request, "proof/decisions.html", told | ACTIVE)


@act("decision.see")
@require_safe
def table(request: HttpRequest) -> StreamingHttpResponse:
    """Every decision that fits, as a table."""
    seen = sight(request, "decision.see")
    listing.brought_up()
    with looking_at(request, "", "list", "decision.see"):
        found = _fitting(seen.entries(), FilterForm(seen, request.GET or None))
    return csv_answer("decisions.csv", COLUMNS, _cells(found))


@act("decision.see")
@require_safe
def decision(request: HttpRequest, name: str) -> HttpResponse:
    """One decision with its record."""
    record, records = decision_named(request, "decision.see", name, "decision")
    words = Words(language())
    told = telling.shown(record, records, words)
    looks = looks_at(record.debtor).order_by("-at", "viewer")[:LOOKS]
    told |= {"name": name, "looks": [(one, words.time(one["at"], told["zone"])) for one in looks]}
    return render(request, "proof/decision.html", told | ACTIVE)


@act("decision.see")
@require_safe
def again(request: HttpRequest, name: str) -> HttpResponse:
    """One decision decided again: by the rulebooks of then, and by those of today."""
    record, records = decision_named(request, "decision.see", name, "replay")
    words = Words(language())
    told = telling.shown(record, records, words)
    name_of_set = record.body["gate"]["rulebooks"]
    try:
        then = Shelf(_texts_of(name_of_set)).set_named(name_of_set)
        sides = [_side("recorded", record.body, record.body, told["zone"], words)]
        for which, books in (("then", then), ("today", gates.gate().books)):
            body = None if books is None else decided_again(records, record.seq, books)
            sides.append(_side(which, record.body, body, told["zone"], words))
    except (InputError, ValueError) as error:
        return render(request, "proof/again.html", told | {"name": name, "fault": str(error)} | ACTIVE)
    return render(request, "proof/again.html", told | {"name": name, "sides": sides} | ACTIVE)


def _texts_of(name: str) -> dict[str, dict[str, str]]:
    """The texts of a set of rulebooks, with the set itself, as far as they are there."""
    of_set = {text.pk: json.loads(text.parts) for text in RulebookText.objects.filter(pk=name)}
    books = RulebookText.objects.filter(pk__in=of_set.get(name, {}).values())
    return of_set | {text.pk: json.loads(text.parts) for text in books}


def _side(which: str, was: Any, body: Any, zone: str, words: Words) -> dict[str, Any]:
    """One way in which it was decided; ``body`` is None where its rulebooks are not there."""
    if body is None:
        return {"which": which, "missing": True}
    rules, before = telling.rules_in(body["verdict"]), telling.rules_in(was["verdict"])
    return {
        "which": which,
        **telling.answer_told(body, zone, words),
        "rules": [(rule, rule not in before) for rule in rules],
        "gone": [rule for rule in before if rule not in rules],
        "differs": telling.differences(was, body),
        "permit": body["permit"],
    }


def _fitting(found: QuerySet[Entry], form: FilterForm) -> QuerySet[Entry]:
    """The rows that fit what is asked for; what cannot be read is not asked for."""
    form.is_valid()
    asked = getattr(form, "cleaned_data", {})
    found = found.filter(rule=asked.get("rule") or "").order_by("-at", "-pk")
    if asked.get("answer"):
        found = found.filter(answer=asked["answer"])
    if asked.get("collector"):
        found = found.filter(collector=asked["collector"])
    span = form.span()
    return found.filter(at__gte=span[0], at__lt=span[1]) if span else found


def _after(text: str) -> tuple[int, int] | None:
    at, _, pk = text.partition("-")
    return (int(at), int(pk)) if at.isdecimal() and pk.isdecimal() and len(text) < 40 else None


def _row(entry: Entry, words: Words) -> dict[str, Any]:
    return {
        "name": cursor_of(entry.debtor, entry.seq),
        "debtor": entry.debtor,
        "seq": entry.seq,
        "at": words.time(entry.at, "UTC"),
        "answer": entry.answer,
        "collector": entry.collector,
        "rule": entry.rule,
    }


def _cells(found: QuerySet[Entry]) -> Iterator[tuple[object, ...]]:
    for one in found.iterator(chunk_size=2000):
        yield show_instant(one.at, "UTC"), one.debtor, one.seq, one.collector, one.answer, one.rule
