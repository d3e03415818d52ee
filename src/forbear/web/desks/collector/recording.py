"""What comes in is recorded through the gate: contacts, holds, wishes, refusals, notices; and people who are named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from forbear import vocabulary
from forbear.web.api.times import check_times
from forbear.web.channels.hooks import announced
from forbear.web.desks.collector import contactable, standing, stating
from forbear.web.desks.collector.models import Account
from forbear.web.ledger import gates

HOLDS = (
    "complaint", "dispute", "cease", "hardship", "represented", "debt_advice", "refuses_to_pay", "moratorium",
    "insolvency", "incapacity", "deceased", "information_request", "employer_prohibits", "paid",
)  # fmt: skip
"""The holds that are entered at the desk."""
NOTICES = ("outsourcing", "validation", "transfer", "dispute_outcome", "documents_supplied")


def record(account: Account, event: Mapping[str, Any], by: str, request: str) -> list[str]:
    """Record what happened; the permits that it revoked. The same request again records nothing. Raises InputError."""
    keys = vocabulary.EVENT_KEYS.get(str(event.get("kind", "contact")), {})
    check_times(event, keys, "the event")
    with announced(account.debtor, gates.now()) as now:
        _, revoked = gates.gate().record(account.debtor, event, now, by, request)
    standing.judge([account], gates.now())
    return [permit.id for permit in revoked]


def hold(account: Account, which: str, **facts: Any) -> dict[str, Any]:
    """A hold on all debts of an account."""
    return {"kind": "hold", "hold": which, "debts": standing.debts_of(account), **_told(facts)}


def inbound(account: Account, person: Mapping[str, Any], channel: str, **facts: Any) -> dict[str, Any]:
    """A contact that somebody began with the collector."""
    return {
        "kind": "contact", "direction": "inbound", "collector": account.portfolio.collector, "person": person["id"],
        "role": person["role"], "channel": channel, "debts": standing.debts_of(account), **_told(facts),
    }  # fmt: skip


def _told(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if value not in (None, "", False)}


def add_person(account: Account, person: dict[str, Any], by: str) -> list[str]:
    """Put somebody on record with her role; the permits that this revoked. One who is there is changed."""
    stated = {"id": person["id"], "role": person["role"], "confirmed": True}
    revoked = stating.restate(account, {"people": [stated]}, by)
    with transaction.atomic():
        own = Account.objects.select_for_update().get(pk=account.pk)
        others = [each for each in own.person.get("people", []) if each["id"] != person["id"]]
        own.person = {**own.person, "people": [*others, person]}
        own.save(update_fields=["person"])
    account.person = own.person
    standing.judge([account], gates.now())
    return revoked


def attorney(name: str, phone: str) -> dict[str, Any]:
    """A lawyer or adviser who speaks for the debtor, as an account keeps one."""
    return {
        "id": contactable.person_id("attorney", contactable.NAME, name), "role": "attorney", "name": name,
        "addresses": [contactable.address("phone", phone, "given_by_debtor")] if phone else [],
    }  # fmt: skip


def lives_in(account: Account, code: str, by: str) -> list[str]:
    """In which of the places on record the debtor lives; the permits that this revoked."""
    revoked = stating.settle(account, code, by)
    standing.judge([account], gates.now())
    return revoked


def reachable(account: Account, is_reachable: bool, by: str) -> list[str]:
    """Whether the debtor can be reached, from now on; the permits that this revoked."""
    revoked = stating.restate(account, {"debtor": {"reachable": is_reachable}}, by)
    standing.judge([account], gates.now())
    return revoked
