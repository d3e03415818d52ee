"""A supervisor answers what the gate left to a person: the contact is asked for again and judged anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from forbear.gate.answer import Answer
from forbear.gate.chain import Record
from forbear.report.words import Words
from forbear.web.channels.hooks import queue_answer
from forbear.web.desks.collector import asking, history, programs, waiting
from forbear.web.desks.collector.models import Account, Waiting
from forbear.web.desks.shared.texts import language, say
from forbear.web.ledger import gates
from forbear.web.ledger.names import is_of_a_desk
from forbear.web.people.may import visible
from forbear.web.people.models import User

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
    return waiting.stale(row, records, gates.now()) or ("own" if row.asker == by else "")


def lacking(
    asked: Collection[Mapping[str, Any]], row: Waiting, body: Mapping[str, Any], ticked: Collection[str], reason: str,
    text: str,
) -> list[str]:  # fmt: skip
    """What is missing before it may be approved, in sentences. ``text``: the message of a program, as she read it."""
    sha256 = body["contact"].get("text_sha256")
    found = [say("collector.approve.unticked", question=each["says"]) for each in asked if each["name"] not in ticked]
    if sha256 and READ not in ticked:
        found.append(say("collector.approve.unread"))
    if sha256 and waiting.is_of_a_program(row) and not programs.is_text(text, sha256):
        found.append(say("collector.approve.other_text"))
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
    is_wanted = _closed(row, waiting.ASKED, who, reason, answer.seq)
    if answer.permit is not None and not (is_wanted and set(answer.permit.approved) <= set(ticked)):
        answer = answer._replace(permit=gates.gate().release(answer.permit.id, gates.now(), by))
    return answer


def approve_for_a_program(row: Waiting, who: int, reason: str) -> bool:
    """The program may ask again with this approval; False where another answer was quicker."""
    return _closed(row, waiting.APPROVED, who, reason, None)


def decline(row: Waiting, who: int, reason: str) -> bool:
    """It waits no more; at the gate nothing changes. False where another answer, or whoever asked, was quicker."""
    return _closed(row, waiting.DECLINED, who, reason, None)


def withdraw(row: Waiting, who: int) -> bool:
    """Whoever asked takes it back; at the gate nothing changes. False where it does not wait any more."""
    if not waiting.waits(row, gates.now()):
        return False
    gone = {"state": waiting.WITHDRAWN, "by": who, "answered_at": gates.now(), "text": None}
    return Waiting.objects.filter(pk=row.pk, state=waiting.WAITS).update(**gone) == 1


def _closed(row: Waiting, state: str, who: int, reason: str, answer: int | None) -> bool:
    """Write a supervisor's answer down; False, and nothing is written, where another one was quicker."""
    with transaction.atomic():
        row.refresh_from_db(from_queryset=Waiting.objects.select_for_update())
        if row.state not in (waiting.WAITS, state):
            return False
        row.state, row.by, row.reason, row.answered_at, row.answer = state, who, reason, gates.now(), answer
        row.text = None
        row.save(update_fields=["state", "by", "reason", "answered_at", "answer", "text"])
        if waiting.is_of_a_program(row):
            about = row.account
            queue_answer(row.asker, about.portfolio.collector, about.debtor, row.seq, state, gates.now())
    return True


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
    found |= {"is_own": row is not None and row.asker == by, "needs_text": "text_sha256" in body["contact"]}
    caller = str(body["caller"])
    found["asker"] = history.people_named([caller]).get(caller, caller)
    found["is_of_a_program"] = not is_of_a_desk(caller)
    if row is not None:
        found |= {"closed": closed(row, records, by), **_answered(one, row)}
    return found


def _answered(one: Account, row: Waiting) -> dict[str, Any]:
    """Who answered what, and why, as a page tells it."""
    if row.by is None:
        return {}
    said = history.answered(one, row, User.objects.names([row.by]))
    return {"answered": said, "reason_given": row.reason}


def _approval(body: Mapping[str, Any]) -> dict[str, Any]:
    """By whom a contact was approved, where somebody did."""
    name = body["approval"]
    return {"approved_by": history.people_named([name]).get(name, name)} if name else {}
