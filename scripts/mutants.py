"""The mutants of a rulebook: every small change that could be made to it. Used by ``mutate.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

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
from forbear.rules.format import FORCES, Exemption, Fact, Rule, Rulebook
from scripts.mutate_duties import duty_mutants

MINUTE = 60_000_000
FLIPS = {
    "<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"), "==": ("!=",), "!=": ("==",),
}  # fmt: skip
_THIS = {"day": "week", "week": "month", "month": "week"}
_EFFECTS = {"refuse": "note", "review": "refuse", "note": "refuse"}

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rulebook with one change; ``place`` says where and which, ``kind`` of what sort."""

    kind: str
    place: str
    book: Rulebook


def show(node: Node) -> str:
    """A tree as text, near enough to what stands in the file."""
    return _TEXTS[type(node)](node)


_TEXTS: Mapping[type, Callable[..., str]] = {
    Literal: lambda node: repr(node.value),
    ListOf: lambda node: f"[{', '.join(map(show, node.items))}]",
    Name: lambda node: node.path,
    Compare: lambda node: f"{show(node.left)} {node.op} {show(node.right)}",
    Arithmetic: lambda node: f"{show(node.left)} {node.op} {show(node.right)}",
    Member: lambda node: f"{show(node.item)} in {show(node.container)}",
    And: lambda node: f"({' and '.join(map(show, node.parts))})",
    Or: lambda node: f"({' or '.join(map(show, node.parts))})",
    Not: lambda node: f"not {show(node.part)}",
    Choose: lambda node: f"({show(node.yes)} if {show(node.test)} else {show(node.no)})",
    Stated: lambda node: f"stated({show(node.name)})",
    InOrder: lambda node: f"in_order({show(node.name)}, {show(node.value)})",
}


def variants(node: Node) -> Iterator[tuple[str, str, Node]]:
    """``(kind, what was changed, tree)`` for every tree that differs from ``node`` in one place."""
    yield from _here(node)
    for field in ("left", "right", "item", "container", "part", "test", "yes", "no"):
        if hasattr(node, field):
            for kind, what, tree in variants(getattr(node, field)):
                yield kind, what, replace(node, **{field: tree})  # type: ignore[arg-type]
    if isinstance(node, And | Or):
        for place, part in enumerate(node.parts):
            for kind, what, tree in variants(part):
                yield kind, what, replace(node, parts=(*node.parts[:place], tree, *node.parts[place + 1 :]))


def _here(node: Node) -> Iterator[tuple[str, str, Node]]:
    yield from _turned(node)
    yield from _shortened(node)


def _turned(node: Node) -> Iterator[tuple[str, str, Node]]:
    match node:
        case Compare(op):
            for other in FLIPS[op]:
                changed = replace(node, op=other)
                yield "compare", f"{show(node)} → {show(changed)}", changed
        case Arithmetic(op):
            turned = replace(node, op="-" if op == "+" else "+")
            yield "compare", f"{show(node)} → {show(turned)}", turned
        case Literal(value) if isinstance(value, int) and not isinstance(value, bool):
            for step in (1, -1):
                yield "value", f"{value} → {value + step}", replace(node, value=value + step)


def _shortened(node: Node) -> Iterator[tuple[str, str, Node]]:
    match node:
        case Not(part):
            yield "not", f"{show(node)} → {show(part)}", part
        case And(parts) | Or(parts):
            for rest, left_out in _without(parts):
                tree = rest[0] if len(rest) == 1 else replace(node, parts=rest)
                yield "part", f"without {show(left_out)} in {show(node)}", tree
        case ListOf(items):
            for words, word in _without(items):
                yield "word", f"without {show(word)} in {show(node)}", replace(node, items=words)
        case Choose(_, yes, no):
            yield "choose", f"always {show(yes)}", yes
            yield "choose", f"always {show(no)}", no


def _without(parts: Sequence[Part]) -> Iterator[tuple[tuple[Part, ...], Part]]:
    for place, part in enumerate(parts):
        yield (*parts[:place], *parts[place + 1 :]), part


def mutants(book: Rulebook) -> Iterator[Mutant]:
    """Every mutant of a rulebook."""
    yield from _grown("[scope]", book.scope, lambda tree: replace(book, scope=tree))
    if book.grouping is not None:
        grouping = book.grouping
        yield Mutant("grouping", "[grouping] dropped", replace(book, grouping=None))
        yield from _grown(
            "[grouping]", grouping.when, lambda tree: replace(book, grouping=replace(grouping, when=tree))
        )
    for name, words in book.sets.items():
        for rest, word in _without(words):
            yield Mutant("word", f"[set] {name} without {word!r}", replace(book, sets={**book.sets, name: rest}))
    yield from _of_values(book)
    for fact in book.facts.values():
        yield from _of_fact(book, fact)
    for rule in book.rules.values():
        yield from _of_rule(book, rule)
    yield from _of_exemptions(book)
    yield from (Mutant(*change) for change in duty_mutants(book, variants))


