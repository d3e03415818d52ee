"""A made-up audit to look at: one debtor in China, six collectors, one month, people who owe nothing reached.

Nobody in it exists; the telephone numbers cannot be assigned (no Chinese mobile number begins with 100).
The findings are made by a few plain lines below, not by the engine: this is a stage set for reports.
"""

from __future__ import annotations

import random
from datetime import date
from itertools import takewhile

from forbear.audit.result import (
    AuditResult,
    Bombing,
    Finding,
    InputFile,
    Judged,
    Undetermined,
)
from forbear.calendar import HOUR, MINUTE, instant_at, local_reading
from forbear.engine.verdict import Reason, Verdict
from forbear.events import Event, History, Parties, Source
from tests.support.audit_fixture_data import (
    CBA,
    COLLECTORS,
    CONVENTION,
    DEBTOR,
    FIRST_DAY,
    GBT,
    SHA,
    THIRD_PERSONS,
    ZONE,
    bombing,
    files,
    quiet_hours,
    rejected,
    rulebooks,
)


def fake_result(contacts: int = 120, seed: int = 7, days: int = 30) -> AuditResult:
    """An audit of ``contacts`` contacts over ``days`` days; the same seed gives the same audit."""
    events = _events(random.Random(seed), contacts, days)
    parties = _parties()
    history = History(parties, events)
    reasons = {event.seq: _reasons(event, events) for event in events if event.get("direction") == "outbound"}
    judged = tuple(_judged(event, reasons[event.seq]) for event in events if event.seq in reasons)
    return AuditResult(
        history=history,
        zone=ZONE,
        files=files(events),
        judged=judged,
        findings=_findings(events, reasons),
        undetermined=_undetermined(events),
        bombing=bombing(events),
        rejected=rejected(),
        rulebooks=rulebooks(),
        quiet_hours=quiet_hours(),
        assumptions=(
            {
                "en": "The debtor's phone was in Asia/Shanghai all month.",
                "zh": "整月手机位于 Asia/Shanghai 时区。",
            },
            {"en": "A call of 0 seconds was not connected.", "zh": "时长为 0 秒的通话视为未接通。"},
        ),
    )


def empty_result() -> AuditResult:
    """An audit of a log in which no collector appears: no contacts, no findings, nothing rejected."""
    nothing = Bombing("none", (), {}, {"people_reached": 0}, {"people_reached": 2})
    file = InputFile("calls.xml", SHA, "sms-backup-restore", DEBTOR, "debtor", 40, 0, 40, 0)
    return AuditResult(History(_parties()), ZONE, (file,), (), (), (), nothing, (), rulebooks())


def clean_result() -> AuditResult:
    """Two contacts in order with the debtor, nobody else reached, nothing undetermined or rejected."""
    events = [_event(1, 0, 10 * HOUR, "C1", DEBTOR, "call"), _event(2, 3, 15 * HOUR, "C2", DEBTOR, "sms")]
    judged = tuple(_judged(event, ()) for event in events)
    nothing = Bombing("none", (), {}, {"people_reached": 0}, {"people_reached": 2})
    return AuditResult(
        History(_parties(), events),
        ZONE,
        files(events)[:1],
        judged,
        (),
        (),
        nothing,
        (),
        rulebooks(),
        quiet_hours(),
    )


def _parties() -> Parties:
    return Parties(
        collectors={key: {"id": key, "name": name} for key, name in COLLECTORS.items()},
        debtor={"id": DEBTOR, "name": "林晓雯", "zones": (ZONE,), "place.country": "CN"},
        people={key: {"id": key, "name": name, "role": role} for key, (name, role) in THIRD_PERSONS.items()},
        debts={f"D{n}": {"id": f"D{n}", "creditor": f"C{n}"} for n in range(1, 7)},
    )


def _events(dice: random.Random, contacts: int, days: int) -> list[Event]:
    events = []
    for seq in range(1, contacts + 1):
        third = dice.random() < 0.27
        person = dice.choice(list(THIRD_PERSONS)) if third else DEBTOR
        hour = dice.choices(range(24), [2, 1, 0, 0, 0, 0, 1, 3, *[9] * 13, 6, 4, 2])[0]
        collector = dice.choices(list(COLLECTORS), [7, 5, 4, 3, 2, 1])[0]
        channel = dice.choices(["call", "sms", "social", "visit"], [12, 6, 2, 0.3])[0]
        day = 17 if third and dice.random() < 0.3 else dice.randrange(days)
        events.append(
            _event(seq, day, hour * HOUR + dice.randrange(60) * MINUTE, collector, person, channel, dice.random())
        )
    ordered = sorted(events, key=lambda event: event.at)
    return [_numbered(event, place) for place, event in enumerate(ordered, start=1)]


def _event(seq: int, day: int, clock: int, collector: str, person: str, channel: str, luck: float = 0.5) -> Event:
    at = instant_at(FIRST_DAY + day, clock, ZONE)
    role = "debtor" if person == DEBTOR else THIRD_PERSONS[person][1]
    facts = {
        "channel": channel,
        "direction": "inbound" if person == DEBTOR and channel == "call" and luck > 0.95 else "outbound",
        "collector": collector,
        "person": person,
        "role": role,
        "debts": (f"D{collector[1:]}",),
        "address": f"+86 100 0000 0{seq % 9}{collector[1:]}1",
        "outcome": {"call": "conversation" if luck < 0.5 else "no_answer", "visit": "met"}.get(channel, "delivered"),
        "disclosure": "existence_of_debt" if role != "debtor" and luck < 0.4 else "none",
    }
    return Event(seq, at, "contact", facts, at)


