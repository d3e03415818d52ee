"""Of each table the rows that are surely somebody's at an instant; all others are held, with the reason.

Temporary relations on the connection of the store: ``person_<table>``, ``person_named`` (others' accounts in which
somebody is a joint debtor or a guarantor), ``row_held``, ``row_withdrawn``, ``person_weight``, ``lender_kind``.
"""

from __future__ import annotations

from datetime import datetime

from forbear.creditfile.identity.settings import shipped
from forbear.creditfile.linked import lenders
from forbear.creditfile.linked.naming import check_linked, named, row_of, sources
from forbear.creditfile.store import Store, utc
from forbear.creditfile.storing import sql
from forbear.creditfile.tables import PLACED, tables
from forbear.engine.backends.safely import literal, quoted

_OWNERS = {
    "application": ("application", "application", "withdrawn_application", "application"),
    "inquiry": ("subject", "subject", "(SELECT '' AS lender, '' AS inquiry LIMIT 0)", "inquiry"),
    "account": ("account", "account", "withdrawn_account", "account"),
    "account_month": ("account", "account", "withdrawn_account", "account"),
}
"""Table → as what it is owned, by which of its columns, and what was taken back, by which."""


def rows_of_people(store: Store, until: datetime | None = None) -> None:
    """Lay the relations for what was known until an instant (all that came where it is not said).

    People are those of the last linking also for an earlier instant: what was found out since is not forgotten.
    """
    check_linked(store)
    instant = f"TIMESTAMP {literal(utc(until).isoformat(sep=' ') if until else 'infinity')}"
    parts = {**named(_known(store, until)), "until": instant, "alike": _alike()}
    for name in ("withdrawn", "owners", "claim_rows", "list_rows"):
        store.connection.execute(sql(f"linked/{name}", parts))
    for name in _OWNERS:
        store.connection.execute(sql("linked/rows", _parts(name, parts)))
    _lay_withdrawn(store, parts)
    _lay_views(store)
    store.connection.execute(sql("linked/person_named"))
    parts_of_edges = ", ".join(one["name"] for one in shipped().comparisons)
    store.connection.execute(sql("linked/person_weight", {"parts": parts_of_edges}))
    lenders.lay(store, instant)


def _known(store: Store, until: datetime | None) -> dict[str, str]:
    """Each table as known, laid once; the months, of which there are many, where they are used."""
    found = sources(until)
    for name in tables():
        if name != "account_month":
            store.connection.execute(f"CREATE OR REPLACE TEMP TABLE known_{name} AS SELECT * FROM {found[name]}")
            found[name] = f"known_{name}"
    return found


def _alike() -> str:
    return str(shipped().screen["given_alone_below"])


def _parts(name: str, known: dict[str, str]) -> dict[str, str]:
    thing, key, withdrawn, gone = _OWNERS[name]
    return {
        "counted": f"counted_{name}", "known": known[name], "row": row_of(name), "thing": literal(thing), "key": key,
        "withdrawn": withdrawn, "gone": gone,
    }  # fmt: skip


def _lay_withdrawn(store: Store, known: dict[str, str]) -> None:
    found = ['SELECT "row" FROM withdrawn_claim']
    for name, (_, _, withdrawn, gone) in _OWNERS.items():
        if name != "inquiry":
            found.append(f"SELECT {row_of(name)} FROM {known[name]} SEMI JOIN {withdrawn} USING (lender, {gone})")
    store.connection.execute(f"CREATE OR REPLACE TEMP TABLE row_withdrawn AS {' UNION ALL '.join(found)}")


def _lay_views(store: Store) -> None:
    held = []
    for name, table in tables().items():
        columns = ", ".join(map(quoted, [*table.columns, *PLACED]))
        parts = {"view": f"person_{name}", "columns": columns, "counted": f"counted_{name}"}
        store.connection.execute(sql("linked/person_table", parts))
        held.append(
            'SELECT "row", held_why AS why, held_told AS told, coalesce(held_candidates, []) AS candidates '
            f"FROM counted_{name} WHERE person_id IS NULL"
        )
    store.connection.execute(f"CREATE OR REPLACE TEMP TABLE row_held AS {' UNION ALL '.join(held)}")
