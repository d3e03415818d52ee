"""What is new on the ledger becomes lines to count by: read once, from where each log was counted up to.

A line is written in the transaction that says up to where its log was counted, so that each record counts once,
whoever is killed meanwhile. Only answers of the gate, what became of permits, complaints and payments count; the
contacts of a log do not.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django_tasks import task

from forbear.calendar import MINUTE, Instant, local_day
from forbear.plan.negotiation import TALKS
from forbear.web.desks.arrangements import balances, deals, ledger
from forbear.web.desks.arrangements.models import Arrangement, Counted, DayCount, Line
from forbear.web.desks.collector.models import Account
from forbear.web.jobs import queue
from forbear.web.jobs.doing import Doing
from forbear.web.ledger import gates
from forbear.web.ledger.models import Debtor, Record
from forbear.web.ledger.names import user_in

NAME = "figures"
PAUSE: Instant = 5 * MINUTE
AT_ONCE = 200
LONGEST_WHY = 120
CLOSES = ("used", "released", "revoked")


@dataclass(frozen=True, slots=True)
class Moved:
    """An account whose log has gone on since it was counted."""

    account: Account
    done: int
    head: int


def moved() -> list[Moved]:
    """The accounts whose logs have gone on: one query over the heads."""
    heads = Debtor.objects.filter(pk=OuterRef("debtor")).values("seq")
    found = Account.objects.annotate(head=Subquery(heads), done=Coalesce("counted__seq", 0))
    ahead = found.filter(head__gt=F("done")).select_related("portfolio").defer("debts").order_by("debtor", "pk")
    return [Moved(one, one.done, one.head) for one in ahead]


def count(progress: Any = lambda done, total: None) -> int:
    """Count what is new; how many lines that made. What payments come to is followed, and what is untold is told."""
    every, made = moved(), 0
    for at in range(0, len(every), AT_ONCE):
        some = every[at : at + AT_ONCE]
        progress(at, len(every))
        lines, becomes = _lines(some)
        made += _keep(some, lines, becomes)
        for account in {line.account for line in lines if line.what in (ledger.PAYMENT, ledger.UNDONE)}:
            balances.settle(account)
    late = Arrangement.objects.filter(ended="", state__in=TALKS, late_from__lt=local_day(gates.now(), "UTC"))
    for one in late.select_related("account"):
        deals.lapse(one, ledger.today_of(one.account))
    for one in Arrangement.objects.exclude(to_tell=[]).select_related("account__portfolio"):
        deals.tell(one.account, one)
    return made


@task(takes_context=True)
def count_now(context: Any) -> None:
    """The same in the background."""
    doing: Doing = context
    count(doing.progress)
    with doing.ending():
        pass


def put_where_due(now: Instant) -> Any:
    """Queue the counting where none waits and the last is some minutes ago; the newest job."""
    newest = queue.newest(NAME)
    if newest is None or (newest.is_over and newest.made_at < now - PAUSE):
        return queue.put(count_now, NAME)
    return newest


def _keep(some: Sequence[Moved], lines: Sequence[Line], becomes: Mapping[str, str]) -> int:
    with transaction.atomic():
        made = Line.objects.bulk_create(lines, ignore_conflicts=True)
        for word in CLOSES:
            names = [name for name, became in becomes.items() if became == word]
            Line.objects.filter(permit__in=names).update(became=word)
        _count_days(lines, list(becomes))
        Counted.objects.bulk_create(
            [Counted(account=one.account, seq=one.head) for one in some],
            update_conflicts=True, update_fields=["seq"], unique_fields=["account"],
        )  # fmt: skip
    return len(made)


def _count_days(lines: Sequence[Line], permits: Sequence[str]) -> None:
    """The counts of every day on which something is new, made anew from its lines."""
    days = {(line.organisation_id, line.day) for line in lines}
    days |= set(Line.objects.filter(permit__in=permits).values_list("organisation", "day"))
    for organisation, day in days:
        DayCount.objects.filter(organisation=organisation, day=day).delete()
        alike = Line.objects.filter(organisation=organisation, day=day).values_list("user", "what", "why", "became")
        DayCount.objects.bulk_create(
            DayCount(organisation_id=organisation, day=day, user_id=user, what=what, why=why, became=became, n=n)
            for user, what, why, became, n in alike.annotate(n=Count("pk")).order_by()
        )


def _lines(some: Sequence[Moved]) -> tuple[list[Line], dict[str, str]]:
    """The lines of some logs, and what became of permits."""
    by_debtor: defaultdict[str, list[Moved]] = defaultdict(list)
    for one in some:
        by_debtor[one.account.debtor].append(one)
    lines, becomes = [], dict[str, str]()
    for debtor, seq, at, kind, body in _records(some):
        its = by_debtor[debtor]
        if not min(one.done for one in its) < seq <= its[0].head:
            continue
        if kind == "permit":
            becomes |= {body["permit"]: body["becomes"]} if body["becomes"] in CLOSES else {}
        else:
            lines.append(_line(_whose(its, body), seq, at, kind, body))
    return lines, becomes


def _records(some: Sequence[Moved]) -> Iterator[tuple[str, int, Instant, str, Mapping[str, Any]]]:
    """What counts, in order; a sealed body cannot be searched, so that every event is opened and looked at."""
    names, lowest = [one.account.debtor for one in some], min(one.done for one in some)
    wanted = Record.objects.filter(kind__in=("decision", "permit", "event"), debtor__in=names, seq__gt=lowest)
    found = wanted.order_by("debtor", "seq").values_list("debtor", "seq", "at", "kind", "body")
    for debtor, seq, at, kind, text in found.iterator():
        body = json.loads(text)
        if kind != "event" or _counts(body["event"]):
            yield debtor, seq, at, kind, body


def _counts(event: Mapping[str, Any]) -> bool:
    return event["kind"] == ledger.PAYMENT or (event["kind"] == "hold" and event.get("hold") == "complaint")


def _whose(its: Sequence[Moved], body: Mapping[str, Any]) -> Account:
    """The account that a record is about, where a debtor has several: that of the collector who asked."""
    collector = body.get("contact", {}).get("collector")
    return next((one.account for one in its if one.account.portfolio.collector == collector), its[0].account)


def _line(account: Account, seq: int, at: Instant, kind: str, body: Mapping[str, Any]) -> Line:
    line = Line(
        organisation_id=account.organisation_id, account=account, user_id=account.assigned_to_id, seq=seq, at=at,
        day=local_day(at, ledger.zone_of(account)),
    )  # fmt: skip
    if kind == "decision":
        permit = body["permit"] or {}
        line.what, line.why, line.channel = body["answer"], _why(body), body["contact"].get("channel", "")
        line.permit, line.expires_at = permit.get("id", ""), permit.get("expires_at")
        line.user_id = user_in(body["caller"]) or account.assigned_to_id
        return line
    is_undone = ledger.own_name(body).startswith(f"{ledger.UNDONE} ")
    is_payment = body["event"]["kind"] == ledger.PAYMENT
    line.what = "complaint" if not is_payment else ledger.UNDONE if is_undone else ledger.PAYMENT
    return line


def _why(body: Mapping[str, Any]) -> str:
    """The first reason of an answer that is no leave: a rule, a word of the gate, or what is missing."""
    if body["answer"] == "allow":
        return ""
    rules = [f"{one['rulebook']}/{one['rule']}" for one in body["verdict"]["reasons"]]
    missing = [f"missing/{name}" for name in body["verdict"]["missing"]]
    found = [*rules, *map(str, body["why"]), *missing, ""]
    return found[0][:LONGEST_WHY]
