"""Frames of one sort: the step with their own facts, and the facts of the book beside them where they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlglot import exp

from forbear.engine.relational.needs import ASK, Frames
from forbear.engine.relational.sql import Sql, col, eq, every, lit, null, some
from forbear.engine.relational.tables import NULLS, PARTIES, Profile, Row
from forbear.engine.relational.views import CALENDARS, FrameView, Kept
from forbear.engine.relational.writer import Source, Writer, everything
from forbear.rules.format import Fact

KEYS = ("fid",)
"""What names a frame: a number; where rows cannot be numbered, the debtor, the contact and the debt in hand."""


POLICY = "policy"
ABSENT = "absent"
"""Origin of keys of which it is read whether they are stated at all."""
MOST_JOINS = 12
"""After so many joins the rows are laid down. DuckDB sets up, for every join, all that follow it once more: a hundred
in one statement take seconds, however few the rows."""
JOINED_KEYS = frozenset(("person", "collector", "debts"))
"""Keys of events by which parties are joined, read or not."""

_NAMED = frozenset(("person", "collector"))
"""Parties whom a contact names under their own key."""
_ANOTHERS = frozenset(("by", "given_to"))
"""Keys that name the collector where ``collector`` does not."""

Attach = Callable[[Source, str], Kept]
"""Lays the columns of a fact beside the frames of a query: joined, or worked out."""


@dataclass
class Chain:
    """One sort of frames. ``base`` is the step with their own facts; ``reads`` are the keys wanted, by origin.

    ``merged``: these are the contacts both as asked about and as they stood, which differ only where one was learnt
    of late.
    """

    frames: Frames
    profile: Profile
    reads: dict[str, set[str]]
    zoned: bool
    writer: Writer
    calendars: frozenset[str] = frozenset()
    """Which public holidays facts read: ``national`` (business days too), ``state``."""
    facts: dict[str, Kept] = field(default_factory=dict)
    attach: dict[str, Attach] = field(default_factory=dict)
    rests_on: dict[str, frozenset[str]] = field(default_factory=dict)
    base: str = ""
    grouped: bool = False
    """May debts count as one with others?"""
    bits: dict[str, int] = field(default_factory=dict)
    """Kind of event → its bit in the column ``kinds`` of the frames, where that is laid down."""
    early: set[str] = field(default_factory=set)
    """Facts that are worked out before all others, and stand beside the frames of ``opened``."""
    opened: str = ""
    """The step with the frames on which a clause may still speak."""
    _made: dict[tuple[str, frozenset[str]], str] = field(default_factory=dict)

    @property
    def merged(self) -> bool:
        """Are these the contacts of the tables themselves?"""
        return self.frames == ASK and not self.profile.apart

    @property
    def one_debt(self) -> bool:
        """Does every row name exactly one debt?"""
        return self.profile.one_debt and self.frames.kind in ("", "contact")

    @property
    def several(self) -> bool:
        """May a row name other than one debt, and does it count by debt?"""
        return "debts" in self.profile.events and self.frames.by_debt and not self.one_debt

    @property
    def name(self) -> str:
        """A readable name for the steps."""
        if self.frames == ASK:
            return "contacts" if self.merged else "asked"
        return f"{self.frames.kind}{'_by_debt' if self.frames.by_debt else ''}"

    def with_facts(self, wanted: Iterable[str]) -> str:
        """A step with the frames and some facts beside them (and those that these rest on)."""
        return self._with(self.base, frozenset(), wanted)

    def asked_with(self, wanted: Iterable[str]) -> str:
        """The same, with only those frames on which a clause may still speak, once that is known."""
        if not self.opened:
            return self.with_facts(wanted)
        return self._with(self.opened, frozenset(self.early), wanted)

    def _with(self, top: str, there: frozenset[str], wanted: Iterable[str]) -> str:
        needed = [name for name in self._closure(wanted) if name not in there]
        known = top, frozenset(needed)
        if known not in self._made:
            self._made[known] = self._stages(top, there, needed)
        return self._made[known]

    def _closure(self, wanted: Iterable[str]) -> list[str]:
        """Facts and what they rest on, in an order in which each can be worked out."""
        found: dict[str, None] = {}

        def visit(name: str) -> None:
            for other in sorted(self.rests_on[name]):
                visit(other)
            found.setdefault(name)

        for name in sorted(set(wanted)):
            visit(name)
        return list(found)

    def _stages(self, top: str, there: frozenset[str], needed: list[str]) -> str:
        done, rest, joins, laid, times = set(there), needed, 0, top, 0
        taken: list[str] = []
        while rest:
            source = Source.of(top, "q").take(everything("q"))
            ready = [name for name in rest if self.rests_on[name] <= done]
            for number, name in enumerate(ready):
                if self._many(joins + source.joins):
                    break
                self.attach[name](source, f"f{number}")
                done.add(name)
            joins += source.joins
            taken += source.names[1:]
            top = self.writer.step(f"{self.name}_with", source.select)
            if self._many(joins):
                top = laid = self._laid(laid, top, taken)
                times, taken = times + 1, []
                joins = min(times, MOST_JOINS // 2)
            rest = [name for name in rest if name not in done]
        return top

    def _laid(self, before: str, top: str, taken: Iterable[str]) -> str:
        """The frames with columns that are laid down by themselves: the others lie there already."""
        kept = Source.of(top, "q").take(*(col("q", name) for name in (*KEYS, *taken)))
        step = self.writer.step(f"{self.name}_beside", kept.select, kept=True)
        source = Source.of(before, "q").join(step, "w", same_frame("w", "q")).take(everything("q"))
        return self.writer.step(f"{self.name}_with", source.take(*(col("w", name) for name in taken)).select)

    def _many(self, joins: int) -> bool:
        """Are these more joins than one statement should hold? Where rows are numbered, laying them down is cheap."""
        return self.profile.numbered and joins >= MOST_JOINS

    def asked(self, alias: str) -> Sql:
        """Of the rows of contacts that are merged: those that stand for the contact as it was made."""
        if not self.profile.late:
            return exp.true()
        return some(col(alias, "again"), eq(col(alias, "happened"), col(alias, "known_at")))

    def has(self, kinds: Iterable[str]) -> Sql | None:
        """Has the debtor of a frame an event of one of some kinds? None where that is not laid down."""
        if not set(kinds) <= set(self.bits):
            return None
        mask = exp.BitwiseAnd(this=col("q", "kinds"), expression=lit(sum(self.bits[kind] for kind in set(kinds))))
        return exp.NEQ(this=exp.Paren(this=mask), expression=lit(0))

    def of_collector(self, alias: str) -> Sql:
        """Of the rows of contacts that are merged: those that are asked about, being begun by a collector."""
        if not self.merged:
            return exp.true()
        return every(eq(self.row(alias).column("direction", "text"), lit("outbound")), self.asked(alias))

    @property
    def debt_keys(self) -> tuple[str, ...]:
        """The columns that name the debt in hand: on its own, and as it counts where debts may count as one."""
        return ("dkey", "gkey") if self.grouped else ("dkey",)

    def debt_key(self, fact: Fact) -> str:
        """The column by which a fact knows the debt in hand."""
        return "gkey" if self.grouped and fact.by_counted_debt else "dkey"

    def standing(self, alias: str, debt_key: str = "") -> Sql:
        """The rows that stand for an event, or for one of its debts, as it was when it became known.

        Of contacts that are merged one row in several; of debts that count as one, one for them all.
        """
        own: list[Sql] = [exp.Not(this=col(alias, "again"))] if self.merged and self.profile.late else []
        if not self.several:
            return every(*own)
        if self.merged and not debt_key:
            own.append(eq(col(alias, "idx"), lit(1)))
        elif debt_key and (self.merged or debt_key != "dkey"):
            own.append(col(alias, f"{debt_key}_once"))
        return every(*own)

    def view(self, alias: str) -> FrameView:
        """The chain as a frame under an alias."""
        parties = {party: self._party(alias, party) for party in (*PARTIES, POLICY, CALENDARS)}
        zones = self.profile.zones if self.zoned else 0
        return FrameView(alias, self.row(alias), parties, zones, self.facts)

    def row(self, alias: str) -> Row:
        """The own facts of the frame (or event)."""
        return Row(alias, "", frozenset(self.own_keys()), self.profile.nulls, self.whole)

    def own_keys(self) -> set[str]:
        """The keys of events that the steps carry."""
        keys = (self.reads.get("own", set()) | JOINED_KEYS) & self.profile.events
        return keys - _ANOTHERS if "collector" in self.whole else keys

    def named(self, alias: str, party: str) -> Sql:
        """The ``person`` or ``collector`` that a frame names: NULL where none names any."""
        return col(alias, party) if party in self.own_keys() else null("text")

    @property
    def whole(self) -> frozenset[str]:
        """The keys that every frame states."""
        return self.profile.whole if self.frames.kind in ("", "contact") else frozenset()

    @property
    def carries_debts(self) -> bool:
        """Is the list of debts itself read, or whether there is one?"""
        absent = self.reads.get(ABSENT, set()) - self.whole
        return "debts" in self.reads.get("own", set()) | absent

    def _party(self, alias: str, party: str) -> Row:
        there = self.reads.get(party, set()) & self.columns(party)
        nulls = self.profile.nulls and NULLS in self.columns("debtor" if party in (POLICY, CALENDARS) else party)
        return Row(alias, f"{party}.", frozenset(there), nulls)

    def columns(self, party: str) -> frozenset[str]:
        """The columns that a party has beside the frames: none where nothing names one."""
        if party in _NAMED and party not in self.profile.events:
            return frozenset()
        return self.profile.parties.get(party, frozenset())


def same_frame(left: str, right: str) -> Sql:
    """Do two rows name the same frame?"""
    return every(*(eq(col(left, key), col(right, key)) for key in KEYS))
