"""Messages under a permit, approved texts, letters to print, lists for diallers and gateways."""

from __future__ import annotations

from typing import Annotated, Any, Literal, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from forbear import vocabulary
from forbear.errors import Problem, RecordError
from forbear.web.access.approvals import check_approval
from forbear.web.access.view import Eyes
from forbear.web.api.caller import ERRORS, RequestId, eyes, request_id
from forbear.web.api.channel_shapes import (
    LetterOut,
    LettersOut,
    ListOut,
    MessageIn,
    MessageOut,
    MessageState,
    TemplateIn,
    TemplateOut,
    TemplatesOut,
)
from forbear.web.api.lookup import cursor_of, permits_after, place_of
from forbear.web.api.problems import NotThereError
from forbear.web.api.shapes import PAGE, AnswerOut, Name
from forbear.web.api.shown import answer_out, iso
from forbear.web.api.times import check_times
from forbear.web.channels.letters import as_html, hand_over, printed
from forbear.web.channels.lists import as_csv, rows_of
from forbear.web.channels.messages import ask_for_message, template_named
from forbear.web.channels.models import Message, Template
from forbear.web.channels.texts import check_template, fields_of
from forbear.web.ledger import gates

router = Router(tags=["messages"])
CSV: dict[str, Any] = {"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}}


@router.post("/templates", response={200: TemplateOut, **ERRORS}, summary="Approve a text")
def approve_template(request: HttpRequest, payload: TemplateIn) -> TemplateOut:
    """A text that says what no collector's message may is refused, with the place."""
    seen = eyes(request, "approve")
    check_template(payload.subject, payload.body, payload.channel)
    row, new = Template.objects.get_or_create(
        name=payload.name,
        collector=seen.collector,
        defaults={
            "channel": payload.channel, "subject": payload.subject, "body": payload.body,
            "approved_by": seen.key.organisation, "approved_at": gates.now(),
        },
    )  # fmt: skip
    if not new and (row.withdrawn_at is not None or _differs(row, payload)):
        hint = "Approve it under another name"
        raise RecordError(Problem("name", "there is another text of that name", hint=hint, code="template-taken"))
    return _template(row)


def _differs(row: Template, payload: TemplateIn) -> bool:
    return (row.channel, row.subject, row.body) != (payload.channel, payload.subject, payload.body)


@router.get("/templates", response={200: TemplatesOut, **ERRORS}, summary="The approved texts")
def templates(request: HttpRequest) -> TemplatesOut:
    """What messages may be made of: the texts of your collector, and those that are for all."""
    rows = _texts(eyes(request)).order_by("name", "collector")
    return TemplatesOut(templates=[_template(row) for row in rows])


@router.delete("/templates/{name}", response={200: TemplateOut, **ERRORS}, summary="Withdraw a text")
def withdraw_template(request: HttpRequest, name: Name) -> TemplateOut:
    """No message is made of it any more; its name stays taken."""
    seen = eyes(request, "approve")
    row = Template.objects.filter(name=name, collector=seen.collector, withdrawn_at=None).first()
    if row is None:
        raise NotThereError(f"There is no approved template {name!r}, or it is not yours.")
    row.withdrawn_at = gates.now()
    row.save(update_fields=["withdrawn_at"])
    return _template(row)


@router.post("/messages", response={200: AnswerOut, **ERRORS}, summary="Send a message, if it may be sent")
def send_message(request: HttpRequest, payload: MessageIn, key: RequestId = None) -> AnswerOut:
    """Fills the text, reads its words, asks the gate; where it allows, the message is sent under the permit.

    An e-mail goes out within seconds. A letter waits to be printed and counts as made from now. An SMS waits in the
    list.
    """
    seen, name = eyes(request, "ask"), request_id(payload.request, key)
    if name is None:
        raise RecordError(Problem("request", "the request has no id", hint="Give it an id of your own",
                                  code="request-missing"))  # fmt: skip
    check_approval(seen, payload.approval, f"request {name!r}")
    seen.check_contacts([(payload.debtor, payload.contact)])
    check_times(payload.contact, vocabulary.EVENT_KEYS["contact"], "contact")
    now = gates.now()
    template = template_named(payload.template, str(payload.contact.get("collector", "")))
    answer = ask_for_message(
        seen.key.organisation, name, payload.debtor, payload.contact, template, payload.values, now, payload.approval
    )
    if template.channel == "letter":
        hand_over(now)
    return answer_out(name, answer, now)


@router.get("/messages/{permit}", response={200: MessageOut, **ERRORS}, summary="What became of a message")
def one_message(request: HttpRequest, permit: Name) -> MessageOut:
    """Queued, sent, bounced, dropped because its permit ended, or unclear: then a person must look."""
    row = _message(eyes(request, "ask"), permit)
    return MessageOut(
        permit=row.permit, debtor=row.debtor, channel=row.channel, template=row.template,
        state=cast("MessageState", row.state), fault=row.fault, changed_at=iso(row.changed_at),
    )  # fmt: skip


@router.get("/letters", response={200: LettersOut, **ERRORS}, summary="Letters that wait to be printed")
def letters(request: HttpRequest) -> LettersOut:
    """The oldest hundred; say of each that it was printed to get the next."""
    seen = eyes(request, "ask")
    rows = Message.objects.filter(state="to-print", channel="letter")
    own = rows if seen.all else rows.filter(collector=seen.collector)
    return LettersOut(letters=[_letter(row) for row in own[:PAGE]])


@router.post("/letters/{permit}/printed", response={200: MessageOut, **ERRORS}, summary="A letter was printed")
def letter_printed(request: HttpRequest, permit: Name) -> MessageOut:
    """Its text is forgotten; the record keeps its hash."""
    row = _message(eyes(request, "ask"), permit)
    if not printed(permit, gates.now()) and row.state != "printed":
        raise NotThereError(f"There is no letter {permit!r} that waits to be printed.")
    return one_message(request, permit)


@router.get("/list", response={200: ListOut, **ERRORS}, summary="Contacts that may be made now", openapi_extra=CSV)
def contact_list(
    request: HttpRequest, channel: Literal["call", "sms", "email", "letter", "visit", "app", "social"],
    form: Literal["json", "csv"] = "json", cursor: Annotated[str, Field(max_length=1000)] | None = None,
) -> Any:  # fmt: skip
    """The open permits of a channel as JSON or CSV, for a dialler or a gateway. Use each just before its contact."""
    seen, now = eyes(request, "ask"), gates.now()
    found, place = permits_after(seen, place_of(cursor, "", 0), None, "granted", now, PAGE)
    rows = rows_of([one for one in found if one.bound.get("channel") == channel])
    then = None if place is None else cursor_of(*place)
    if form == "csv":
        return HttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8", headers={"Next": then or ""})
    return ListOut(contacts=rows, next=then)  # type: ignore[arg-type]


def _message(seen: Eyes, permit: str) -> Message:
    row = Message.objects.filter(pk=permit).first()
    if row is None or not (seen.all or row.collector == seen.collector):
        raise NotThereError(f"There is no message under the permit {permit!r}, or it is not yours.")
    return row


def _texts(seen: Eyes) -> QuerySet[Template]:
    rows = Template.objects.filter(withdrawn_at=None)
    return rows if seen.all else rows.filter(collector__in=("", seen.collector))


def _template(row: Template) -> TemplateOut:
    return TemplateOut(
        name=row.name, collector=row.collector, channel=row.channel, subject=row.subject, body=row.body,
        fields=sorted(fields_of(row.subject, row.body)), approved_by=row.approved_by, approved_at=iso(row.approved_at),
    )  # fmt: skip


def _letter(row: Message) -> LetterOut:
    return LetterOut(
        permit=row.permit, debtor=row.debtor, address=row.address, subject=row.subject, text=row.body,
        html=as_html(row),
    )  # fmt: skip
