"""The language of conditions: what each text means as a tree, and that nothing else is let in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from forbear.errors import RulebookError
from forbear.rules.expressions import (
    DEEPEST,
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
    children,
    names_in,
    parse,
    walk,
)  # fmt: skip

A, B, C = Name("a", 0), Name("b", 0), Name("c", 0)

TREES: dict[str, Node] = {
    "a": Name("a", 0),
    "true": Literal(True, 0),
    "False": Literal(False, 0),
    "7": Literal(7, 0),
    "'word'": Literal("word", 0),
    "a.b.c": Name("a.b.c", 0),
    "a == 1": Compare("==", A, Literal(1, 5), 0),
    "a != 'x'": Compare("!=", A, Literal("x", 5), 0),
    "a < 1": Compare("<", A, Literal(1, 4), 0),
    "a <= 1": Compare("<=", A, Literal(1, 5), 0),
    "a > 1": Compare(">", A, Literal(1, 4), 0),
    "a >= 1": Compare(">=", A, Literal(1, 5), 0),
    "1 <= a < 3": And((Compare("<=", Literal(1, 0), Name("a", 5), 0), Compare("<", Name("a", 5), Literal(3, 9), 0)), 0),
    "a in b": Member(A, Name("b", 5), 0),
    "a not in b": Not(Member(A, Name("b", 9), 0), 0),
    "a in ['x', 'y']": Member(A, ListOf((Literal("x", 6), Literal("y", 11)), 5), 0),
    "a in ('x',)": Member(A, ListOf((Literal("x", 6),), 5), 0),
    "not a": Not(Name("a", 4), 0),
    "a and b and c": And((A, Name("b", 6), Name("c", 12)), 0),
    "a or b and c": Or((A, And((Name("b", 5), Name("c", 11)), 5)), 0),
    "a if b else c": Choose(Name("b", 5), A, Name("c", 12), 0),
    "a - 1 + b": Arithmetic("+", Arithmetic("-", A, Literal(1, 4), 0), Name("b", 8), 0),
    "stated(a.b)": Stated(Name("a.b", 7), 0),
    "in_order(a, 'x')": InOrder(Name("a", 9), Literal("x", 12), 0),
    "in_order(a, true)": InOrder(Name("a", 9), Literal(True, 12), 0),
    "stated(from)": Stated(Name("from", 7), 0),
    "held.from == 1": Compare("==", Name("held.from", 0), Literal(1, 14), 0),
    "  a\n  and\tb ": And((A, Name("b", 6)), 0),
}


@pytest.mark.parametrize(("text", "tree"), TREES.items())
def test_a_condition_is_read_as_this_tree(text: str, tree: Node) -> None:
    assert parse(text, "here") == tree


REFUSED = [
    "", "a b", "a =", "a = 1", "a; b", "import os", "print(a)", "a()", "a.b()", "stated()",
    "stated('a')", "stated(a, b)", "stated(name=a)", "stated(*a)", "in_order(a)", "in_order(a, b)",
    "in_order('a', 'x')", "__import__('os')", "lambda: a", "[x for x in a]", "{x for x in a}",
    "{'a': 1}", "{1, 2}", "a[0]", "a[0:1]", "f'{a}'", "f'a'", "b'a'", "1.5", "1j", "None", "...", "-a",
    "+a", "~a", "a * 2", "a / 2", "a // 2", "a % 2", "a ** 2", "a @ b", "a << 1", "a | b", "a & b",
    "a ^ b", "a is b", "a is not b", "(a := 1)", "await a", "yield a", "*a", "'a'.b", "a in [b]",
    "a in ['x', [1]]", "\x00",
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_in_the_language_is_refused_with_its_column(text: str) -> None:
    with pytest.raises(RulebookError) as caught:
        parse(text, "[rule.r] when")
    assert [problem.where.split(", column")[0] for problem in caught.value.problems] == ["[rule.r] when"]


def test_the_column_of_a_fault_is_counted_from_one() -> None:
    with pytest.raises(RulebookError) as caught:
        parse("a and b * 2", "here")
    assert caught.value.problems[0].where == "here, column 7"


DEEP = {
    "brackets": "(" * 5000 + "a" + ")" * 5000,
    "negations": "not " * 5000 + "a",
    "sums": "a" + " + 1" * 5000,
    "dots": "a" + ".b" * 5000,
    "choices": "a if b else " * 5000 + "c",
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in DEEP.items()])
def test_a_condition_nested_beyond_reason_is_refused(text: str) -> None:
    with pytest.raises(RulebookError):
        parse(text, "here")


LESS_DEEP = {
    "negations": lambda depth: "not " * depth + "a",
    "sums": lambda depth: "a" + " + 1" * depth,
    "dots": lambda depth: "a" + ".b" * depth,
    "choices": lambda depth: "a if b else " * depth + "c",
}


@pytest.mark.parametrize("depth", [DEEPEST, 700])
@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in LESS_DEEP.items()])
def test_a_condition_nested_a_little_less_is_refused_with_its_column(text: Callable[[int], str], depth: int) -> None:
    assert parse(text(DEEPEST - 1), "here")
    with pytest.raises(RulebookError, match=r"here, column \d+: .* nested too deep"):
        parse(text(depth), "here")


def test_the_parts_of_a_tree_come_in_order_and_names_once_each() -> None:
    tree = parse("(a == b.c and stated(d)) or not (a in ['x'] if in_order(e, 1) == 2 else f - 1 == 0)", "here")
    assert names_in(tree) == ("a", "b.c", "d", "e", "f")
    kinds = [type(node).__name__ for node in walk(tree)]
    assert (kinds[0], kinds[-1], len(kinds)) == ("Or", "Literal", 22)


@pytest.mark.parametrize("text", ["a", "'x'", "a in ['x']"])
def test_leaves_have_no_parts(text: str) -> None:
    tree = parse(text, "here")
    leaves = [part for part in walk(tree) if not children(part)]
    assert all(isinstance(leaf, Name | Literal | ListOf) for leaf in leaves)
