"""Which keys are read on which frames, so that a step carries no column that nobody asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from forbear.engine.compile import CONTACT, HOLIDAY, Compiled
from forbear.engine.relational.chains import ABSENT
from forbear.engine.relational.needs import ASK, Frames, Needs, conditions_of
from forbear.engine.relational.shelves import COLLECTOR_KEYS, SLOT_KEYS, refs
from forbear.engine.relational.views import CALENDARS
from forbear.rules.expressions import Node
from forbear.rules.format import HISTORY_KINDS, Fact
from forbear.rules.names import Scope

Reads = dict[Frames, dict[str, set[str]]]
_OF_DAY = ("now", "clock", "slot", "value", "when", "held", "fact_key")


class Reader:
    """Finds what every sort of frames must carry, and which of them need local readings."""

    def __init__(self, compiled: Compiled, needs: Needs) -> None:
        self.compiled = compiled
        self.reads: Reads = {ASK: {}}
        self.zoned: set[Frames] = {ASK}
        self.calendars: dict[Frames, set[str]] = {}
        for frames, names in needs.facts.items():
            for name in names:
                self._fact(compiled.book.facts[name], frames)
                if {"day", "known_day"} & needs.keys_of_found.get(name, set()):
                    self.zoned.add(frames)

    def trees(self, trees: Iterable[Node]) -> None:
        """Conditions on the contacts asked about."""
        for tree in trees:
            self._tree(tree, CONTACT, ASK, ASK, ASK)

    def _fact(self, fact: Fact, frames: Frames) -> None:
        stood, moved = Frames(fact.event, fact.by_debt), Frames(fact.event, False)
        fold = fact.kind in HISTORY_KINDS
        for tree, scope in conditions_of(fact):
            event = Frames(scope.event, False) if scope.place == "ending" else stood
            self._tree(tree, scope, frames, event, stood)
        if not fold:
            return
        if (isinstance(fact.window.length, str) and fact.window.kind != "since") or fact.window.kind in (
            "days",
            "past_days",
            "this",
        ):
            self.zoned.add(frames)
        if fact.window.kind == "business_days":
            self.zoned.add(frames)
            self._calendar(frames, "national")
        if any(end.after_days for end in fact.ends):
            self.zoned.add(frames)
        for frames_, key in self._grouped(fact, frames, stood):
            self._add(frames_, *key)
        for events in (stood, moved, *(Frames(end.event, False) for end in fact.ends)):
            self.reads.setdefault(events, {})

    def _grouped(self, fact: Fact, frames: Frames, stood: Frames) -> Iterator[tuple[Frames, tuple[str, str]]]:
        if fact.of:
            yield stood, ("own", fact.of)
        if "collector" in fact.per:
            yield frames, ("own", "collector")
            yield from ((stood, ("own", key)) for key in COLLECTOR_KEYS)
        if "address" in fact.per:
            yield from ((each, ("own", "address")) for each in (frames, stood))
        if "creditor" in fact.per:
            yield from ((frames, ("own", "creditor")), (frames, ("debt", "creditor")))
            yield from ((stood, ("own", "creditor")), (stood, (ABSENT, "debts")))

    def _tree(self, tree: Node, scope: Scope, frames: Frames, event: Frames, held: Frames) -> None:
        for ref in refs(self.compiled, tree, scope):
            own = {"contact": frames, "event": event, "held": held}.get(ref.origin)
            if own is not None:
                self._add(own, "own", ref.key)
            elif ref.origin in ("debtor", "collector", "person", "debt", "policy"):
                self._add(frames, ref.origin, ref.key)
                self._add(event, ref.origin, ref.key)
            if ref.origin == "slot":
                for key in SLOT_KEYS:
                    self._add(event, "own", key)
            if ref.origin == "clock" and ref.key.startswith(HOLIDAY):
                self._calendar(frames, ref.key.removeprefix(HOLIDAY))
            if ref.origin in _OF_DAY:
                self.zoned |= {frames, event} if ref.origin == "value" else {frames}

    def _calendar(self, frames: Frames, which: str) -> None:
        """Public holidays are those of the place of the debtor."""
        self.calendars.setdefault(frames, set()).add(which)
        for level in ("country", "state"):
            self._add(frames, "debtor", f"place.{level}")
        for stated in ("national", "state"):
            self._add(frames, CALENDARS, stated)

    def _add(self, frames: Frames, origin: str, key: str) -> None:
        self.reads.setdefault(frames, {}).setdefault(origin, set()).add(key)
