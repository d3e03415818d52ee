"""Which rules a change can reach: their trials are asked first, since they notice it soonest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from forbear.rules.expressions import Node, names_in
from forbear.rules.format import Fact, Rulebook

_PLACE = re.compile(r"\[(?:fact|value|rule|exception)\.([^\]]+)\]|\[set\] (\S+)")


class Reach:
    """The rules of a book by the names that they read, themselves or through facts."""

    def __init__(self, book: Rulebook) -> None:
        self.facts = book.facts
        self.rules: Mapping[str, set[str]] = {
            rule.id: {rule.id, *(each.id for each in book.exemptions_of(rule))}
            | self._below(rule.when, *(each.when for each in book.exemptions_of(rule)))
            for rule in book.rules.values()
        }

    def of(self, place: str) -> frozenset[str]:
        """The rules that the place of a mutant is part of, or is read by; empty where that is not told."""
        found = _PLACE.match(place)
        changed = (found[1] or found[2]) if found else ""
        return frozenset(rule for rule, names in self.rules.items() if changed in names)

    def _below(self, *trees: Node) -> set[str]:
        names: set[str] = set()
        waiting = [name for tree in trees for name in _heads(tree)]
        while waiting:
            name = waiting.pop()
            if name not in names:
                names.add(name)
                waiting += _named_by(self.facts[name]) if name in self.facts else ()
        return names


def _named_by(fact: Fact) -> Iterator[str]:
    for tree in (fact.where, *(ending.when for ending in fact.ends)):
        yield from _heads(tree) if tree is not None else ()
    yield str(fact.window.length)


def _heads(tree: Node) -> Iterator[str]:
    return (path.removeprefix("ask.").split(".")[0] for path in names_in(tree))
