"""Claims in one form each: numbers, telephones, names, days and places. Each different value is read once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from forbear.creditfile.identity import names, numbers
from forbear.creditfile.identity.database import Connection, Row, lay, rows, run
from forbear.creditfile.identity.settings import Settings


def normalise(connection: Connection, settings: Settings) -> None:
    """``claim_given`` → ``claim``, and ``doubt`` for what a check found."""
    checked = [kind for kind, one in settings.ids.items() if one.check]
    trusted = [kind for kind, one in settings.ids.items() if one.trusted]
    run(connection, "told", checked=checked or [""], trusted=trusted or [""])
    _read_names(connection)
    _read_ids(connection, settings)
    _read_phones(connection)
    run(connection, "claim")


def _read_names(connection: Connection) -> None:
    """``name_part`` for names in two parts, ``name_whole`` for those in one, where no part is said."""
    parts = [part for (part,) in rows(connection, "SELECT part FROM part_told")]
    read = [(part, names.part(part), names.part(part, of_family=True)) for part in parts]
    parted = [(part, *one, family) for part, one, (_, family) in read]
    _lay(connection, "name_part", ("raw", "plain", "given_latin", "family_latin"), parted)
    there = "SELECT raw FROM name_part WHERE plain <> ''"
    alone = f"family_name IS NULL OR family_name NOT IN ({there})"
    query = f"SELECT DISTINCT name FROM claim_given WHERE name IS NOT NULL AND ({alone})"
    whole = [name for (name,) in rows(connection, query)]
    made = [(name, names.read(full=name)) for name in whole]
    lines = [(name, one.family, one.given, one.family_latin, one.given_latin) for name, one in made]
    _lay(connection, "name_whole", ("raw", "family", "given", "family_latin", "given_latin"), lines)


def _read_ids(connection: Connection, settings: Settings) -> None:
    given = rows(connection, "SELECT kind, raw FROM id_read WHERE hard")
    read = [(kind, raw, numbers.identity(kind, raw, settings)) for kind, raw in given]
    lines = [(kind, raw, one.text, one.fault, one.trusted) for kind, raw, one in read]
    _replace(connection, "id_read", ("kind", "raw", "number", "fault", "trusted"), lines)


def _read_phones(connection: Connection) -> None:
    given = rows(connection, "SELECT place, raw FROM phone_read WHERE hard")
    read = [(place, raw, numbers.phone(raw, place)) for place, raw in given]
    lines = [(place, raw, one.text, one.fault) for place, raw, one in read]
    _replace(connection, "phone_read", ("place", "raw", "number", "fault"), lines)


def _replace(connection: Connection, table: str, columns: Sequence[str], lines: Sequence[Row]) -> None:
    """Put what the libraries read in the place of what was hard to read."""
    _lay(connection, "now_read", columns, lines)
    connection.execute(f"DELETE FROM {table} WHERE hard")
    connection.execute(f"INSERT INTO {table} BY NAME SELECT *, true AS hard FROM now_read; DROP TABLE now_read")


def _lay(connection: Connection, table: str, columns: Sequence[str], lines: Iterable[Row]) -> None:
    turned = list(zip(*lines, strict=True)) or [()] * len(columns)
    kinds = ["BOOLEAN" if name == "trusted" else "VARCHAR" for name in columns]
    lay(connection, table, dict(zip(columns, zip(kinds, turned, strict=True), strict=True)), kind="TEMP TABLE")
