"""Rows per contact and debt → an answer per contact, as the scalar engine gives it, but without its sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from forbear.engine.compile import CompiledRule
from forbear.engine.relational.program import Program
from forbear.engine.verdict import Answer

Row = Mapping[str, Any]
_FACT = "fact."


@dataclass(frozen=True, slots=True)
class Said:
    """What one clause said of a contact: on which debts, with which facts, and what it lacked where it is undecided."""

    clause: str
    debts: tuple[str, ...]
    facts: Mapping[str, Any]
    missing: tuple[str, ...] = ()


SILENT = Said("", (), {})
"""Of a clause that is false on every debt nothing is said."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The answer on one contact under one rulebook: the clauses that spoke, are undecided, or note something."""

    debtor: str
    qid: int
    answer: Answer
    reasons: tuple[Said, ...]
    unknowns: tuple[Said, ...]
    notes: tuple[Said, ...]


def answers(program: Program, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[Judged]:
    """The answers of a program, by debtor and contact. ``names`` and ``rows`` are what its last statement gave."""
    table = [dict(zip(names, row, strict=True)) for row in rows]
    table.sort(key=lambda row: (row["debtor"], abs(row["qid"]), abs(row["idx"])))
    for (debtor, qid), group in groupby(table, key=lambda row: (row["debtor"], abs(row["qid"]))):
        yield _judged(program, debtor, qid, [row for row in group if row["scope"] is not False])


def _judged(program: Program, debtor: str, qid: int, scoped: Sequence[Row]) -> Judged:
    reasons: list[Said] = []
    unknowns: list[Said] = []
    notes: list[Said] = []
    effects: set[str] = set()
    for speaker in program.rules if scoped else ():
        truth, said = _asked(speaker, scoped)
        effect = speaker.rule.effect
        if truth is True:
            (notes if effect == "note" else reasons).append(said)
            effects |= {effect} - {"note"}
        elif truth is None and not program.terms.in_order and effect != "note":
            unknowns.append(said)
    return Judged(debtor, qid, answer_of(effects, bool(unknowns)), tuple(reasons), tuple(unknowns), tuple(notes))


def answer_of(effects: Collection[str], undecided: bool) -> Answer:
    """A refusal beats all else; what is undecided beats a review; silence allows."""
    if "refuse" in effects:
        return "refuse"
    return "unknown" if undecided else "review" if "review" in effects else "allow"


def _asked(speaker: CompiledRule, scoped: Sequence[Row]) -> tuple[bool | None, Said]:
    """Does a clause speak, and on which debts? The mirror of ``scalar.judge``."""
    name = f"rule.{speaker.rule.id}"
    if all(row[name] is False for row in scoped):
        return False, SILENT
    if speaker.debt_scoped and len(scoped) > 1:
        truths = [_both(row["scope"], row[name]) for row in scoped]
        truth = True if True in truths else None if None in truths else False
        alike = [
            row
            for row, own in zip(scoped, truths, strict=True)
            if own is not False and (own is True) == (truth is True)
        ]
        lacking = {
            name_ for row, own in zip(scoped, truths, strict=True) if own is None for name_ in _lacking(row, name)
        }
        return truth, _said(speaker, truth, alike, lacking)
    in_scope = True if any(row["scope"] is True for row in scoped) else None
    first = scoped[0]
    truth = False if first[name] is False else _both(in_scope, first[name])
    lacking = set() if first[name] is not None else set(first.get(f"{name}?") or ())
    if in_scope is None:
        lacking |= {name_ for row in scoped for name_ in row.get("scope?") or ()}
    return truth, _said(speaker, truth, scoped, lacking)


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return True if one is True and other is True else None


def _lacking(row: Row, name: str) -> Iterator[str]:
    for truth, words in ((row["scope"], "scope?"), (row[name], f"{name}?")):
        if truth is None:
            yield from row.get(words) or ()


def _said(speaker: CompiledRule, truth: bool | None, rows: Sequence[Row], lacking: set[str]) -> Said:
    debts = tuple(row["debt"] for row in rows if row["debt"] is not None)
    facts = dict(_facts(speaker, rows[0])) if truth is True and rows else {}
    return Said(speaker.rule.id, debts, facts, tuple(sorted(lacking)) if truth is None else ())


def _facts(speaker: CompiledRule, row: Row) -> Iterator[tuple[str, Any]]:
    """The facts that the clause read, as the first of its debts shows them."""
    for name in speaker.reads:
        column = f"{_FACT}{name}"
        if column not in row:
            continue
        value = row[column]
        if f"{column}!" in row:
            if row[f"{column}!"] or value is not None:
                yield name, None if row[f"{column}!"] else value
        elif f"{column}^" in row and value != row[f"{column}^"]:
            yield name, {"from": value, "to": row[f"{column}^"]}
        else:
            yield name, tuple(value) if isinstance(value, list) else value
