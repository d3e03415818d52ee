"""Where a condition is read: one contact (or earlier event) at one instant, with what was known then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from forbear.calendar import Clock, Day, Instant, local_reading
from forbear.engine.logic import Unknown
from forbear.events import Event, Facts, History, Parties
from forbear.rules.format import switched_off

if TYPE_CHECKING:
    from forbear.engine.compile import Compiled
    from forbear.engine.matching import Fold
    from forbear.engine.shelves import Shelves

NO_EVENT = Event(seq=-1, at=0, kind="", facts={}, known_at=0)
NO_ZONE = Unknown(["debtor.zones"])


class Run:
    """One rulebook laid over one history. What was found for past events is kept: it cannot change.

    ``parties`` are those of the history, where it is not said that others count.
    """

    __slots__ = ("book", "groups", "history", "in_order", "memo_of_event", "off", "parties", "shelves")

    def __init__(
        self, book: Compiled, history: History, in_order: bool, drafts: bool = False, parties: Parties | None = None
    ) -> None:
        self.book = book
        self.history = history
        self.parties: Parties = history.parties if parties is None else parties
        self.in_order = in_order
        self.off = switched_off(drafts)
        self.memo_of_event: dict[int, dict[Any, Any]] = {}
        self.shelves: dict[Fold, Shelves] = {}
        self.groups: Mapping[str, str] = book.groups_of(self)

    def counted_name(self, debt: str) -> str:
        """The name under which a debt counts: its own, or that of the debts it is one with."""
        return self.groups.get(debt, debt)


class Frame:
    """A contact (``facts``) at an instant (``at``) with the events before ``cut`` in view.

    ``debt`` is the debt in hand where a condition is read once per debt. ``event``, ``held`` and ``clock`` are
    set by the folds while they try events and zones.
    """

    __slots__ = (
        "_readings", "_values", "_zones", "at", "clock", "collector", "cut", "debt", "event", "facts", "held", "memo",
        "person", "run",
    )  # fmt: skip

    def __init__(
        self, run: Run, facts: Facts, at: Instant, cut: tuple[Instant, int], memo: dict[Any, Any] | None = None
    ) -> None:
        self.run = run
        self.facts = facts
        self.person = facts.get("person")
        self.collector = facts.get("collector")
        self.at = at
        self.cut = cut
        self.memo: dict[Any, Any] = {} if memo is None else memo
        self.debt: str | None = None
        self.event: Event = NO_EVENT
        self.held: Event = NO_EVENT
        self.clock: tuple[Day, Clock] = (0, 0)
        self._zones: tuple[str, ...] | None = None
        self._readings: tuple[tuple[Day, Clock], ...] | None = None
        self._values: Mapping[str, int | Unknown] | None = None

    @classmethod
    def of_event(cls, run: Run, event: Event, debt: str | None) -> Frame:
        """The frame in which an earlier event stood when it became known."""
        memo = run.memo_of_event.setdefault(event.seq, {})
        frame = cls(run, event.facts, event.known_at, (event.known_at, event.seq), memo)
        frame.debt = debt
        return frame

    @property
    def values(self) -> Mapping[str, int | Unknown]:
        """The values of the rulebook in force on the local day."""
        if self._values is None:
            self._values = self.run.book.values_on(self.today)
        return self._values

    def by_the_law_of(self, day: Day) -> None:
        """Read the values in force on another day: a duty is that of the day from which its clock runs."""
        self._values = self.run.book.values_on(day)

    def zones(self) -> tuple[str, ...]:
        """Where the person may be: the last known place, else every zone that the file suggests."""
        if self._zones is None:
            self._zones = self._found_zones()
        return self._zones

    def _found_zones(self) -> tuple[str, ...]:
        history, parties, person = self.run.history, self.run.parties, self.facts.get("person")
        if "located" in history.kinds:
            located = history.of_kind("located")
            wanted = [one for one in (person, parties.debtor.get("id")) if one is not None]
            for event in reversed(located.events[: located.cut(*self.cut)]):
                if event.facts.get("person") in wanted:
                    return (str(event.facts["zone"]),)
        own = parties.people.get(str(person), {}).get("zones")
        return own if isinstance(own, tuple) else parties.zones()  # type: ignore[return-value]

    def readings(self) -> tuple[tuple[Day, Clock], ...]:
        """The local day and clock in each zone."""
        if self._readings is None:
            at = self.at
            self._readings = tuple([local_reading(at, zone) for zone in self.zones()])
        return self._readings

    @property
    def today(self) -> Day:
        """The local day in the first zone; UTC's where no zone is known."""
        readings = self.readings()
        return readings[0][0] if readings else local_reading(self.at, "UTC")[0]
