"""The worklist: for each person and channel, may I, if not from when, and what would change it. Nothing is recorded."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from forbear.calendar import Instant, show_instant
from forbear.engine.free import free_at, next_allowed, rule_free_at
from forbear.engine.plain import plain, plain_verdict
from forbear.engine.verdict import Reason
from forbear.errors import Problem, RecordError
from forbear.events import Facts, Parties
from forbear.gate.answer import Word
from forbear.gate.case import Case, contact_facts
from forbear.gate.choosing import WIDELY, Books
from forbear.gate.judging import AGAINST, Judged, free_from, judge_contact, word_for
from forbear.gate.says import says, says_in
from forbear.labels import LANGUAGES, label

Kind = Literal["wait", "state", "tell", "ends", "ask-a-person", "put-on-record", "never"]

CHANNELS = ("call", "sms", "email", "letter", "app", "visit")
"""The channels of a worklist where none are named."""
EARLIER = "earlier contact."


@dataclass(frozen=True, slots=True)
class Change:
    """What would change an answer, for a program (``what``: facts, permits, rules, a record) and in both languages."""

    kind: Kind
    says: Mapping[str, str]
    what: tuple[str, ...] = ()
    at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One way to reach somebody: what the gate would answer now (``word``), why, and what would change it.

    ``contact`` is what to ask for; ``verdict`` and ``why`` as in an answer. ``free_at`` is the first time from which no
    rule would refuse it; what is not known may still stand against it then.
    """

    contact: Mapping[str, Any]
    word: Word
    free_at: Instant | None
    verdict: Mapping[str, Any]
    why: tuple[str, ...]
    changes: tuple[Change, ...]
    says: Mapping[str, str] = field(default_factory=dict)


def options(
    case: Case,
    books: Books,
    purpose: str,
    now: Instant,
    *,
    about: Mapping[str, Any] | None = None,
    channels: Sequence[str] = CHANNELS,
    addresses: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    people: Collection[str] | None = None,
) -> list[Option]:
    """The ways to reach the people of a case for a purpose, by person, channel and address.

    ``about`` states more of the contact (``collector`` where there are several, ``debts`` where not all, ``content``);
    ``addresses`` gives each person's, as the keys of a contact, with ``channels`` where it is not for all; ``people``
    names those who come into question, where it is not everybody.
    Raises RecordError.
    """
    stated = {
        "collector": _only_collector(case.parties, about or {}),
        "debts": sorted(case.parties.debts),
        **(about or {}),
    }
    found = []
    asked = [one for one in _people(case.parties) if people is None or one[0] in people]
    for person, role in asked:
        for channel in channels:
            for address in _of_channel((addresses or {}).get(person, ()), channel):
                contact = {**stated, **address, "person": person, "role": role, "channel": channel, "purpose": purpose}
                found.append(_option(case, books, contact, now))
    return found


def _only_collector(parties: Parties, about: Mapping[str, Any]) -> str | None:
    if "collector" not in about and len(parties.collectors) != 1:
        known = ", ".join(parties.collectors) or "none"
        hint = f"On record: {known}"
        raise RecordError(Problem("the options", "it is not said who collects", hint=hint, code="collector"))
    return next(iter(parties.collectors), None)


def _people(parties: Parties) -> Iterator[tuple[str, str]]:
    """Everybody on record with a role, the debtor also where the list of people leaves her out."""
    own = str(parties.debtor.get("id"))
    roles = {person: str(facts["role"]) for person, facts in parties.people.items() if facts.get("role")}
    yield from ({own: "debtor"} | roles if "debtor" not in roles.values() else roles).items()


def _of_channel(addresses: Sequence[Mapping[str, Any]], channel: str) -> Iterator[Mapping[str, Any]]:
    """The addresses for a channel; where none is known, the channel without one."""
    for address in addresses or ({},):
        if channel in address.get("channels", (channel,)):
            yield {key: value for key, value in address.items() if key != "channels"}


