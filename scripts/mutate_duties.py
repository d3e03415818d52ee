"""Mutants of duties and legal classes, and the examples and cases that should notice them. Used by ``mutate.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from forbear.engine.duty_cases import DutyCase, read_duty_case, run_duty_case
from forbear.engine.examples import read_cases
from forbear.rules.expressions import Node
from forbear.rules.format import FORCES, Class, Duty, Length, Rulebook

Change = tuple[str, str, Rulebook]
"""The kind of a mutant, its place, and the rulebook with it."""
Variants = Callable[[Node], Iterator[tuple[str, str, Node]]]
Shape = TypeVar("Shape", Duty, Class)

_KINDS = {"wait": "keep", "keep": "wait", "lasts": "wait", "do": "lasts"}


@dataclass(frozen=True, slots=True)
class DutyTrial:
    """A case or example about a duty."""

    case: DutyCase

    def passes(self, book: Rulebook) -> bool:
        """Is it answered as expected?"""
        return run_duty_case(self.case, lambda name: book).passed


def duty_trials(book: Rulebook, cases: Path) -> list[DutyTrial]:
    """The duty examples of a book and the published duty cases that name no other book."""
    found: list[Any] = [read_duty_case({"drafts": True, **each.record}, each.where) for each in book.duty_examples]
    if (cases / "duties.jsonl").is_file():
        found += list(read_cases(cases / "duties.jsonl"))
    return [DutyTrial(case) for case in found if isinstance(case, DutyCase) and case.rulebooks == (book.id,)]


def duty_mutants(book: Rulebook, variants: Variants) -> Iterator[Change]:
    """Every mutant of the duties and classes of a rulebook."""
    for duty in book.duties.values():
        yield from _of_duty(duty, variants, lambda changed: _with(book, "duties", changed))
    for each in book.classes.values():
        for kind, what, tree in variants(each.when):
            changed = replace(each, when=tree)
            yield kind, f"[class.{each.id}] {what}", _with(book, "classes", changed)


def _with(book: Rulebook, table: str, changed: Shape) -> Rulebook:
    shapes: Mapping[str, Shape] = getattr(book, table)
    return replace(book, **{table: {**shapes, changed.id: changed}})  # type: ignore[arg-type]


def _of_duty(duty: Duty, variants: Variants, put: Callable[[Duty], Rulebook]) -> Iterator[Change]:
    where = f"[duty.{duty.id}]"
    if duty.when is not None:
        for kind, what, tree in variants(duty.when):
            yield kind, f"{where} {what}", put(replace(duty, when=tree))
    for key in ("starts", "done"):
        names = getattr(duty, key)
        for place, name in enumerate(names) if len(names) > 1 else ():
            rest = (*names[:place], *names[place + 1 :])
            yield "part", f"{where} {key} without {name}", put(replace(duty, **{key: rest}))
    yield from _of_clock(duty, where, put)
    for place, excuse in enumerate(duty.unless):
        others = (*duty.unless[:place], *duty.unless[place + 1 :])
        yield "exception", f"{where} unless[{place}] dropped", put(replace(duty, unless=others))
        for kind, what, tree in variants(excuse.when):
            changed = (*duty.unless[:place], replace(excuse, when=tree), *duty.unless[place + 1 :])
            yield kind, f"{where} unless[{place}] {what}", put(replace(duty, unless=changed))
    force = FORCES[(FORCES.index(duty.force) + 1) % len(FORCES)]
    yield "force", f"{where} force {force}", put(replace(duty, force=force))


def _of_clock(duty: Duty, where: str, put: Callable[[Duty], Rulebook]) -> Iterator[Change]:
    if duty.kind in _KINDS:
        yield "compare", f"{where} kind {_KINDS[duty.kind]}", put(replace(duty, kind=_KINDS[duty.kind]))
    if duty.length.unit:
        for step in (1, -1):
            yield "window", f"{where} shift {duty.shift + step}", put(replace(duty, shift=duty.shift + step))
    for key in ("length", "assumed_after"):
        length: Length = getattr(duty, key)
        unit = {"days": "business_days", "business_days": "days", "months": "years", "years": "months"}.get(length.unit)
        if unit:
            yield "window", f"{where} {key} in {unit}", put(replace(duty, **{key: replace(length, unit=unit)}))
        for step in (1, -1) if isinstance(length.count, int) and unit else ():
            other = replace(length, count=length.count + step)
            yield "window", f"{where} {key} {other.count}", put(replace(duty, **{key: other}))
    if duty.counts_from:
        yield "part", f"{where} counts_from dropped", put(replace(duty, counts_from=""))
