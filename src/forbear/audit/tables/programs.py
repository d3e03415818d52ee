"""Rulebooks as SQL, each written once for all tables of one profile: writing one takes about a second."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from threading import Lock

from forbear.engine.backends.duckdb import DIALECT
from forbear.engine.compile import CompiledRule
from forbear.engine.relational.program import Program, Terms, keys_read
from forbear.engine.relational.tables import Profile
from forbear.engine.relational.writer import text
from forbear.engine.scalar import compiled
from forbear.rules.format import Rulebook, book_applies

TERMS = Terms(doubts=False, facts=False, notes=False)
"""An audit asks for verdicts and clauses; the scalar engine tells what was missing, and remarks count for nothing."""
Statement = tuple[str, str]
"""A table to be made, and its query; the last of a program has an empty name."""


@dataclass(frozen=True, slots=True)
class Written:
    """A rulebook as SQL, and its clauses in the order of their bits."""

    book: Rulebook
    statements: Sequence[Statement]
    clauses: Sequence[CompiledRule]


@dataclass
class Programs:
    """The programs of some rulebooks. ``drafts`` applies draft rules too."""

    books: Sequence[Rulebook]
    drafts: bool = False
    profile: Profile | None = None
    _written: dict[Hashable, Sequence[Written]] = field(default_factory=dict)
    _writing: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.books = [book for book in self.books if book_applies(book.status, self.drafts)]
        self.terms = replace(TERMS, drafts=self.drafts)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of events that some rulebook reads."""
        return frozenset[str]().union(*(keys_read(compiled(book), self.terms) for book in self.books))

    def written(self, profile: Profile) -> Sequence[Written]:
        """The programs for tables of a profile, or of one that says less: what one bucket lacks another may hold."""
        with self._writing:
            self.profile = wider(self.profile, profile) if self.profile else profile
            key = _key(self.profile)
            if key not in self._written:
                self._written[key] = list(self._write(self.profile))
            return self._written[key]

    def _write(self, profile: Profile) -> Iterator[Written]:
        for book in self.books:
            program = Program(compiled(book), profile, self.terms)
            statements = [(name, text(query, DIALECT)) for name, query in program.verdicts()]
            yield Written(book, statements, program.rules)


def wider(one: Profile, other: Profile) -> Profile:
    """A profile that promises only what both promise."""
    return replace(
        one,
        kinds=one.kinds | other.kinds,
        events=one.events | other.events,
        nulls=one.nulls or other.nulls,
        zones=max(one.zones, other.zones),
        late=one.late or other.late,
        one_debt=one.one_debt and other.one_debt,
        debts_named=one.debts_named and other.debts_named,
        whole=one.whole & other.whole,
        placed=one.placed and other.placed,
        own_zones=one.own_zones or other.own_zones,
    )


def _key(profile: Profile) -> Hashable:
    values = {each.name: getattr(profile, each.name) for each in fields(profile)}
    return tuple(sorted((name, _hashable(value)) for name, value in values.items()))


def _hashable(value: object) -> str:
    if isinstance(value, dict):
        return repr(sorted((name, sorted(keys)) for name, keys in value.items()))
    return repr(sorted(value)) if isinstance(value, frozenset) else repr(value)
