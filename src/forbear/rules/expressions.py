"""The language of conditions: text → a closed tree of twelve kinds of node.

The text is parsed with the standard ``ast`` module and turned at once into our own nodes;
whatever is not named here is refused with its column. Nothing is ever executed as Python.

    purpose == 'locate_debtor' and not (disclosure == 'none')
    calls_before >= call_limit
    stated(until) and now > until
    in_order(outcome, 'no_answer') not in never_connected
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NoReturn

from forbear.errors import Problem, RulebookError, nearest


@dataclass(frozen=True, slots=True)
class Literal:
    """A text, whole number or truth value written in the condition."""

    value: str | int | bool
    column: int = 0


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of literals."""

    items: tuple[Literal, ...]
    column: int = 0


@dataclass(frozen=True, slots=True)
class Name:
    """A dotted name: ``purpose``, ``debtor.reachable``, ``ask.channel``, ``last_letter.day``."""

    path: str
    column: int = 0


@dataclass(frozen=True, slots=True)
class Compare:
    """``left op right`` with ``==  !=  <  <=  >  >=``."""

    op: str
    left: Node
    right: Node
    column: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """``item in container``; the container is a list, a named set or a fact that is a list."""

    item: Node
    container: Node
    column: int = 0


@dataclass(frozen=True, slots=True)
class And:
    """All hold."""

    parts: tuple[Node, ...]
    column: int = 0


@dataclass(frozen=True, slots=True)
class Or:
    """At least one holds."""

    parts: tuple[Node, ...]
    column: int = 0


@dataclass(frozen=True, slots=True)
class Not:
    """Does not hold."""

    part: Node
    column: int = 0


@dataclass(frozen=True, slots=True)
class Choose:
    """``yes if test else no``."""

    test: Node
    yes: Node
    no: Node
    column: int = 0


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``left + right`` or ``left - right`` on whole numbers and days."""

    op: str
    left: Node
    right: Node
    column: int = 0


@dataclass(frozen=True, slots=True)
class Stated:
    """``stated(name)``: is the fact on record at all? False where it is absent."""

    name: Name
    column: int = 0


@dataclass(frozen=True, slots=True)
class InOrder:
    """``in_order(name, value)``: the fact; in the ``in-order`` reading ``value`` where it is missing."""

    name: Name
    value: Literal
    column: int = 0


Node = Literal | ListOf | Name | Compare | Member | And | Or | Not | Choose | Arithmetic | Stated | InOrder

_COMPARISONS = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip
_FROM = re.compile(r"\bfrom\b")  # the key ``from`` of a slot is a reserved word to Python's parser
_FUNCTIONS = ("stated", "in_order")
DEEPEST = 40
"""How deep a condition may be nested: far more than anybody can read, far less than Python's stack holds."""


