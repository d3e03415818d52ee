"""A condition of a credit book → SQL with the three truth values of the definition; a number has two ends.

True, false and unknown are TRUE, FALSE and NULL, and ``and``, ``or``, ``not`` are the same in both. A number that lies
between two ends is a pair; one that is not known is a pair of NULLs. What a node means stands in ``engine/nodes.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from forbear.creditfile.features.seen import ALWAYS
from forbear.engine.backends.safely import literal, quoted
from forbear.errors import Problem, RulebookError
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
from forbear.rules.format import DatedValue
from forbear.rules.names import Ref, Scope
from forbear.vocabulary import CREDIT

if TYPE_CHECKING:
    from forbear.creditfile.features.folds import Folds

UNKNOWN = "NULL"


@dataclass(frozen=True, slots=True)
class Pair:
    """The two ends of a value as SQL, alike where it is no number in doubt."""

    low: str
    high: str

    @classmethod
    def of(cls, sql: str) -> Pair:
        """A value with one end."""
        return cls(sql, sql)


@dataclass(frozen=True, slots=True)
class Asker:
    """Whose question a fact answers: a look, or the row at whose time it is read as it stood then."""

    kind: str
    alias: str
    today: str

    def key(self, key: str) -> str:
        """A key of the asker, unknown where it has no such key."""
        return f"{self.alias}.{quoted(key)}" if key in CREDIT.events[self.kind] else UNKNOWN


@dataclass(slots=True)
class Terms:
    """Writes conditions in one place; ``stood`` and ``asked`` gather the facts that must be joined, at row and asker.

    ``bare`` reads every fact as if no row stood for it. ``doubtful``: something that may be unknown was read.
    ``at_row``: the asker is a row in hand, and facts are read as they stood there.
    """

    folds: Folds
    asker: Asker
    scope: Scope
    bare: bool = False
    stood: dict[str, str] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    doubtful: bool = False
    at_row: bool = False

    def truth(self, node: Node) -> str:
        """The SQL of a condition."""
        return self.value(node).low

    def value(self, node: Node) -> Pair:
        """The SQL of any node."""
        return _WRITERS[type(node)](self, node)

    def name(self, path: str) -> Pair:
        """The SQL of a name."""
        ref = self.folds.names.resolve(path, self.scope)
        if ref is None or ref.origin not in _READERS:
            raise _unwritable(self, f"{path!r} cannot be read from a table")
        return _READERS[ref.origin](self, ref)


def _unwritable(terms: Terms, what: str) -> RulebookError:
    hint = "Figures read the rows of the file, the day of the look, values, sets and other facts"
    return RulebookError(Problem(terms.folds.book.id, what, hint=hint, code="figure-unwritable"))


def day(value: int) -> str:
    """A day of the calendar as SQL."""
    return f"DATE '{date.fromordinal(value).isoformat()}'"


def _literal(terms: Terms, node: Literal) -> Pair:
    return Pair.of(_constant(node.value))


def _constant(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return str(value) if isinstance(value, int) else literal(value)


def _junction(word: str) -> Callable[[Terms, Any], Pair]:
    def write(terms: Terms, node: And | Or) -> Pair:
        return Pair.of("(" + f" {word} ".join(terms.truth(part) for part in node.parts) + ")")

    return write


def _not(terms: Terms, node: Not) -> Pair:
    return Pair.of(f"(NOT {terms.truth(node.part)})")


_SURELY = {
    "==": "{a.low} = {a.high} AND {a.high} = {b.low} AND {b.low} = {b.high}",
    "<": "{a.high} < {b.low}",
    "<=": "{a.high} <= {b.low}",
}
_NEVER = {
    "==": "{a.high} < {b.low} OR {a.low} > {b.high}",
    "<": "{a.low} >= {b.high}",
    "<=": "{a.low} > {b.high}",
}
_TURNED = {">": "<", ">=": "<="}


def _compare(terms: Terms, node: Compare) -> Pair:
    left, right = terms.value(node.left), terms.value(node.right)
    if left.low == left.high and right.low == right.high:
        return Pair.of(f"({left.low} {'=' if node.op == '==' else node.op} {right.low})")
    if node.op in _TURNED:
        return _between(_TURNED[node.op], right, left)
    if node.op == "!=":
        return Pair.of(f"(NOT {_between('==', left, right).low})")
    return _between(node.op, left, right)


def _between(op: str, a: Pair, b: Pair) -> Pair:
    surely, never = _SURELY[op].format(a=a, b=b), _NEVER[op].format(a=a, b=b)
    return Pair.of(f"(CASE WHEN {surely} THEN TRUE WHEN {never} THEN FALSE END)")


def _member(terms: Terms, node: Member) -> Pair:
    words = _words(terms, node.container)
    return Pair.of(f"({terms.value(node.item).low} IN ({', '.join(words)}))")


def _words(terms: Terms, container: Node) -> list[str]:
    if isinstance(container, ListOf):
        return [_constant(each.value) for each in container.items]
    if isinstance(container, Name) and container.path in terms.folds.book.sets:
        return [literal(word) for word in terms.folds.book.sets[container.path]]
    raise _unwritable(terms, "'in' needs a list or a set of the book")


def _choose(terms: Terms, node: Choose) -> Pair:
    test, yes, no = terms.truth(node.test), terms.value(node.yes), terms.value(node.no)
    low, high = (
        f"(CASE WHEN {test} THEN {a} WHEN NOT {test} THEN {b} END)" for a, b in ((yes.low, no.low), (yes.high, no.high))
    )
    return Pair(low, low) if yes.low == yes.high and no.low == no.high else Pair(low, high)


def _arithmetic(terms: Terms, node: Arithmetic) -> Pair:
    left, right = terms.value(node.left), terms.value(node.right)
    if left.low == left.high and right.low == right.high:
        return Pair.of(f"({left.low} {node.op} {right.low})")
    less, more = (right.low, right.high) if node.op == "+" else (right.high, right.low)
    return Pair(f"({left.low} {node.op} {less})", f"({left.high} {node.op} {more})")


def _stated(terms: Terms, node: Stated) -> Pair:
    before = terms.doubtful
    found = f"({terms.name(node.name.path).low} IS NOT NULL)"
    terms.doubtful = before
    return Pair.of(found)


def _key(terms: Terms, ref: Ref) -> Pair:
    terms.keys.add(ref.key)
    terms.doubtful = terms.doubtful or ref.key not in ALWAYS.get(terms.scope.event, ())
    return Pair.of(f"e.{quoted(ref.key)}")


def _asker_key(terms: Terms, ref: Ref) -> Pair:
    terms.doubtful = True
    return Pair.of(terms.asker.key(ref.key))


def _party(terms: Terms, ref: Ref) -> Pair:
    terms.doubtful = True
    return Pair.of(UNKNOWN)


def _value(terms: Terms, ref: Ref) -> Pair:
    terms.doubtful = True
    return Pair.of(on_day(terms.folds.book.values[ref.key], terms.asker.today))


def on_day(value: DatedValue, today: str) -> str:
    """The version of a dated value on a day; unknown before the first."""
    steps = " ".join(f"WHEN {today} >= {day(start)} THEN {version}" for start, version in reversed(value.steps))
    return f"(CASE {steps} END)"


def _now(terms: Terms, ref: Ref) -> Pair:
    if ref.key == "weekday":
        return Pair.of(f"dayname({terms.asker.today})[:3]")
    if ref.key != "today":
        raise _unwritable(terms, f"{ref.key!r} cannot be read from a table: a look has a day and no instant")
    return Pair.of(terms.asker.today)


def _when(terms: Terms, ref: Ref) -> Pair:
    if ref.key not in ("day", "known_day"):
        raise _unwritable(terms, f"{ref.key!r} cannot be read from a table: a row has a day and no instant")
    return Pair.of("e._day")


def _fact(terms: Terms, ref: Ref) -> Pair:
    """A fact in a filter stands as it stood at the row; elsewhere it is that of the asker."""
    inside = terms.scope.place == "event" and ref.origin == "fact"
    return terms.folds.read(terms, terms.folds.book.facts[ref.fact], inside)


def _fact_key(terms: Terms, ref: Ref) -> Pair:
    return terms.folds.read_key(terms, terms.folds.book.facts[ref.fact], ref.key)


def _in_order(terms: Terms, node: InOrder) -> Pair:
    return terms.name(node.name.path)


_WRITERS: Mapping[type, Callable[[Terms, Any], Pair]] = {
    Literal: _literal, Compare: _compare, Member: _member, And: _junction("AND"), Or: _junction("OR"), Not: _not,
    Choose: _choose, Arithmetic: _arithmetic, Stated: _stated, InOrder: _in_order,
    Name: lambda terms, node: terms.name(node.path),
}  # fmt: skip
_READERS: Mapping[str, Callable[[Terms, Ref], Pair]] = {
    "event": _key, "contact": _asker_key, "debtor": _party, "collector": _party, "debt": _party, "policy": _party,
    "value": _value, "now": _now, "when": _when, "fact": _fact, "fact_of_ask": _fact, "fact_key": _fact_key,
}  # fmt: skip
