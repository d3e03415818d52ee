"""What a caller asks: a contact to come, and the words of its message."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from forbear.chain import fingerprint
from forbear.engine.plain import plain
from forbear.errors import Problem, RecordError
from forbear.events import Facts
from forbear.gate.case import contact_facts, request_key
from forbear.words.flags import content_flags
from forbear.words.read import read_message
from forbear.words.reading import BY_COLLECTORS, Said


class Asked(NamedTuple):
    """A contact to come about one debtor.

    ``caller`` and ``request`` name the asking: the same again gets the same answer. ``contact`` is its facts as plain
    JSON, ``facts`` the same typed, ``stated`` the contact before its words were read. ``said`` are the words of the
    message that a person must look at. ``approval`` names who approved it, where a rule left it to a person.
    """

    caller: str
    request: str
    debtor: str
    contact: Mapping[str, Any]
    facts: Facts
    said: tuple[Said, ...] = ()
    approval: str | None = None
    stated: Mapping[str, Any] = MappingProxyType({})

    @property
    def key(self) -> str:
        """The name under which the answer is kept, once in the whole store."""
        return request_key(self.caller, self.request)

    @property
    def fingerprint(self) -> str:
        """Of what a retry must repeat. What was read in the words is no part of it: that may be read better one day."""
        return fingerprint({**self.as_record(), "contact": dict(self.stated)})

    def as_record(self) -> dict[str, Any]:
        """What is asked, as plain JSON."""
        return {
            "caller": self.caller,
            "request": self.request,
            "debtor": self.debtor,
            "contact": dict(self.contact),
            "approval": self.approval,
        }


def read_asked(
    caller: str,
    request: str,
    debtor: str,
    contact: Mapping[str, Any],
    *,
    text: str | None = None,
    approval: str | None = None,
) -> Asked:
    """A contact as a caller states it (the keys of the vocabulary; ``text`` is the message, which is not kept).

    What the text is found to say for sure goes before what the caller says of it. Raises RecordError.
    """
    where = f"request {request!r}"
    problems = [_must_be_named(name, where) for name, value in (("request", request), ("debtor", debtor)) if not value]
    if contact.get("direction", "outbound") != "outbound":
        hint = "Record what came in as an event of the kind contact"
        problems.append(Problem(where, "only a contact to make is asked for", hint=hint, code="direction"))
    if "text_sha256" in contact:
        hint = "Give the text itself: its words are looked at, its hash is worked out, and it is not kept"
        problems.append(Problem(where, "a text that nobody saw is not asked for", hint=hint, code="text-unseen"))
    if problems:
        raise RecordError(problems)
    said: tuple[Said, ...] = ()
    stated = {"direction": "outbound", **contact}
    contact = stated
    if text is not None:
        stated = {**stated, "text_sha256": text_hash(text, where)}
        flags, said = _words(text, str(contact.get("role", "")) or None)
        contact = _overlaid(stated, flags)
    read, kept = contact_facts(contact, where), plain(contact)
    return Asked(caller, request, debtor, kept, read, said, approval, kept if contact is stated else plain(stated))


def text_hash(text: str, where: str) -> str:
    """The SHA-256 of a message in UTF-8; raises RecordError where it is no text."""
    try:
        return hashlib.sha256(text.encode("utf-8")).hexdigest()
    except UnicodeEncodeError as error:
        raise RecordError(Problem(where, "the message is no text in UTF-8", why=str(error), code="text")) from None


def _must_be_named(name: str, where: str) -> Problem:
    return Problem(where, f"the {name} has no name", hint=f"Give the {name} an id of your own", code="id-missing")


def _overlaid(contact: Mapping[str, Any], flags: Mapping[str, object]) -> dict[str, Any]:
    """The contact with flags by dotted keys, which may stand nested in it too."""
    nested = {key: dict(value) if isinstance(value, Mapping) else value for key, value in contact.items()}
    for key, value in flags.items():
        head, _, rest = key.partition(".")
        if rest and isinstance(nested.get(head), dict):
            nested[head][rest] = value
            nested.pop(key, None)
        else:
            nested[key] = value
    return nested


def _words(text: str, role: str | None) -> tuple[Mapping[str, object], tuple[Said, ...]]:
    """The keys that the words decide, and what a collector's message should not say."""
    reading = read_message(text, to_role=role, direction="outbound")
    said = tuple(each for each in reading.findings if each.category in BY_COLLECTORS)
    return content_flags(reading), said
