"""Cases run by a set-based engine: all that one rulebook judges in one program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from forbear.engine.compile import CompiledRule
from forbear.engine.examples import Case, Outcome, faults_of
from forbear.engine.relational.answers import Judged, Said, answer_of, answers
from forbear.engine.relational.loading import Backend, Loader, numbered
from forbear.engine.relational.program import Program, Terms
from forbear.engine.relational.tables import Profile
from forbear.engine.scalar import compiled
from forbear.engine.verdict import Reason, Verdict
from forbear.rules.format import Rulebook

Found = list[tuple[Program, Judged]]


def run_cases(backend: Backend, cases: Sequence[Case], find: Callable[[str], Rulebook]) -> list[Outcome]:
    """The outcome of every case, in order. A case's ``free_at`` is not looked at: only the scalar engine gives it."""
    found: dict[int, Found] = {number: [] for number in range(len(cases))}
    sorts = sorted({(name, case.reading == "in-order", case.drafts) for case in cases for name in case.rulebooks})
    for name, in_order, drafts in sorts:
        wanted = [
            number
            for number, case in enumerate(cases)
            if name in case.rulebooks and (case.reading == "in-order", case.drafts) == (in_order, drafts)
        ]
        book = find(name)
        if drafts or book.status not in ("draft", "repealed"):
            terms = Terms(in_order, drafts, doubts=not in_order)
            program = Program(compiled(book), Profile(numbered=backend.numbered), terms)
            for judged in _run(backend, program, [(number, cases[number]) for number in wanted]):
                found[int(judged.debtor)].append((program, judged))
    return [_outcome(case, found[number]) for number, case in enumerate(cases)]


def _run(backend: Backend, program: Program, cases: Sequence[tuple[int, Case]]) -> Iterable[Judged]:
    loader = Loader()
    for number, case in cases:
        loader.add(str(number), numbered(case.history), [(case.facts, case.at)])
    loader.load(backend)
    return answers(program, *backend.run(program.statements()))


def _outcome(case: Case, found: Found) -> Outcome:
    reasons = tuple(_reason(program, said) for program, judged in found for said in judged.reasons)
    unknowns = tuple(_reason(program, said) for program, judged in found for said in judged.unknowns)
    notes = tuple(_reason(program, said) for program, judged in found for said in judged.notes)
    answer = answer_of({reason.effect for reason in reasons}, bool(unknowns))
    verdict = Verdict(answer, case.reading, case.at, reasons, unknowns, notes)
    return Outcome(case, verdict, tuple(faults_of(case, verdict)))


def _reason(program: Program, said: Said) -> Reason:
    """A reason without its numbers in words: the sentence stands as the rulebook has it."""
    speaker: CompiledRule = next(speaker for speaker in program.rules if speaker.rule.id == said.clause)
    rule = speaker.rule
    return Reason(
        rulebook=program.book.id,
        rule=rule.name,
        clause=rule.id,
        effect=rule.effect,  # type: ignore[arg-type]
        force=rule.force,
        cite=program.book.cited(rule.cite),
        says=rule.says,
        facts=said.facts,
        debts=said.debts,
        missing=said.missing,
        confidence=rule.confidence,
    )
