"""The parts of the made-up audit that are plain data: people, rulebooks, files, rejected rows."""

from __future__ import annotations

from collections import Counter
from datetime import date

from forbear.audit.result import (
    Bombing,
    InputFile,
    QuietHours,
    Reached,
    Rejected,
    RulebookUsed,
)
from forbear.calendar import HOUR, WEEKDAYS, local_reading
from forbear.errors import Problem
from forbear.events import Event

ZONE = "Asia/Shanghai"
FIRST_DAY = date(2026, 6, 1).toordinal()
DEBTOR = "P1"
COLLECTORS = {
    "C1": "Beichen Recovery",
    "C2": "Yunfan Credit",
    "C3": "云驼小贷",
    "C4": "Qinghe Consumer Loans",
    "C5": "远山资产管理",
    "C6": "Luma Pay",
}
THIRD_PERSONS = {
    "P2": ("陈秀兰", "parent"),
    "P3": ("Zhou Min", "colleague"),
    "P4": ("Wu Jie", "colleague"),
    "P5": ("林晓东", "relative"),
    "P6": ("Gao Yan", "friend"),
    "P7": ("Xu Lei", "address_book_contact"),
    "P8": ("Sun Hao", "address_book_contact"),
    "P9": ("He Ping", "agreed_contact"),
}
SHA = "5f2b1c0e9a7d4e3f8b6a2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f"
CONVENTION, GBT, CBA = "cn-convention-2018", "cn-gbt-45251-2025", "cn-cba-2026"


def files(events: list[Event]) -> tuple[InputFile, ...]:
    rows = Counter(event.source.file for event in events if event.source)
    own = rows.pop("phone-of-debtor.xml", len(events))
    first = InputFile("phone-of-debtor.xml", SHA, "sms-backup-restore", DEBTOR, "debtor", own + 1342, own, 1340, 2)
    return (
        first,
        *(
            InputFile(
                name,
                SHA[::-1],
                "sms-backup-restore",
                name[9:11],
                THIRD_PERSONS[name[9:11]][1],
                kept + 210,
                kept,
                210,
                0,
            )
            for name, kept in sorted(rows.items())
        ),
    )


def rejected() -> tuple[Rejected, ...]:
    return (
        Rejected(
            Problem(
                "phone-of-debtor.xml:77",
                "the time is missing",
                "without it nothing can be judged",
                "Give the row a time with its offset",
                "time-missing",
            ),
            '<sms address="+86 100 0000 0731" date="null" body="..." />',
        ),
        Rejected(
            Problem("phone-of-debtor.xml:402", "'-1' is no kind of call", code="value-invalid"),
            '<call number="+86 100 0000 0421" type="-1" />',
        ),
    )


def rulebooks() -> tuple[RulebookUsed, ...]:
    return (
        RulebookUsed(
            CONVENTION,
            {
                "en": "Convention on self-discipline in collecting internet loans (2018)",
                "zh": "互联网金融逾期债务催收自律公约（2018）",
            },
            SHA,
            "partial",
            "target, silence",
            (
                "the clause on civil language: a person must read the text",
                "frequency: the text gives no number",
            ),
        ),
        RulebookUsed(
            GBT,
            {
                "en": "GB/T 45251-2025, collection of personal online consumer loans",
                "zh": "GB/T 45251-2025 互联网金融 个人网络消费信贷 贷后催收风控指引",
            },
            SHA[::-1],
            "partial",
            "section 5.3",
            ("records and their retention",),
        ),
        RulebookUsed(
            CBA,
            {
                "en": "China Banking Association guideline, trial version (2026)",
                "zh": "中国银行业协会催收工作指引（试行，2026）",
            },
            SHA[8:] + SHA[:8],
            "complete",
            "collection by banks and their agencies",
            (),
        ),
    )


def quiet_hours() -> tuple[QuietHours, ...]:
    return tuple(
        QuietHours(book, "hours", start, end, WEEKDAYS, "standard")
        for book in (GBT, CBA)
        for start, end in ((22 * HOUR, 24 * HOUR), (0, 8 * HOUR))
    )


def bombing(events: list[Event]) -> Bombing:
    third = [event for event in events if event.get("role") != "debtor"]
    reached = []
    for person, (_, role) in THIRD_PERSONS.items():
        theirs = tuple(event for event in third if event.get("person") == person)
        if theirs:
            collectors = tuple(sorted({str(event.get("collector")) for event in theirs}))
            told = sum(event.get("disclosure") != "none" for event in theirs)
            reached.append(
                Reached(
                    person,
                    role,
                    theirs,
                    collectors,
                    role == "agreed_contact",
                    role == "address_book_contact",
                    told,
                )
            )
    days = Counter(local_reading(event.at, ZONE)[0] for event in third)
    burst_day, burst_count = days.most_common(1)[0] if days else (0, 0)
    burst = tuple(event for event in third if local_reading(event.at, ZONE)[0] == burst_day)
    signals = {
        "people-reached": {
            "en": f"{len(reached)} people without a duty to pay were contacted; our threshold is 3.",
            "zh": f"共有 {len(reached)} 名无还款责任的人被联系；本软件阈值为 3。",
        },
        "burst": {
            "en": f"{burst_count} contacts with such people fell on one day; our threshold is 5.",
            "zh": f"一天之内联系此类人员 {burst_count} 次；本软件阈值为 5。",
        },
    }
    strangers = [person for person in reached if not person.agreed]
    counts = {
        "people_reached": len(strangers),
        "contacts_to_one_person": max(len(person.contacts) for person in strangers),
        "from_phone_book": sum(person.from_phone_book for person in strangers),
        "told_of_debt": sum(person.told_of_debt > 0 for person in strangers),
        "burst_people": len({event.get("person") for event in burst}),
    }
    thresholds = {
        "people_reached": 3,
        "contacts_to_one_person": 5,
        "from_phone_book": 2,
        "told_of_debt": 2,
        "burst_people": 3,
        "burst_hours": 24,
    }
    return Bombing("bombing", tuple(reached), signals, counts, thresholds, burst)
