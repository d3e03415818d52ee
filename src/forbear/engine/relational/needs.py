"""Which facts are wanted on which frames, before a line of SQL is written.

A *frame* is a contact asked about, or an earlier event as it stood. Facts that a rule reads are wanted on the frames
of the contacts asked about (``ASK``); facts that a filter reads are wanted on the events of its kind, as they stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from forbear.engine.compile import CONTACT, Compiled, scope_of
from forbear.errors import Problem, RulebookError
from forbear.rules.expressions import And, Name, Node, children, walk
from forbear.rules.format import HISTORY_KINDS, Fact
from forbear.rules.names import Ref, Scope


@dataclass(frozen=True, slots=True, order=True)
class Frames:
    """A sort of frames: the contacts asked about (``kind`` empty), or events of a kind, each once or once per debt."""

    kind: str = ""
    by_debt: bool = True


ASK = Frames()


class UntranslatableError(RulebookError):
    """A rulebook says something that has no translation; names the rulebook and the place."""


def refuse(book: str, place: str, what: str, hint: str = "") -> UntranslatableError:
    """The error for a construct without a translation."""
    problem = Problem(f"{book}, {place}", what, hint=hint or "Judge with --engine scalar", code="not-translated",
                      why="the set-based engine would have to guess, and it never does")  # fmt: skip
    return UntranslatableError(problem)


@dataclass(slots=True)
class Needs:
    """What a rulebook needs: facts per sort of frames, in an order in which each can be worked out."""

    compiled: Compiled
    facts: dict[Frames, set[str]] = field(default_factory=dict)
    keys_of_found: dict[str, set[str]] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)

    def collect(self, trees: Iterable[Node]) -> Needs:
        """Everything that the trees, read on the contacts asked about, rest on."""
        for tree in trees:
            self._want_all(tree, CONTACT, ASK)
        return self

    def level(self, name: str) -> int:
        """After how many others a fact can be worked out."""
        if name not in self.levels:
            self.levels[name] = 1 + max((self.level(other) for other in set(self.read_by(name))), default=0)
        return self.levels[name]

    def read_by(self, name: str) -> Iterator[str]:
        """The facts that a fact reads, on whichever frames."""
        fact = self.compiled.book.facts[name]
        for tree, scope in conditions_of(fact):
            yield from (ref.fact for ref in self.refs(tree, scope) if ref.fact)
        if fact.window.kind == "since":
            yield str(fact.window.length)

    def facts_in(self, tree: Node, scope: Scope) -> set[str]:
        """The facts that a condition reads."""
        return {ref.fact for ref in self.refs(tree, scope) if ref.fact}

    def refs(self, tree: Node, scope: Scope) -> Iterator[Ref]:
        """The names of a tree, resolved."""
        for part in walk(tree):
            if isinstance(part, Name):
                ref = self.compiled.names.resolve(part.path, scope)
                if ref is not None:
                    yield ref

    def _want_all(self, tree: Node, scope: Scope, frames: Frames) -> None:
        for ref in self.refs(tree, scope):
            if ref.origin == "fact_key":
                self.keys_of_found.setdefault(ref.fact, set()).add(ref.key)
            if ref.fact:
                self._want(ref.fact, frames)

    def _want(self, name: str, frames: Frames) -> None:
        wanted = self.facts.setdefault(frames, set())
        if name in wanted:
            return
        wanted.add(name)
        fact = self.compiled.book.facts[name]
        if fact.kind not in HISTORY_KINDS:
            for tree, scope in conditions_of(fact):
                self._want_all(tree, scope, frames)
            return
        if fact.window.kind == "since":
            self._want(str(fact.window.length), frames)
        self._want_of_fold(fact, frames)

    def _want_of_fold(self, fact: Fact, frames: Frames) -> None:
        fixed, moving = self.compiled.split(fact.where, scope_of(fact))
        for part in fixed:
            self._want_in_filter(part, scope_of(fact), frames, Frames(fact.event, fact.by_debt), fact, True)
        for part in moving:
            self._want_in_filter(part, scope_of(fact), frames, Frames(fact.event, False), fact, False)
        for end in fact.ends:
            scope = Scope("ending", end.event, fact.event)
            self._want_in_filter(end.when, scope, frames, Frames(end.event, False), fact, False)

    def _want_in_filter(self, tree: Node, scope: Scope, frames: Frames, stood: Frames, fact: Fact, fixed: bool) -> None:
        for ref in self.refs(tree, scope):
            if ref.origin == "fact_key":
                self.keys_of_found.setdefault(ref.fact, set()).add(ref.key)
            if ref.origin in ("fact_of_ask", "fact_key"):
                self._want(ref.fact, frames)
            elif ref.origin == "fact":
                if not fixed and self.compiled.fact_by_debt(self.compiled.book.facts[ref.fact]):
                    what = f"the filter reads {ref.fact!r}, which differs by debt, together with the contact"
                    raise refuse(self.compiled.book.id, f"fact {fact.id}", what)
                self._want(ref.fact, stood)


def asked_only_where(name: str, other: str, trees: Iterable[Node]) -> bool:
    """Is a fact read only where another holds too (``other and …name…``), so that elsewhere its value is no matter?"""
    return all(_beside(tree, name, other) for tree in trees)


def _beside(tree: Node, name: str, other: str) -> bool:
    if isinstance(tree, And) and any(isinstance(part, Name) and part.path == other for part in tree.parts):
        return True
    if isinstance(tree, Name):
        return tree.path.partition(".")[0] != name
    return all(_beside(part, name, other) for part in children(tree))


def conditions_of(fact: Fact) -> Iterator[tuple[Node, Scope]]:
    """The conditions of a fact, each with its scope."""
    if fact.where is not None:
        yield fact.where, scope_of(fact)
    for end in fact.ends:
        yield end.when, Scope("ending", end.event, fact.event)
