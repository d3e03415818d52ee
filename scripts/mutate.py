"""Break every rulebook on purpose, one small change at a time, and see whether an example or a case notices.

    python scripts/mutate.py [--book ID] [--seconds N] [--cases FOLDER] [--fast] [--no-allow]

A mutant that nobody notices *survives*: the rulebook says something that no example holds it to. Mutants that
mean the same as the original stand with a reason in ``tests/rulebooks/equivalent_mutants.toml``.
Exit code 1 where one survives.
"""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from forbear.engine.examples import Case, read_case, read_cases, run_case
from forbear.errors import RulebookError
from forbear.rules.catalog import paths
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
from forbear.rules.format import FORCES, Example, Exemption, Fact, Rule, Rulebook
from forbear.rules.load import Reader
from scripts.mutate_duties import DutyTrial, duty_mutants, duty_trials
from scripts.mutate_order import Reach

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
ALLOWED = ROOT / "tests" / "rulebooks" / "equivalent_mutants.toml"
MINUTE = 60_000_000
FLIPS = {
    "<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"), "==": ("!=",), "!=": ("==",),
}  # fmt: skip
FAST = ("compare", "value", "window")
"""The kinds of mutant that must survive nowhere: comparisons, values and windows."""
_THIS = {"day": "week", "week": "month", "month": "week"}
_EFFECTS = {"refuse": "note", "review": "refuse", "note": "refuse"}

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Trial:
    """An example or case; ``quiet`` names the rules that it is about and that must not speak on it."""

    case: Case
    quiet: frozenset[str] = frozenset()

    @property
    def about(self) -> frozenset[str]:
        """The rules that it was written for."""
        expect = self.case.expect
        return self.quiet.union(expect.get("rules", ()), expect.get("notes", ()), expect.get("unknown", ()))

    def passes(self, book: Rulebook) -> bool:
        """Is it answered as expected, with no word from the rules that should be quiet?"""
        outcome = run_case(self.case, lambda name: book)
        spoken = {reason.rule for reason in (*outcome.verdict.reasons, *outcome.verdict.notes)}
        return outcome.passed and not spoken & self.quiet


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


def trials_of(book: Rulebook, cases: Path = CASES) -> list[Trial | DutyTrial]:
    """The examples of a book and the published cases that name no other book, read once."""
    duties = duty_trials(book, cases)
    found = [(read_case({"drafts": True, **each.record}, each.where), quiet_of(each)) for each in book.examples]
    if (cases / f"{book.id}.jsonl").is_file():
        found += [(case, frozenset()) for case in read_cases(cases / f"{book.id}.jsonl")]
    own = [(case, quiet) for case, quiet in found if isinstance(case, Case) and case.rulebooks == (book.id,)]
    return [*(Trial(case, quiet) for case, quiet in own), *duties]


def quiet_of(example: Example) -> frozenset[str]:
    """The rules that an example is about (``tests``) and does not expect to speak."""
    expect = example.record.get("expect", {})
    return frozenset(example.record.get("tests", ())) - {*expect.get("rules", ()), *expect.get("notes", ())}


def survivors(
    book: Rulebook, chosen: Iterable[Mutant], trials: Sequence[Trial | DutyTrial], until: float = float("inf")
) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant with whether it survived; trials for what it reaches are asked first, the last killer foremost.

    Trials that fail on the book as it stands prove nothing and are left out.
    """
    order, reach = [trial for trial in trials if trial.passes(book)], Reach(book)
    for mutant in chosen:
        if time.monotonic() > until:
            return
        reached = reach.of(mutant.place)
        could = (trial for trial in order if _could_notice(trial, mutant))
        first = sorted(could, key=lambda trial: not _written_for(trial, reached))
        killer = next((trial for trial in first if _notices(trial, mutant.book)), None)
        if killer is not None:
            order.remove(killer)
            order.insert(0, killer)
        yield mutant, killer is None


def _written_for(trial: Trial | DutyTrial, reached: frozenset[str]) -> bool:
    """Is a trial about a rule that a change reaches, or about duties where it reaches none?"""
    return bool(trial.about & reached) if isinstance(trial, Trial) else not reached


def _could_notice(trial: Trial | DutyTrial, mutant: Mutant) -> bool:
    """Rules speak on contacts, duties and classes in their own trials; facts, values and sets serve both."""
    unheard = ("[rule.", "[exception.") if isinstance(trial, DutyTrial) else ("[duty.", "[class.")
    return not mutant.place.startswith(unheard)


def _notices(trial: Trial | DutyTrial, book: Rulebook) -> bool:
    """Does a trial fail on a mutant? A mutant that cannot be run at all is noticed, too."""
    try:
        return not trial.passes(book)
    except (KeyError, TypeError, ValueError, RecursionError):
        return True


def allowed(path: Path = ALLOWED) -> dict[tuple[str, str], str]:
    """``(book, place) → why`` of the mutants that mean the same as the original."""
    if not path.is_file():
        return {}
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {(each["book"], each["place"]): each["why"] for each in table.get("mutant", ())}


def unchecked(path: Path) -> Rulebook | None:
    """A rulebook as read, or None where its head is unreadable (the loader's own tests say why)."""
    try:
        return Reader(path).book()
    except RulebookError:
        return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print; 1 where a mutant survives that the list does not excuse."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--book", help="one rulebook only")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    parser.add_argument("--cases", type=Path, default=CASES, help="folder of case files")
    parser.add_argument("--fast", action="store_true", help="comparisons, values and windows only")
    parser.add_argument("--no-allow", action="store_true", help="print the excused survivors too")
    options = parser.parse_args(arguments)
    until = time.monotonic() + options.seconds
    excused = {} if options.no_allow else allowed()
    tried = lived = 0
    unseen = {key for key in excused if options.book in (None, key[0])}
    for name, path in sorted(paths().items()):
        book = unchecked(path) if options.book in (None, name) else None
        if book is None:
            continue
        chosen = (each for each in mutants(book) if each.kind in FAST or not options.fast)
        for mutant, alive in survivors(book, chosen, trials_of(book, options.cases), until):
            tried += 1
            if alive:
                unseen.discard((name, mutant.place))
            if alive and (name, mutant.place) not in excused:
                lived += 1
                sys.stdout.write(f"{name}: {mutant.kind}: {mutant.place}\n")
    late = " (stopped early)" if time.monotonic() > until else ""
    for name, place in sorted(unseen) if not (late or options.fast) else ():
        sys.stdout.write(f"{name}: excused without need: {place}\n")
    sys.stdout.write(f"{tried} mutants, {tried - lived} killed, {lived} survived{late}\n")
    return 1 if lived else 0


if __name__ == "__main__":
    sys.exit(main())
