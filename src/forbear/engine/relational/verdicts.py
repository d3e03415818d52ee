"""From what every rule says of every contact and debt to one verdict for each contact, in SQL.

The clauses that spoke, and those that are undecided, are the bits of a whole number: bit ``n`` stands for the clause of
that place in ``Program.rules``. A rule speaks on a contact where it speaks on one of its debts.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from forbear.engine.compile import CompiledRule
from forbear.engine.relational.chains import Chain
from forbear.engine.relational.needs import refuse
from forbear.engine.relational.sql import Sql, cast, col, every, is_null, lit, not_false, op, plus, when
from forbear.engine.relational.truth import fresh
from forbear.engine.relational.writer import Source, Writer, named
from forbear.rules.format import Rulebook

MOST_CLAUSES = 62
_KEPT = ("debtor", "qid", "at")


def of_contacts(
    writer: Writer, judged: exp.Select, book: Rulebook, rules: Sequence[CompiledRule], in_order: bool, chain: Chain
) -> exp.Select:
    """``debtor``, ``qid``, ``at``, ``verdict``, ``spoke``, ``undecided`` for each contact in the scope of the book."""
    if len(rules) > MOST_CLAUSES:
        raise refuse(book.id, "rules", f"it has {len(rules)} clauses, and at most {MOST_CLAUSES} are kept as bits")
    step = writer.step("judged", judged)
    truths = [every(col("j", "scope"), col("j", f"rule.{speaker.rule.id}")) for speaker in rules]
    open_ = [speaker.rule.effect != "note" and not in_order for speaker in rules]
    source = Source.of(step, "j").take(*(col("j", key) for key in _KEPT)).where(not_false(col("j", "scope")))
    source.take(named(_bits([exp.Coalesce(this=fresh(truth), expressions=[exp.false()]) for truth in truths]), "spoke"))
    unsure = [is_null(truth) if asked else exp.false() for truth, asked in zip(truths, open_, strict=True)]
    source.take(named(_bits(unsure), "unsure"))
    step = writer.step("bits", source.select)
    if not chain.one_debt:
        step = writer.step("over_debts", _over_debts(step))
    source = Source.of(step, "j").take(*(col("j", key) for key in _KEPT))
    undecided = op(exp.BitwiseAnd, col("j", "unsure"), exp.BitwiseNot(this=col("j", "spoke")))
    source.take(named(_verdict(rules, undecided), "verdict"), col("j", "spoke"))
    return source.take(named(fresh(undecided), "undecided")).select


def _bits(truths: Sequence[Sql]) -> Sql:
    whole: Sql = cast(lit(0), "BIGINT")
    for place, truth in enumerate(truths):
        if not isinstance(truth, exp.Boolean) or truth.this:
            whole = plus(whole, when((truth, cast(lit(1 << place), "BIGINT")), other=cast(lit(0), "BIGINT")))
    return whole


def _over_debts(step: str) -> exp.Select:
    source = Source.of(step, "j").take(*(col("j", key) for key in _KEPT)).group(*(col("j", key) for key in _KEPT))
    return source.take(*(named(exp.BitwiseOrAgg(this=col("j", each)), each) for each in ("spoke", "unsure"))).select


def _verdict(rules: Sequence[CompiledRule], undecided: Sql) -> Sql:
    """A refusal beats all else; what is undecided beats a review; silence allows."""

    def any_with(effect: str) -> Sql:
        mask = sum(1 << place for place, speaker in enumerate(rules) if speaker.rule.effect == effect)
        return op(exp.NEQ, op(exp.BitwiseAnd, col("j", "spoke"), cast(lit(mask), "BIGINT")), lit(0))

    doubt = op(exp.NEQ, fresh(undecided), lit(0))
    steps = ((any_with("refuse"), lit("refuse")), (doubt, lit("unknown")), (any_with("review"), lit("review")))
    return when(*steps, other=lit("allow"))
