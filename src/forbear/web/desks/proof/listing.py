"""The list of decisions, copied from the ledger: new ones at once where they are few, else by work in the background.

The ledger is sealed and has no order over all debtors; the gate is not slowed down to write one. Heads say how many
records there are, ``Listed`` how many are read: the difference is what is still to be listed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, Sum
from django_tasks import task

from forbear.web.desks.proof.models import EVERY, Entry, Listed
from forbear.web.jobs import queue
from forbear.web.jobs.doing import Doing
from forbear.web.jobs.models import Job
from forbear.web.ledger import models

NAME = "list of decisions"
AT_ONCE = 200
"""So many new records are listed while somebody waits for the page."""
DEBTORS_AT_ONCE = 100
LONGEST = 200
_BEHIND = """
SELECT d.id, d.seq, COALESCE(l.seq, 0) FROM ledger_debtor d LEFT JOIN proof_listed l ON l.debtor = d.id
WHERE d.seq > COALESCE(l.seq, 0) ORDER BY d.id LIMIT %s
"""


def brought_up() -> Job | None:
    """List what is new; the work in the background that does it where that is much, else None."""
    behind = records_behind()
    if behind == 0:
        return None
    if behind <= AT_ONCE:
        while waiting := _behind(DEBTORS_AT_ONCE):
            _list(waiting)
        return None
    return queue.put(list_all, NAME)


def records_behind() -> int:
    """How many records of the ledger were not looked through yet."""
    there = models.Debtor.objects.aggregate(all=Sum("seq"))["all"] or 0
    return int(there - (Listed.objects.aggregate(all=Sum("seq"))["all"] or 0))


@task(takes_context=True)
def list_all(context: Any) -> None:
    """List everything that is not listed yet, some debtors at a time; what is done stays done."""
    doing: Doing = context
    total, done = records_behind(), 0
    while waiting := _behind(DEBTORS_AT_ONCE):
        done += _list(waiting)
        doing.progress(min(done, total), total)
    with doing.ending():
        pass


def _behind(most: int) -> list[tuple[str, int, int]]:
    """Debtors with new records: who, up to where there are some, up to where they are listed."""
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, [most])
        return [(str(debtor), int(there), int(listed)) for debtor, there, listed in cursor.fetchall()]


def _list(waiting: Sequence[tuple[str, int, int]]) -> int:
    """List the decisions of some debtors; gives back how many records were looked through."""
    with transaction.atomic():
        Entry.objects.bulk_create(_entries(waiting), ignore_conflicts=True, batch_size=500)
        told = [Listed(debtor=debtor, seq=there) for debtor, there, _ in waiting]
        Listed.objects.bulk_create(
            told, update_conflicts=True, unique_fields=["debtor"], update_fields=["seq"], batch_size=500
        )
    return sum(there - listed for _, there, listed in waiting)


def _entries(waiting: Iterable[tuple[str, int, int]]) -> Iterator[Entry]:
    wanted = Q()
    for debtor, there, listed in waiting:
        wanted |= Q(debtor=debtor, seq__gt=listed, seq__lte=there)
    rows = models.Record.objects.filter(wanted, kind="decision").values_list("debtor", "seq", "at", "body")
    for debtor, seq, at, body in rows.iterator():
        yield from entries_of(debtor, seq, at, json.loads(body))


def entries_of(debtor: str, seq: int, at: int, body: Mapping[str, Any]) -> Iterator[Entry]:
    """The rows of one decision: one for it, one for each rule that spoke."""
    verdict = body.get("verdict", {})
    spoke = [*verdict.get("reasons", ()), *verdict.get("unknown", ())]
    rules = dict.fromkeys([EVERY, *(f"{one['rulebook']}/{one['rule']}" for one in spoke)])
    collector = str(body.get("contact", {}).get("collector", ""))
    for rule in rules:
        yield Entry(
            debtor=debtor, seq=seq, at=at, rule=rule[:LONGEST], answer=body.get("answer", ""),
            collector=collector[:LONGEST],
        )  # fmt: skip
