"""Cases run by a set-based engine: all that one rulebook judges in one program."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from forbear.calendar import Instant
from forbear.engine.compile import CompiledRule
from forbear.engine.examples import Case, Outcome, faults_of, free_faults
from forbear.engine.relational.answers import Judged, Said, answer_of, answers
from forbear.engine.relational.free import FreeDates
from forbear.engine.relational.loading import Backend, Loader, numbered
from forbear.engine.relational.program import Program, Terms
from forbear.engine.relational.tables import Profile
from forbear.engine.scalar import compiled
from forbear.engine.verdict import Reason, Verdict
from forbear.rules.format import Rulebook, book_applies

Find = Callable[[str], Rulebook]
Found = list[tuple[Program, Judged]]
Free = tuple[Instant | None, bool]
"""When a refused contact would be free, and whether that may lie beyond the days that the tables hold."""


def run_cases(backend: Backend, cases: Sequence[Case], find: Find) -> list[Outcome]:
    """The outcome of every case, in order."""
    found: dict[int, Found] = {number: [] for number in range(len(cases))}
    sorts = sorted({(name, case.reading == "in-order", case.drafts) for case in cases for name in case.rulebooks})
    for name, in_order, drafts in sorts:
        wanted = [
            number
            for number, case in enumerate(cases)
            if name in case.rulebooks and (case.reading == "in-order", case.drafts) == (in_order, drafts)
        ]
        book = find(name)
        if book_applies(book.status, drafts):
            terms = Terms(in_order, drafts, doubts=not in_order)
            program = Program(compiled(book), Profile(numbered=backend.numbered), terms)
            for judged in _run(backend, program, [(number, cases[number]) for number in wanted]):
                found[int(judged.debtor)].append((program, judged))
    free = dict(_free_dates(backend, cases, find))
    return [_outcome(case, found[number], free.get(number)) for number, case in enumerate(cases)]


def _run(backend: Backend, program: Program, cases: Sequence[tuple[int, Case]]) -> Iterable[Judged]:
    _load(backend, cases)
    return answers(program, *backend.run(program.statements()))


def _load(backend: Backend, cases: Sequence[tuple[int, Case]]) -> None:
    loader = Loader()
    for number, case in cases:
        loader.add(str(number), numbered(case.history), [(case.facts, case.at)])
    loader.load(backend)


def _free_dates(backend: Backend, cases: Sequence[Case], find: Find) -> Iterator[tuple[int, Free]]:
    """The free dates of the refused among those cases that expect one, all that the same rulebooks judge together."""
    sorts: defaultdict[tuple[tuple[str, ...], bool, bool], list[tuple[int, Case]]] = defaultdict(list)
    for number, case in enumerate(cases):
        if "free_at" in case.expect:
            sorts[case.rulebooks, case.reading == "in-order", case.drafts].append((number, case))
    for (names, in_order, drafts), wanted in sorts.items():
        books = [compiled(book) for book in map(find, names) if book_applies(book.status, drafts)]
        if books:
            _load(backend, wanted)
            dates = FreeDates(books, Profile(numbered=backend.numbered), in_order, drafts, rounds=())
            _, rows = backend.run(dates.statements())
            yield from ((int(debtor), (free_at, beyond)) for debtor, _, free_at, beyond in rows)


def _outcome(case: Case, found: Found, free: Free | None) -> Outcome:
    reasons = tuple(_reason(program, said) for program, judged in found for said in judged.reasons)
    unknowns = tuple(_reason(program, said) for program, judged in found for said in judged.unknowns)
    notes = tuple(_reason(program, said) for program, judged in found for said in judged.notes)
    answer = answer_of({reason.effect for reason in reasons}, bool(unknowns))
    verdict = Verdict(answer, case.reading, case.at, reasons, unknowns, notes)
    faults = list(faults_of(case, verdict))
    if "free_at" in case.expect:
        free_at, beyond = free or (case.at, False)
        faults += ["the free date lies beyond the days laid out"] if beyond else free_faults(case, free_at)
    return Outcome(case, verdict, tuple(faults))


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
