"""A made-up account under collection: what happened on it, and the contacts about which a gate is asked.

Everything follows from a seed. Most contacts are calls that nobody answers, some people are told who are not the
debtor, now and then a call comes too late in the evening. Among the last ten events are some that stand: a validation
notice, wishes, a consent, a dispute. A longer history is the same with more before it, so that only its length differs.
"""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from forbear.calendar import HOUR, SECOND, Instant, read_instant
from forbear.events import Event, Facts, History, Parties

TODAY: Instant = read_instant("2026-06-15T00:00:00-04:00")
DAY: Instant = 24 * HOUR
ZONE = "America/New_York"
PERIOD_ENDS = date(2026, 6, 1).toordinal()
PEOPLE = {"P1": "debtor", "P2": "spouse", "P5": "neighbor"}
STANDING: dict[int, tuple[str, dict[str, Any]]] = {
    9: ("notice", {"notice": "validation", "by": "COL", "debts": ("A", "B"), "period_ends": PERIOD_ENDS}),
    8: ("wish", {"person": "P1", "place": "workplace"}),
    7: ("hold", {"hold": "dispute", "debts": ("B",), "person": "P1", "in_writing": True, "via": "letter"}),
    5: ("consent", {"person": "P1", "scope": "channel", "channel": "sms", "given_to": "COL"}),
    3: ("wish", {"person": "P1", "days": ("Mon", "Tue"), "from": 8 * HOUR, "to": 10 * HOUR}),
}
"""What stands, by how many events came after it."""

TOLD = {
    "content.initial_disclosure": True, "content.collector_statement": True, "content.undercuts_dispute_right": False,
    "content.name_indicates_debt_collection": False, "content.opt_out_notice": True, "content.opt_out_fee": False,
    "content.opt_out_asks_extra": False, "content.threatens_legal_action": False, "others_may_hear": False,
    "envelope.name_indicates_debt_collection": False, "purpose": "ordinary_collection", "initial_written": False,
}  # fmt: skip
OUTCOMES = ("no_answer",) * 6 + ("voicemail", "voicemail", "conversation", "hung_up")
CHANNELS = ("call",) * 8 + ("sms", "email", "letter")


def parties() -> Parties:
    """A collector, the debtor and two others, two debts of one creditor."""
    return Parties(
        collectors={"COL": {"id": "COL", "kind": "third-party-collector"}},
        debtor={"id": "P1", "zones": (ZONE,), "place.country": "US", "place.state": "NY"},
        people={name: {"id": name, "role": role} for name, role in PEOPLE.items() if name != "P1"},
        debts={name: {"id": name, "creditor": "CR", "purpose": "consumer"} for name in ("A", "B")},
    )


def history(count: int, seed: int = 7, a_day: float = 2.5) -> History:
    """The last ``count`` events before ``TODAY``, so many a day on average."""
    chance = random.Random(seed)
    backwards = []
    for number in range(count):
        day = TODAY - int(number / a_day + 1) * DAY
        at = day + chance.randrange(8 * 3600, 21 * 3600 + 600) * SECOND
        kind, facts = STANDING.get(number, ("contact", {**_contact(chance, 0.05), **TOLD}))
        backwards.append(Event(count - number, at, kind, facts, at))
    return History(parties(), backwards)


def contacts(count: int, seed: int = 2) -> list[tuple[Facts, Instant]]:
    """Contacts that somebody means to make in the days from ``TODAY`` on, described in full, most of them in order."""
    chance = random.Random(seed)
    return [
        ({**_contact(chance, 0.0), **TOLD}, TODAY + chance.randrange(4) * DAY + chance.randrange(14, 44) * HOUR // 2)
        for _ in range(count)
    ]


def _contact(chance: random.Random, inbound: float) -> dict[str, Any]:
    person = chance.choices(list(PEOPLE), (92, 5, 3))[0]
    channel = chance.choice(CHANNELS)
    return {
        "channel": channel,
        "direction": "inbound" if chance.random() < inbound else "outbound",
        "collector": "COL",
        "person": person,
        "role": PEOPLE[person],
        "debts": ("A", "B") if chance.random() < 0.2 else ("A",),
        "outcome": chance.choice(OUTCOMES) if channel == "call" else "sent",
        "disclosure": "none",
    }
