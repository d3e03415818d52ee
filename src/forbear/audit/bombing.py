"""Address-book bombing: a debtor's acquaintances called round. A finding about a debtor, not about one contact.

The thresholds are data (``rulebooks/signals/address-book-bombing.toml``) and Forbear's own: they are signals that
a person should look at, and are always told as such. Which single contact broke which rule is for the rulebooks.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files

from forbear.audit.result import Bombing, Reached
from forbear.calendar import HOUR
from forbear.events import Event, History, debts_of

LIABLE = ("debtor", "co_debtor", "guarantor")
ACTING = ("attorney", "debt_adviser", "guardian", "personal_representative", "court", "creditor", "prior_collector")
PHONE_BOOK = ("device_address_book",)
AGREED = ("agreed_in_contract",)
TOLD = ("existence_of_debt", "amount")

_SAYS: Mapping[str, Mapping[str, str]] = {
    "people_reached": {
        "en": "People who owe nothing, and were not agreed on as contacts, who were contacted: {count} "
        "(signal from {limit}).",
        "zh": "联系了 {count} 名不负债务且非约定联系人的人（达到 {limit} 名即为信号）。",
    },
    "contacts_to_one_person": {
        "en": "Contacts with one and the same person who owes nothing: {count} (signal from {limit}).",
        "zh": "对同一名不负债务的人联系了 {count} 次（达到 {limit} 次即为信号）。",
    },
    "from_phone_book": {
        "en": "People reached at numbers taken from the debtor's phone book: {count} (signal from {limit}).",
        "zh": "{count} 人的号码取自债务人的通讯录（达到 {limit} 人即为信号）。",
    },
    "told_of_debt": {
        "en": "People who owe nothing and were told about the debt: {count} (signal from {limit}).",
        "zh": "向 {count} 名不负债务的人透露了债务（达到 {limit} 人即为信号）。",
    },
    "burst_people": {
        "en": "Different people contacted within {hours} hours: {count} (signal from {limit}).",
        "zh": "{hours} 小时内联系了 {count} 名不同的人（达到 {limit} 名即为信号）。",
    },
}


def thresholds() -> Mapping[str, Mapping[str, int]]:
    """The shipped thresholds: level → signal → count; ``burst`` holds its length in hours."""
    text = files("forbear").joinpath("rulebooks/signals/address-book-bombing.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return {**table["level"], "burst": table["burst"]}


def find_bombing(history: History) -> Bombing:
    """What stands in a history about people who owe nothing."""
    limits = thresholds()
    reached = people_reached(history)
    strangers = [person for person in reached if not person.agreed]
    burst = _burst(strangers, limits["burst"]["hours"])
    counts = _counts(strangers, burst)
    strong = _speaking(counts, limits["bombing"])
    weak = _speaking(counts, limits["signs"])
    level = "bombing" if len(strong) >= 2 else "signs" if weak else "none"
    chosen = limits["bombing"] if level == "bombing" else limits["signs"]
    spoken = strong if level == "bombing" else weak
    return Bombing(
        level=level,
        reached=tuple(reached),
        signals={name: _say(name, counts[name], chosen[name], limits["burst"]["hours"]) for name in spoken},
        counts=counts,
        thresholds={name: int(limit) for name, limit in chosen.items()} | {"burst_hours": limits["burst"]["hours"]},
        burst=burst,
    )


def people_reached(history: History) -> list[Reached]:
    """Everybody with no duty to pay whom a collector contacted, most contacts first."""
    contacts: dict[str, list[Event]] = {}
    for event in history.of_kind("contact").events:
        if event.facts.get("direction") == "outbound" and _owes_nothing(history, event):
            contacts.setdefault(str(event.facts.get("person")), []).append(event)
    found = [_reached(person, events) for person, events in contacts.items()]
    return sorted(found, key=lambda each: (-len(each.contacts), each.person))


def _owes_nothing(history: History, event: Event) -> bool:
    role = event.facts.get("role")
    if role is None or role in LIABLE or role in ACTING or role == "public":
        return False
    liable_for = history.parties.people.get(str(event.facts.get("person")), {}).get("liable_for")
    return not (isinstance(liable_for, tuple) and set(debts_of(event.facts)) & set(liable_for))


def _reached(person: str, events: Sequence[Event]) -> Reached:
    sources = {event.facts.get("address_source") for event in events}
    role = str(events[0].facts.get("role"))
    return Reached(
        person=person,
        role=role,
        contacts=tuple(events),
        collectors=tuple(sorted({str(event.facts.get("collector")) for event in events})),
        agreed=role == "agreed_contact" or bool(sources & set(AGREED)),
        from_phone_book=role == "address_book_contact" or bool(sources & set(PHONE_BOOK)),
        told_of_debt=sum(event.facts.get("disclosure") in TOLD for event in events),
    )


def _burst(people: Iterable[Reached], hours: int) -> tuple[Event, ...]:
    """The stretch of ``hours`` in which the most different people were contacted: its contacts."""
    events = sorted((event for person in people for event in person.contacts), key=lambda event: (event.at, event.seq))
    inside: Counter[str] = Counter()
    most, first, best = 0, 0, (0, 0)
    for last, event in enumerate(events):
        inside[str(event.facts.get("person"))] += 1
        while event.at - events[first].at > hours * HOUR:
            left = str(events[first].facts.get("person"))
            inside[left] -= 1
            if not inside[left]:
                del inside[left]
            first += 1
        if len(inside) > most:
            most, best = len(inside), (first, last + 1)
    return tuple(events[slice(*best)])


def _counts(strangers: Sequence[Reached], burst: Sequence[Event]) -> Mapping[str, int]:
    return {
        "people_reached": len(strangers),
        "contacts_to_one_person": max((len(person.contacts) for person in strangers), default=0),
        "from_phone_book": sum(person.from_phone_book for person in strangers),
        "told_of_debt": sum(person.told_of_debt > 0 for person in strangers),
        "burst_people": len({event.facts.get("person") for event in burst}),
    }


def _speaking(counts: Mapping[str, int], limits: Mapping[str, int]) -> list[str]:
    return [name for name, limit in limits.items() if counts[name] >= limit]


def _say(name: str, count: int, limit: int, hours: int) -> Mapping[str, str]:
    return {language: text.format(count=count, limit=limit, hours=hours) for language, text in _SAYS[name].items()}