def _grown(where: str, tree: Node, put: Callable[[Node], Rulebook]) -> Iterator[Mutant]:
    for kind, what, changed in variants(tree):
        yield Mutant(kind, f"{where} {what}", put(changed))


def _of_values(book: Rulebook) -> Iterator[Mutant]:
    for value in book.values.values():
        unit = MINUTE if value.type == "clock" else 1
        for place, (day, number) in enumerate(value.steps):
            for step in (unit, -unit):
                steps = (*value.steps[:place], (day, number + step), *value.steps[place + 1 :])
                changed = {**book.values, value.id: replace(value, steps=steps)}
                sign = "+" if step > 0 else "-"
                yield Mutant("value", f"[value.{value.id}] {number} {sign} 1", replace(book, values=changed))


def _of_fact(book: Rulebook, fact: Fact) -> Iterator[Mutant]:
    where = f"[fact.{fact.id}]"

    def put(changed: Fact) -> Rulebook:
        return replace(book, facts={**book.facts, fact.id: changed})

    if fact.where is not None:
        yield from _grown(where, fact.where, lambda tree: put(replace(fact, where=tree)))
    for rest, group in _without(fact.per):
        yield Mutant("per", f"{where} not per {group}", put(replace(fact, per=rest)))
    for place, ending in enumerate(fact.ends):
        others = (*fact.ends[:place], *fact.ends[place + 1 :])
        label = f"{where} ends[{place}] {ending.event}"
        yield Mutant("ends", f"{label} dropped", put(replace(fact, ends=others)))
        for kind, what, tree in variants(ending.when):
            ends = (*fact.ends[:place], replace(ending, when=tree), *fact.ends[place + 1 :])
            yield Mutant(kind, f"{label} {what}", put(replace(fact, ends=ends)))
        for step in (1, -1) if ending.after_days else ():
            later = replace(ending, after_days=ending.after_days + step)
            ends = (*fact.ends[:place], later, *fact.ends[place + 1 :])
            yield Mutant("window", f"{label} after_days {later.after_days}", put(replace(fact, ends=ends)))
    if fact.kind == "clock":
        yield Mutant("zones", f"{where} zones", put(replace(fact, zones="any" if fact.zones == "every" else "every")))
    yield from _of_window(where, fact, put)


def _of_window(where: str, fact: Fact, put: Callable[[Fact], Rulebook]) -> Iterator[Mutant]:
    window = fact.window
    if window.kind == "this":
        other = replace(window, length=_THIS[str(window.length)])
        yield Mutant("window", f"{where} this {window.length} → {other.length}", put(replace(fact, window=other)))
    elif window.kind == "since":
        yield Mutant("window", f"{where} not since {window.length}", put(replace(fact, window=type(window)())))
    elif window.kind:
        if isinstance(window.length, int):
            for step in (1, -1):
                other = replace(window, length=window.length + step)
                yield Mutant("window", f"{where} {window.kind} {other.length}", put(replace(fact, window=other)))
        yield Mutant("window", f"{where} without {window.kind}", put(replace(fact, window=type(window)())))


def _of_rule(book: Rulebook, rule: Rule) -> Iterator[Mutant]:
    where = f"[rule.{rule.id}]"

    def put(changed: Rule) -> Rulebook:
        return replace(book, rules={**book.rules, rule.id: changed})

    yield from _grown(where, rule.when, lambda tree: put(replace(rule, when=tree)))
    effect = _EFFECTS[rule.effect]
    yield Mutant("effect", f"{where} effect {effect}", put(replace(rule, effect=effect)))
    if rule.force:
        force = FORCES[(FORCES.index(rule.force) + 1) % len(FORCES)]
        yield Mutant("force", f"{where} force {force}", put(replace(rule, force=force)))


def _of_exemptions(book: Rulebook) -> Iterator[Mutant]:
    for exemption in book.exemptions.values():
        rest = {name: each for name, each in book.exemptions.items() if name != exemption.id}
        yield Mutant("exception", f"[exception.{exemption.id}] dropped", replace(book, exemptions=rest))
        yield from _of_exemption(book, exemption)


def _of_exemption(book: Rulebook, exemption: Exemption) -> Iterator[Mutant]:
    where = f"[exception.{exemption.id}]"

    def put(changed: Exemption) -> Rulebook:
        return replace(book, exemptions={**book.exemptions, exemption.id: changed})

    yield from _grown(where, exemption.when, lambda tree: put(replace(exemption, when=tree)))
    for lifts, name in _without(exemption.lifts) if len(exemption.lifts) > 1 else ():
        yield Mutant("exception", f"{where} does not lift {name}", put(replace(exemption, lifts=lifts)))
