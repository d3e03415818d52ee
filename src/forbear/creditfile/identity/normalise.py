"""Claims in one form each: numbers, telephones, names, days and places. Each different value is read once."""

from __future__ import annotations

from collections.abc import Sequence

from forbear.creditfile.identity import names, numbers
from forbear.creditfile.identity.database import Connection, Row, lay, rows, run
from forbear.creditfile.identity.settings import Settings


def normalise(connection: Connection, settings: Settings) -> None:
    """``claim_given`` → ``claim``, and ``doubt`` for what a check found."""
    _read_names(connection)
    _read_ids(connection, settings)
    _read_phones(connection)
    run(connection, "claim")


def _read_names(connection: Connection) -> None:
    parts = "coalesce(family_name, ''), coalesce(given_name, ''), coalesce(name, '')"
    given = rows(connection, f"SELECT DISTINCT {parts} FROM claim_given")
    read = [names.read(*one) for one in given]
    made = [(one.family, one.given, one.family_latin, one.given_latin) for one in read]
    raw = ("raw_family", "raw_given", "raw_full")
    _lay(connection, "name_read", (*raw, "family", "given", "family_latin", "given_latin"), given, made)


def _read_ids(connection: Connection, settings: Settings) -> None:
    given = rows(connection, "SELECT DISTINCT id_kind, id_number FROM claim_given WHERE id_number IS NOT NULL")
    read = [numbers.identity(kind, text, settings) for kind, text in given]
    made = [(one.text, one.fault, one.trusted) for one in read]
    _lay(connection, "id_read", ("kind", "raw", "number", "fault", "trusted"), given, made)


def _read_phones(connection: Connection) -> None:
    given = rows(connection, "SELECT DISTINCT coalesce(place, ''), phone FROM claim_given WHERE phone IS NOT NULL")
    read = [numbers.phone(text, place) for place, text in given]
    _lay(connection, "phone_read", ("place", "raw", "number", "fault"), given, [(one.text, one.fault) for one in read])


def _lay(connection: Connection, table: str, columns: Sequence[str], given: Sequence[Row], made: Sequence[Row]) -> None:
    lines = [(*one, *two) for one, two in zip(given, made, strict=True)]
    turned = list(zip(*lines, strict=True)) or [()] * len(columns)
    kinds = ["BOOLEAN" if name == "trusted" else "VARCHAR" for name in columns]
    lay(connection, table, dict(zip(columns, zip(kinds, turned, strict=True), strict=True)))
