"""What a collector states of a contact: from the case, the command and the text; and where to state what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from forbear.errors import InputError, Problem, nearest
from forbear.vocabulary import EVENT_KEYS, type_of_key

if TYPE_CHECKING:
    from forbear.letters.asked import Asked
    from forbear.letters.debtors import Party

WORKED_OUT = (
    "channel", "direction", "collector", "person", "role", "debts", "purpose", "notice", "disclosure", "text_sha256",
    "initial", "initial_written",
    "outcome", "duration_s", "received_at", "assumed", "assumed_at",
)  # fmt: skip
"""What nobody states: the letter, the record and the text say it."""
NAMED = ("content.name_indicates_debt_collection",)
"""What is said of the words, and cannot be read in them."""
_KEYS = EVENT_KEYS["contact"]
_SENTENCE = re.compile(r"[.!?]\s+\S|[。！？；]\s*\S|\n|.{121}")
"""More than a name, a number or an address."""
_FLAGS = {"true": True, "false": False}


def may_state(key: str) -> bool:
    """May a collector state this of a contact to come? What the text says is read in the text."""
    return key in _KEYS and key not in WORKED_OUT and (not key.startswith("content.") or key in NAMED)


def stated_of(asked: Asked, party: Party, text: str, own: bool) -> dict[str, Any]:
    """The facts that the case and the command state, and those that the text is known to say."""
    given = (("facts", asked.case.facts), ("[[contact]] facts", party.outsider.facts if party.outsider else ""),
             ("--set state", asked.options["state"] or ""))  # fmt: skip
    found: dict[str, Any] = {}
    for where, raw in given:
        found.update(read_states(raw, where))
    return {**found, **_said(asked, text, own)}


def ours(asked: Asked, text: str, own: bool) -> bool:
    """Is a finished text wholly Forbear's, with no sentence of the writer's own in it, not even among the choices?"""
    free = [(name, asked.options[name]) for name, option in asked.kind.options.items() if option.type == "text"]
    told = [(name, value) for name, value in free if value and _flat(value) in _flat(text)]
    return not own and not any(name == "own_words" or _SENTENCE.search(value) for name, value in told)


def read_states(raw: str, where: str) -> Mapping[str, Any]:
    """``recorded=true, sender_account=company`` as facts; raises InputError on what nobody states, or is no fact."""
    pairs = [part.partition("=") for part in raw.split(",") if part.strip()]
    wrong = [_wrong(key.strip(), where) for key, sign, _ in pairs if not sign or not may_state(key.strip())]
    if wrong:
        raise InputError(wrong)
    return {key.strip(): _value(key.strip(), value.strip()) for key, _, value in pairs}


def missing_hint(asked: Asked, party: Party, name: str) -> str:
    """Where to say what is missing."""
    words = asked.words
    if may_state(name):
        return words("letter.state_it", name=name)
    if name in _KEYS:
        sentence = next((one.says.get(asked.lang) for one in asked.kind.states if one.key == name and one.says), "")
        return words("letter.say_it", sentence=sentence) if sentence else words("letter.our_text")
    return words("letter.record_it", path=party.debtor.history)


def _said(asked: Asked, text: str, own: bool) -> Mapping[str, Any]:
    """What the kind says of its text, where the sentence stands in it, or the text is wholly ours.

    Nobody has asked yet for whom the writer works.
    """
    wholly = ours(asked, text, own)
    flat = _flat(text)
    found = {
        one.key: one.value
        for one in asked.kind.states
        if (one.says and _flat(one.says[asked.lang]) in flat) or (not one.says and wholly)
    }
    named = asked.case.me.name.casefold() in text.casefold()
    return {**found, "content.agency_named": named, "content.agency_name_asked_for": False}


def _flat(text: str) -> str:
    return "".join(text.split())


def _wrong(key: str, where: str) -> Problem:
    known = [*_names()]
    what = f"{key!r} is nothing that is stated of a contact to come"
    why = "what the letter says is read in the letter" if key in _KEYS else ""
    hint = nearest(key, known) or f"Some of: {', '.join(known)}"
    return Problem(where, what, why=why, hint=hint, code="state-unknown")


def _names() -> Iterator[str]:
    yield from (key for key in _KEYS if may_state(key))


def _value(key: str, value: str) -> Any:
    kind = type_of_key(_KEYS, key) or "text"
    if kind == "int" and value.isdecimal():
        return int(value)
    if kind.startswith("list of "):
        return value.split()
    return _FLAGS.get(value.lower(), value) if kind == "bool" else value
