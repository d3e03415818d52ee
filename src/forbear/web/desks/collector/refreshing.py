"""Standings of a whole organisation judged anew in the background, so that lists are in order before they are seen."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django_tasks import task

from forbear.web.desks.collector import standing
from forbear.web.desks.collector.models import Account
from forbear.web.jobs import queue
from forbear.web.jobs.doing import Doing
from forbear.web.jobs.models import Job
from forbear.web.ledger import gates
from forbear.web.ledger.models import Debtor

AT_ONCE = 100


def ask_for(organisation: int) -> Job:
    """Queue it, where it does not wait already."""
    return queue.put(refresh, f"standings {organisation}", str(organisation))


@task(takes_context=True)
def refresh(context: Any, organisation: str) -> None:
    """Judge every account of an organisation whose standing is over, or whose log has moved."""
    doing: Doing = context
    heads = Debtor.objects.filter(pk=OuterRef("debtor")).values("seq")
    stale = Q(stands_until__lte=gates.now()) | ~Q(judged_seq=Subquery(heads))
    found = Account.objects.filter(stale, organisation=int(organisation)).order_by("from_at", "pk")
    pks = list(found.values_list("pk", flat=True))
    for at in range(0, len(pks), AT_ONCE):
        doing.progress(at, len(pks))
        some = Account.objects.filter(pk__in=pks[at : at + AT_ONCE]).select_related("portfolio")
        standing.judge(list(some), gates.now())
