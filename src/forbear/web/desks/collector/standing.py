"""What the gate would answer for an account, kept to sort by. It opens nothing: a permit is asked for anew."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from forbear.calendar import HOUR, Instant
from forbear.engine.free import holds_until
from forbear.gate.case import Case, contact_facts
from forbear.gate.cases import unbroken
from forbear.gate.chain import Record, RecordKind
from forbear.gate.options import Option, options
from forbear.web.desks.collector import contactable, script
from forbear.web.desks.collector.models import ASKED, AT_ONCE, NEVER, Account
from forbear.web.ledger import gates
from forbear.web.ledger.models import Debtor
from forbear.web.ledger.models import Record as Row

PURPOSE = "demand_payment"
"""For what the worklist asks whether somebody may be contacted."""
CHANNELS = ("call", "sms", "email", "letter")
ORDER = ("allow", "not-now", "ask-a-person", "refuse")
REASONS_KEPT = 4
LIMIT: Instant = 24 * HOUR
"""A standing is judged again after a day at the latest."""
FIELDS = ("word", "channel", "from_at", "why", "judged_at", "judged_seq", "stands_until")


def fresh(accounts: Sequence[Account], now: Instant) -> int:
    """Judge those anew whose log has moved or whose standing is over; how many that were. At most three queries."""
    heads = dict(Debtor.objects.filter(pk__in=[one.debtor for one in accounts]).values_list("pk", "seq"))
    stale = [one for one in accounts if one.stands_until <= now or heads.get(one.debtor, 0) != one.judged_seq]
    if stale:
        judge(stale, now)
    return len(stale)


def judge(accounts: Sequence[Account], now: Instant, *, save: bool = True) -> None:
    """Judge accounts; their records are read in one query."""
    records = records_of(one.debtor for one in accounts)
    for account in accounts:
        _stand(account, case_of(account.debtor, records[account.debtor]), now)
    if save:
        Account.objects.bulk_update(accounts, FIELDS, batch_size=100)


def records_of(debtors: Iterable[str]) -> defaultdict[str, list[Record]]:
    """The records of some debtors, in order."""
    found: defaultdict[str, list[Record]] = defaultdict(list)
    rows = Row.objects.filter(debtor__in=list(debtors)).order_by("debtor", "seq")
    for debtor, seq, at, kind, body, own in rows.values_list("debtor", "seq", "at", "kind", "body", "hash"):
        found[debtor].append(Record(debtor, seq, at, cast(RecordKind, kind), json.loads(body), own))
    return found


def records_about(account: Account) -> list[Record]:
    """The records of the debtor of an account, in order."""
    return records_of([account.debtor])[account.debtor]


def case_of(debtor: str, records: Sequence[Record]) -> Case:
    """What the records of a debtor say together; raises BrokenLogError."""
    return Case(debtor).take(unbroken(debtor, records))


def case_now(account: Account) -> Case:
    """What is on record of the debtor of an account."""
    return case_of(account.debtor, records_about(account))


def options_of(
    account: Account, case: Case, now: Instant, *, purpose: str, people: Iterable[Mapping[str, Any]],
    channels: Sequence[str] = CHANNELS, stated: Mapping[str, Any] | None = None,
) -> list[Option]:  # fmt: skip
    """The ways to reach some people of an account for a purpose, made as the desk makes contacts."""
    about = {"collector": account.portfolio.collector, "debts": debts_of(account)} | dict(stated or {})
    found = {str(person["id"]): list(ways(person)) for person in people}
    open_channels = {channel for each in found.values() for way in each for channel in way["channels"]}
    return options(
        case, gates.gate().books, purpose, now, about=about, addresses=found, people=set(found),
        channels=[channel for channel in channels if channel in open_channels],
    )  # fmt: skip


def ways(person: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Each address of a person with each channel that it opens, as the keys of a contact."""
    for each in person["addresses"]:
        for channel in contactable.CHANNELS[each["kind"]]:
            facts = script.facts(person["role"], channel)
            yield {**facts, "channels": (channel,), "address": each["id"], "address_source": each["source"]}


def debts_of(account: Account) -> list[str]:
    """The ids of the debts of an account."""
    return sorted(str(debt["name"]) for debt in account.debts)


def best(found: Sequence[Option]) -> Option | None:
    """The option that opens first."""
    return min(found, key=lambda one: (ORDER.index(one.word), one.free_at or NEVER), default=None)


def reasons_of(option: Option) -> list[dict[str, str]]:
    """Why an option is not open: rules with citation and sentences, words of the gate, what is missing."""
    rules = [
        {"rule": f"{each['rulebook']}/{each['rule']}", "cite": each["cite"], "force": each["force"], **each["says"]}
        for each in option.verdict["reasons"]
    ]
    words = [{"why": name} for name in option.why]
    missing = [{"missing": name} for name in option.verdict["missing"]]
    return [*rules, *words, *missing]


def holds_of(case: Case) -> list[str]:
    """The holds that were entered and not lifted, whatever the rules make of them."""
    found: dict[str, None] = {}
    for event in case.events.values():
        hold = str(event.facts.get("hold"))
        if event.kind == "hold":
            found[hold] = None
        elif event.kind == "hold_lifted":
            found.pop(hold, None)
    return list(found)


def _stand(account: Account, case: Case, now: Instant) -> None:
    own = next(contactable.people_of(account))
    found = best(options_of(account, case, now, purpose=PURPOSE, people=[own]))
    account.judged_at, account.judged_seq = now, case.head.seq
    account.word, account.channel = (found.word, str(found.contact["channel"])) if found else ("refuse", "")
    reasons = [] if found is None or found.word == "allow" else reasons_of(found)[:REASONS_KEPT]
    reasons += [{"hold": hold} for hold in holds_of(case)]
    account.why = json.dumps(reasons) if reasons else ""
    account.from_at, account.stands_until = _times(case, found, now)


def _times(case: Case, found: Option | None, now: Instant) -> tuple[Instant, Instant]:
    """From when, and until when that stands if nothing happens."""
    limit = now + LIMIT
    if found is None or found.word == "refuse":
        return NEVER, limit
    if found.word == "not-now":
        free = found.free_at or limit
        return free, min(free, limit)
    if found.word == "ask-a-person":
        return ASKED, limit
    facts = contact_facts(dict(found.contact), "the worklist")
    judge_now = case.judge(gates.gate().books.of(case.parties.debtor), case.now(now))
    return AT_ONCE, holds_until(judge_now, facts, case.now(now), case.cut(now), "allow", limit)
