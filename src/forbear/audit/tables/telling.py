"""The first findings of every rule in words: the set-based engine says which contacts, the scalar engine tells them.

It also compares the two on each of these contacts: a page never hides that they differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from forbear.audit.tables.database import Database
from forbear.audit.tables.figures import Figures, Row, Told
from forbear.audit.tables.history import histories
from forbear.audit.tables.judge import applies
from forbear.engine.backends.safely import literal
from forbear.engine.scalar import Judge
from forbear.engine.verdict import Verdict
from forbear.rules.format import Rulebook

WORST = 20
"""Of so many collectors one contact of each rule is told in words too."""

Contact = tuple[str, int]
Clauses = frozenset[tuple[str, str]]


def tell(db: Database, figures: Figures, told: int, drafts: bool) -> Figures:
    """The figures with the first ``told`` contacts of each rule in words."""
    chosen = sorted({(row.debtor, row.seq) for row in _chosen(figures, told)})
    set_based = _set_based(db, chosen)
    sentences: dict[tuple[str, str, str, int], Told] = {}
    differing = []
    for contact, verdict in judged(db, chosen, figures.books, drafts):
        if _clauses(verdict) != set_based.get(contact, (frozenset(), frozenset())):
            differing.append(contact)
        for reason in (*verdict.unknowns, *verdict.reasons):
            sentences[(reason.rulebook, reason.rule, *contact)] = Told(dict(reason.says), reason.missing)
    return replace(figures, told=sentences, compared=len(chosen), differing=differing)


def _chosen(figures: Figures, told: int) -> Iterator[Row]:
    """The first contacts of each rule, and the first of each rule with each of the worst collectors."""
    worst = {each.collector for each in figures.collectors[:WORST]}
    for key, rows in figures.rows.items():
        if key.kind in ("rule", "undecided"):
            yield from rows[: 1 if key.collector in worst else 0 if key.collector else told]


def judged(
    db: Database, contacts: Iterable[Contact], books: Sequence[Rulebook], drafts: bool
) -> Iterator[tuple[Contact, Verdict]]:
    """The verdict of the scalar engine on some contacts of the log."""
    wanted: dict[str, set[int]] = {}
    for debtor, seq in contacts:
        wanted.setdefault(debtor, set()).add(seq)
    for debtor, history in histories(db, list(wanted)):
        own = [book for book in books if applies(book, history.parties.debtor)]
        judge = Judge(own, history, "listed", drafts)
        for event in history:
            if event.seq in wanted[debtor]:
                yield (debtor, event.seq), judge.decide_event(event)


def _clauses(verdict: Verdict) -> tuple[Clauses, Clauses]:
    spoke = frozenset((reason.rulebook, reason.clause) for reason in verdict.reasons)
    return spoke, frozenset((reason.rulebook, reason.clause) for reason in verdict.unknowns)


def _set_based(db: Database, contacts: Sequence[Contact]) -> Mapping[Contact, tuple[Clauses, Clauses]]:
    """The clauses that spoke, and those undecided, on some contacts, as the sweep wrote them down."""
    seqs = ", ".join(str(seq) for _, seq in contacts) or "NULL"
    debtors = ", ".join(literal(debtor) for debtor, _ in contacts) or "NULL"
    found: dict[Contact, tuple[Clauses, Clauses]] = {}
    query = "SELECT debtor, seq, rulebook, spoke, undecided FROM all_verdicts"
    for debtor, seq, book, spoke, undecided in db.rows(f"{query} WHERE seq IN ({seqs}) AND debtor IN ({debtors})"):
        before = found.get((debtor, seq), (frozenset(), frozenset()))
        new = (frozenset((book, clause) for clause in clauses) for clauses in (spoke, undecided))
        found[debtor, seq] = tuple(one | other for one, other in zip(before, new, strict=True))  # type: ignore[assignment]
    return found
