"""The pages of letters: those that wait, writing one, printing, withdrawing, finding again; and who writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbear.calendar import show_day
from forbear.errors import ForbearError, InputError
from forbear.letters.kinds import all_kinds
from forbear.web.desks.arrangements import deals, ledger, letterbox, told
from forbear.web.desks.arrangements.accounts import actor, name_of, names_of, opened
from forbear.web.desks.arrangements.forms import LetterheadForm
from forbear.web.desks.arrangements.letter_forms import LetterForm
from forbear.web.desks.arrangements.models import LETTER_STATES, Arrangement, Letterhead, Paper
from forbear.web.desks.collector.models import Account
from forbear.web.desks.shared.paging import paged
from forbear.web.desks.shared.statuses import WRONG
from forbear.web.desks.shared.tables import csv_answer
from forbear.web.desks.shared.texts import language, say, words
from forbear.web.people.may import act, found, may, visible
from forbear.web.people.models import Organisation

MOST_AT_ONCE = 50
HEAD = ("account", "kind", "language", "day", "state", "answer by", "refused by")
CONTENT = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
}


@act("account.see")
@require_safe
def papers(request: HttpRequest) -> HttpResponseBase:
    """The letters of the team in a state."""
    state = request.GET.get("state", letterbox.WAITING)
    state = state if state in LETTER_STATES else letterbox.WAITING
    every = visible(Paper, request, "account.see")
    rows = every.filter(state=state).select_related("account", "made_by").order_by("-made_at", "pk")
    rows = rows.defer("text", "notes", "files", "wanted", "account__debts")
    if request.GET.get("as") == "csv":
        return csv_answer("letters.csv", HEAD, _cells(rows))
    page = paged(request, rows)
    numbers = dict(every.values_list("state").annotate(n=Count("pk")).order_by())
    shown = {
        "page": page, "rows": [_row(one) for one in page], "state": state, "may_print": may(request, "account.contact"),
        "counts": [(each, numbers.get(each, 0)) for each in LETTER_STATES],
        "may_head": may(request, "letterhead.change"),
    }  # fmt: skip
    return render(request, "arrangements/papers.html", shown)


@act("account.contact")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """Write a letter of a kind to the debtor of an account."""
    with opened(request, "account.contact", pk, "letters") as one:
        kind = next((kind for kind in letterbox.kinds_for(one) if kind.name == name), None)
        if kind is None:
            raise Http404
        head = Letterhead.objects.filter(organisation=one.organisation_id).first()
        form = LetterForm(kind, names_of(one), _known(request, one, head), request.POST or None)
    wrong: list[str] = []
    if request.method == "POST" and form.is_valid() and head is not None:
        try:
            return redirect("paper", letterbox.queued(one, head, form.wanted(), request.user.pk).pk)
        except InputError as error:
            wrong = told.errors(error)
    shown = {
        "account": one, "who": name_of(one), "form": form, "wrong": wrong, "title": kind.title[language()],
        "says": kind.says[language()], "no_head": head is None, "may_head": may(request, "letterhead.change"),
    }  # fmt: skip
    return render(request, "arrangements/paper_new.html", shown, status=WRONG if wrong or form.errors else 200)


@act("account.see")
@require_safe
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A letter, to look at; its files where it went out."""
    one = found(Paper, request, "account.see", pk)
    with opened(request, "account.see", one.account_id, "letter") as account:
        shown = _paper_shown(request, one, account)
    return render(request, "arrangements/paper.html", shown)


@act("account.contact")
@require_POST
def print_paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let the gate judge a letter that waits, and hand it out where it may go."""
    one = found(Paper, request, "account.contact", pk)
    why = _print(one, actor(request, one.account))
    if not why:
        messages.success(request, say("arrangements.papers.printed"))
        return redirect("paper", one.pk)
    with opened(request, "account.contact", one.account_id, "letter") as account:
        shown = _paper_shown(request, one, account) | {"wrong": why}
    return render(request, "arrangements/paper.html", shown, status=WRONG)


@act("account.contact")
@require_POST
def print_many(request: HttpRequest) -> HttpResponse:
    """The same for those that were ticked; each is judged by itself."""
    ticked = [text for text in request.POST.getlist("paper") if _is_uuid(text)][:MOST_AT_ONCE]
    rows = visible(Paper, request, "account.contact").filter(pk__in=ticked, state=letterbox.WAITING)
    out, refused = 0, 0
    for one in rows.select_related("account__organisation", "account__portfolio"):
        why = _print(one, actor(request, one.account))
        out, refused = out + (not why), refused + bool(why)
    messages.success(request, say("arrangements.papers.printed_many", n=out, refused=refused))
    return redirect("papers")


@act("account.contact")
@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A letter that waits is not sent."""
    one = found(Paper, request, "account.contact", pk)
    text = (
        "arrangements.papers.withdrawn"
        if letterbox.withdraw(one, actor(request, one.account))
        else "arrangements.papers.too_late"
    )
    messages.success(request, say(text))
    return redirect("paper", one.pk)


