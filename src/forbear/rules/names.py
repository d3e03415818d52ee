"""What a name in a condition means, and of what type it is.

A condition is read in a *scope*: that of the contact being judged, of an event of one kind
(its filter), of an event that ends another, of a local clock reading, of a debt, or of a duty: the scope
of a contact, with the act that is asked about and the days on which the duty's clock starts and runs out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from forbear import vocabulary
from forbear.rules.format import DatedValue, Fact
from forbear.vocabulary import Vocabulary

CONTACT_SPECIALS = {"today": "day", "now": "instant", "weekday": "weekday", "several_zones": "bool"}
EVENT_SPECIALS = {"day": "day", "known_day": "day", "at": "instant", "known_at": "instant"}
SLOT_SPECIALS = {"slot_somewhere": "bool", "slot_everywhere": "bool"}
CLOCK_NAMES = {
    "time": "clock",
    "weekday": "weekday",
    "day": "day",
    "holiday_national": "bool",
    "holiday_state": "bool",
}
SLOT_KINDS = ("wish", "consent")
DUTY_DAYS = ("start", "due")


@dataclass(frozen=True, slots=True)
class Ref:
    """A resolved name. ``origin`` says where its value comes from, ``key`` under which name, ``type`` its type.

    Origins: ``contact``, ``event``, ``held``, ``debtor``, ``collector``, ``person``, ``debt``, ``policy``, ``value``,
    ``set``, ``fact``, ``fact_of_ask``, ``fact_key`` (an attribute of the event that a fact found),
    ``now`` (about the contact's time), ``when`` (about an event's time), ``slot``, ``clock``.
    In a credit book ``contact`` is the look, and ``head`` says how the book calls the party: ``person`` for ``debtor``.
    """

    origin: str
    key: str
    type: str
    fact: str = ""
    head: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a condition stands: ``contact``, ``event``, ``ending``, ``clock``, ``debt``, ``duty``; and which events."""

    place: str
    event: str = ""
    held: str = ""


CONTACT = Scope("contact", "contact")
DUTY = Scope("duty", "contact")


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a rulebook defines itself, for resolving."""

    values: Mapping[str, DatedValue]
    sets: Mapping[str, tuple[str, ...]]
    facts: Mapping[str, Fact]
    fact_types: Mapping[str, str]
    words: Vocabulary = vocabulary.CONDUCT
    _met: dict[tuple[str, Scope], Ref | None] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What names meant so far: a condition is looked at many times over, and each time name by name."""

    def resolve(self, path: str, scope: Scope) -> Ref | None:
        """The meaning of ``path`` in ``scope``, or None where it has none."""
        asked = path, scope
        if asked not in self._met:
            self._met[asked] = self._meaning(path, scope)
        return self._met[asked]

    def _meaning(self, path: str, scope: Scope) -> Ref | None:
        if scope.place == "clock":
            return self._clock(path)
        if scope.place == "debt":
            return _keyed("debt", path, self.words.parties.get("debt", {}))
        head, _, rest = path.partition(".")
        if scope.place == "duty" and (path in DUTY_DAYS or head == "act"):
            return Ref("contact", path, "day") if path in DUTY_DAYS else _keyed("contact", path, self._acts())
        if scope.place in ("event", "ending"):
            return self._in_event(path, head, rest, scope)
        return self._in_contact(path, head, rest, "fact")

    def known(self, scope: Scope) -> Iterable[str]:
        """Names worth suggesting in ``scope``."""
        own = [*self.values, *self.sets, *self.facts]
        if scope.place == "clock":
            return [*CLOCK_NAMES, *own]
        keys = self.words.events[scope.event if scope.place in ("event", "ending") else self.words.asked]
        parties = [f"{party}.{key}" for party, table in self.words.parties.items() for key in table]
        acts = [*DUTY_DAYS, *self._acts()] if scope.place == "duty" else []
        return [*acts, *keys, *own, *CONTACT_SPECIALS, *EVENT_SPECIALS, *SLOT_SPECIALS, *parties]

    def _acts(self) -> Mapping[str, str]:
        return {f"act.{key}": kind for key, kind in self.words.acts.items()}

    def _clock(self, path: str) -> Ref | None:
        if path in CLOCK_NAMES:
            return Ref("clock", path, CLOCK_NAMES[path])
        return self._own(path, "", "fact")

    def _in_event(self, path: str, head: str, rest: str, scope: Scope) -> Ref | None:
        if head == "ask":
            rest_head, _, rest_rest = rest.partition(".")
            return self._in_contact(rest, rest_head, rest_rest, "fact_of_ask")
        if head == "held" and scope.place == "ending":
            return self._event_name("held", rest, scope.held)
        found = self._event_name("event", path, scope.event)
        return found or self._party(head, rest) or self._own(head, rest, "fact")

    def _in_contact(self, path: str, head: str, rest: str, fact_origin: str) -> Ref | None:
        if path in CONTACT_SPECIALS:
            return Ref("now", path, CONTACT_SPECIALS[path])
        found = _keyed("contact", path, self.words.events[self.words.asked])
        return found or self._party(head, rest) or self._own(head, rest, fact_origin)

    def _party(self, head: str, rest: str) -> Ref | None:
        if head in self.words.heads and rest:
            return _keyed(self.words.heads[head], rest, self.words.parties[head], head)
        return None

    def _own(self, head: str, rest: str, fact_origin: str) -> Ref | None:
        if head in self.values and not rest:
            return Ref("value", head, self.values[head].type)
        if head in self.sets and not rest:
            return Ref("set", head, "list of text")
        if head not in self.facts:
            return None
        fact = self.facts[head]
        if not rest:
            return Ref(fact_origin, head, self.fact_types.get(head, "bool"), head)
        if fact.kind in ("last", "first"):
            found = self._event_name("fact_key", rest, fact.event)
            return Ref("fact_key", rest, found.type, head) if found else None
        return None

    def _event_name(self, origin: str, key: str, event: str) -> Ref | None:
        if key in EVENT_SPECIALS:
            return Ref("when" if origin == "event" else origin, key, EVENT_SPECIALS[key])
        if key in SLOT_SPECIALS and event in SLOT_KINDS and origin == "event" and self.words is vocabulary.CONDUCT:
            return Ref("slot", key, "bool")
        return _keyed(origin, key, self.words.events.get(event, {}))


def _keyed(origin: str, key: str, keys: Mapping[str, str], head: str = "") -> Ref | None:
    kind = vocabulary.type_of_key(keys, key)
    return Ref(origin, key, kind, head=head if head != origin else "") if kind else None