def _option(case: Case, books: Books, contact: Mapping[str, Any], now: Instant) -> Option:
    stated = plain({"direction": "outbound", **contact})
    facts = contact_facts(stated, "the options")
    judged = judge_contact(case, books, facts, now, alone=False)
    standing = [reason for reason in judged.verdict.reasons if _stands(judged, reason, facts)]
    free = None if standing else _free_at(judged, facts)
    word = word_for(judged, free_from(judged, facts) if free is not None else None, ())
    zone = (*case.parties.zones(), "UTC")[0]
    time = "" if free is None else show_instant(free, zone)
    changes = () if word == "allow" else tuple(_changes(case, judged, standing, word, free, zone))
    return Option(
        stated, word, free, plain_verdict(judged.verdict), judged.why, changes, says("answer", word, time=time)
    )


def _stands(judged: Judged, reason: Reason, facts: Facts) -> bool:
    """Does a reason refuse, whatever time it is?"""
    return reason.effect == "refuse" and rule_free_at(judged.judge, reason, facts, judged.at, judged.cut) is None


def _free_at(judged: Judged, facts: Facts) -> Instant | None:
    """From when no rule refuses; where none refuses but something is not known, from when that matters no more."""
    if any(each in AGAINST for each in judged.why):
        return None
    if judged.verdict.answer == "refuse":
        return free_at(judged.judge, facts, judged.at, judged.cut)
    if not all(name.startswith(EARLIER) for name in judged.verdict.missing):
        return None
    if judged.verdict.answer in ("allow", "review"):
        return judged.at
    return next_allowed(judged.judge, facts, judged.at, judged.cut)


def _changes(
    case: Case, judged: Judged, standing: Sequence[Reason], word: Word, free: Instant | None, zone: str
) -> Iterator[Change]:
    """What would change an answer that is not ``allow``, what can be done at once first."""
    missing = judged.verdict.missing
    if any(name.startswith(EARLIER) for name in missing):
        yield _tell(case, judged.at)
    facts = tuple(name for name in missing if not name.startswith(EARLIER))
    if facts:
        listed = {
            lang: ("、" if lang == "zh" else "; ").join(label("fact", f, lang) for f in facts) for lang in LANGUAGES
        }
        yield Change("state", {lang: says_in(lang, "change", "state", facts=listed[lang]) for lang in LANGUAGES}, facts)
    for name in judged.why:
        if name in (*AGAINST, *WIDELY):
            text = {
                lang: says_in(lang, "change", "put-on-record", why=says_in(lang, "why", name)) for lang in LANGUAGES
            }
            yield Change("put-on-record", text, (name,))
    yield from _ends(case, standing)
    if word == "ask-a-person":
        rules = tuple(sorted(judged.questions()))
        yield Change("ask-a-person", says("change", "ask-a-person", rules=", ".join(rules)), rules)
    elif free is not None:
        yield Change("wait", says("change", "wait", time=show_instant(free, zone)), (), free)


def _tell(case: Case, now: Instant) -> Change:
    """The contacts, made or to be made, of which it is not known how they went."""
    silent = [
        permit.id
        for permit in case.permits.values()
        if permit.state(now) == "granted"
        or (permit.contact is not None and case.events[permit.contact].get("outcome") is None)
    ]
    text = says("change", "tell", permits=", ".join(silent)) if silent else says("change", "tell-unnamed")
    return Change("tell", text, tuple(silent))


def _ends(case: Case, reasons: Sequence[Reason]) -> Iterator[Change]:
    """What stands until it is lifted; and the rules that time does not change and that rest on nothing on record."""
    never = []
    for reason in reasons:
        standing = [
            case.events[seq] for seq in reason.rows if seq in case.events and case.events[seq].kind != "contact"
        ]
        never += [] if standing else [reason.name]
        for event in standing:
            kinds = {lang: _named(event.kind, event.get("hold"), lang) for lang in LANGUAGES}
            text = {lang: says_in(lang, "change", "ends", kind=kinds[lang], seq=str(event.seq)) for lang in LANGUAGES}
            yield Change("ends", text, (str(event.seq),))
    if never:
        yield Change("never", says("change", "never", rules=", ".join(never)), tuple(never))


def _named(kind: str, hold: Any, lang: str) -> str:
    """An event in words: which hold it is, or of what kind."""
    return label("hold", str(hold), lang) if hold is not None else says_in(lang, "event", kind)