def parse(text: str, where: str) -> Node:
    """The tree of a condition; raises RulebookError with the column of the fault."""
    text = " ".join(text.split())
    try:
        return _Parser(text, where).node(ast.parse(_FROM.sub("from_", text), mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        column = getattr(error, "offset", None) or 1
        raise RulebookError(
            Problem(f"{where}, column {column}", f"this is no condition: {text!r}",
                    why=str(getattr(error, "msg", error)), code="expression-syntax")
        ) from None  # fmt: skip


class _Parser:
    """Turns Python's nodes into ours and refuses all others."""

    def __init__(self, text: str, where: str) -> None:
        self.text = text
        self.where = where
        self.depth = 0

    def node(self, tree: ast.expr) -> Node:
        handler: Callable[[ast.expr], Node] | None = getattr(self, f"_{type(tree).__name__.lower()}", None)
        if handler is None:
            self.refuse(tree, f"{ast.unparse(tree)!r} is not part of the language of conditions")
        if self.depth == DEEPEST:
            self.refuse(tree, "the condition is nested too deep", hint="Give parts of it names, as facts")
        self.depth += 1
        node = handler(tree)
        self.depth -= 1
        return node

    def refuse(self, tree: ast.expr, what: str, hint: str = "") -> NoReturn:
        place = f"{self.where}, column {tree.col_offset + 1}"
        raise RulebookError(Problem(place, what, hint=hint, code="expression-unsupported"))

    def _constant(self, tree: ast.Constant) -> Literal:
        if not isinstance(tree.value, (str, int, bool)):
            self.refuse(tree, f"{ast.unparse(tree)} is no text, whole number or truth value")
        return Literal(tree.value, tree.col_offset)

    def _name(self, tree: ast.Name) -> Node:
        if tree.id in ("true", "false"):
            return Literal(tree.id == "true", tree.col_offset)
        return Name("from" if tree.id == "from_" else tree.id, tree.col_offset)

    def _attribute(self, tree: ast.Attribute) -> Name:
        base = self.node(tree.value)
        if not isinstance(base, Name):
            self.refuse(tree, f"{ast.unparse(tree)!r} is no dotted name")
        attribute = "from" if tree.attr == "from_" else tree.attr
        return Name(f"{base.path}.{attribute}", tree.col_offset)

    def _list(self, tree: ast.List) -> ListOf:
        items = [self.node(item) for item in tree.elts]
        literals = tuple(item for item in items if isinstance(item, Literal))
        if len(literals) != len(items):
            self.refuse(tree, "a list may hold literals only")
        return ListOf(literals, tree.col_offset)

    _tuple = _list

    def _boolop(self, tree: ast.BoolOp) -> Node:
        parts = tuple(self.node(value) for value in tree.values)
        return (And if isinstance(tree.op, ast.And) else Or)(parts, tree.col_offset)

    def _unaryop(self, tree: ast.UnaryOp) -> Node:
        if isinstance(tree.op, ast.Not):
            return Not(self.node(tree.operand), tree.col_offset)
        return self.refuse(tree, f"{ast.unparse(tree)!r}: of the one-sided operators only 'not' is known")

    def _ifexp(self, tree: ast.IfExp) -> Choose:
        return Choose(self.node(tree.test), self.node(tree.body), self.node(tree.orelse), tree.col_offset)

    def _binop(self, tree: ast.BinOp) -> Arithmetic:
        if not isinstance(tree.op, (ast.Add, ast.Sub)):
            self.refuse(tree, "only + and - are known")
        op = "+" if isinstance(tree.op, ast.Add) else "-"
        return Arithmetic(op, self.node(tree.left), self.node(tree.right), tree.col_offset)

    def _compare(self, tree: ast.Compare) -> Node:
        links = [self.node(tree.left), *(self.node(part) for part in tree.comparators)]
        parts = [
            self._link(tree, op, left, right) for op, left, right in zip(tree.ops, links[:-1], links[1:], strict=True)
        ]
        return parts[0] if len(parts) == 1 else And(tuple(parts), tree.col_offset)

    def _link(self, tree: ast.Compare, op: ast.cmpop, left: Node, right: Node) -> Node:
        if isinstance(op, ast.In):
            return Member(left, right, tree.col_offset)
        if isinstance(op, ast.NotIn):
            return Not(Member(left, right, tree.col_offset), tree.col_offset)
        if type(op) not in _COMPARISONS:
            self.refuse(tree, "'is' is not known", hint="Write ==")
        return Compare(_COMPARISONS[type(op)], left, right, tree.col_offset)

    def _call(self, tree: ast.Call) -> Node:
        called = ast.unparse(tree.func)
        if called not in _FUNCTIONS or tree.keywords:
            hint = nearest(called, _FUNCTIONS) or f"Known: {', '.join(_FUNCTIONS)}"
            self.refuse(tree, f"unknown function {called!r}", hint=hint)
        arguments = [self.node(argument) for argument in tree.args]
        match called, arguments:
            case "stated", [Name() as name]:
                return Stated(name, tree.col_offset)
            case "in_order", [Name() as name, Literal() as value]:
                return InOrder(name, value, tree.col_offset)
        return self.refuse(tree, f"{called} takes other arguments", hint="stated(name) or in_order(name, value)")


_PARTS: Mapping[type[Node], Callable[[Any], tuple[Node, ...]]] = {
    And: attrgetter("parts"),
    Or: attrgetter("parts"),
    Not: lambda node: (node.part,),
    Compare: attrgetter("left", "right"),
    Arithmetic: attrgetter("left", "right"),
    Member: attrgetter("item", "container"),
    Choose: attrgetter("test", "yes", "no"),
    Stated: lambda node: (node.name,),
    InOrder: attrgetter("name", "value"),
}


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node."""
    parts = _PARTS.get(type(node))
    return parts(node) if parts else ()


def walk(node: Node) -> Iterator[Node]:
    """A node and all nodes below it, each before its parts."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(children(node))


def names_in(node: Node) -> tuple[str, ...]:
    """All dotted names in a tree, in order, each once."""
    return tuple(dict.fromkeys(part.path for part in walk(node) if isinstance(part, Name)))
