"""A supervisor answers what the gate left to a person: the contact is asked for again and judged anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from forbear.gate.answer import Answer
from forbear.gate.chain import Record
from forbear.report.words import Words
from forbear.web.desks.collector import asking, history, shown, waiting
from forbear.web.desks.collector.models import Account, Waiting
from forbear.web.desks.shared.texts import language, say
from forbear.web.ledger import gates
from forbear.web.people.may import visible

READ = "text"
"""What a supervisor ticks besides the questions: that she has read the message."""
LONGEST_REASON = 500


def questions(body: Mapping[str, Any], text: str | None) -> list[dict[str, Any]]:
    """What a decision leaves to a person: each question by name, in a sentence, with its citation or what is said."""
    rules = {f"{each['rulebook']}/{each['rule']}": each for each in body["verdict"]["reasons"]}
    found = []
    for name in body["questions"]:
        if name in rules:
            each = rules[name]
            force = Words(language()).label("force", str(each["force"]))
            found.append({"name": name, "says": each["says"][language()], "cite": each["cite"], "force": force})
        else:
            found.append(_said(name, body["words"], text))
    return found


def _said(name: str, words: Sequence[Mapping[str, Any]], text: str | None) -> dict[str, Any]:
    """What the words of a message say, with the words themselves for whoever may read them."""
    _, category, kind = name.split("/")
    spans = [each for each in words if (each["category"], each["kind"]) == (category, kind)]
    quotes = [] if text is None else list(dict.fromkeys(text[each["start"] : each["end"]] for each in spans))
    what = Words(language()).said(category, kind)
    return {"name": name, "says": say("collector.approve.says", what=what), "quotes": quotes}


def closed(row: Waiting, records: Sequence[Record], by: str) -> str:
    """Why somebody cannot answer it: a word of ``collector.closed``; empty where she can."""
    if row.state != waiting.WAITS:
        return row.state
    if not waiting.waits(row, gates.now()):
        return "late"
    if not waiting.is_newest(row, records):
        return "over"
    return "own" if row.asker == by else ""


def lacking(asked: Collection[Mapping[str, Any]], row: Waiting, ticked: Collection[str], reason: str) -> list[str]:
    """What is missing before it may be approved, in sentences."""
    found = [say("collector.approve.unticked", question=each["says"]) for each in asked if each["name"] not in ticked]
    if row.text is not None and READ not in ticked:
        found.append(say("collector.approve.unread"))
    return found if reason else [*found, say("collector.approve.no_reason")]


def approve(
    one: Account, row: Waiting, body: Mapping[str, Any], ticked: Collection[str], who: int, by: str, reason: str
) -> Answer:  # fmt: skip
    """Ask the gate again for the contact of a decision, approved by somebody. Raises InputError, RequestReusedError.

    A permit that rests on a question which she did not answer is given back: it was put in the same moment.
    """
    contact = {key: value for key, value in body["contact"].items() if key != "text_sha256"}
    name = waiting.request_name(row.seq)
    answer = asking.ask(one, contact, name, body["caller"], text=row.text, approval=by)
    if answer.permit is not None and not set(answer.permit.approved) <= set(ticked):
        answer = replace(answer, permit=gates.gate().release(answer.permit.id, gates.now(), by))
    _close(row, waiting.ASKED, who, reason, answer.seq)
    return answer


def decline(row: Waiting, who: int, reason: str) -> None:
    """It waits no more; at the gate nothing changes."""
    _close(row, waiting.DECLINED, who, reason, None)


def _close(row: Waiting, state: str, who: int, reason: str, answer: int | None) -> None:
    row.state, row.by, row.reason, row.answered_at, row.answer = state, who, reason, gates.now(), answer
    row.text = None
    row.save(update_fields=["state", "by", "reason", "answered_at", "answer", "text"])


def told(
    request: HttpRequest, one: Account, body: Mapping[str, Any], records: Sequence[Record], seq: int
) -> dict[str, Any]:
    """What the page of an answer says of what is left to a person; the message only for those who may read it."""
    row = Waiting.objects.filter(account=one, seq=seq).first()
    if body["answer"] != "ask-a-person":
        return _approval(body)
    by = asking.actor(request, one)
    may_approve = visible(Account, request, waiting.ACT).filter(pk=one.pk).exists()
    reads = row is not None and (may_approve or row.asker == by)
    text = row.text if row is not None and reads and waiting.waits(row, gates.now()) else None
    found = {"questions": questions(body, text), "row": row, "message": text, "may_approve": may_approve}
    caller = str(body["caller"])
    found["asker"] = history.people_named([caller]).get(caller, caller)
    found["is_of_a_program"] = row is None and not caller.startswith(waiting.DESK)
    if row is not None:
        found |= {"closed": closed(row, records, by), **_answered(one, row)}
    return found


def _answered(one: Account, row: Waiting) -> dict[str, Any]:
    """Who answered what, and why, as a page tells it."""
    if row.by is None:
        return {}
    who = history.user_named(row.by)
    at = shown.time_in(one, row.answered_at)
    return {"answered": say(f"collector.closed.by_{row.state}", who=who, at=at), "reason_given": row.reason}


def _approval(body: Mapping[str, Any]) -> dict[str, Any]:
    """By whom a contact was approved, where somebody did."""
    name = body["approval"]
    return {"approved_by": history.people_named([name]).get(name, name)} if name else {}
