"""Webhooks: who is told of a hold, a revoked permit or a supervisor's answer, and the queue of what is to be told.

What is to be told stands in the ledger. Before a record is made, a watch says that the debtor's log is to be looked
through; afterwards the deliveries are put into the queue and the watch goes, in one transaction. Where the process dies
in between, the worker finds the watch: nothing is lost, and what was queued before is not queued twice.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from forbear.calendar import MINUTE, SECOND, Instant, moment_of
from forbear.errors import Problem, RecordError
from forbear.gate.case import Case
from forbear.gate.chain import Record
from forbear.web.access.view import collectors_of
from forbear.web.channels.models import Delivery, Hook, Watch
from forbear.web.ledger import gates

ORPHANED: Instant = MINUTE
"""A watch that is older was left behind by a process that died."""


def new_hook(organisation: str, collector: str, url: str, now: Instant) -> Hook:
    """A hook; raises RecordError where its address cannot be told anything."""
    schemes = ("https", "http") if settings.HOOKS_PRIVATE else ("https",)
    if not _sound(url, schemes):
        hint = f"Write {schemes[0]}://host/path, without a name and password"
        raise RecordError(Problem("url", "this address cannot be told anything", hint=hint, code="url"))
    return Hook.objects.create(
        id=secrets.token_hex(6), organisation=organisation, collector=collector, url=url, made_at=now
    )


def _sound(url: str, schemes: Sequence[str]) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        return False


def secret_of(hook: Hook) -> str:
    """What a hook's deliveries are signed with, made from the server's own key: it is kept nowhere."""
    return hmac.new(settings.SECRET_KEY.encode(), f"hook {hook.pk}".encode(), hashlib.sha256).hexdigest()


def signature(hook: Hook, body: str, now: Instant) -> str:
    """``t=<seconds>,v1=<HMAC-SHA-256 of "<seconds>.<body>">``."""
    stamp = now // SECOND
    signed = hmac.new(secret_of(hook).encode(), f"{stamp}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={stamp},v1={signed}"


@contextmanager
def announced(debtor: str, now: Instant) -> Iterator[Instant]:
    """What is recorded inside is told to hooks, for certain; costs nothing where there is no hook."""
    if not Hook.objects.filter(ended_at=None).exists():
        yield now
        return
    watch = Watch.objects.create(debtor=debtor, since=now)
    yield now
    queue(watch, now)


def queue(watch: Watch, now: Instant) -> None:
    """Put what a watch is for into the queue, once."""
    records = [record for record in gates.gate().store.read(watch.debtor) if record.at >= watch.since]
    case = gates.gate().case(watch.debtor) if records else None
    with transaction.atomic():
        for record in records:
            if case is not None and (told := what_is_told(case, record)):
                _queue(_concerned(watch.debtor, told), watch.debtor, record.seq, told, now)
        watch.delete()


def queue_orphans(now: Instant) -> None:
    """Queue what processes that died were about to."""
    for watch in Watch.objects.filter(since__lt=now - ORPHANED):
        queue(watch, now)


def what_is_told(case: Case, record: Record) -> dict[str, Any] | None:
    """What a dialler must know of a record: a hold, an end of it, a revoked permit; None for anything else."""
    common = {"debtor": record.debtor, "record": record.seq, "at": moment_of(record.at).isoformat()}
    if record.kind == "permit" and record.body["becomes"] == "revoked":
        permit = case.permits[record.body["permit"]]
        bound = {key: permit.bound.get(key) for key in ("collector", "channel", "debts")}
        return {"event": "permit.revoked", "permit": permit.id, **bound, **common}
    event = record.body.get("event", {}) if record.kind == "event" else {}
    if event.get("kind") in STOPS:
        words = {key: event[key] for key in ("kind", "hold", "scope", "channel", "debts") if event.get(key) is not None}
        return {"event": f"{event['kind']}.recorded", **words, **common}
    return None


STOPS = ("hold", "hold_lifted", "refusal", "wish", "consent_revoked")
"""What can stop a contact that is queued already, and the end of it."""


def queue_answer(organisation: str, collector: str, debtor: str, seq: int, answer: str, now: Instant) -> None:
    """A supervisor has answered (``approved``, ``declined``) what a program of an organisation asked for, with the
    decision ``seq``: tell that organisation. To be called in the transaction in which the answer is written down.
    """
    told = {"event": f"approval.{answer}", "debtor": debtor, "record": seq, "at": moment_of(now).isoformat()}
    concerned = Hook.objects.filter(ended_at=None, organisation=organisation, collector__in=("", collector))
    _queue(concerned, debtor, seq, told, now)


def _queue(concerned: Iterable[Hook], debtor: str, seq: int, told: dict[str, Any], now: Instant) -> None:
    body = json.dumps(told, ensure_ascii=False, sort_keys=True)
    Delivery.objects.bulk_create(
        (Delivery(hook=hook, debtor=debtor, seq=seq, body=body, due_at=now) for hook in concerned),
        ignore_conflicts=True,
    )


def _concerned(debtor: str, told: dict[str, Any]) -> Sequence[Hook]:
    """The hooks of house keys, and of the collectors whose debts it is about."""
    concerned = {told["collector"]} if "collector" in told else collectors_of(debtor, told.get("debts"))
    return [hook for hook in Hook.objects.filter(ended_at=None) if not hook.collector or hook.collector in concerned]