@act("account.see")
@require_safe
def file(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """A file of a letter that went out."""
    one = found(Paper, request, "account.see", pk)
    with opened(request, "account.see", one.account_id, "letter"):
        content = letterbox.file_of(one, form) if form in CONTENT else None
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type=CONTENT[form])
    answer["Content-Disposition"] = f'attachment; filename="letter-{one.pk}.{form}"'
    return answer


@act("letterhead.change")
@require_http_methods(["GET", "HEAD", "POST"])
def letterhead(request: HttpRequest) -> HttpResponse:
    """Who writes the letters of the organisation."""
    organisation = visible(Organisation, request, "letterhead.change").order_by("pk").first()
    head = Letterhead.objects.filter(organisation=organisation).first()
    names = ("name", "address", "email", "account", "plain_envelope")
    initial = {name: getattr(head, name) for name in names} if head else {"name": str(organisation)}
    form = LetterheadForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        Letterhead.objects.update_or_create(organisation=organisation, defaults=form.cleaned_data)
        messages.success(request, say("arrangements.letterhead.done"))
        return redirect("papers")
    return render(request, "arrangements/letterhead.html", {"form": form}, status=WRONG if form.errors else 200)


def _print(one: Paper, by: str) -> list[str]:
    """Print a letter; why it does not go out, in sentences."""
    head = Letterhead.objects.filter(organisation=one.account.organisation_id).first()
    if head is None or one.state != letterbox.WAITING:
        return [say("arrangements.papers.no_head" if head is None else "arrangements.papers.not_waiting")]
    try:
        return list(letterbox.print_now(one, head, by).why)
    except InputError as error:
        codes = ", ".join(dict.fromkeys(each.where or each.code for each in error.problems))
        Paper.objects.filter(pk=one.pk).update(why=codes[:1000])
        return told.errors(error)
    except ForbearError as error:
        return [str(error)]


def _known(request: HttpRequest, one: Account, head: Letterhead | None) -> dict[str, Any]:
    """What of a letter is known: how to pay, the language; and all of an agreement that it confirms."""
    known: dict[str, Any] = {"lang": letterbox.language_of(one), "account": head.account if head else ""}
    deal = request.GET.get("deal", "")
    its = Arrangement.objects.filter(account=one, pk=deal).first() if _is_uuid(deal) else None
    if its is None:
        return known
    today = ledger.today_of(one)
    status = deals.status_of(its, (), today)
    pays = ", ".join(
        f"{show_day(due.day)} {ledger.main_of(due.amount, its.currency)}" for due in status.terms.dues
    )  # fmt: skip
    agreed_on = next((step.day for step in reversed(status.steps) if step.event in ("accept", "amend")), today)
    return known | {
        "debts": [its.debt], "amount": ledger.main_of(status.terms.total, its.currency), "payments": pays,
        "agreed_on": show_day(agreed_on), "frozen": status.terms.frozen,
    }  # fmt: skip


def _row(one: Paper) -> dict[str, Any]:
    said = words()
    return {
        "paper": one, "title": all_kinds()[one.kind].title[language()], "who": name_of(one.account),
        "day": said.day(one.day), "answer_by": told.day_or_none(one.answer_by),
    }  # fmt: skip


def _paper_shown(request: HttpRequest, one: Paper, account: Account) -> dict[str, Any]:
    return {
        **_row(one), "account": account, "formats": letterbox.FORMATS, "is_waiting": one.state == letterbox.WAITING,
        "is_printed": one.state == letterbox.PRINTED, "may_print": may(request, "account.contact"),
        "refused_by": one.why,
    }  # fmt: skip


def _cells(rows: QuerySet[Paper]) -> Iterator[Sequence[object]]:
    for one in rows.iterator(chunk_size=500):
        answer = show_day(one.answer_by) if one.answer_by else ""
        yield one.account.debtor, one.kind, one.lang, show_day(one.day), one.state, answer, one.why


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
