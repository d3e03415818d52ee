"""Letters wait to be printed. Their permit is used when they join the queue: from then on they count as made."""

from __future__ import annotations

from html import escape

from forbear.calendar import Instant
from forbear.web.channels.models import Message
from forbear.web.channels.texts import whole
from forbear.web.ledger import gates

PAGE = (
    '<!doctype html><html><head><meta charset="utf-8"><title>{subject}</title>'
    "<style>body{{font:12pt/1.5 serif;margin:25mm}}address{{font-style:normal;white-space:pre-line;margin-bottom:20mm}}"
    "p{{white-space:pre-line}}</style></head><body><address>{address}</address><h1>{subject}</h1><p>{body}</p>"
    "</body></html>"
)


def hand_over(now: Instant) -> int:
    """Use the permits of the letters that joined the queue, so that they may be printed; how many there were."""
    waiting = Message.objects.filter(state="queued", channel="letter", expires_at__gt=now)
    return sum(map(_hand_over, waiting))


def _hand_over(letter: Message) -> int:
    text = whole(letter.subject, letter.body)
    use = gates.gate().use(letter.permit, letter.contact, gates.now(), letter.organisation, text=text)
    changed = {"state": "to-print"} if use.accepted else {"state": "dropped", "body": None, "fault": str(use.why)}
    Message.objects.filter(pk=letter.pk, state="queued").update(**changed, changed_at=gates.now())
    return 1


def as_html(letter: Message) -> str:
    """A plain page to print."""
    return PAGE.format(subject=escape(letter.subject), address=escape(letter.address), body=escape(letter.body))


def printed(permit: str, now: Instant) -> bool:
    """It went out: its text goes. False where no such letter waits."""
    waiting = Message.objects.filter(pk=permit, state="to-print")
    return waiting.update(state="printed", body=None, changed_at=now) == 1
