"""E-mail that came back: reports of mail servers (RFC 3464), each put on record under the permit of its message.

A report names the message by its Message-ID, in which the permit stands, and whom it did not reach. It counts only
where we sent that message to that address; anybody can write a mail that looks like a report, and what else is in it is
not believed. A report of a delay, or of a delivery, changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from email import policy
from email.message import Message
from email.parser import BytesParser, Parser
from email.utils import parseaddr
from mailbox import Maildir
from pathlib import Path

from forbear.gate.gate import UnknownPermitError
from forbear.web.channels import models
from forbear.web.ledger import gates

MOST_BYTES = 1024 * 1024
"""What is longer is read so far: the report stands first, and the message that came back after it."""
RESULTS = ("bounced", "known", "not-final", "not-ours", "no-report")
"""What can become of a mail: put on record, on record already, no bounce (yet), of no message of ours, no report."""


def take_maildir(folder: Path) -> Counter[str]:
    """Read what is new in a folder of mail (Maildir); each mail is marked as seen once its bounce is on record."""
    box, found = Maildir(folder, create=False), Counter[str]()
    for name in sorted(box.keys()):
        with suppress(KeyError):  # whoever reads the same folder was quicker
            mail = box[name]
            if mail.get_subdir() == "new":
                found[take(box.get_bytes(name)[:MOST_BYTES])] += 1
                mail.set_subdir("cur")
                mail.add_flag("S")
                box[name] = mail
    return found


def take(mail: bytes) -> str:
    """Put one mail on record where it is a bounce of a message of ours: one of ``RESULTS``."""
    try:
        report = BytesParser(policy=policy.compat32).parsebytes(mail)
        permit, ends = _permit_in(report), list(_ends_in(report))
    except (ValueError, LookupError, AttributeError):  # what the library's parser leaves to those who ask for a header
        return "no-report"
    if not ends or not permit:
        return "no-report"
    failed = {address for address, action in ends if action == "failed"}
    return _told(permit, failed) if failed else "not-final"


def _told(permit: str, failed: set[str]) -> str:
    message = models.Message.objects.filter(permit=permit, channel="email").first()
    if message is None or message.address.lower() not in failed or message.state not in ("sent", "bounced"):
        return "not-ours"
    if message.state == "bounced":
        return "known"
    try:
        gates.gate().tell(permit, {"outcome": "bounced"}, gates.now(), message.organisation)
    except UnknownPermitError:
        return "not-ours"
    changed = {"state": "bounced", "fault": "it came back later", "changed_at": gates.now()}
    models.Message.objects.filter(pk=permit).update(**changed)
    return "bounced"


def _ends_in(report: Message) -> Iterator[tuple[str, str]]:
    """Address and action (``failed``, ``delayed`` ...) of each recipient that a report tells of."""
    statuses = (part for part in report.walk() if part.get_content_type() == "message/delivery-status")
    blocks = (block for part in statuses for block in part.get_payload() if isinstance(block, Message))
    for block in blocks:
        action = str(block["Action"] or "").strip().lower()
        told = (str(block[name] or "").partition(";")[2] for name in ("Final-Recipient", "Original-Recipient"))
        yield from ((address.lower(), action) for _, address in map(parseaddr, told) if address and action)


def _permit_in(report: Message) -> str:
    """The permit in the Message-ID of the message that came back, which stands after the report."""
    for part in report.walk():
        kind, inside = part.get_content_type(), part.get_payload()
        if kind == "message/rfc822" and isinstance(inside, list) and isinstance(inside[0], Message):
            return permit_of(str(inside[0]["Message-ID"] or ""))
        if kind == "text/rfc822-headers":
            headers = Parser(policy=policy.compat32).parsestr(str(inside), headersonly=True)
            return permit_of(str(headers["Message-ID"] or ""))
    return ""


def permit_of(message_id: str) -> str:
    """The permit that :mod:`forbear.web.channels.mail` put into a Message-ID; empty where there is none."""
    parts = message_id.strip().removeprefix("<").partition("@")[0].split(".", 3)
    return parts[3] if len(parts) == 4 else ""
