"""The contacts of a few days, each in one heap: to answer, to look at, to leave, gone to others, begun by oneself.

Only what is known to ask nothing is left: a ring that nobody took, and a message of plain reminder and nothing else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from forbear.audit.result import AuditResult
from forbear.calendar import Day, local_day
from forbear.events import Event
from forbear.words.answering import Weighed, weigh

Heap = Literal["answer", "look", "left", "others", "own"]
HEAPS: tuple[Heap, ...] = ("answer", "look", "left", "others", "own")

MINE = ("debtor", "co_debtor", "guarantor")
"""Roles of those who owe: what comes to them is theirs to answer."""

NOTHING_SAID = ("no_answer", "busy", "not_in_service", "hung_up", "mailbox_full", "bounced", "absent", "refused")
"""Outcomes after which nobody has heard or read anything."""

SPOKEN = ("conversation", "met", "answered_dropped")
CALLS = ("call",)
WRITTEN = ("sms", "app", "social", "email")
"""Channels whose words may be in the record."""

COURT_PURPOSES = ("litigation", "letter_before_action", "issue_claim", "formal_pleading", "proof_of_claim",
                  "take_control_of_goods", "will_invoke_remedy_notice", "may_invoke_remedy_notice",
                  "postjudgment_remedy")  # fmt: skip
NOTICE_PURPOSES = ("statutory_notice", "verification")


@dataclass(frozen=True, slots=True)
class Sorted:
    """One contact, the heap it lies in, and why."""

    contact: Event
    heap: Heap
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Alike contacts of one firm: by one channel, with the same signs, and the same words where there are any.

    ``person`` is somebody else to whom they went, empty where they came to those who owe.
    """

    collector: str
    channel: str
    signs: tuple[str, ...]
    contacts: tuple[Event, ...]
    text: str = ""
    person: str = ""


def in_days(result: AuditResult, first: Day, last: Day) -> list[Event]:
    """The contacts of the local days ``first`` to ``last``, both included, in order."""
    contacts = result.history.of_kind("contact").events
    return [each for each in contacts if first <= local_day(each.at, result.zone) <= last]


def sort_contacts(
    contacts: Iterable[Event], texts: Mapping[str, str], names: Collection[str],
    known: Mapping[str, Weighed] | None = None,
) -> tuple[Sorted, ...]:  # fmt: skip
    """Each contact in its heap. ``texts`` are the words of messages by their SHA-256, ``names`` those of the firms.

    ``known``: what was found in messages, by SHA-256, where their words were not kept.
    """
    weighed = dict(known or {})
    return tuple(_sorted(each, texts, names, weighed) for each in contacts)


def group(found: Iterable[Sorted], heap: Heap, texts: Mapping[str, str]) -> tuple[Group, ...]:
    """The contacts of a heap, alike ones together, in order of the first of each."""
    groups: defaultdict[tuple[str, ...], list[Sorted]] = defaultdict(list)
    for each in found:
        if each.heap == heap:
            contact = each.contact
            words = str(contact.get("text_sha256") or "")
            person = "" if contact.get("role") in MINE else str(contact.get("person"))
            key = (str(contact.get("collector")), str(contact.get("channel")), words, person, *each.signs)
            groups[key].append(each)
    return tuple(
        Group(key[0], key[1], alike[0].signs, tuple(one.contact for one in alike), texts.get(key[2], ""), key[3])
        for key, alike in groups.items()
    )


def counts_by(contacts: Iterable[Event], key: str) -> tuple[tuple[str, int], ...]:
    """How many contacts there are of each value of a fact, the most first."""
    counted = Counter(str(each.get(key)) for each in contacts)
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def _sorted(contact: Event, texts: Mapping[str, str], names: Collection[str], weighed: dict[str, Weighed]) -> Sorted:
    if contact.get("direction") == "inbound":
        return Sorted(contact, "own")
    found = _stated(contact) or _by_channel(contact, texts, names, weighed)
    if contact.get("role") in MINE or found.weight == "answer":
        return Sorted(contact, found.weight, found.signs)
    return Sorted(contact, "others", found.signs)


def _stated(contact: Event) -> Weighed | None:
    """What the record itself says: papers of a court, a notice, the purpose of a contact."""
    signs = []
    if contact.get("channel") == "court_document" or contact.get("purpose") in COURT_PURPOSES:
        signs.append("court")
    if contact.get("content.threatens_legal_action") or contact.get("content.poses_as"):
        signs.append("court")
    notices = ("notice", "content.validation_information", "content.initial_disclosure")
    if contact.get("purpose") in NOTICE_PURPOSES or any(contact.get(key) for key in notices):
        signs.append("notice")
    return Weighed("answer", tuple(dict.fromkeys(signs))) if signs else None


def _by_channel(
    contact: Event, texts: Mapping[str, str], names: Collection[str], weighed: dict[str, Weighed]
) -> Weighed:
    channel, outcome = str(contact.get("channel")), contact.get("outcome")
    if channel in CALLS:
        return _call(str(outcome or ""))
    if channel == "visit":
        return Weighed("look", ("came_by",))
    if channel not in WRITTEN:
        return Weighed("look", ("letter" if channel in ("letter", "postcard") else "voicemail",))
    sha256 = str(contact.get("text_sha256") or "")
    if sha256 not in texts and sha256 not in weighed:
        return Weighed("look", ("no_text",))
    if sha256 not in weighed:
        weighed[sha256] = weigh(texts[sha256], names)
    return weighed[sha256]


def _call(outcome: str) -> Weighed:
    if outcome in NOTHING_SAID:
        return Weighed("left")
    return Weighed("look", ("talk" if outcome in SPOKEN else "voicemail" if "voicemail" in outcome else "unknown",))


def rung(found: Sequence[Sorted]) -> int:
    """How many of these were calls that nobody took."""
    return sum(each.heap == "left" and each.contact.get("channel") in CALLS for each in found)
