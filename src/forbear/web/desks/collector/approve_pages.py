"""What waits for a supervisor, and her answer: approve, which asks the gate again, or decline."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from forbear.errors import InputError
from forbear.gate.answer import Answer
from forbear.gate.gate import RequestReusedError
from forbear.report.words import Words
from forbear.web.desks.collector import approving, asking, contactable, history, permit_pages, shown, standing, waiting
from forbear.web.desks.collector.account_pages import ACTIVE
from forbear.web.desks.collector.models import Account, Waiting
from forbear.web.desks.shared.paging import paged
from forbear.web.desks.shared.statuses import WRONG
from forbear.web.desks.shared.texts import language, say
from forbear.web.desks.shared.waiting import over
from forbear.web.ledger import gates
from forbear.web.people.may import act, found


@act("account.approve")
@require_safe
def waiting_list(request: HttpRequest) -> HttpResponse:
    """What waits at the organisations of a supervisor, the oldest first."""
    page = paged(request, waiting.listed(request))
    rows = list(page.object_list)
    records = standing.records_of({one.account.debtor for one in rows})
    names = history.people_named(one.asker for one in rows)
    bodies = {(debtor, each.seq): each.body for debtor, found_there in records.items() for each in found_there}
    told = [
        _row(one, bodies[one.account.debtor, one.seq], names)
        for one in rows
        if (one.account.debtor, one.seq) in bodies and waiting.is_newest(one, records[one.account.debtor])
    ]
    return render(request, "collector/waiting.html", {"listed": page, "rows": told, **ACTIVE})


def _row(one: Waiting, body: Any, names: dict[str, str]) -> dict[str, Any]:
    person = contactable.person_named(one.account, str(body["contact"]["person"])) or {}
    words = Words(language())
    return {
        "account": one.account, "seq": one.seq, "debtor": one.account.person["name"], "person": person.get("name", ""),
        "role": words.label("role", str(body["contact"]["role"])),
        "channel": words.label("channel", str(body["contact"]["channel"])),
        "purpose": words.label("purpose", str(body["contact"]["purpose"])),
        "questions": approving.questions(body, None), "asker": names.get(one.asker, one.asker),
        "at": shown.time_in(one.account, one.at),
    }  # fmt: skip


@act("account.see")
@require_safe
def waits(request: HttpRequest, pk: UUID, seq: int) -> HttpResponse:
    """Whether a supervisor has answered, to be put into the page of an answer that waits."""
    one = found(Account, request, "account.see", pk)
    row = _waiting(one, seq)
    if not waiting.waits(row, gates.now()):
        return over()
    return render(request, "collector/waits.html", {"account": one, "seq": seq})


@act("account.approve")
@require_POST
def approve(request: HttpRequest, pk: UUID, seq: int) -> HttpResponse:
    """Ask the gate again, with every question answered by a supervisor who did not ask; it judges anew."""
    one = found(Account, request, "account.approve", pk)
    row, by = _waiting(one, seq), asking.actor(request, one)
    if row.answer is not None:
        return redirect("answer", one.pk, row.answer)
    records = standing.records_about(one)
    body, _ = asking.answer_on_record(standing.case_of(one.debtor, records), records, seq)
    if why := approving.closed(row, records, by):
        return _back(request, one, seq, say(f"collector.closed.{why}"))
    ticked, reason = request.POST.getlist("question"), _reason(request)
    text = request.POST.get("text", "")
    wrong = approving.lacking(approving.questions(body, row.text), row, body, ticked, reason, text)
    if wrong:
        kept = {"wrong": wrong, "ticked": ticked, "reason": reason, "read_text": text}
        return permit_pages.answer_page(request, one, seq, kept, status=WRONG)
    if waiting.is_of_a_program(row):
        return _kept(request, one, row, reason)
    try:
        given = approving.approve(one, row, body, ticked, request.user.pk or 0, by, reason)
    except RequestReusedError:
        return _back(request, one, seq, say("collector.closed.asked"))
    except InputError as error:
        return _back(request, one, seq, str(error))
    standing.judge([one], gates.now())
    _told(request, row, given)
    return redirect("answer", one.pk, given.seq)


def _kept(request: HttpRequest, one: Account, row: Waiting, reason: str) -> HttpResponse:
    """The approval waits for the program."""
    if not approving.approve_for_a_program(row, request.user.pk or 0, reason):
        return _back(request, one, row.seq, say(f"collector.closed.{row.state}"))
    messages.success(request, say("collector.approve.kept"))
    return redirect("answer", one.pk, row.seq)


def _told(request: HttpRequest, row: Waiting, given: Answer) -> None:
    """Say what came of an approval."""
    if row.state != waiting.ASKED:
        messages.warning(request, say(f"collector.closed.{row.state}"))
    elif given.permit is None:
        messages.warning(request, say("collector.approve.not_granted"))
    elif given.permit.became == "released":
        messages.warning(request, say("collector.approve.given_back"))
    else:
        messages.success(request, say("collector.approve.granted"))


@act("account.approve")
@require_POST
def decline(request: HttpRequest, pk: UUID, seq: int) -> HttpResponse:
    """The contact is not to be made; whoever asked is told why."""
    one = found(Account, request, "account.approve", pk)
    row, reason = _waiting(one, seq), _reason(request)
    records = standing.records_about(one)
    if why := approving.closed(row, records, asking.actor(request, one)):
        return _back(request, one, seq, say(f"collector.closed.{why}"))
    if not reason:
        kept = {"wrong": [say("collector.approve.no_reason")], "ticked": request.POST.getlist("question")}
        return permit_pages.answer_page(request, one, seq, kept, status=WRONG)
    if not approving.decline(row, request.user.pk or 0, reason):
        return _back(request, one, seq, say(f"collector.closed.{row.state}"))
    messages.success(request, say("collector.approve.declined"))
    return redirect("waiting")


@act("account.withdraw")
@require_POST
def withdraw(request: HttpRequest, pk: UUID, seq: int) -> HttpResponse:
    """Whoever asked does not want the contact any more: nobody needs to answer."""
    one = found(Account, request, "account.withdraw", pk)
    row = _waiting(one, seq)
    if row.asker != asking.actor(request, one):
        raise Http404
    if approving.withdraw(row, request.user.pk or 0):
        messages.success(request, say("collector.withdraw.done"))
        return redirect("account-page", one.pk)
    row.refresh_from_db()
    records = standing.records_about(one)
    return _back(request, one, seq, say(f"collector.closed.{approving.closed(row, records, '')}"))


def _waiting(one: Account, seq: int) -> Waiting:
    """What waits, or waited, for an answer to that decision; raises Http404."""
    row = Waiting.objects.filter(account=one, seq=seq).first()
    if row is None:
        raise Http404
    return row


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[: approving.LONGEST_REASON]


def _back(request: HttpRequest, one: Account, seq: int, said: str) -> HttpResponse:
    messages.error(request, said)
    return redirect("answer", one.pk, seq)
