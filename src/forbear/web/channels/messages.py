"""A message under a permit: from an approved text to the queue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from forbear.calendar import Instant
from forbear.errors import Problem, RecordError
from forbear.gate.answer import Answer
from forbear.gate.asked import read_asked
from forbear.web.access.approvals import asked_and_told
from forbear.web.channels.models import Message, Template
from forbear.web.channels.texts import filled, whole

WAITING = {"email": "queued", "sms": "listed", "letter": "queued"}
"""The state in which a message of a channel waits."""
LINE_BREAK = re.compile(r"[\r\n]")


def template_named(name: str, collector: str) -> Template:
    """The approved template of that name, a collector's own before everybody's; raises RecordError."""
    rows = Template.objects.filter(name=name, collector__in=("", collector), withdrawn_at=None)
    found = rows.order_by("-collector").first()
    if found is None:
        hint = "GET /api/v1/templates shows those that are approved"
        raise RecordError(Problem("template", f"there is no approved template {name!r}", hint=hint, code="template"))
    return found


def ask_for_message(
    organisation: str, request: str, debtor: str, contact: Mapping[str, Any], template: Template,
    values: Mapping[str, str], now: Instant, approval: str | None = None,
) -> Answer:  # fmt: skip
    """Fill the template, read its words, ask the gate; where it allows, the message waits to be sent.

    The same request again gets the same answer and one message. Raises RecordError, RequestReusedError.
    """
    subject, body = filled(template, values)
    stated = {**contact, "channel": template.channel}
    check_address(stated)
    asked = read_asked(organisation, request, debtor, stated, text=whole(subject, body), approval=approval)
    (answer,) = asked_and_told([asked])
    if answer.permit is not None and answer.permit.state(now) == "granted":
        row = Message(
            permit=answer.permit.id, organisation=organisation, collector=stated["collector"], debtor=debtor,
            template=template.name, channel=template.channel, address=str(stated["address"]), contact=asked.contact,
            subject=subject, body=body, state=WAITING[template.channel], changed_at=now,
            expires_at=answer.permit.expires_at,
        )  # fmt: skip
        Message.objects.bulk_create([row], ignore_conflicts=True)
    return answer


def check_address(contact: Mapping[str, Any]) -> None:
    """Raises RecordError where a message cannot go to the address of a contact."""
    address = contact.get("address")
    fit = isinstance(address, str) and bool(address.strip()) and not LINE_BREAK.search(address)
    if fit and contact["channel"] == "email":
        try:
            validate_email(address)
        except ValidationError:
            fit = False
    if not fit:
        hint = "State it as 'address' of the contact"
        raise RecordError(Problem("contact", "there is no address that it can be sent to", hint=hint, code="address"))
