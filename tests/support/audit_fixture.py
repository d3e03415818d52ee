"""A made-up audit to look at: one debtor in China, six collectors, one month, people who owe nothing reached.

Nobody in it exists; the telephone numbers cannot be assigned (no Chinese mobile number begins with 100).
The findings are made by a few plain lines below, not by the engine: this is a stage set for reports.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date

from forbear.audit.result import (
    AuditResult,
    Bombing,
    Finding,
    InputFile,
    Judged,
    QuietHours,
    Reached,
    Rejected,
    RulebookUsed,
    Undetermined,
)
from forbear.calendar import HOUR, MINUTE, WEEKDAYS, instant_at, local_reading
from forbear.engine.verdict import Reason, Verdict
from forbear.errors import Problem
from forbear.events import Event, History, Parties, Source

ZONE = "Asia/Shanghai"
FIRST_DAY = date(2026, 6, 1).toordinal()
DEBTOR = "P1"
COLLECTORS = {
    "C1": "Beichen Recovery", "C2": "Yunfan Credit", "C3": "云驼小贷", "C4": "Qinghe Consumer Loans",
    "C5": "远山资产管理", "C6": "Luma Pay",
}  # fmt: skip
THIRD_PERSONS = {
    "P2": ("陈秀兰", "parent"), "P3": ("Zhou Min", "colleague"), "P4": ("Wu Jie", "colleague"),
    "P5": ("林晓东", "relative"), "P6": ("Gao Yan", "friend"), "P7": ("Xu Lei", "address_book_contact"),
    "P8": ("Sun Hao", "address_book_contact"), "P9": ("He Ping", "agreed_contact"),
}  # fmt: skip
SHA = "5f2b1c0e9a7d4e3f8b6a2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f"
CONVENTION, GBT, CBA = "cn-convention-2018", "cn-gbt-45251-2025", "cn-cba-2026"


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
        files=_files(events),
        judged=judged,
        findings=_findings(events, reasons),
        undetermined=_undetermined(events),
        bombing=_bombing(events),
        rejected=_rejected(),
        rulebooks=_rulebooks(),
        quiet_hours=_quiet_hours(),
        assumptions=(
            {"en": "The debtor's phone was in Asia/Shanghai all month.", "zh": "整月手机位于 Asia/Shanghai 时区。"},
            {"en": "A call of 0 seconds was not connected.", "zh": "时长为 0 秒的通话视为未接通。"},
        ),
    )


def empty_result() -> AuditResult:
    """An audit of a log in which no collector appears: no contacts, no findings, nothing rejected."""
    nothing = Bombing("none", (), {}, {"people": 0}, {"people": 3})
    file = InputFile("calls.xml", SHA, "sms-backup-restore", DEBTOR, "debtor", 40, 0, 40, 0)
    return AuditResult(History(_parties()), ZONE, (file,), (), (), (), nothing, (), _rulebooks())


def clean_result() -> AuditResult:
    """Two contacts in order with the debtor, nobody else reached, nothing undetermined or rejected."""
    events = [_event(1, 0, 10 * HOUR, "C1", DEBTOR, "call"), _event(2, 3, 15 * HOUR, "C2", DEBTOR, "sms")]
    judged = tuple(_judged(event, ()) for event in events)
    nothing = Bombing("none", (), {}, {"people": 0}, {"people": 3})
    return AuditResult(History(_parties(), events), ZONE, _files(events)[:1], judged, (), (), nothing, (),
                       _rulebooks(), _quiet_hours())  # fmt: skip


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
        events.append(_event(seq, day, hour * HOUR + dice.randrange(60) * MINUTE, collector, person, channel,
                             dice.random()))  # fmt: skip
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
        says = (f"At {shown} local time collection is closed (22:00 to 08:00).",
                f"当地时间 {shown}，处于 22:00 至次日 08:00 的禁止催收时段。")  # fmt: skip
        found.append(_reason(GBT, "hours", "standard", "GB/T 45251-2025, 5.3", *says))
        found.append(_reason(CBA, "hours", "standard", "guideline of 30 January 2026", *says))
    if facts["role"] not in ("debtor", "agreed_contact"):
        found.append(_reason(GBT, "target", "standard", "GB/T 45251-2025, 5.3",
                             "Collected from a person who does not owe the debt.", "向无还款责任的人催收。"))  # fmt: skip
    if facts["role"] != "debtor" and facts["disclosure"] != "none":
        found.append(_reason(CONVENTION, "no-disclosure", "standard", "article number not established",
                             "Another person was told of the debt.", "向他人透露了债务信息。"))  # fmt: skip
    earlier = _same_day(event, events)
    if facts["person"] == DEBTOR and facts["channel"] == "call" and len(earlier) >= 3:
        count = len(earlier) + 1
        found.append(_reason(CBA, "daily-attempts", "guidance", "guideline of 30 January 2026",
                             f"This was attempt {count} on {date.fromordinal(day).isoformat()}; 3 are advised at most.",
                             f"{date.fromordinal(day).isoformat()} 第 {count} 次拨打，建议不超过 3 次。",
                             tuple(other.seq for other in earlier)))  # fmt: skip
    return tuple(found)


def _same_day(event: Event, events: list[Event]) -> list[Event]:
    today = local_reading(event.at, ZONE)[0]
    return [
        other
        for other in events
        if other.order < event.order
        and other.get("person") == event.get("person")
        and other.get("channel") == "call"
        and local_reading(other.at, ZONE)[0] == today
    ]


def _reason(
    book: str, rule: str, force: str, cite: str, en: str, zh: str, rows: tuple[int, ...] = (), **more: object
) -> Reason:
    return Reason(book, rule, rule, "refuse", force, cite, {"en": en, "zh": zh}, rows=rows, confidence="secondary",
                  **more)  # type: ignore[arg-type]  # fmt: skip


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
        Undetermined(_reason(CONVENTION, "agreed-contact", "standard", "article number not established",
                             "The agreed contact is only for when the debtor cannot be reached.",
                             "仅在无法联系到债务人时方可联系约定联系人。", missing=("debtor.reachable",)),
                     ("debtor.reachable",), agreed),
        Undetermined(_reason(CBA, "third-party-gate", "standard", "guideline of 30 January 2026",
                             "Unrelated persons only after loss of contact.", "仅在失联后方可联系无关第三人。",
                             missing=("debtor.reachable", "address_source")),
                     ("debtor.reachable", "address_source"), third),
        Undetermined(_reason(CBA, "private-account", "standard", "guideline of 30 January 2026",
                             "No private account without consent.", "未经同意不得使用私人账号。",
                             missing=("sender_account",)), ("sender_account",), social),
    )  # fmt: skip


def _bombing(events: list[Event]) -> Bombing:
    third = [event for event in events if event.get("role") != "debtor"]
    reached = []
    for person, (_, role) in THIRD_PERSONS.items():
        theirs = tuple(event for event in third if event.get("person") == person)
        if theirs:
            collectors = tuple(sorted({str(event.get("collector")) for event in theirs}))
            told = sum(event.get("disclosure") != "none" for event in theirs)
            reached.append(Reached(person, role, theirs, collectors, role == "agreed_contact",
                                   role == "address_book_contact", told))  # fmt: skip
    days = Counter(local_reading(event.at, ZONE)[0] for event in third)
    burst_day, burst_count = days.most_common(1)[0] if days else (0, 0)
    burst = tuple(event for event in third if local_reading(event.at, ZONE)[0] == burst_day)
    signals = {
        "people-reached": {"en": f"{len(reached)} people without a duty to pay were contacted; our threshold is 3.",
                           "zh": f"共有 {len(reached)} 名无还款责任的人被联系；本软件阈值为 3。"},
        "burst": {"en": f"{burst_count} contacts with such people fell on one day; our threshold is 5.",
                  "zh": f"一天之内联系此类人员 {burst_count} 次；本软件阈值为 5。"},
    }  # fmt: skip
    counts = {"people": len(reached), "contacts": len(third), "burst": burst_count, "from_phone_book": 2}
    thresholds = {"people": 3, "contacts": 10, "burst": 5, "from_phone_book": 1}
    return Bombing("bombing", tuple(reached), signals, counts, thresholds, burst)


def _files(events: list[Event]) -> tuple[InputFile, ...]:
    rows = Counter(event.source.file for event in events if event.source)
    own = rows.pop("phone-of-debtor.xml", len(events))
    first = InputFile("phone-of-debtor.xml", SHA, "sms-backup-restore", DEBTOR, "debtor", own + 1342, own, 1340, 2)
    return (
        first,
        *(
            InputFile(name, SHA[::-1], "sms-backup-restore", name[9:11], THIRD_PERSONS[name[9:11]][1],
                      kept + 210, kept, 210, 0)
            for name, kept in sorted(rows.items())
        ),
    )  # fmt: skip


def _rejected() -> tuple[Rejected, ...]:
    return (
        Rejected(Problem("phone-of-debtor.xml:77", "the time is missing", "without it nothing can be judged",
                         "Give the row a time with its offset", "time-missing"),
                 '<sms address="+86 100 0000 0731" date="null" body="..." />'),
        Rejected(Problem("phone-of-debtor.xml:402", "'-1' is no kind of call", code="value-invalid"),
                 '<call number="+86 100 0000 0421" type="-1" />'),
    )  # fmt: skip


def _rulebooks() -> tuple[RulebookUsed, ...]:
    return (
        RulebookUsed(CONVENTION, {"en": "Convention on self-discipline in collecting internet loans (2018)",
                                  "zh": "互联网金融逾期债务催收自律公约（2018）"}, SHA, "partial", "target, silence",
                     ("the clause on civil language: a person must read the text",
                      "frequency: the text gives no number")),
        RulebookUsed(GBT, {"en": "GB/T 45251-2025, collection of personal online consumer loans",
                           "zh": "GB/T 45251-2025 互联网金融 个人网络消费信贷 贷后催收风控指引"}, SHA[::-1], "partial",
                     "section 5.3", ("records and their retention",)),
        RulebookUsed(CBA, {"en": "China Banking Association guideline, trial version (2026)",
                           "zh": "中国银行业协会催收工作指引（试行，2026）"}, SHA[8:] + SHA[:8], "complete",
                     "collection by banks and their agencies", ()),
    )  # fmt: skip


def _quiet_hours() -> tuple[QuietHours, ...]:
    return tuple(
        QuietHours(book, "hours", start, end, WEEKDAYS, "standard")
        for book in (GBT, CBA)
        for start, end in ((22 * HOUR, 24 * HOUR), (0, 8 * HOUR))
    )
