"""Free dates for a table of contacts: from when each refused contact would no longer be refused.

The same as the definition does (``engine/free.py``), for all contacts at once. Those that waiting cannot help are
told by the clauses that refuse them. For the others the instants are listed at which anything may change, and the
programs of the rulebooks are asked about the contact at each, as a contact to come: those of the first day, then,
for what is still refused, those of the first weeks, then all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from forbear.calendar import HOUR, Instant
from forbear.engine.compile import Compiled
from forbear.engine.moving import moved_by_time
from forbear.engine.relational.bases import lay_base
from forbear.engine.relational.chains import POLICY, Chain
from forbear.engine.relational.instants import Instants
from forbear.engine.relational.needs import ASK
from forbear.engine.relational.program import Program, Terms
from forbear.engine.relational.sql import Sql, cast, col, eq, every, is_null, lit, not_null, op, plus, when
from forbear.engine.relational.tables import NULLS, Profile
from forbear.engine.relational.truth import fresh
from forbear.engine.relational.writer import Source, Statement, Writer, either, everything, named
from forbear.vocabulary import EVENT_KEYS

Statements = Iterable[tuple[str, Statement]]

DAY: Instant = 24 * HOUR
ROUNDS: tuple[Instant, ...] = (DAY, 9 * DAY)
"""How far each round looks ahead, but the last: it looks at all that is left."""

_KEYS = ("debtor", "qid")


@dataclass(frozen=True)
class FreeDates:
    """The free dates of contacts under several rulebooks together, as statements for a backend.

    ``books`` are those that apply: a draft only where drafts do. ``profile`` is that of the tables; the contacts are
    the asks, or those of the tables themselves where it is not ``apart``. Raises UntranslatableError, as programs do.
    """

    books: Sequence[Compiled]
    profile: Profile
    in_order: bool = False
    drafts: bool = False
    rounds: tuple[Instant, ...] = ROUNDS

    def statements(self) -> Iterator[tuple[str, exp.Select]]:
        """Last, unnamed: ``debtor``, ``qid``, ``free_at``, ``beyond`` for every refused contact.

        ``free_at`` is NULL where waiting does not help, and where ``beyond``: then it may lie beyond the days for
        which the zones are known. A name of a table may come again; what it stood for is then read no longer.
        """
        programs, refused = self._programs()
        yield "free_asks", self._contacts()
        yield from programs
        yield "free_refused", _refused_contacts(refused)
        yield "free_waiting", _waiting()
        chain = self._chain()
        yield from _moved(chain.writer.statements(Instants(chain, self.books).lay()), "free_instants", "free_waiting")
        for number, (after, until) in enumerate(zip((None, *self.rounds), (*self.rounds, None), strict=True)):
            yield "free_asks", _asks(number, after, until, self._facts())
            yield from programs
            yield f"free_found{number}", _found(refused)
        yield "", _free_dates(len(self.rounds) + 1)

    def _programs(self) -> tuple[list[tuple[str, exp.Select]], exp.Select]:
        """The programs of the rulebooks, which judge ``free_asks``, and whom they refuse then."""
        statements: list[tuple[str, exp.Select]] = []
        refused = []
        for number, book in enumerate(self.books):
            terms = Terms(self.in_order, self.drafts, doubts=False, facts=False)
            program, name = Program(_refusing(book), self._ahead(), terms), f"free_book{number}"
            statements += _moved(program.verdicts(), name, "free_asks")
            refused.append(_refused(name, stuck_bits(program)))
        return statements, either(*refused, distinct=False)

    def _ahead(self) -> Profile:
        """What holds for the same contacts at other times."""
        return replace(self.profile, apart=True, days=None, unbroken=False)

    def _contacts(self) -> exp.Select:
        """The contacts as asks."""
        source, qid, cut = Source.of("asks", "s"), "qid", "cut"
        if not self.profile.apart:
            source, qid, cut = Source.of("events", "s"), "seq", "seq"
            begun = eq(col("s", "direction"), lit("outbound"))
            source.where(every(eq(col("s", "kind"), lit("contact")), begun))
        source.take(*(col("s", key) for key in ("debtor", "at", "known_at", *self._facts())))
        return source.take(named(col("s", qid), "qid"), named(col("s", cut), "cut")).select

    def _facts(self) -> list[str]:
        """The columns that say what a contact is."""
        keys = self.profile.events & EVENT_KEYS["contact"].keys()
        return [*sorted(keys), *([NULLS] if self.profile.nulls else ())]

    def _chain(self) -> Chain:
        """The contacts that wait, with their zones and local days."""
        chain = Chain(ASK, self._ahead(), {POLICY: {"attorney_reply_days"}}, True, Writer())
        lay_base(chain, None)
        return chain


def _refusing(book: Compiled) -> Compiled:
    """The rulebook with those rules alone that refuse: no other makes a refusal, or ends one."""
    rules = {name: rule for name, rule in book.book.rules.items() if rule.effect == "refuse"}
    return Compiled(replace(book.book, rules=rules))


def stuck_bits(program: Program) -> int:
    """The clauses that refuse for ever, if nothing else happens: as bits, as in ``spoke``."""
    return sum(
        1 << place
        for place, speaker in enumerate(program.rules)
        if speaker.rule.effect == "refuse" and not moved_by_time(program.compiled, speaker)
    )


def _moved(statements: Statements, name: str, asks: str) -> Iterator[tuple[str, exp.Select]]:
    """Statements under names of their own, the last as ``name``; the table that they read for ``asks`` is another."""
    known = {"asks": asks}
    for own, statement in statements:
        query = statement.tree()
        known[own] = f"{name}_{own}" if own else name
        for table in query.find_all(exp.Table):
            table.set("this", exp.to_identifier(known.get(table.name, table.name), quoted=True))
        yield known[own], query


def _refused(verdicts: str, stuck: int) -> exp.Select:
    """The contacts that one rulebook refuses."""
    source = Source.of(verdicts, "v").take(col("v", "debtor"), named(exp.Abs(this=col("v", "qid")), "qid"))
    spoke = op(exp.BitwiseAnd, col("v", "spoke"), cast(lit(stuck), "BIGINT"))
    held = when((op(exp.NEQ, spoke, lit(0)), lit(1)), other=lit(0)) if stuck else lit(0)
    return source.take(named(held, "stuck")).where(eq(col("v", "verdict"), lit("refuse"))).select


def _refused_contacts(refused: exp.Select) -> exp.Select:
    """The refused contacts. ``stuck``: some clause that refuses them does so for ever."""
    each = Source(exp.select().from_(refused.copy().subquery("b"), copy=False))
    each.take(*(col("b", key) for key in _KEYS), named(exp.Max(this=col("b", "stuck")), "stuck"))
    each.group(*(col("b", key) for key in _KEYS))
    source = Source.of("free_asks", "s").take(everything("s"), col("r", "stuck"))
    source.select.join(each.select.subquery("r"), on=_same("s", "r"), copy=False)
    return source.select


def _waiting() -> exp.Select:
    return Source.of("free_refused", "r").take(everything("r")).where(eq(col("r", "stuck"), lit(0))).select


def _same(left: str, right: str) -> Sql:
    return every(*(eq(col(left, key), col(right, key)) for key in _KEYS))


def _asks(number: int, after: Instant | None, until: Instant | None, facts: Iterable[str]) -> exp.Select:
    """The contacts that still wait, asked about at each instant of a round. ``of``: the ``qid`` of the contact."""
    source = Source.of("free_instants", "i").join("free_waiting", "w", _same("i", "w"))
    at = col("i", "at")
    source.where(not_null(at))
    if after is not None:
        source.where(op(exp.GT, fresh(at), plus(col("w", "at"), after)))
    if until is not None:
        source.where(op(exp.LTE, fresh(at), plus(col("w", "at"), until)))
    for before in range(number):
        source.join(f"free_found{before}", f"f{before}", _same(f"f{before}", "w"), "LEFT")
        source.where(is_null(col(f"f{before}", "qid")))
    order = exp.Order(expressions=[exp.Ordered(this=each) for each in (col("w", "qid"), fresh(at))])
    row = exp.Window(this=exp.RowNumber(), partition_by=[col("w", "debtor")], order=order)
    source.take(*(col("w", key) for key in ("debtor", "known_at", "cut", *facts)))
    return source.take(named(row, "qid"), named(col("w", "qid"), "of"), named(fresh(at), "at")).select


def _found(refused: exp.Select) -> exp.Select:
    """The first instant of a round at which a contact is not refused."""
    source = Source.of("free_asks", "a").take(col("a", "debtor"), named(col("a", "of"), "qid"))
    source.take(named(exp.Min(this=col("a", "at")), "free_at"))
    source.select.join(refused.copy().subquery("r"), on=_same("r", "a"), join_type="LEFT", copy=False)
    return source.where(is_null(col("r", "qid"))).group(col("a", "debtor"), col("a", "of")).select


def _free_dates(rounds: int) -> exp.Select:
    """What was found, by contact."""
    found = either(*(Source.of(f"free_found{number}", "f").take(everything("f")).select for number in range(rounds)))
    beyond = Source.of("free_instants", "i").take(*(col("i", key) for key in _KEYS)).where(is_null(col("i", "at")))
    source = Source.of("free_refused", "r").take(*(col("r", key) for key in _KEYS), col("f", "free_at"))
    source.select.join(found.subquery("f"), on=_same("f", "r"), join_type="LEFT", copy=False)
    source.select.join(beyond.select.subquery("b"), on=_same("b", "r"), join_type="LEFT", copy=False)
    known = every(is_null(col("f", "free_at")), not_null(col("b", "qid")))
    return source.take(named(known, "beyond")).select
