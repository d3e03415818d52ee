"""Can the rows of a bucket be judged as they stand? Words of the vocabulary, keys that must be there, one order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forbear import vocabulary
from forbear.audit.tables.database import Database
from forbear.audit.tables.log import FILES
from forbear.calendar import show_instant
from forbear.engine.backends.safely import literal, quoted
from forbear.engine.relational.tables import EVENT_BASE, NULLS, PARTIES, key_type, party_type
from forbear.errors import Problem, RecordError, nearest


def check_rows(db: Database) -> None:
    """Raise RecordError where a rule would read a row in the wrong order, or a contact lacks what it must say."""
    check_required(db)
    check_order(db)


def check_values(db: Database, which: str) -> None:
    """Raise RecordError where a column holds a word that is none of the vocabulary: no rule would see it."""
    problems: list[Problem] = []
    for table in FILES:
        sets = {column: known for column in db.columns(f"log_{table}") if (known := words_of(table, column))}
        if sets:
            problems += _strange_words(db, table, sets, which)
    if problems:
        raise RecordError(problems)


def words_of(table: str, column: str) -> Sequence[str]:
    """The words that a column may hold; none where it is open."""
    if column in ("debtor", "id", NULLS) or (table == "events" and column in EVENT_BASE):
        return tuple(vocabulary.EVENT_KEYS) if column == "kind" and table == "events" else ()
    if table == "events":
        kinds = {keys[column] for keys in vocabulary.EVENT_KEYS.values() if column in keys} or {key_type("", column)}
    else:
        kinds = {party_type(next(party for party, name in PARTIES.items() if name == table), column)}
    return tuple(word for kind in sorted(kinds) for word in vocabulary.VALUES.get(kind.removeprefix("list of "), ()))


def _strange_words(db: Database, table: str, sets: dict[str, Sequence[str]], which: str) -> Iterator[Problem]:
    lists = {column for column, kind in db.columns(f"log_{table}").items() if kind.endswith("[]")}
    tests = {column: _strange(column, words, column in lists) for column, words in sets.items()}
    rows = f"FROM log_{table} WHERE {which}"
    counted = db.rows(f"SELECT {', '.join(f'count_if({test})' for test in tests.values())} {rows}")[0]
    for (column, test), count in zip(tests.items(), counted, strict=True):
        if count:
            value = db.rows(f"SELECT {quoted(column)} {rows} AND {test} LIMIT 1")[0][0]
            hint = nearest(str(value), sets[column]) or f"One of: {', '.join(sets[column])}"
            what = f"{value!r} is no word of the vocabulary"
            yield Problem(f"{FILES[table]}, column {column!r}", what, hint=hint, code="value-unknown")


def _strange(column: str, words: Sequence[str], listed: bool) -> str:
    name = quoted(column)
    if listed:
        return f"NOT coalesce(list_has_all({literal(list(words))}, {name}), TRUE)"
    return f"NOT coalesce({name} IN ({', '.join(literal(word) for word in words)}), TRUE)"


def check_required(db: Database) -> None:
    """Raise RecordError where an event lacks a key that its kind must have (stated as not known is stated)."""
    have = db.columns("events")
    for kind, keys in vocabulary.REQUIRED_KEYS.items():
        for key in keys:
            lacks = f"{quoted(key)} IS NULL" if key in have else "TRUE"
            named = f"coalesce(list_contains({quoted(NULLS)}, {literal(key)}), FALSE)"
            without = f"kind = {literal(kind)} AND {lacks} AND NOT {named}"
            for debtor, seq in db.rows(f"SELECT debtor, seq FROM events WHERE {without} LIMIT 1"):
                what = f"event {seq} of debtor {debtor!r} ({kind}) lacks {key!r}"
                hint = f"Fill the column {key!r}, or name it in the column {NULLS!r} where it is not known"
                raise RecordError(Problem(FILES["events"], what, hint=hint, code="key-missing"))


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
