"""The types of conditions: every name known, every comparison between like things, every word a word.

A comparison with a value that can never occur (``channel == 'smss'``) is a silent hole in a
rule; here it is a problem with the nearest word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from forbear import vocabulary
from forbear.errors import Problem, nearest
from forbear.rules.expressions import (
    And,
    Arithmetic,
    Choose,
    Compare,
    InOrder,
    ListOf,
    Literal,
    Member,
    Name,
    Node,
    Not,
    Or,
    Stated,
)  # fmt: skip
from forbear.rules.format import AMOUNTS, Fact, Rulebook
from forbear.rules.names import Names, Scope

NUMBERS = ("int", "money", "day", "instant", "clock", "decimal")
COUNTS = ({"int", "decimal"}, {"int", "money"})
"""The types that are compared with each other: a whole number with an amount."""


class Typer:
    """Finds the type of a tree in a scope; faults go to ``problems``."""

    def __init__(self, names: Names, scope: Scope, where: str, problems: list[Problem]) -> None:
        self.names = names
        self.scope = scope
        self.where = where
        self.problems = problems

    def truth(self, node: Node) -> None:
        """Check a tree that must be a truth value."""
        found = self.type_of(node)
        if found not in ("bool", "?"):
            self.fault(node, f"a condition must be true or false, but this is {found}")

    def type_of(self, node: Node) -> str:
        """The type of a tree, ``?`` where a problem was already reported."""
        return _CHECKS[type(node)](self, node)

    def fault(self, node: Node, what: str, hint: str = "") -> None:
        self.problems.append(Problem(f"{self.where}, column {node.column + 1}", what, hint=hint, code="type"))

    def literal(self, node: Literal) -> str:
        if isinstance(node.value, bool):
            return "bool"
        return "int" if isinstance(node.value, int) else "text"

    def name(self, node: Name) -> str:
        ref = self.names.resolve(node.path, self.scope)
        if ref is None:
            self.fault(node, f"unknown name {node.path!r}", nearest(node.path, self.names.known(self.scope)))
            return "?"
        return ref.type

    def compare(self, node: Compare) -> str:
        left, right = self.type_of(node.left), self.type_of(node.right)
        if "?" not in (left, right):
            self._like(node, left, right)
            if node.op not in ("==", "!=") and left not in NUMBERS:
                self.fault(node, f"{left} cannot be ordered with {node.op}")
        return "bool"

    def _like(self, node: Compare, left: str, right: str) -> None:
        for literal, other in ((node.left, right), (node.right, left)):
            if isinstance(literal, Literal) and isinstance(literal.value, str):
                self.word(literal, literal.value, other)
                return
        words = vocabulary.VALUES.keys() | {"text"}
        if {left, right} in COUNTS:
            return
        if "amounts" in (left, right):
            what = "an amount in each currency cannot be compared"
            self.fault(node, what, 'Ask whether there is a row of that amount: any = ..., where = "overdue > 0"')
        elif left != right and not (left in words and right in words):
            self.fault(node, f"{left} is compared with {right}")

    def word(self, node: Node, word: str, kind: str) -> None:
        """A literal word must be one that the type has."""
        if kind in vocabulary.VALUES and word not in vocabulary.VALUES[kind]:
            self.fault(node, f"{word!r} is no {kind}", nearest(word, vocabulary.VALUES[kind]))
        elif kind != "text" and kind not in vocabulary.VALUES:
            self.fault(node, f"the text {word!r} is compared with {kind}")

    def member(self, node: Member) -> str:
        item = self.type_of(node.item)
        if isinstance(node.container, ListOf):
            self._words(node.container, [str(literal.value) for literal in node.container.items], item)
        elif isinstance(node.container, Name):
            self._container(node.container, item)
        else:
            self.fault(node, "'in' needs a list, a named set or a fact that is a list")
        return "bool"

    def _container(self, node: Name, item: str) -> None:
        kind = self.name(node)
        if kind != "?" and not kind.startswith("list of "):
            self.fault(node, f"{node.path!r} is no list")
        elif node.path in self.names.sets:
            self._words(node, self.names.sets[node.path], item)

    def _words(self, node: Node, words: object, item: str) -> None:
        if item in vocabulary.VALUES and isinstance(words, (list, tuple)):
            for word in words:
                self.word(node, word, item)

    def junction(self, node: And | Or) -> str:
        for part in node.parts:
            self.truth(part)
        return "bool"

    def negation(self, node: Not) -> str:
        self.truth(node.part)
        return "bool"

    def choose(self, node: Choose) -> str:
        self.truth(node.test)
        yes, no = self.type_of(node.yes), self.type_of(node.no)
        if yes != no and "?" not in (yes, no):
            self.fault(node, f"the two sides differ: {yes} and {no}")
        return yes

    def arithmetic(self, node: Arithmetic) -> str:
        left, right = self.type_of(node.left), self.type_of(node.right)
        if (left, right) == ("day", "day") and node.op == "-":
            return "int"
        if left in ("day", "int") and right == "int":
            return left
        if {left, right} <= {"int", "money"}:
            return "money"
        if "?" not in (left, right):
            self.fault(node, f"{left} {node.op} {right} has no meaning here")
        return "?"

    def stated(self, node: Stated) -> str:
        self.name(node.name)
        return "bool"

    def in_order(self, node: InOrder) -> str:
        kind = self.name(node.name)
        if kind not in ("?", "bool", "int", "money") and isinstance(node.value.value, str):
            self.word(node, node.value.value, kind)
        return kind

    def list_of(self, node: ListOf) -> str:
        self.fault(node, "a list may only stand after 'in'")
        return "?"


_CHECKS: Mapping[type, Callable[..., str]] = {
    Literal: Typer.literal, Name: Typer.name, Compare: Typer.compare, Member: Typer.member,
    And: Typer.junction, Or: Typer.junction, Not: Typer.negation, Choose: Typer.choose,
    Arithmetic: Typer.arithmetic, Stated: Typer.stated, InOrder: Typer.in_order, ListOf: Typer.list_of,
}  # fmt: skip


def type_of_fact(kind: str, alias_type: str = "bool") -> str:
    """The type of a fact by its kind."""
    if kind == "is":
        return alias_type
    return "int" if kind in ("count", "distinct", "sum", "most") else "bool"


def types_of_facts(book: Rulebook) -> Mapping[str, str]:
    """The type of every fact of a book; a sum of money is ``amounts``, one for each currency."""
    found = {fact.id: type_of_fact(fact.kind) for fact in book.facts.values()}
    money = {fact.id: "amounts" for fact in book.facts.values() if is_money(book, fact)}
    return {**found, **money}


def is_money(book: Rulebook, fact: Fact) -> bool:
    """Is the fact a sum, or the most, of amounts of money?"""
    return fact.kind in AMOUNTS and book.words.events.get(fact.event, {}).get(fact.of) == "money"