def _numbered(event: Event, place: int) -> Event:
    file = "phone-of-debtor.xml" if event.get("person") == DEBTOR else f"phone-of-{event.get('person')}.xml"
    return Event(place, event.at, event.kind, event.facts, event.known_at, Source(file, str(place + 1)))


def _reasons(event: Event, events: list[Event]) -> tuple[Reason, ...]:
    day, clock = local_reading(event.at, ZONE)
    facts = event.facts
    found = []
    if clock >= 22 * HOUR or clock < 8 * HOUR:
        shown = f"{clock // HOUR:02}:{clock // MINUTE % 60:02}"
        says = (
            f"At {shown} local time collection is closed (22:00 to 08:00).",
            f"当地时间 {shown}，处于 22:00 至次日 08:00 的禁止催收时段。",
        )
        found.append(_reason(GBT, "hours", "standard", "GB/T 45251-2025, 5.3", *says))
        found.append(_reason(CBA, "hours", "standard", "guideline of 30 January 2026", *says))
    if facts["role"] not in ("debtor", "agreed_contact"):
        found.append(
            _reason(
                GBT,
                "target",
                "standard",
                "GB/T 45251-2025, 5.3",
                "Collected from a person who does not owe the debt.",
                "向无还款责任的人催收。",
            )
        )
    if facts["role"] != "debtor" and facts["disclosure"] != "none":
        found.append(
            _reason(
                CONVENTION,
                "no-disclosure",
                "standard",
                "article number not established",
                "Another person was told of the debt.",
                "向他人透露了债务信息。",
            )
        )
    earlier = _same_day(event, events) if facts["person"] == DEBTOR and facts["channel"] == "call" else []
    if len(earlier) >= 3:
        count = len(earlier) + 1
        found.append(
            _reason(
                CBA,
                "daily-attempts",
                "guidance",
                "guideline of 30 January 2026",
                f"This was attempt {count} on {date.fromordinal(day).isoformat()}; 3 are advised at most.",
                f"{date.fromordinal(day).isoformat()} 第 {count} 次拨打，建议不超过 3 次。",
                tuple(other.seq for other in earlier),
            )
        )
    return tuple(found)


def _same_day(event: Event, events: list[Event]) -> list[Event]:
    """The earlier calls to the same person on its day; events stand in order and are numbered."""
    today = local_reading(event.at, ZONE)[0]
    earlier = takewhile(lambda other: local_reading(other.at, ZONE)[0] == today, reversed(events[: event.seq - 1]))
    found = [one for one in earlier if one.get("person") == event.get("person") and one.get("channel") == "call"]
    return found[::-1]


def _reason(
    book: str, rule: str, force: str, cite: str, en: str, zh: str, rows: tuple[int, ...] = (), **more: object
) -> Reason:
    return Reason(
        book,
        rule,
        rule,
        "refuse",
        force,
        cite,
        {"en": en, "zh": zh},
        rows=rows,
        confidence="secondary",
        **more,
    )  # type: ignore[arg-type]


def _judged(event: Event, reasons: tuple[Reason, ...]) -> Judged:
    answer = "refuse" if reasons else "unknown" if event.get("role") == "agreed_contact" else "allow"
    return Judged(event, Verdict(answer, "listed", event.at, reasons))


def _findings(events: list[Event], reasons: dict[int, tuple[Reason, ...]]) -> tuple[Finding, ...]:
    by_seq = {event.seq: event for event in events}
    pairs = [(event, reason) for event in events for reason in reasons.get(event.seq, ())]
    return tuple(
        Finding(number, event, reason, (event, *(by_seq[row] for row in reason.rows)), _free_at(event, reason))
        for number, (event, reason) in enumerate(pairs, start=1)
    )


def _free_at(event: Event, reason: Reason) -> int | None:
    if reason.rule not in ("hours", "daily-attempts"):
        return None
    day, clock = local_reading(event.at, ZONE)
    morning = reason.rule == "hours" and clock < 8 * HOUR
    return instant_at(day if morning else day + 1, 8 * HOUR if reason.rule == "hours" else 0, ZONE)


def _undetermined(events: list[Event]) -> tuple[Undetermined, ...]:
    outbound = [event for event in events if event.get("direction") == "outbound"]
    third = tuple(event for event in outbound if event.get("role") != "debtor")
    agreed = tuple(event for event in outbound if event.get("role") == "agreed_contact")
    social = tuple(event for event in outbound if event.get("channel") == "social")
    return (
        Undetermined(
            _reason(
                CONVENTION,
                "agreed-contact",
                "standard",
                "article number not established",
                "The agreed contact is only for when the debtor cannot be reached.",
                "仅在无法联系到债务人时方可联系约定联系人。",
                missing=("debtor.reachable",),
            ),
            ("debtor.reachable",),
            agreed,
        ),
        Undetermined(
            _reason(
                CBA,
                "third-party-gate",
                "standard",
                "guideline of 30 January 2026",
                "Unrelated persons only after loss of contact.",
                "仅在失联后方可联系无关第三人。",
                missing=("debtor.reachable", "address_source"),
            ),
            ("debtor.reachable", "address_source"),
            third,
        ),
        Undetermined(
            _reason(
                CBA,
                "private-account",
                "standard",
                "guideline of 30 January 2026",
                "No private account without consent.",
                "未经同意不得使用私人账号。",
                missing=("sender_account",),
            ),
            ("sender_account",),
            social,
        ),
    )
