"""What is done with talks: begun, answered, put aside; what follows from payments; and what the ledger is told of it.

A change and what the ledger must be told of it (``to_tell``) are saved in one transaction; the ledger is told right
after it, under a name that is given once. What a killed server left untold is told when the account is opened next, or
by the job that counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from forbear.calendar import Day, show_day
from forbear.errors import Problem, RecordError
from forbear.plan.negotiation import END, STANDING
from forbear.plan.schedule import Payment
from forbear.plan.terms import Terms
from forbear.plan.tracking import Status
from forbear.web.desks.arrangements import agreements, ledger
from forbear.web.desks.arrangements.accounts import budget_in, debts_in, house
from forbear.web.desks.arrangements.instalments import Came, came
from forbear.web.desks.arrangements.judging import Judged, judge
from forbear.web.desks.arrangements.models import NEVER, Arrangement, Instalment
from forbear.web.desks.collector.models import Account
from forbear.web.ledger import gates
from forbear.web.ledger.names import user_in

PLAN, PROMISE = "plan", "promise"
WORKOUT = "workout"
OVER = ("refused", "expired")
"""States in which talks are over: who wants to talk again begins anew."""
ENDS = ("breach", "withdrawn")
"""Why somebody puts an agreement aside."""


def begin(
    account: Account, by: str, kind: str, terms: Terms, event: str, today: Day, until: Day | None = None,
    grace_days: int = 0, part: int = 0,
) -> Arrangement:  # fmt: skip
    """Talks that begin with an offer of the debtor (``propose``) or ours (``counter``); a promise is agreed at once.

    Raises RecordError where the same debt has talks already that go on, or the offer cannot be.
    """
    if open_of(account).filter(debt=terms.debt).exists():
        raise RecordError(_talked_already(terms.debt))
    debts = debts_in(account)
    if terms.dues[0].day <= debts[terms.debt].as_of:
        raise RecordError(_too_early(terms, debts[terms.debt].as_of))
    creditor = debts[terms.debt].creditor
    talks = agreements.begun(terms.debt, terms.currency, creditor, grace_days, part)
    talks = agreements.with_said(talks, event, today, terms, until)
    now = gates.now()
    made = Arrangement(
        account=account, organisation_id=account.organisation_id, kind=kind, debt=terms.debt,
        currency=terms.currency, talks=talks, state="",
        made_by_id=user_in(by), made_at=now, changed_at=now,
    )  # fmt: skip
    if kind == PROMISE:
        _accept(made, today, by)
    _saved(made, (), today)
    tell(account, made)
    return made


def answer(
    arrangement: Arrangement, event: str, today: Day, seen: int, paid: Sequence[Payment], by: str,
    terms: Terms | None = None, until: Day | None = None,
) -> None:  # fmt: skip
    """Say something more: accept, refuse, or other terms. Raises RecordError where it cannot be said or kept."""
    with transaction.atomic():
        kept = _locked(arrangement, seen)
        if kept.ended:
            raise RecordError(_over())
        if event in ("accept", "amend"):
            judged = judged_now(kept, today, terms)
            if not judged.may_be_agreed:
                raise RecordError([_cannot_be_agreed(name) for name in judged.wrong])
        if event == "accept":
            _accept(kept, today, by)
        else:
            kept.talks = agreements.with_said(kept.talks, event, today, terms, until)
        _saved(kept, paid, today)
    tell(kept.account, kept)


def put_aside(arrangement: Arrangement, why: str, today: Day, seen: int, paid: Sequence[Payment], by: str) -> None:
    """An agreement is over before its end: broken, or taken back; the gate learns that the debt has no plan now."""
    with transaction.atomic():
        kept = _locked(arrangement, seen)
        if kept.ended or why not in ENDS:
            raise RecordError(_over())
        if why == "breach" and agreements.status_of(kept.talks, paid, today).state != "broken":
            raise RecordError(_not_broken())
        _end(kept, why, by)
        _saved(kept, paid, today)
    tell(kept.account, kept)


def follow_payments(account: Account, today: Day) -> list[Arrangement]:
    """What payments on the ledger come to: instalments counted anew, what is fulfilled ended, a debt that is paid told.

    To be called after anything about payments; doing it twice changes nothing more.
    """
    found = ledger.records(account)
    paid = ledger.payments_in(found, ledger.zone_of(account))
    changed = []
    for one in Arrangement.objects.filter(account=account, ended__in=("", "completed")):
        with transaction.atomic():
            kept = Arrangement.objects.select_for_update(of=("self",)).get(pk=one.pk)
            _saved(kept, ledger.counted(paid, kept.debt), today)
        tell(account, kept)
        changed.append(kept)
    return changed


def lapse(arrangement: Arrangement, today: Day) -> None:
    """An offer that nobody answered in time is over."""
    with transaction.atomic():
        _saved(Arrangement.objects.select_for_update(of=("self",)).get(pk=arrangement.pk), (), today)


def open_of(account: Account) -> Any:
    """The talks and agreements of an account that go on."""
    return Arrangement.objects.filter(account=account, ended="")


def status_of(arrangement: Arrangement, paid: Iterable[Payment], today: Day) -> Status:
    """Where the talks stand on a day."""
    return agreements.status_of(arrangement.talks, paid, today)


def judged_now(arrangement: Arrangement, today: Day, terms: Terms | None = None) -> Judged:
    """What is on the table (or ``terms``) beside the debt and the month that the debtor stated."""
    account = arrangement.account
    debts = debts_in(account)
    wanted = terms or agreements.status_of(arrangement.talks, (), today).terms
    return judge(debts[arrangement.debt], debts, wanted, budget_in(account), bound_of(account, today), today)


def bound_of(account: Account, today: Day) -> list[Terms]:
    """The terms of the account that stand."""
    return [
        agreements.status_of(one.talks, (), today).terms
        for one in open_of(account).filter(state__in=STANDING)
    ]  # fmt: skip


def tell(account: Account, arrangement: Arrangement) -> None:
    """Tell the ledger what it was not told yet. Never inside a transaction."""
    while arrangement.to_tell:
        event, *rest = arrangement.to_tell
        told = {key: value for key, value in event.items() if key not in ("name", "by")}
        ledger.record(account, told, event["by"] or house(account), event["name"])
        Arrangement.objects.filter(pk=arrangement.pk).update(to_tell=rest)
        arrangement.to_tell = rest


def _accept(kept: Arrangement, today: Day, by: str) -> None:
    """It is agreed: the gate learns that the debt is worked out, or what was promised until when."""
    kept.talks = agreements.with_said(kept.talks, "accept", today)
    terms = agreements.status_of(kept.talks, (), today).terms
    if kept.kind == PROMISE:
        (due,) = terms.dues
        amount = ledger.main_of(due.amount, kept.currency)
        _will_tell(kept, {"kind": "promise", "debts": [kept.debt], "amount": amount, "currency": kept.currency,
                          "due": show_day(due.day)}, by)  # fmt: skip
    else:
        _will_tell(kept, {"kind": "hold", "hold": WORKOUT, "debts": [kept.debt]}, by)


def _end(kept: Arrangement, why: str, by: str) -> None:
    was_agreed = kept.kind == PLAN and kept.state in STANDING
    kept.ended = why
    if was_agreed:
        _will_tell(kept, {"kind": "hold_lifted", "hold": WORKOUT, "debts": [kept.debt], "reason": why}, by)


def _will_tell(kept: Arrangement, event: dict[str, Any], by: str = "") -> None:
    name = f"deal {kept.pk} {kept.version} {len(kept.to_tell)}"
    kept.to_tell = [*kept.to_tell, {**event, "name": name, "by": by}]


def _saved(kept: Arrangement, paid: Iterable[Payment], today: Day) -> None:
    """Save the talks with the state that follows, and the instalments as they stand."""
    payments = list(paid)
    found = agreements.status_of(kept.talks, payments, today)
    kept.state = found.state
    if found.state == END and not kept.ended:
        _complete(kept, found)
    elif found.state != END and kept.ended == "completed":
        _reopen(kept, found)
    elif found.state in OVER:
        kept.ended = found.state
    rows = _came(kept, payments, today)
    awaited = [one for one in rows if one.met_on is None] if not kept.ended else []
    kept.next_day = min((one.day for one in awaited), default=NEVER)
    until = NEVER if kept.ended or found.until is None else found.until
    kept.late_from = min((one.last_day for one in awaited), default=until)
    kept.version, kept.changed_at = kept.version + 1, gates.now()
    with transaction.atomic():
        kept.save()
        _count(kept, rows)


def _complete(kept: Arrangement, found: Status) -> None:
    """All that was promised is paid: the plan is over, and where it settles the debt the gate is told so."""
    if kept.kind == PLAN:
        _will_tell(kept, {"kind": "hold_lifted", "hold": WORKOUT, "debts": [kept.debt], "reason": "completed"})
        if found.terms.waives_rest:
            _will_tell(kept, {"kind": "hold", "hold": "settled", "debts": [kept.debt]})
    kept.ended = "completed"


def _reopen(kept: Arrangement, found: Status) -> None:
    """A payment was taken back, and something is missing again: the plan goes on, and nothing is settled."""
    kept.ended = ""
    if kept.kind == PLAN:
        if found.terms.waives_rest:
            _will_tell(kept, {"kind": "hold_lifted", "hold": "settled", "debts": [kept.debt], "reason": "withdrawn"})
        _will_tell(kept, {"kind": "hold", "hold": WORKOUT, "debts": [kept.debt]})


def _came(kept: Arrangement, payments: Sequence[Payment], today: Day) -> list[Came]:
    """The payments of what was agreed last; of what was put aside, those whose day had come."""
    about = agreements.negotiation_of(kept.talks)
    agreed = agreements.accepted_of(about.told, today)
    if agreed is None:
        return []
    terms, since, accepted = agreed
    rows = came(terms, about.promise, payments, since, accepted, today)
    if kept.ended and kept.ended != "completed":
        return [one for one in rows if one.last_day < today or one.met_on is not None]
    return rows


def _count(kept: Arrangement, rows: Sequence[Came]) -> None:
    """Its instalments, made anew."""
    Instalment.objects.filter(arrangement=kept).delete()
    Instalment.objects.bulk_create(
        Instalment(
            arrangement=kept, organisation_id=kept.organisation_id, number=one.number,
            day=one.day, last_day=one.last_day, amount_minor=one.amount,
            covered_minor=one.covered, in_time_minor=one.in_time, is_part=one.is_part, met_on=one.met_on,
        )
        for one in rows
    )  # fmt: skip


def _locked(arrangement: Arrangement, seen: int) -> Arrangement:
    kept = Arrangement.objects.select_for_update(of=("self",)).get(pk=arrangement.pk)
    if kept.version != seen:
        raise RecordError(Problem("", "this was changed meanwhile", code="changed-meanwhile"))
    return kept


def _talked_already(debt: str) -> Problem:
    hint = "Answer what is on the table, or put it aside first"
    return Problem(f"debt {debt!r}", "there are talks about it that go on", hint=hint, code="talked-already")


def _too_early(terms: Terms, as_of: Day) -> Problem:
    what = f"the first payment ({show_day(terms.dues[0].day)}) is not after the day of the balance ({show_day(as_of)})"
    return Problem(f"debt {terms.debt!r}", what, hint="Choose a later day", code="too-early")


def _cannot_be_agreed(name: str) -> Problem:
    return Problem("", f"it cannot be agreed: {name}", hint="Offer other payments", code=name)


def _over() -> Problem:
    return Problem("", "it is over already", code="deal-over")


def _not_broken() -> Problem:
    return Problem("", "nothing is missing of it today", hint="Take it back instead", code="not-broken")
