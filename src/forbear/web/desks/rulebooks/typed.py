"""What a person typed into the form, laid over the question that the page held."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from forbear.calendar import HOUR, read_instant, show_instant
from forbear.places import shipped
from forbear.vocabulary import EVENT_KEYS
from forbear.web.desks.rulebooks.address import PERSONS
from forbear.web.desks.rulebooks.fields import PLACE, to_instant
from forbear.web.desks.rulebooks.question import MOST_EVENTS, READINGS, Block, Question, keys_of
from forbear.web.desks.rulebooks.shelf import books

FROM_ASK = ("direction", "channel", "collector", "creditor", "person", "role", "debts", "address_kind", "address")
"""What an earlier contact that is added takes over from the contact that is asked about."""
WHOSE = {"debts": "debts", "person": "person", "collector": "collector", "by": "collector", "given_to": "collector"}
"""What other events that are added take over from it: key → key of the contact."""
MOST_DIGITS = 7
BOOK, OF_PLACE = "book:", "place:"


def typed(question: Question, post: QueryDict) -> str:
    """Take in all that was typed, and do what the button says; gives back where to look next on the page."""
    before = dict(question.blocks.get("ask", {}))
    _take_settings(question, post)
    names = {name.partition("|")[0] for name in post if "|" in name}
    for name in sorted(names, key=lambda name: name != "debtor"):
        _take_block(question, name, post)
    _fit_person(question, before)
    return _do(question, post)


def _take_settings(question: Question, post: QueryDict) -> None:
    chosen = str(post.get("rules", ""))
    if chosen.startswith(BOOK) and chosen.removeprefix(BOOK) in books():
        question.rules, question.place = [chosen.removeprefix(BOOK)], ""
    elif chosen.startswith(OF_PLACE) and chosen.removeprefix(OF_PLACE) in shipped().codes():
        question.rules, question.place = [], chosen.removeprefix(OF_PLACE)
    if post.get("reading") in READINGS:
        question.reading = str(post["reading"])
    question.drafts = post.get("drafts") == "on"


def _take_block(question: Question, name: str, post: QueryDict) -> None:
    """The facts of one block; what is left empty is not stated."""
    keys, block = keys_of(question, name), question.blocks.get(name)
    if not keys or block is None:
        return
    if name == "debtor" and f"debtor|{PLACE}" in post:
        _move(block, str(post[f"debtor|{PLACE}"]))
    for key, kind in keys.items():
        if f"{name}|{key}" in post or (kind.startswith("list of ") and f"{name}|{key}?" in post):
            value = _value(post, f"{name}|{key}", kind, question.zone)
            block.pop(key, None) if value is None else block.update({key: value})


def _move(block: Block, code: str) -> None:
    """The debtor lives elsewhere: country, state and city, and a clock of that place where hers is none."""
    known = shipped()
    for level in ("country", "state", "city"):
        block.pop(f"place.{level}", None)
    if code in known.codes():
        block |= {f"place.{level}": name for level, name in known.written(known.read(code)).items()}


def _value(post: QueryDict, name: str, kind: str, zone: str) -> Any:
    """A value as it is kept; None where none, or nothing of that kind, was typed."""
    if kind.startswith("list of "):
        return [one for one in post.getlist(name) if one] or None
    text = post.get(name, "").strip()
    if kind == "bool":
        return {"true": True, "false": False}.get(text)
    if kind == "int":
        return _number(text)
    if kind == "instant" and text:
        try:
            return to_instant(text, zone)
        except (ValueError, OverflowError):
            return None
    return text or None


def _number(text: str) -> int | None:
    """A whole number of few digits; None where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def _fit_person(question: Question, before: Block) -> None:
    """Who is another person than before, by role, is another one by name, too; she is there where she was not."""
    ask, own = question.blocks.get("ask", {}), str(question.blocks.get("debtor", {}).get("id", "debtor"))
    role = ask.get("role")
    if role is None or role == before.get("role") or ask.get("person") != before.get("person"):
        return
    if role == "debtor":
        ask["person"] = own
        return
    known = [str(block["id"]) for _, block in question.named("people") if block.get("role") == role and "id" in block]
    fresh = next((name for name in PERSONS if name not in question.ids("people")), "")
    if not known and fresh:
        question.blocks[f"people.{len(question.ids('people'))}"] = {"id": fresh, "role": role}
    ask["person"] = known[0] if known else fresh or own


def _do(question: Question, post: QueryDict) -> str:
    """What the button says: a fact more, an event more or less, or the verdict."""
    verb, _, name = post.get("do", "").partition(":")
    if verb == "more":
        key = post.get(f"more|{name}", "")
        if key in keys_of(question, name):
            question.opened.setdefault(name, []).append(key)
        return name
    if verb == "add":
        _add(question, post)
        return "events"
    if verb == "drop" and name.startswith("events."):
        _drop(question, name)
        return "events"
    return "verdict"


def _add(question: Question, post: QueryDict) -> None:
    """Events of a kind before the contact: as many as wanted, so many hours apart."""
    kind = post.get("kind", "contact")
    times, hours = _number(post.get("times", "")) or 1, _number(post.get("hours", "")) or 24
    ask = question.blocks.get("ask", {})
    there = len(list(question.named("events")))
    if kind not in EVENT_KEYS or "at" not in ask:
        return
    asked = read_instant(str(ask["at"]))
    for turn in range(min(times, MOST_EVENTS - there), 0, -1):
        event = {"kind": kind, "at": show_instant(asked - turn * min(hours, 24 * 366) * HOUR, question.zone)}
        question.blocks[f"events.{there}"] = event | _taken_over(kind, ask)
        there += 1


def _taken_over(kind: str, ask: Block) -> Block:
    pairs = {key: key for key in FROM_ASK} if kind == "contact" else WHOSE
    return {key: ask[of] for key, of in pairs.items() if of in ask and key in EVENT_KEYS[kind]}


def _drop(question: Question, name: str) -> None:
    """One event less; those after it close up."""
    kept = [(each, block, question.opened.get(each)) for each, block in question.named("events") if each != name]
    for table in (question.blocks, question.opened):
        for each in [each for each in table if each.startswith("events.")]:
            del table[each]
    for number, (_, block, asked) in enumerate(kept):
        question.blocks[f"events.{number}"] = block
        if asked:
            question.opened[f"events.{number}"] = asked
