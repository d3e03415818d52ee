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
        written = self.programs.written(self.profile())
        self._state_clauses(written)
        for number, each in enumerate(written):
            self._ask(number, each)
        self.db.run("found")

    def load(self, bucket: Bucket) -> None:
        """The tables that a program reads, with this bucket's debtors alone."""
        self.db.set(low=bucket.low, high=bucket.high)
        lay_tables(self.db, "debtor BETWEEN getvariable('low') AND getvariable('high')", self.programs.keys)

    def profile(self) -> Profile:
        """What the tables of the bucket hold; the days are those of the whole log, so that programs serve again."""
        found = laid_profile(self.db, self.unbroken)
        # what a contact must say is read even where each says that it is not known
        return replace(found, days=self.shares.days, events=found.events | set(vocabulary.REQUIRED_KEYS["contact"]))

    def _state_clauses(self, written: Sequence[Written]) -> None:
        self.db.connection.execute("DELETE FROM audit_clauses")
        rows = [
            (number, each.book.id, place, clause.rule.id, clause.rule.name, clause.rule.effect)
            for number, each in enumerate(written)
            for place, clause in enumerate(each.clauses)
        ]
        if rows:
            self.db.connection.execute(f"INSERT INTO audit_clauses VALUES {', '.join(_row(row) for row in rows)}")

    def _ask(self, number: int, written: Written) -> None:
        made = []
        try:
            for name, query in written.statements:
                if name:
                    self.db.connection.execute(f"CREATE OR REPLACE TEMP TABLE {quoted(name)} AS {query}")
                    made.append(name)
                else:
                    self.db.connection.execute(
                        f"INSERT INTO audit_judged SELECT {number}, j.debtor, abs(qid), verdict, spoke, undecided "
                        f"FROM ({query}) AS j JOIN debtors AS d ON d.debtor = j.debtor "
                        f"WHERE verdict <> 'allow' AND {_in_place(written.book)}"
                    )
        finally:
            for name in made:
                self.db.connection.execute(f"DROP TABLE IF EXISTS {quoted(name)}")


def _in_place(book: Rulebook) -> str:
    """Is a debtor not known to live where the rulebook is not the law? The mirror of :func:`applies`."""
    tests = (f"coalesce(d.{quoted('place.' + key)} = {literal(value)}, TRUE)" for key, value in book.place.items())
    return " AND ".join(["TRUE", *tests])


def applies(book: Rulebook, debtor: Facts) -> bool:
    """Does a rulebook judge this debtor: does it live in the rulebook's place, or is not known where?"""
    return all(debtor.get(f"place.{key}") in (None, value) for key, value in book.place.items())


def _row(values: Sequence[object]) -> str:
    return f"({', '.join(literal(value) for value in values)})"
