"""A week to make a digest of: an invented debtor's contacts with words, letters, offers and payments."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from forbear.audit.export import mask_of
from forbear.audit.result import AuditResult
from forbear.bodies import Body, First, Source
from forbear.engine.duties import Standing
from forbear.events import Event, History
from forbear.places import Place
from forbear.plan.debts import Debt, Debts, Settlement
from forbear.plan.schedule import Payment
from forbear.plan.talks import Negotiation, Talks
from forbear.plan.terms import Due, Terms
from forbear.plan.tracking import Promise, Told
from forbear.report.digest import Digest, Inputs, digest_of
from forbear.report.digest_due import Days
from forbear.report.digest_told import Telling
from forbear.report.naming import Naming
from forbear.report.words import Words
from tests.support.audit_fixture import fake_result
from tests.support.audit_fixture_data import FIRST_DAY, ZONE

WEEK = Days(FIRST_DAY, FIRST_DAY + 6)
MESSAGES = (
    "【样例】您的借款已逾期，请尽快还款，回T退订。",
    "【样例】可申请减免，请于6月9日前办理结清。",
    "【样例】法院已受理您的案件，请尽快处理。",
    "【样例】您的借款已逾期，请尽快还款，回T退订。",
    "喂，看到没有？",
)


@dataclass(frozen=True)
class Letter:
    """A letter, as the case file has it."""

    sender: str
    kind: str = "other"
    came: int | None = None
    answer_by: int | None = None
    about: str = ""


def day(text: str) -> int:
    """The day number of ``2026-06-01``."""
    return date.fromisoformat(text).toordinal()


def sha256(text: str) -> str:
    """As the history keeps it."""
    return hashlib.sha256(text.encode()).hexdigest()


def texts() -> dict[str, str]:
    """The words of the messages by their digest."""
    return {sha256(text): text for text in MESSAGES}


def result(contacts: int = 60, seed: int = 7) -> AuditResult:
    """An audit whose messages have words."""
    made = fake_result(contacts, seed, days=10)
    changed = {event.seq: _with_words(event) for event in made.history}
    judged = tuple(replace(each, contact=changed[each.contact.seq]) for each in made.judged)
    return replace(made, history=History(made.history.parties, changed.values()), judged=judged)


def _with_words(event: Event) -> Event:
    if event.get("channel") != "sms":
        return event
    return replace(event, facts={**event.facts, "text_sha256": sha256(MESSAGES[event.seq % len(MESSAGES)])})


def letters() -> tuple[Letter, ...]:
    """What came by post."""
    return (
        Letter("样例区法院", "court", day("2026-06-03"), day("2026-06-18"), "Example loan"),
        Letter("River Bank", "notice", day("2026-05-10"), day("2026-05-20"), "transfer"),
        Letter("Cedar Bank", "other", day("2026-06-05")),
        Letter("Old Bank", "offer", day("2026-04-01"), day("2026-05-01")),
        Letter("Future Bank", "court", day("2026-06-20"), day("2026-07-01")),
    )


def talks() -> Talks:
    """One agreement with a payment made, one counter-offer, one offer that waits."""
    one = Terms("Quick Cash", "CNY", (Due(day("2026-06-02"), 50_000), Due(day("2026-07-02"), 50_000)))
    two = Terms("Card", "CNY", (Due(day("2026-06-25"), 90_000),))
    three = Terms("Store", "CNY", (Due(day("2026-06-30"), 10_000),))
    agreed = (Told(day("2026-05-20"), "propose", one), Told(day("2026-05-22"), "accept"))
    made = (Payment(day("2026-06-02"), "Quick Cash", 50_000), Payment(day("2026-05-05"), "Small", 20_000))
    return Talks(
        "CNY",
        (
            Negotiation("Quick Cash", "Quick Cash", Promise(), agreed),
            Negotiation("Card", "River Bank", Promise(), (Told(day("2026-06-01"), "counter", two, day("2026-06-15")),)),
            Negotiation(
                "Store", "Store Ltd", Promise(), (Told(day("2026-06-04"), "propose", three, day("2026-06-20")),)
            ),
        ),
        tuple(sorted(made, key=lambda one: one.day)),
    )


def debts() -> Debts:
    """What is owed, one of them paid off since."""
    as_of = day("2026-05-01")
    offer = Settlement(40_000, day("2026-06-10"))
    return Debts(
        (
            Debt("Quick Cash", "CNY", as_of, 120_000, creditor="Quick Cash"),
            Debt("Card", "CNY", as_of, 300_000, creditor="River Bank"),
            Debt("Small", "CNY", as_of, 20_000, creditor="Small Loans"),
            Debt("Store", "CNY", as_of, 60_000, creditor="Store Ltd", settlements=(offer,)),
        )
    )


def standing(kind: str = "lasts", state: str = "running", due: str = "2026-06-12", act: str = "") -> Standing:
    """Where a duty stands."""
    says = {"en": "The debt may be disputed until 12 June.", "zh": "可在6月12日之前提出异议。"}
    return Standing("us-reg-f", "period", "period", kind, act, state, day("2026-05-12"), day(due), None, "River Bank",
                    "Card", "duty", "1006.34(b)(5)", "seen", says)  # fmt: skip


def helpers() -> tuple[Body, ...]:
    """Somebody to turn to of each kind."""
    said = {"en": "Listens, free of charge.", "zh": "倾听，免费。"}
    source, seen = Source("Example page", "https://help.example"), day("2026-05-01")
    first = First(True, {"en": "Complain to the firm first.", "zh": "先向机构投诉。"}, "Example rule")
    made = (
        ("complain", "Example Ombudsman", "样例申诉专员", "0800 000 000"),
        ("advice", "Example Advice", "样例辅导", "12300"),
        ("crisis", "Example Line", "样例热线", "12301"),
    )
    return tuple(
        Body(kind, Place("CN"), kind, {"en": en, "zh": zh}, said, source, seen, "seen", (phone,), "https://help.example",
             first=first if kind == "complain" else None)
        for kind, en, zh, phone in made
    )  # fmt: skip


def inputs(**changed: object) -> Inputs:
    """Everything that a digest is made of; what is named is given in its place."""
    whole = Inputs(
        result=result(), texts=texts(), standings=(standing(),), letters=letters(), talks=talks(), debts=debts(),
        help=helpers(),
    )  # fmt: skip
    return replace(whole, **changed)  # type: ignore[arg-type]


def digest(lang: str = "en", days: Days = WEEK, **changed: object) -> Digest:
    """The digest of the week."""
    return digest_of(inputs(**changed), days, Words(lang))


def telling(lang: str = "en") -> Telling:
    """How it is told."""
    words = Words(lang)
    return Telling(words, Naming(result(), words, mask_of(result())), ZONE)
