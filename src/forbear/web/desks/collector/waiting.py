"""What waits for a supervisor: contacts that the gate left to a person, until one answers or a day is over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from forbear.calendar import HOUR, Instant
from forbear.chain import fingerprint
from forbear.gate.answer import Answer
from forbear.gate.asked import Asked
from forbear.gate.chain import Record
from forbear.web.desks.collector.models import Account, Waiting
from forbear.web.ledger import gates
from forbear.web.ledger.names import is_of_a_desk, of_person
from forbear.web.people.may import memberships, visible

ACT = "account.approve"
DAY: Instant = 24 * HOUR
"""For so long an answer waits; then the contact is asked for anew."""
WAITS, APPROVED, ASKED = "waiting", "approved", "asked"
DECLINED, WITHDRAWN, OVER = "declined", "withdrawn", "over"
TOLD_AT_MOST = 10


def noted(account: Account, asked: Asked, answer: Answer, text: str | None) -> None:
    """Keep what the gate left to a person; what waited of the same contact before waits no more."""
    contact = fingerprint(asked.contact)
    if asked.approval is None:
        older = Waiting.objects.filter(
            account=account, contact=contact, state__in=(WAITS, APPROVED), seq__lt=answer.seq
        )
        older.update(state=OVER, text=None)
    if answer.word == "ask-a-person":
        kept = {"asker": asked.caller, "contact": contact, "at": answer.at, "text": text}
        Waiting.objects.get_or_create(account=account, seq=answer.seq, defaults=kept)


def forget(now: Instant) -> None:
    """The texts of what waited for a day go: the server does this by itself (``forgets`` of the application)."""
    late = Waiting.objects.filter(at__lte=now - DAY, text__isnull=False)
    if late.exists():
        late.update(text=None)


def waits(row: Waiting, now: Instant) -> bool:
    """Can it still be answered?"""
    return row.state == WAITS and now < row.at + DAY


def stale(row: Waiting, records: Iterable[Record], now: Instant) -> str:
    """Why what was asked does not stand any more: a word of ``collector.closed``; empty where it does."""
    if now >= row.at + DAY:
        return "late"
    return "" if is_newest(row, records) else "over"


def is_of_a_program(row: Waiting) -> bool:
    """Was it asked for over the interface?"""
    return not is_of_a_desk(row.asker)


def listed(request: HttpRequest) -> QuerySet[Waiting]:
    """What waits for whoever asks, those first that wait longest."""
    found = visible(Waiting, request, ACT).filter(state=WAITS, at__gt=gates.now() - DAY)
    return found.select_related("account", "account__portfolio").order_by("at", "pk")


def of(account: Account) -> list[Waiting]:
    """What waits about an account."""
    return list(account.waiting.filter(state=WAITS, at__gt=gates.now() - DAY).order_by("at", "pk"))


def own(request: HttpRequest) -> list[Waiting]:
    """What whoever asks has asked for lately: what waits, what was declined, and what was approved just now."""
    now = gates.now()
    names = {of_person(one.organisation_id, request.user.pk) for one in memberships(request)}
    rows = visible(Waiting, request, "account.see").filter(asker__in=names)
    found = (
        rows.filter(at__gt=now - DAY)
        .exclude(state__in=(OVER, WITHDRAWN))
        .select_related("account")
        .order_by("-at", "-pk")
    )
    return [one for one in found[:TOLD_AT_MOST] if one.state != ASKED or _just_now(one, now)]


def _just_now(row: Waiting, now: Instant) -> bool:
    """Can a permit that was granted upon the answer still be open?"""
    return row.answered_at is not None and now < row.answered_at + gates.gate().life


def request_name(seq: int) -> str:
    """The name under which the contact of a decision is asked for again: one for each, however often it is clicked."""
    return f"approved:{seq}"


def is_newest(row: Waiting, records: Iterable[Record]) -> bool:
    """Was nothing asked of the same contact after it, besides its own approval?"""
    return not any(
        record.seq > row.seq and record.kind == "decision" and _is_other(record.body, row) for record in records
    )


def _is_other(body: Mapping[str, Any], row: Waiting) -> bool:
    return body["request"] != request_name(row.seq) and fingerprint(body["contact"]) == row.contact
