"""The record of a debtor as the ledger has it, in the words of a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from forbear.calendar import Instant, read_instant
from forbear.gate.chain import Record
from forbear.report.words import Words
from forbear.web.desks.collector import shown, waiting
from forbear.web.desks.collector.contactable import people_of
from forbear.web.desks.collector.models import Account, Waiting
from forbear.web.desks.shared.texts import amount_told, language, say
from forbear.web.ledger.names import is_of_a_desk, user_in
from forbear.web.people.models import User

DETAILS = (
    "hold", "notice", "channel", "role", "purpose", "outcome", "scope", "from", "to", "only", "until", "reason", "via",
    "in_writing", "by", "amount", "due",
)  # fmt: skip
"""The facts of an event that are told, in this order."""
SETS = {"scope": "refusal_scope", "reason": "hold_reason"}
LIFTED = {**SETS, "reason": "lift_reason"}
SHOWN_AT_ONCE = 30


def told(account: Account, records: Sequence[Record], most: int | None = SHOWN_AT_ONCE) -> list[dict[str, Any]]:
    """The records, the newest first; ``most`` of them."""
    names = {str(each["id"]): str(each["name"]) for each in people_of(account)}
    newest = [*reversed(records)][:most]
    askers = _askers(newest)
    contacts = {record.body["permit"]["id"]: record.body["contact"] for record in records if _granted(record)}
    ended = _ended(account)
    return [_row(account, record, names, askers, contacts) | {"ended": ended.get(record.seq, "")} for record in newest]


def _ended(account: Account) -> dict[int, str]:
    """Who took what waited off the list, for the decisions after which the ledger says nothing of it."""
    rows = list(
        account.waiting.filter(state__in=(waiting.APPROVED, waiting.DECLINED, waiting.WITHDRAWN)).defer(
            "text", "reason"
        )
    )
    names = User.objects.names({row.by for row in rows if row.by})
    return {row.seq: answered(account, row, names) for row in rows}


def answered(account: Account, row: Waiting, names: Mapping[int, str]) -> str:
    """Who answered what waited, or took it back, and when."""
    who = names.get(row.by or 0, str(row.by))
    return say(f"collector.closed.by_{row.state}", who=who, at=shown.time_in(account, row.answered_at))


def _granted(record: Record) -> bool:
    return record.kind == "decision" and bool(record.body["permit"])


def _row(
    account: Account, record: Record, names: Mapping[str, str], askers: Mapping[str, str], contacts: Mapping[str, Any]
) -> dict[str, Any]:
    by, approval = (str(record.body.get(key) or "") for key in ("by", "approval"))
    by = by or str(record.body.get("caller") or "")
    found = _TOLD[record.kind](record.body, names, contacts)
    if approval:
        found["detail"] = _joined([found["detail"], say("collector.approve.by", who=askers.get(approval, approval))])
    return {
        "seq": record.seq, "at": shown.time_in(account, found.pop("at", None) or record.at),
        "by": askers.get(by) or (say("collector.history.server") if is_of_a_desk(by) else by), **found,
    }  # fmt: skip


def _askers(records: Iterable[Record]) -> dict[str, str]:
    """Who did it, and who approved it."""
    doing = ("by", "caller", "approval")
    return people_named(str(record.body.get(key) or "") for record in records for key in doing)


def people_named(named: Iterable[str]) -> dict[str, str]:
    """The names of the people of this server by the names under which the desk records (``asking.actor``)."""
    keys = {name: key for name in named if (key := user_in(name)) is not None}
    users = User.objects.names(keys.values())
    return {name: users.get(key, name) for name, key in keys.items()}


def _parties(body: Mapping[str, Any], names: Mapping[str, str], contacts: Mapping[str, Any]) -> dict[str, Any]:
    return {"what": say("collector.history.parties"), "detail": ""}


def _event(body: Mapping[str, Any], names: Mapping[str, str], contacts: Mapping[str, Any]) -> dict[str, Any]:
    event = body["event"]
    kind = str(event.get("kind", "contact"))
    inbound = kind == "contact" and event.get("direction") == "inbound"
    what = say("collector.history.inbound") if inbound else _kind(kind)
    person = names.get(str(event.get("person")), "")
    return {"what": what, "detail": _joined([person, *facts_told(event)]), "at": _instant(event.get("at"))}


def _kind(kind: str) -> str:
    return {
        "contact": say("collector.history.contact"), "hold": say("collector.history.hold"),
        "hold_lifted": say("collector.history.hold_lifted"), "wish": say("collector.history.wish"),
        "refusal": say("collector.history.refusal"), "consent": say("collector.history.consent"),
        "consent_revoked": say("collector.history.consent_revoked"), "notice": say("collector.history.notice"),
        "payment": say("collector.history.payment"), "promise": say("collector.history.promise"),
        "located": say("collector.history.located"), "check": say("collector.history.check"),
    }.get(kind, kind)  # fmt: skip


def _decision(body: Mapping[str, Any], names: Mapping[str, str], contacts: Mapping[str, Any]) -> dict[str, Any]:
    word = str(body["answer"])
    reasons = [] if word == "allow" else shown.verdict_reasons(body["verdict"], body["why"])
    return {
        "what": say("collector.history.asked"), "detail": _of_contact(body["contact"], names), "word": word,
        "badge": shown.BADGES[word], "badge_text": _short(word), "reasons": reasons,
    }  # fmt: skip


def _short(word: str) -> str:
    return say(f"collector.short.{word}")


def _permit(body: Mapping[str, Any], names: Mapping[str, str], contacts: Mapping[str, Any]) -> dict[str, Any]:
    becomes, contact = str(body["becomes"]), contacts.get(body["permit"], {})
    went = body.get("contact") or {}
    detail = [_of_contact(contact, names), *facts_told({"outcome": went.get("outcome")})]
    return {"what": say(f"collector.permit_became.{becomes}"), "detail": _joined(detail)}


def _of_contact(contact: Mapping[str, Any], names: Mapping[str, str]) -> str:
    person = names.get(str(contact.get("person")), "")
    return _joined([person, *facts_told({key: contact.get(key) for key in ("channel", "purpose")})])


def facts_told(facts: Mapping[str, Any]) -> list[str]:
    """The facts that a reader wants, each in words."""
    words, sets = Words(language()), LIFTED if facts.get("kind") == "hold_lifted" else SETS
    found = []
    for key in DETAILS:
        value = facts.get(key)
        if value is None or value is False:
            continue
        if value is True:
            found.append(say(f"collector.fact.{key}"))
        elif key == "amount":
            found.append(amount_told(str(value), str(facts.get("currency", ""))))
        elif key in ("from", "to", "until", "by", "due"):
            found.append(say(f"collector.fact.{key}", value=str(value)))
        else:
            found.append(words.label(sets.get(key, key), str(value)))
    return found


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)


def _instant(text: Any) -> Instant | None:
    return read_instant(text) if isinstance(text, str) else None


_Teller = Callable[[Mapping[str, Any], Mapping[str, str], Mapping[str, Any]], dict[str, Any]]
_TOLD: Mapping[str, _Teller] = {"parties": _parties, "event": _event, "decision": _decision, "permit": _permit}
