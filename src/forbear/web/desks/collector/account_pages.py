"""The page of one account: its people, its debts, whom one may contact how, what happened, and who looked."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forbear import vocabulary
from forbear.calendar import local_day
from forbear.gate.case import Case
from forbear.gate.chain import Record
from forbear.gate.options import Option
from forbear.report.words import Words
from forbear.web.desks.collector import asking, contactable, history, recording, script, shown, standing, waiting
from forbear.web.desks.collector.forms import labelled
from forbear.web.desks.collector.looking import looked, looks_at
from forbear.web.desks.collector.models import Account
from forbear.web.desks.shared.paging import paged
from forbear.web.desks.shared.texts import amount_told, language, say, words
from forbear.web.ledger import gates
from forbear.web.people.may import act, found, may, visible
from forbear.web.people.models import User

ACTIVE = {"active": "collector.desk"}
CHANNELS = ("call", "sms", "email", "letter", "visit")
KINDS = (
    "inbound",
    "complaint",
    "wish",
    "refusal",
    "dispute",
    "represented",
    "cease",
    *(each for each in recording.HOLDS if each not in ("complaint", "dispute", "represented", "cease")),
    "notice",
    "lift",
)
"""What can be entered, what comes in most first."""
FIRST = 8


def opened(request: HttpRequest, act_name: str, pk: UUID, what: str, permit: str = "") -> Account:
    """An account of which the act may be done; the look is on record, in the same transaction. Raises Http404."""
    with transaction.atomic():
        account = found(Account, request, act_name, pk)
        looked(request, account, act_name, what, permit)
    return account


@act("account.see")
@require_safe
def account(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything of one debtor, and what may be done now."""
    one = opened(request, "account.see", pk, "account")
    now, records = gates.now(), standing.records_about(one)
    case = standing.case_of(one.debtor, records)
    whole = "all" in request.GET
    told = {
        "account": one, "people": _people(one, case, request), "debts": _debts(one),
        "since": since(one),
        "records": history.told(one, records, None if whole else history.SHOWN_AT_ONCE),
        "is_whole": whole or len(records) <= history.SHOWN_AT_ONCE, **_told_first(one),
        "permits": _open_permits(one, case, records), "waiting": _waiting(one, records), "token": secrets.token_hex(16),
        "may_contact": visible(Account, request, "account.contact").filter(pk=one.pk).exists(),
        "may_record": may(request, "account.record"), "reachable": case.parties.debtor.get("reachable"),
        "places": shown.places(case),
        "first_kinds": KINDS[:FIRST], "more_kinds": KINDS[FIRST:], "time_there": shown.time_in(one, now),
        "looks": looks_at(one).count(), **ACTIVE,
    }  # fmt: skip
    return render(request, "collector/account.html", told)


@act("account.see")
@require_safe
def looks(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who looked at an account."""
    one = found(Account, request, "account.see", pk)
    page = paged(request, looks_at(one))
    names = User.objects.names({look["viewer"] for look in page.object_list})
    rows = [(look, names.get(look["viewer"], ""), shown.time_in(one, look["at"])) for look in page]
    return render(request, "collector/looks.html", {"account": one, "page": page, "rows": rows, **ACTIVE})


def _people(one: Account, case: Case, request: HttpRequest) -> list[dict[str, Any]]:
    """Everybody on record with how each may be reached."""
    wanted = request.GET.get("purpose", "")
    return [_person(one, case, person, wanted) for person in contactable.people_of(one)]


def _person(one: Account, case: Case, person: Mapping[str, Any], wanted: str) -> dict[str, Any]:
    purposes = script.PURPOSES[script.kind_of(str(person["role"]))]
    purpose = wanted if wanted in purposes else purposes[0]
    said = Words(language())
    found_options = [] if person["role"] == "attorney" else standing.options_of(
        one, case, gates.now(), purpose=purpose, people=[person], channels=CHANNELS
    )  # fmt: skip
    return {
        "id": person["id"], "name": person["name"], "role": said.label("role", str(person["role"])),
        "is_debtor": person["role"] == contactable.OWN, "kind": script.kind_of(str(person["role"])),
        "options": [_option(one, person, each) for each in found_options],
        "purpose": purpose, "purposes": [(each, said.label("purpose", each)) for each in purposes],
    }  # fmt: skip


def _option(one: Account, person: Mapping[str, Any], option: Option) -> dict[str, Any]:
    contact = option.contact
    address = contactable.address_named(person, str(contact["address"])) or {}
    told = shown.answer(option.word, str(contact["channel"]), shown.time_in(one, option.free_at))
    reasons = shown.verdict_reasons(option.verdict, option.why) if option.word != "allow" else []
    return told | {
        "channel_id": contact["channel"], "address": contact["address"], "masked": contactable.masked(address),
        "why": reasons, "purpose": contact["purpose"], "is_written": contact["channel"] not in ("call", "visit"),
        "changes": [change.says[language()] for change in option.changes],
        "questions": [_question(name) for name in option.verdict["missing"] if asking.askable(name)],
    }  # fmt: skip


def _question(name: str) -> dict[str, Any]:
    """Something about the contact that whoever makes it knows: its name, its words, and what may be answered."""
    kind = vocabulary.EVENT_KEYS["contact"][name]
    yes_no = [("yes", say("collector.account.yes")), ("no", say("collector.account.no"))]
    choices = yes_no if kind == "bool" else labelled(kind)
    return {"name": name, "says": Words(language()).label("fact", name), "choices": choices}


def _told_first(one: Account) -> dict[str, Any]:
    """The standing, and whether it is open although a hold stands."""
    told = shown.standing(one)
    return {"standing": told, "open_in_spite": told["word"] == "allow" and told["holds"]}


def _debts(one: Account) -> list[dict[str, Any]]:
    return [
        {
            "name": debt["name"], "creditor": debt["creditor"], "currency": debt["currency"],
            "due": amount_told(debt["arrears"], debt["currency"]), "since": debt["due"],
            **{part: amount_told(debt.get(part, "0"), debt["currency"]) for part in ("principal", "interest", "fees")},
        }
        for debt in one.debts
    ]  # fmt: skip


def _open_permits(one: Account, case: Case, records: Iterable[Record]) -> list[dict[str, Any]]:
    names = {str(each["id"]): str(each["name"]) for each in contactable.people_of(one)}
    return [
        {
            "decision": permit.decision, "person": names.get(str(permit.bound.get("person")), ""),
            "channel": Words(language()).label("channel", str(permit.bound["channel"])),
            "until": shown.time_in(one, permit.expires_at),
        }
        for permit in case.open_permits(case.now(gates.now()))
    ]  # fmt: skip


def _waiting(one: Account, records: Sequence[Record]) -> list[dict[str, Any]]:
    """What waits for a supervisor."""
    names = {str(each["id"]): str(each["name"]) for each in contactable.people_of(one)}
    contacts = {record.seq: record.body["contact"] for record in records if record.kind == "decision"}
    return [
        {
            "seq": row.seq, "person": names.get(str(contacts[row.seq]["person"]), ""),
            "channel": Words(language()).label("channel", str(contacts[row.seq]["channel"])),
            "at": shown.time_in(one, row.at),
        }
        for row in waiting.of(one)
        if row.seq in contacts
    ]  # fmt: skip


def since(one: Account) -> str:
    """Since when the oldest debt is overdue, and how many days that is."""
    if one.oldest_due_day is None:
        return ""
    days = local_day(gates.now(), shown.zone_of(one)) - one.oldest_due_day
    return say("collector.account.since", day=words().day(one.oldest_due_day), n=days)
