"""Address-book bombing over many debtors at once: ``audit/bombing.py`` as SQL, by the same data."""

from __future__ import annotations

from forbear.audit import bombing
from forbear.audit.tables.database import Database
from forbear.calendar import HOUR

SIGNALS = ("people_reached", "contacts_to_one_person", "from_phone_book", "told_of_debt", "burst_people")


def prepare(db: Database) -> None:
    """Set the groups of roles and words, and the thresholds, that ``bombing.sql`` reads."""
    limits = bombing.thresholds()
    db.set(burst_length=limits["burst"]["hours"] * HOUR)
    groups = {
        "no_strangers": (*bombing.LIABLE, *bombing.ACTING, "public"),
        "phone_book": bombing.PHONE_BOOK,
        "agreed": bombing.AGREED,
        "told": bombing.TOLD,
    }
    for name, words in groups.items():
        db.connection.execute(f"SET VARIABLE {name} = {list(words)!r}")
    rows = [(name, limits["signs"].get(name), limits["bombing"].get(name)) for name in SIGNALS]
    db.connection.execute("CREATE TEMP TABLE audit_limits (signal VARCHAR, signs BIGINT, bombing BIGINT)")
    db.connection.executemany("INSERT INTO audit_limits VALUES (?, ?, ?)", [list(row) for row in rows])
