"""``person_doubt``: the doubts of every person as of a day, each with the rows that show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from forbear.creditfile.doubts.births import births
from forbear.creditfile.doubts.rules import Rules, shipped
from forbear.creditfile.identity import settings as identity_settings
from forbear.creditfile.identity.database import Connection, rows
from forbear.creditfile.identity.settings import Settings
from forbear.creditfile.storing import sql
from forbear.engine.backends.safely import literal, quoted
from forbear.errors import InputError, Problem


@dataclass(frozen=True, slots=True)
class Identity:
    """Where the tables lie that ``identity.resolve`` leaves, and the relation of ``claim_id`` and ``row``.

    Without ``row_of`` a claim has the name of its row.
    """

    schema: str = "identity"
    row_of: str = ""

    def parts(self) -> dict[str, str]:
        """What is filled in for the names of the tables."""
        found = {name: f"{quoted(self.schema)}.{quoted(name)}" for name in ("claim", "doubt", "node")}
        same = f'(SELECT claim_id, claim_id AS "row" FROM {found["claim"]})'
        return {**found, "row of": quoted(self.row_of) if self.row_of else same}


def lay(
    connection: Connection,
    as_of: date,
    rules: Rules | None = None,
    identity: Identity | None = None,
    settings: Settings | None = None,
) -> None:
    """Make the temporary tables ``person_doubt`` and ``person_doubt_others`` from the rows of people.

    ``person_doubt(person_id, kind, told, rows, innocent, doubt)`` cites rows of that person alone; ``innocent`` names
    the explanation that would make it harmless, or is empty. ``person_doubt_others(doubt, rows)`` holds the rows of
    others on which a doubt rests too: never for the person. Whatever a doubt says comes from these rows and no others.
    """
    used, where = rules or shipped(), identity or Identity()
    _check(connection, where)
    _set(connection, as_of, used)
    _run(connection, "said", where.parts())
    _lay_births(connection, settings or identity_settings.shipped())
    for name in ("many", "number", "shared", "several", "refused", "laid"):
        _run(connection, name, where.parts())


def _check(connection: Connection, where: Identity) -> None:
    """Rows without a claim would be silent here, and nothing of theirs would ever be doubted."""
    query = f'SELECT count(*) FROM person_identity_claim ANTI JOIN {where.parts()["row of"]} AS r USING ("row")'
    ((count,),) = rows(connection, query)
    if count:
        what, hint = f"{count} rows have no claim", "Say by `row_of` which claim stands for each row"
        raise InputError(Problem("person_identity_claim", what, hint=hint, code="doubt-unclaimed"))


def _set(connection: Connection, as_of: date, rules: Rules) -> None:
    values = {
        "day": f"DATE {literal(as_of.isoformat())}",
        "youngest": literal(rules.youngest),
        "oldest": literal(rules.oldest),
        "gap": literal(rules.gap_days),
        "crowd": literal(rules.crowd),
        "phone_days": literal(rules.many["phone_many_numbers"].days),
        "refused": literal(list(rules.refused)),
    }
    for name, value in values.items():
        connection.execute(f"SET VARIABLE doubt_{name} = {value}")
    many = ", ".join(f"({literal(kind)}, {one.least}, {one.days})" for kind, one in rules.many.items())
    connection.execute(f"CREATE OR REPLACE TEMP TABLE doubt_many AS FROM (VALUES {many}) AS m(kind, least, days)")


def _lay_births(connection: Connection, settings: Settings) -> None:
    numbers = rows(connection, "SELECT DISTINCT id_kind, id_number FROM doubt_said WHERE trusted ORDER BY ALL")
    found = births(numbers, settings)
    kinds, texts, days = list(zip(*found, strict=True)) or [(), (), ()]
    picked = "unnest(?::VARCHAR[]) AS id_kind, unnest(?::VARCHAR[]) AS id_number, unnest(?::DATE[]) AS born"
    query = f"CREATE OR REPLACE TEMP TABLE doubt_birth AS SELECT {picked}"
    connection.execute(query, [list(kinds), list(texts), list(days)])


def _run(connection: Connection, name: str, parts: Mapping[str, str]) -> None:
    connection.execute(sql(name, parts, of="doubts"))
