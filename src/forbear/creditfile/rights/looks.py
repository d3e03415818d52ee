"""Looks into a file: allowed or refused by machine, and all of them on record for the person to see.

A look is asked for first; what was given for it is written down with the hash of the very bytes. Whoever is told
of a look by message is told in words that are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forbear.calendar import Day, Instant, local_day, show_day
from forbear.creditfile.rights.consents import Consent, consents, day_of, lacks, scope_faults
from forbear.creditfile.rights.law import Access, access_for, purposes, zones_of
from forbear.creditfile.rights.records import Entry, Writing
from forbear.creditfile.rights.texts import Said, says
from forbear.errors import Problem, RecordError

OWN = "own"


@dataclass(frozen=True, slots=True)
class Question:
    """Somebody wants to look. ``day``: on which, not as of which; ``clerk``: who does it; ``basis``: by what right."""

    person: str
    asker: str
    purpose: str
    scope: Sequence[str]
    day: Day
    place: str = ""
    clerk: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """The answer. ``number`` names it in the records; ``why`` it was refused; ``consent`` or ``basis`` it rests on."""

    number: int
    granted: bool
    why: tuple[Said, ...]
    consent: int
    rule: Access
    receipt: str


@dataclass(frozen=True, slots=True)
class Given:
    """What was given for a look: which report, the hash of its bytes, the rows that it held, the decision in it.

    ``place``: by whose law it was looked at, and rows over their time were left out.
    """

    number: int
    look: int
    person: str
    asker: str
    purpose: str
    day: Day
    report: str
    sha256: str
    as_of: str
    rows: tuple[str, ...]
    answer: str
    place: str


def ask(writing: Writing, at: Instant, question: Question) -> Look:
    """May somebody look? Either answer is written down, and a message for the person with it; raises RecordError."""
    problems = list(scope_faults(question.scope))
    if not question.person.strip() or not question.asker.strip():
        problems.append(Problem("look", "it is not said who looks into whose file", code="look-unnamed"))
    if problems:
        raise RecordError(problems)
    rule = access_for(question.purpose, question.place, question.day)
    found = consents(writing.entries(question.person, ["consent"]))
    consent, why = _judged(question, rule, found, _days(question, max(at, writing.head.at)))
    entry = writing.add(at, "look", question.person, _body(question, rule, consent, why))
    if why:
        _alert(writing, at, entry, "refused")
    return Look(entry.seq, not why, tuple(why), consent, rule, entry.hash)


def hand_over(
    writing: Writing,
    at: Instant,
    look: int,
    report: str,
    sha256: str,
    rows: Iterable[str],
    as_of: str = "",
    answer: str = "",
) -> Given:
    """Write down what was given for a look that was allowed, once; raises RecordError."""
    entry = _allowed(writing, look)
    if any(one.body["look"] == look for one in writing.entries(entry.person, ["given"])):
        hint = "Ask for another look"
        raise RecordError(Problem(f"look {look}", "a report was given for it already", hint=hint, code="look-used"))
    body = {"look": look, "report": report, "sha256": sha256, "as_of": as_of, "rows": sorted(set(rows))}
    kept = writing.add(at, "given", entry.person, {**body, "answer": answer} if answer else body)
    if entry.body["purpose"] != OWN:
        _alert(writing, at, entry, "given")
    return _given(kept, entry)


def given(entries: Iterable[Entry]) -> list[Given]:
    """What was given, of some records that hold the looks too."""
    looks: dict[int, Entry] = {}
    found = []
    for entry in entries:
        if entry.kind == "look":
            looks[entry.seq] = entry
        elif entry.kind == "given":
            found.append(_given(entry, looks[entry.body["look"]]))
    return found


def _allowed(writing: Writing, look: int) -> Entry:
    entry = writing.entry(look)
    if entry is None or entry.kind != "look":
        what, hint = f"there is no look {look}", "Ask for the look first"
        raise RecordError(Problem(f"look {look}", what, hint=hint, code="look-unknown"))
    if entry.body["answer"] != "granted":
        why = " ".join(one["en"] for one in entry.body["why"])
        raise RecordError(Problem(f"look {look}", "it was refused", why=why, code="look-refused"))
    return entry


def _days(question: Question, at: Instant) -> list[Day]:
    """The days on which a consent must hold: that of the look, and that of its record where it is another."""
    today = sorted({local_day(at, zone) for zone in zones_of(question.place)})
    return [question.day] if question.day in today else [question.day, today[-1]]


def _judged(question: Question, rule: Access, found: Sequence[Consent], days: Sequence[Day]) -> tuple[int, list[Said]]:
    """The consent that carries the look (0: none is needed), and what is missing."""
    if rule.needs == "nothing":
        mine = question.asker == question.person
        return 0, [] if mine else [says("refused", "not-own", asker=question.asker)]
    if rule.needs == "basis" and question.basis.strip():
        return 0, []
    fitting = [one for one in found if one.asker == question.asker]
    if rule.needs == "basis" and not fitting:
        return 0, [says("refused", "no-basis", law=rule.says)]
    if not fitting:
        return 0, [says("refused", "no-consent", asker=question.asker, law=rule.says)]
    written = rule.needs == "written-consent"
    asked = question.purpose, question.scope
    tried = [([said for day in days for said in lacks(one, *asked, day, written=written)], one) for one in fitting]
    missing, nearest_one = min(tried, key=lambda pair: (len(pair[0]), -pair[1].number))
    return (0, _each_once(missing)) if missing else (nearest_one.number, [])


def _each_once(missing: Iterable[Said]) -> list[Said]:
    return list({said["en"]: said for said in missing}.values())


def _body(question: Question, rule: Access, consent: int, why: Sequence[Said]) -> dict[str, object]:
    said: dict[str, object] = {
        "asker": question.asker, "purpose": question.purpose, "scope": sorted(set(question.scope)),
        "day": show_day(question.day), "rule": rule.id, "cite": rule.cite,
        "answer": "refused" if why else "granted",
    }  # fmt: skip
    optional = {"place": question.place, "clerk": question.clerk, "basis": question.basis}
    said |= {key: value for key, value in optional.items() if value}
    said |= {"consent": consent} if consent else {}
    return said | ({"why": [dict(one) for one in why]} if why else {})


def _alert(writing: Writing, at: Instant, look: Entry, what: str) -> None:
    """The words of a message to the person; whoever can send it does, and says so."""
    values = {"asker": look.body["asker"], "day": look.body["day"], "number": str(look.seq)}
    told = {key: says("alert", f"{what}-{key}", **values, purpose=purposes()[look.body["purpose"]])
            for key in ("sms", "subject", "mail")}  # fmt: skip
    writing.add(at, "alert", look.person, {"look": look.seq, "what": what, **told})


def sent(writing: Writing, at: Instant, alert: int, channel: str) -> Entry:
    """Write down that the message of an alert was sent, and how."""
    entry = writing.entry(alert)
    if entry is None or entry.kind != "alert" or "sent" in entry.body:
        raise RecordError(Problem(f"alert {alert}", "there is no such message", code="alert-unknown"))
    return writing.add(at, "alert", entry.person, {"sent": alert, "channel": channel})


def unsent(entries: Iterable[Entry]) -> list[Entry]:
    """The messages that nobody has sent yet."""
    waiting: dict[int, Entry] = {}
    for entry in entries:
        if entry.kind == "alert" and "sent" in entry.body:
            waiting.pop(entry.body["sent"], None)
        elif entry.kind == "alert":
            waiting[entry.seq] = entry
    return list(waiting.values())


def _given(entry: Entry, look: Entry) -> Given:
    body, asked = entry.body, look.body
    return Given(
        entry.seq, look.seq, entry.person, asked["asker"], asked["purpose"], day_of(asked["day"]), body["report"],
        body["sha256"], body["as_of"], tuple(body["rows"]), body.get("answer", ""), asked.get("place", ""),
    )  # fmt: skip
