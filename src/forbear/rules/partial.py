"""A condition of which only some names are known: does it hold whatever the others are?

``True`` and ``False`` hold in every case; ``None`` where it hangs on what is not known. Used to read off a
rulebook what its rules can speak about; contacts are judged by the engine, never here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

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
)
from forbear.rules.format import Rulebook

Known = Mapping[str, Any]
_ORDER = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def truth(node: Node, book: Rulebook, known: Known) -> bool | None:
    """Does ``node`` hold where ``known`` is all that one knows of the contact, the clock and the past?"""
    match node:
        case And(parts):
            return _all(truth(part, book, known) for part in parts)
        case Or(parts):
            return _not(_all(_not(truth(part, book, known)) for part in parts))
        case Not(part):
            return _not(truth(part, book, known))
        case Compare(op, left, right):
            return _compared(op, value(left, book, known), value(right, book, known))
        case Member(item, container):
            return _member(value(item, book, known), value(container, book, known))
        case Choose(test, yes, no):
            return _chosen(truth(test, book, known), truth(yes, book, known), truth(no, book, known))
        case _:
            found = value(node, book, known)
            return found if isinstance(found, bool) else None


def value(node: Node, book: Rulebook, known: Known) -> Any:
    """The value of ``node``, the newest version of a dated one; None where it is not known."""
    match node:
        case Literal(found):
            return found
        case ListOf(items):
            return tuple(item.value for item in items)
        case Name(path) | InOrder(Name(path)):
            return _named(path, book, known)
        case Arithmetic(op, left, right):
            a, b = value(left, book, known), value(right, book, known)
            return None if a is None or b is None else a + b if op == "+" else a - b
        case And() | Or() | Not() | Compare() | Member() | Choose():
            return truth(node, book, known)
        case _:
            return None


def newest(book: Rulebook, name: str) -> int:
    """The newest version of a dated value."""
    return book.values[name].steps[-1][1]


def _named(path: str, book: Rulebook, known: Known) -> Any:
    if path in known:
        return known[path]
    if path in book.values:
        return newest(book, path)
    if path in book.sets:
        return book.sets[path]
    fact = book.facts.get(path)
    is_condition = fact is not None and fact.kind in ("is", "clock") and fact.where is not None
    return truth(fact.where, book, known) if is_condition else None  # type: ignore[union-attr, arg-type]


def _all(truths: Iterable[bool | None]) -> bool | None:
    found = list(truths)
    return False if False in found else None if None in found else True


def _not(found: bool | None) -> bool | None:
    return None if found is None else not found


def _chosen(test: bool | None, yes: bool | None, no: bool | None) -> bool | None:
    if test is None:
        return yes if yes == no else None
    return yes if test else no


def _compared(op: str, left: Any, right: Any) -> bool | None:
    if left is None or right is None:
        return None
    if op in ("==", "!="):
        return bool((left == right) == (op == "=="))
    return bool(_ORDER[op](left, right))


def _member(item: Any, container: Any) -> bool | None:
    return None if item is None or not isinstance(container, tuple) else item in container
