"""Asking the gate from the desk: what is stated of a contact, the answer on record, and the permit with its script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest

from forbear import vocabulary
from forbear.calendar import Instant
from forbear.errors import Problem, RecordError
from forbear.gate.answer import Answer
from forbear.gate.asked import read_asked
from forbear.gate.case import Case
from forbear.gate.permit import Permit
from forbear.web.desks.collector import contactable, script, standing, waiting
from forbear.web.desks.collector.models import Account, Draft
from forbear.web.ledger import gates
from forbear.web.ledger.names import of_person


def actor(request: HttpRequest, account: Account) -> str:
    """The name under which somebody's doings at the desk stand on the ledger."""
    return of_person(account.organisation_id, request.user.pk)


def stated(
    account: Account, person: Mapping[str, Any], channel: str, address: str, purpose: str, more: Mapping[str, Any]
) -> dict[str, Any]:
    """The contact that is asked for; raises RecordError where the account has no such person, address or purpose.

    What the desk knows, and how the script says that the contact is made, goes before what a form answers.
    """
    found = contactable.address_named(person, address)
    kind = script.kind_of(str(person["role"]))
    if found is None or channel not in contactable.CHANNELS[found["kind"]]:
        raise RecordError(Problem("address", "this person has no such address", code="address"))
    if purpose not in script.PURPOSES[kind]:
        hint = "Somebody who does not owe is only contacted so that contact is restored"
        raise RecordError(Problem("purpose", "not for this person", hint=hint, code="purpose"))
    return {
        **more, "collector": account.portfolio.collector, "debts": standing.debts_of(account), "person": person["id"],
        "role": person["role"], "channel": channel, "address": address, "address_source": found["source"],
        "purpose": purpose, **script.facts(str(person["role"]), channel),
    }  # fmt: skip


def ask(
    account: Account, contact: Mapping[str, Any], request_name: str, by: str, *, text: str | None = None,
    approval: str | None = None,
) -> Answer:  # fmt: skip
    """Ask the gate; where it allows a message, its text is kept until it is sent. Raises InputError.

    Where it leaves the contact to a person, that waits for a supervisor, with its text.
    """
    asked = read_asked(by, request_name, account.debtor, contact, text=text, approval=approval)
    answer = gates.gate().ask(asked, gates.now())
    waiting.noted(account, asked, answer, text)
    if text is not None and answer.permit is not None:
        forget_drafts(account)
        Draft.objects.get_or_create(permit=answer.permit.id, defaults={"account": account, "text": text})
    return answer


def forget_drafts(account: Account) -> None:
    """Texts whose permits are over go."""
    kept = Draft.objects.filter(account=account)
    if kept.exists():
        case = gates.gate().case(account.debtor)
        over = [name for name, permit in case.permits.items() if not shows_address(case, permit)]
        kept.filter(permit__in=over).delete()


def forget_all_drafts(now: Instant) -> None:
    """The same for every account that has any: the server does this by itself (``forgets`` of the application)."""
    for account in Account.objects.filter(pk__in=Draft.objects.values("account")):
        forget_drafts(account)


def askable(name: str) -> bool:
    """Can whoever makes a contact answer this about it? (What is on record of the parties is changed elsewhere.)"""
    kind = vocabulary.EVENT_KEYS["contact"].get(name, "")
    return kind == "bool" or (kind in vocabulary.VALUES and name not in ("role", "channel", "outcome", "purpose"))


def answered(given: Mapping[str, str]) -> dict[str, Any]:
    """What was answered about a contact in a form (``fact-<name>``), as facts."""
    found: dict[str, Any] = {}
    for key, value in given.items():
        name = key.removeprefix("fact-")
        if key == name or not value or not askable(name):
            continue
        kind = vocabulary.EVENT_KEYS["contact"][name]
        if kind == "bool":
            found[name] = value == "yes"
        elif value in vocabulary.VALUES[kind]:
            found[name] = value
    return found


def answer_on_record(case: Case, records: Any, seq: int) -> tuple[Mapping[str, Any], Answer]:
    """The decision of that number with its answer; raises Http404."""
    record = next((one for one in records if one.seq == seq and one.kind == "decision"), None)
    if record is None:
        raise Http404
    return record.body, case.answer(record)


def permit_of(case: Case, name: str) -> Permit:
    """A permit of this debtor; raises Http404."""
    found = case.permits.get(name)
    if found is None:
        raise Http404
    return found


def shows_address(case: Case, permit: Permit) -> bool:
    """May its address be seen now: while it is open, and while the contact under it goes on?"""
    if permit.state(case.now(gates.now())) == "granted":
        return True
    return permit.contact is not None and case.events[permit.contact].facts.get("outcome") is None
