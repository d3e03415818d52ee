"""What the words of a contact rule out, and what never happened: the rules that cannot speak on it, whatever the time.

Most conditions ask for words of the contact (its channel, its purpose, what its text states) or for events of a kind.
To their rules all contacts with the same words, on histories with the same kinds of events, are one kind. What may
speak on a kind is found once a day, by asking those parts of the conditions that read nothing else: where one of them
is surely false, so is the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from forbear import vocabulary
from forbear.rules.expressions import And, Name, Node, walk
from forbear.rules.format import HISTORY_KINDS
from forbear.rules.names import CONTACT, Ref

if TYPE_CHECKING:
    from forbear.engine.compile import Compiled, CompiledRule
    from forbear.engine.frame import Frame
    from forbear.engine.readers import Closure

MOST = 4096
"""So many kinds of contacts are kept for a rulebook."""


class Reads(NamedTuple):
    """The words of the contact, and the kinds of earlier events, that a condition reads."""

    words: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()


class Guards:
    """The parts of the conditions of a rulebook that read no more than that, and what they leave of the rules."""

    def __init__(self, compiler: Compiled) -> None:
        self.compiler = compiler
        self.tests: dict[CompiledRule, list[tuple[frozenset[str], Closure]]] = {}
        words: set[str] = set()
        for rule in compiler.rules:
            parts = list(self._parts(rule.rule.when))
            self.tests[rule] = [(reads.events, compiler.closure(part, CONTACT)) for part, reads in parts]
            words = words.union(*(reads.words for _, reads in parts))
        self.words = frozenset(words)
        self._left: dict[Any, tuple[CompiledRule, ...]] = {}

    def left(self, frame: Frame, drafts: bool) -> tuple[CompiledRule, ...]:
        """The rules in force on the day of a contact that may speak on one of its kind."""
        today, words, run = frame.today, self.words, frame.run
        said = [each for each in frame.facts.items() if each[0] in words]
        kind = (today, drafts, run.in_order, run.history.kinds, *said)
        found = self._left.get(kind)
        if found is None:
            if len(self._left) >= MOST:
                self._left.clear()
            rules = self.compiler.rules_on(today, drafts)
            found = self._left[kind] = tuple(rule for rule in rules if not self._shut(rule, frame))
        return found

    def _shut(self, rule: CompiledRule, frame: Frame) -> bool:
        happened = frame.run.history.kinds
        return any(events.isdisjoint(happened) and test(frame) is False for events, test in self.tests[rule])

    def _parts(self, node: Node) -> Iterator[tuple[Node, Reads]]:
        """The parts without which a condition does not hold, and that read words and events alone."""
        reads = self._reads(node)
        if isinstance(node, And):
            for part in node.parts:
                yield from self._parts(part)
        elif reads is not None:
            yield node, reads
        elif isinstance(node, Name):
            named = self._named(self.compiler.names.resolve(node.path, CONTACT))
            if named is not None:
                yield from self._parts(named)

    def _reads(self, node: Node) -> Reads | None:
        """What a condition reads; None where it reads something else besides."""
        found = Reads()
        for name in (part for part in walk(node) if isinstance(part, Name)):
            reads = self._read(self.compiler.names.resolve(name.path, CONTACT))
            if reads is None:
                return None
            found = Reads(found.words | reads.words, found.events | reads.events)
        return found

    def _read(self, ref: Ref | None) -> Reads | None:
        if ref is None or ref.origin in ("set", "value"):
            return None if ref is None else Reads()
        if ref.origin == "contact":
            return Reads(frozenset([ref.key])) if ref.type == "bool" or ref.type in vocabulary.VALUES else None
        named = self._named(ref)
        if named is not None:
            return self._reads(named)
        fact = self.compiler.book.facts.get(ref.fact)
        return Reads(events=frozenset([fact.event])) if fact is not None and fact.kind in HISTORY_KINDS else None

    def _named(self, ref: Ref | None) -> Node | None:
        """The condition that a name stands for (``is``)."""
        fact = self.compiler.book.facts.get(ref.fact) if ref is not None and ref.origin == "fact" else None
        return fact.where if fact is not None and fact.kind == "is" else None
