"""E-mail under a permit: the permit is used first, then the message goes out, once.

A mail server that cannot be reached leaves the permit unused, and the message waits while the permit lasts. Once the
permit is used the contact is on record; what the server then says is told as its outcome. Where the process dies
between, the message is ``unclear`` and is never sent again by itself.
"""

from __future__ import annotations

import smtplib
from email.utils import make_msgid

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from forbear.calendar import MINUTE, Instant
from forbear.gate.gate import UnknownPermitError
from forbear.web.channels.models import Message
from forbear.web.channels.texts import whole
from forbear.web.ledger import gates

LOST: Instant = 5 * MINUTE
"""A message that is being sent for longer was left behind by a process that died."""
AT_ONCE = 100


def send_due(now: Instant) -> int:
    """Send what waits; how many the mail server was told of."""
    lost = Message.objects.filter(state="sending", changed_at__lt=now - LOST)
    late = Message.objects.filter(state__in=("queued", "listed"), expires_at__lte=now)
    if lost.exists():
        lost.update(state="unclear", body=None, changed_at=now)
    if late.exists():
        late.update(state="dropped", fault="its permit ended first", body=None, changed_at=now)
    waiting = Message.objects.filter(state="queued", channel="email", expires_at__gt=now)[:AT_ONCE]
    return sum(_send(message) for message in waiting if _taken(message, now))


def _taken(message: Message, now: Instant) -> bool:
    rows = Message.objects.filter(pk=message.pk, state="queued")
    return rows.update(state="sending", changed_at=now) == 1


def _send(message: Message) -> int:
    try:
        connection: BaseEmailBackend = get_connection()
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        _becomes(message, "queued", f"the mail server cannot be reached ({type(error).__name__})")
        return 0
    try:
        _send_over(message, connection)
    finally:
        connection.close()
    return 1


def _send_over(message: Message, connection: BaseEmailBackend) -> None:
    gate, text = gates.gate(), whole(message.subject, message.body)
    try:
        use = gate.use(message.permit, message.contact, gates.now(), message.organisation, text=text)
    except UnknownPermitError:
        return _becomes(message, "dropped", "its permit is not there")
    if not use.accepted:
        return _becomes(message, "dropped", f"its permit was not accepted ({use.why})")
    outcome, fault = _handed_over(message, connection)
    gate.tell(message.permit, {"outcome": outcome}, gates.now(), message.organisation)
    return _becomes(message, outcome, fault)


def _handed_over(message: Message, connection: BaseEmailBackend) -> tuple[str, str]:
    """The outcome: ``sent``, or ``bounced`` where the mail server did not take it; and why."""
    headers = {"Message-ID": make_msgid(message.permit), "Auto-Submitted": "auto-generated"}
    mail = EmailMessage(message.subject, message.body, None, [message.address], headers=headers, connection=connection)
    try:
        mail.send()
    except (OSError, smtplib.SMTPException) as error:
        return "bounced", f"the mail server did not take it ({type(error).__name__})"
    return "sent", ""


def _becomes(message: Message, state: str, fault: str = "") -> None:
    """The text goes when it is not needed any more."""
    gone = {} if state == "queued" else {"body": None}
    changed = {"state": state, "fault": fault[:200], "changed_at": gates.now()}
    Message.objects.filter(pk=message.pk).update(**changed, **gone)
