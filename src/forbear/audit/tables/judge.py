"""One bucket: its tables laid down and checked, every rulebook asked, and the answers put beside the contacts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from forbear import vocabulary
from forbear.audit.tables.buckets import Bucket, Shares
from forbear.audit.tables.checks import check_rows
from forbear.audit.tables.database import Database
from forbear.audit.tables.laying import laid_profile, lay_tables
from forbear.audit.tables.programs import Programs, Written
from forbear.engine.backends.safely import literal, quoted
from forbear.engine.relational.profiles import days_between
from forbear.engine.relational.tables import Profile
from forbear.events import Facts
from forbear.rules.format import Rulebook


class BucketJudge:
    """Judges bucket after bucket; what it leaves are the tables ``audit_…`` of the last one."""

    def __init__(self, db: Database, programs: Programs, shares: Shares, unbroken: bool) -> None:
        self.db = db
        self.programs = programs
        self.shares = shares
        self.unbroken = unbroken
        db.run("books")

    def judge(self, bucket: Bucket) -> None:
        """Every contact of the bucket that a collector began, under every rulebook."""
        self.load(bucket)
        check_rows(self.db)
        self.db.run("contacts")
        written = self.written()
        self._state_clauses(written)
        for number, each in enumerate(written):
            self.ask(number, each)
        self.db.run("found")

    def written(self) -> Sequence[Written]:
        """The rulebooks, as programs for the tables of the bucket."""
        return self.programs.written(self.profile())

    def load(self, bucket: Bucket) -> None:
        """The tables that a program reads, with this bucket's debtors alone."""
        self.db.set(low=bucket.low, high=bucket.high)
        lay_tables(self.db, "debtor BETWEEN getvariable('low') AND getvariable('high')", self.programs.keys)

    def profile(self) -> Profile:
        """What the tables of the bucket hold; the days are those of the whole log, so that programs serve again."""
        return stated_profile(laid_profile(self.db, self.unbroken), self.shares)

    def _state_clauses(self, written: Sequence[Written]) -> None:
        self.db.connection.execute("DELETE FROM audit_clauses")
        rows = [
            (number, each.book.id, place, clause.rule.id, clause.rule.name, clause.rule.effect)
            for number, each in enumerate(written)
            for place, clause in enumerate(each.clauses)
        ]
        if rows:
            self.db.connection.execute(f"INSERT INTO audit_clauses VALUES {', '.join(_row(row) for row in rows)}")

    def ask(self, number: int, written: Written) -> None:
        """Run the program of one rulebook."""
        made = []
        try:
            for name, query in written.statements:
                if name:
                    self.db.connection.execute(f"CREATE OR REPLACE TEMP TABLE {quoted(name)} AS {query}")
                    made.append(name)
                else:
                    insert_judged(self.db, number, written.book, query)
        finally:
            for name in made:
                self.db.connection.execute(f"DROP TABLE IF EXISTS {quoted(name)}")


def insert_judged(db: Database, number: int, book: Rulebook, query: str) -> None:
    """Keep what a query says under a rulebook of the contacts of this bucket's debtors, where that is its law."""
    db.connection.execute(
        f"INSERT INTO audit_judged SELECT {number}, j.debtor, abs(qid), verdict, spoke, undecided "
        f"FROM ({query}) AS j JOIN debtors AS d ON d.debtor = j.debtor WHERE verdict <> 'allow' AND {_in_place(book)}"
    )


def stated_profile(found: Profile, shares: Shares) -> Profile:
    """A profile with the days of the whole log, so that a program serves again, and with what a contact must say: that
    is read even where each contact says that it is not known.
    """
    days = days_between(shares.first, shares.last)
    return replace(found, days=days, events=found.events | set(vocabulary.REQUIRED_KEYS["contact"]))


def _in_place(book: Rulebook) -> str:
    """Is a debtor not known to live where the rulebook is not the law? The mirror of :func:`applies`."""
    tests = (f"coalesce(d.{quoted('place.' + key)} = {literal(value)}, TRUE)" for key, value in book.place.items())
    return " AND ".join(["TRUE", *tests])


def applies(book: Rulebook, debtor: Facts) -> bool:
    """Does a rulebook judge this debtor: does it live in the rulebook's place, or is not known where?"""
    return all(debtor.get(f"place.{key}") in (None, value) for key, value in book.place.items())


def _row(values: Sequence[object]) -> str:
    return f"({', '.join(literal(value) for value in values)})"
