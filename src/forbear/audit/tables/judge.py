"""One bucket: its tables laid down and checked, every rulebook asked, and the answers put beside the contacts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from forbear import vocabulary
from forbear.audit.tables.buckets import Bucket, Shares
from forbear.audit.tables.database import Database, literal, quoted
from forbear.audit.tables.log import FILES
from forbear.audit.tables.programs import Programs, Written
from forbear.calendar import show_instant
from forbear.engine.backends.duckdb import DIALECT
from forbear.engine.relational.profiles import profile_of
from forbear.engine.relational.tables import EVENT_BASE, Profile, key_type, party_type
from forbear.engine.relational.writer import text
from forbear.errors import Problem, RecordError, nearest
from forbear.events import Facts
from forbear.rules.format import Rulebook

PARTIES = {"debtor": "debtors", "person": "people", "debt": "debts", "collector": "collectors"}


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
        check_values(self.db)
        check_order(self.db)
        self.db.run("contacts")
        written = self.programs.written(self.profile())
        self._state_clauses(written)
        for number, each in enumerate(written):
            self._ask(number, each)
        self.db.run("found")

    def load(self, bucket: Bucket) -> None:
        """The tables that a program reads, with this bucket's debtors alone."""
        self.db.set(low=bucket.low, high=bucket.high)
        for table in FILES:
            self.db.connection.execute(
                f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM log_{table} "
                "WHERE debtor BETWEEN getvariable('low') AND getvariable('high')"
            )

    def profile(self) -> Profile:
        """What the tables of the bucket hold; the days are those of the whole log, so that programs serve again."""
        parties = {party: set(self.db.columns(table)) for party, table in PARTIES.items()}
        found = profile_of(
            lambda query: self.db.rows(text(query, DIALECT)), self.db.columns("events"), parties, False, self.unbroken
        )
        return replace(found, days=self.shares.days)

    def _state_clauses(self, written: Sequence[Written]) -> None:
        self.db.connection.execute("DELETE FROM audit_clauses")
        rows = [
            (number, each.book.id, place, clause.rule.id, clause.rule.name, clause.rule.effect)
            for number, each in enumerate(written)
            for place, clause in enumerate(each.clauses)
            if clause.rule.effect != "note"
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


def check_values(db: Database) -> None:
    """Raise RecordError where a column holds a word that is none of the vocabulary: no rule would see it."""
    problems: list[Problem] = []
    for table in FILES:
        sets = {column: known for column in db.columns(table) if (known := _words_of(table, column))}
        if sets:
            problems += _strange_words(db, table, sets)
    if problems:
        raise RecordError(problems)


def _words_of(table: str, column: str) -> Sequence[str]:
    """The words that a column may hold; none where it is open."""
    if column in (*EVENT_BASE, "id", "nulls"):
        return tuple(vocabulary.EVENT_KEYS) if column == "kind" and table == "events" else ()
    if table == "events":
        kinds = {keys[column] for keys in vocabulary.EVENT_KEYS.values() if column in keys} or {key_type("", column)}
    else:
        kinds = {party_type(next(party for party, name in PARTIES.items() if name == table), column)}
    return tuple(word for kind in sorted(kinds) for word in vocabulary.VALUES.get(kind.removeprefix("list of "), ()))


def _strange_words(db: Database, table: str, sets: dict[str, Sequence[str]]) -> Iterator[Problem]:
    lists = {column for column, kind in db.columns(table).items() if kind.endswith("[]")}
    tests = {column: _strange(column, words, column in lists) for column, words in sets.items()}
    counted = db.rows(f"SELECT {', '.join(f'count_if({test})' for test in tests.values())} FROM {table}")[0]
    for (column, test), count in zip(tests.items(), counted, strict=True):
        if count:
            value = db.rows(f"SELECT {quoted(column)} FROM {table} WHERE {test} LIMIT 1")[0][0]
            hint = nearest(str(value), sets[column]) or f"One of: {', '.join(sets[column])}"
            what = f"{value!r} is no word of the vocabulary"
            yield Problem(f"{FILES[table]}, column {column!r}", what, hint=hint, code="value-unknown")


def _strange(column: str, words: Sequence[str], listed: bool) -> str:
    name = quoted(column)
    if listed:
        return f"NOT coalesce(list_has_all({literal(list(words))}, {name}), TRUE)"
    return f"NOT coalesce({name} IN ({', '.join(literal(word) for word in words)}), TRUE)"


def check_order(db: Database) -> None:
    """Raise RecordError where ``seq`` is not the order in which events became known, or anything stands twice."""
    db.run("order")
    for table, debtor, named in db.rows("SELECT place, debtor, id FROM audit_twice ORDER BY ALL LIMIT 1"):
        what = f"{named!r} of debtor {debtor!r} stands twice" if named else f"debtor {debtor!r} is missing"
        hint = "Write one row for each debtor, and for each party of a debtor"
        raise RecordError(Problem(FILES[table], what, hint=hint, code="party-rows"))
    found = db.rows("SELECT debtor, seq, known_at, before FROM audit_disorder LIMIT 1")
    for debtor, seq, known_at, before in found:
        what = f"event {seq} of debtor {debtor!r} does not come after the one before it"
        why = f"it was known {show_instant(known_at, 'UTC')}, the one before {show_instant(before, 'UTC')}"
        hint = "Number each debtor's events by 'known_at' in 'seq', every number once"
        raise RecordError(Problem(FILES["events"], what, why, hint, "order"))
