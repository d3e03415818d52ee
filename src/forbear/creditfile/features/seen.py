"""What a look sees: the rows of each table up to its day, under the keys of the vocabulary, as temporary views.

``seen_look`` is the look itself. ``_look`` is its number and ``_today`` its day. Of a row, ``_day`` is the day and
``_row`` the name, ``_kind`` its place in the order of one day, ``_thing`` what it is about. An account stands there as
it is (``_variant`` 0) and as it might be without some of its rows (1). Where rows are cited, a row is called by its
number among those of its person: names are long, and are put back where all is told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import duckdb

from forbear.credit_vocabulary import RENAMED
from forbear.creditfile.storing import sql
from forbear.creditfile.tables import Table, tables
from forbear.engine.backends.safely import literal, quoted
from forbear.rules.check_figures import keys_of
from forbear.rules.format import Rulebook
from forbear.vocabulary import CREDIT

Connection = duckdb.DuckDBPyConnection

KINDS = ("application", "inquiry", "account", "account_month", "identity_claim", "list_entry")
"""The rows of a file, in the order in which those of one day stand."""

_OWN_DAY = {
    "application": "t.applied_on",
    "inquiry": "t.inquired_on",
    "account_month": "CASE WHEN t.source = 'history' OR t.as_of IS NULL THEN last_day(t.month) ELSE t.as_of END",
    "identity_claim": "t.as_of",
    "list_entry": "t.listed_on",
}
_TYPES = {
    "bool": "BOOLEAN", "int": "BIGINT", "money": "BIGINT", "decimal": "DECIMAL(18, 9)", "instant": "TIMESTAMP",
    "day": "DATE", "clock": "BIGINT",
}  # fmt: skip


def _always(table: Table) -> frozenset[str]:
    needed = (column.name for column in table.columns.values() if column.needed)
    return frozenset({"lender", *(RENAMED.get((table.name, name), name) for name in needed)})


ALWAYS: Mapping[str, frozenset[str]] = {name: _always(table) for name, table in tables().items()}
"""The keys that every row of a kind has."""


def lay(connection: Connection, books: Sequence[Rulebook], cite: bool, zone: str | None = None) -> None:
    """Lay what some books read; ``zone`` is where the clocks of the lenders stand.

    Accounts as they are, and everything where rows are cited, are laid down as tables: many figures read them.
    """
    connection.execute(f"CREATE OR REPLACE TEMP VIEW seen_look AS {_look(connection)}")
    if cite:
        _number(connection)
    keys = {key for book in books for key in keys_of(book)}
    read = {fact.event for book in books for fact in book.facts.values()}
    connection.execute(file("lender_kind"))
    earlier = _earlier(connection)
    for kind in KINDS:
        if kind in read:
            names = "lender_kind" in keys
            text = _account(connection, names, cite) if kind == "account" else plain(kind, names, zone, cite)
            shape = "TABLE" if cite and kind != "account" else "VIEW"
            if earlier.get(f"seen_{kind}", shape) != shape:
                connection.execute(f"DROP {earlier[f'seen_{kind}']} seen_{kind}")
            connection.execute(f"CREATE OR REPLACE TEMP {shape} seen_{kind} AS {text}")


def as_they_are(kind: str) -> str:
    """The relation with the rows of a kind as they are; to find how accounts might be costs more than all else."""
    return "account_seen" if kind == "account" else f"seen_{kind}"


def _earlier(connection: Connection) -> dict[str, str]:
    """What an earlier book was read from, and whether that is a table or a view: neither replaces the other."""
    query = """SELECT table_name, 'TABLE' FROM duckdb_tables() WHERE starts_with(table_name, 'seen_')
        UNION ALL SELECT view_name, 'VIEW' FROM duckdb_views() WHERE starts_with(view_name, 'seen_')"""
    return dict(connection.execute(query).fetchall())


def _number(connection: Connection) -> None:
    """Lay ``row_number``: the number of each row among those of its person, and ``row_names``: what they are called."""
    rows = " UNION ALL ".join(f'SELECT person_id, "row" FROM person_{kind}' for kind in KINDS)
    connection.execute(file("row_names", {"rows": rows}))


def _of_rows(cite: bool) -> dict[str, str]:
    """How rows are called, as SQL: by their numbers, which are joined, or by their names."""
    if not cite:
        return {"row": 't."row"', "numbered": ""}
    return {"row": "n.number", "numbered": 'JOIN row_number n ON n.person_id = t.person_id AND n."row" = t."row"'}


def _look(connection: Connection) -> str:
    own = {name for name, *_ in connection.execute("DESCRIBE look").fetchall()}
    keys = (
        f"l.{quoted(key)}" if key in own else f"NULL::{_sql_type(kind)} AS {quoted(key)}"
        for key, kind in CREDIT.events["look"].items()
    )
    return (
        "SELECT l.look_id AS _look, '' AS _row, 0 AS _variant, l.person_id AS _person, l.as_of AS _day, "
        f"l.as_of AS _today, -1 AS _kind, {', '.join(keys)} FROM look l"
    )


def _sql_type(kind: str) -> str:
    return "VARCHAR[]" if kind.startswith("list of ") else _TYPES.get(kind, "VARCHAR")


def plain(kind: str, kinds: bool, zone: str | None, cite: bool = False) -> str:
    """The view of a table whose rows stand for themselves."""
    columns = {RENAMED.get((kind, name), name): f"t.{quoted(name)}" for name in (*tables()[kind].columns, "lender")}
    columns["lender_kind"] = "k.kind" if kinds else "NULL::VARCHAR"
    if kind == "application":
        columns["applied_clock"] = _clock(zone)
    row, numbered = _of_rows(cite).values()
    joined = f"{numbered} LEFT JOIN one_lender_kind k ON k.lender = t.lender" if kinds else numbered
    keys = (
        f"{columns[key]} AS {quoted(key)}" if key in columns else f"NULL::{_sql_type(type_)} AS {quoted(key)}"
        for key, type_ in CREDIT.events[kind].items()
    )
    place = KINDS.index(kind)
    return (
        f"SELECT l.look_id AS _look, l.as_of AS _today, {_OWN_DAY[kind]} AS _day, {place} AS _kind, {row} AS _row, "
        f"0 AS _variant, {row} AS _thing, {', '.join(keys)} "
        f"FROM person_{kind} t JOIN look l ON l.person_id = t.person_id {joined} WHERE {_OWN_DAY[kind]} <= l.as_of"
    )


def _clock(zone: str | None) -> str:
    """The time of day at which somebody applied, in microseconds; not known where no zone is."""
    if zone is None:
        return "NULL::BIGINT"
    return f"epoch_us(timezone({literal(zone)}, timezone('UTC', t.applied_at))::TIME)"


def _account(connection: Connection, kinds: bool, cite: bool) -> str:
    """The view of accounts: the newest report and what its months come to; to cite, what else it might come to."""
    for name in ("report_seen", "month_seen", "account_months", "account_as_reported"):
        connection.execute(file(name, _of_rows(cite)))
    now = _accounts_of(connection, "account_as_reported", kinds)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE account_seen AS {now}")
    if not cite:
        return "SELECT * FROM account_seen"
    connection.execute(file("account_otherwise"))
    both = "(SELECT * FROM account_as_reported WHERE FALSE UNION ALL BY NAME FROM account_otherwise)"
    return f"SELECT * FROM account_seen UNION ALL BY NAME {_accounts_of(connection, both, kinds)}"


def _accounts_of(connection: Connection, accounts: str, kinds: bool) -> str:
    """The accounts of a relation under the keys of the vocabulary."""
    connection.execute(f"CREATE OR REPLACE TEMP VIEW account_now AS {file('account_now', {'accounts': accounts})}")
    own = {name for name, *_ in connection.execute("DESCRIBE account_now").fetchall()}
    keys = (
        f"t.{quoted(key)}" if key in own else f"NULL::{_sql_type(type_)} AS {quoted(key)}"
        for key, type_ in CREDIT.events["account"].items()
        if key != "lender_kind"
    )
    joined = "LEFT JOIN one_lender_kind k ON k.lender = t.lender" if kinds else ""
    kind = "k.kind" if kinds else "NULL::VARCHAR"
    rows = ", ".join(f"t._{group}_rows" for group in ROWS_OF)
    return (
        f"SELECT t._look, t._today, t._day, {KINDS.index('account')} AS _kind, t._row, t._variant, t._thing, "
        f"{rows}, {kind} AS lender_kind, {', '.join(keys)} FROM account_now t {joined}"
    )


ROWS_OF: Mapping[str, tuple[str, ...]] = {
    "now": ("status_now", "month_now", "days_late_now", "balance", "overdue", "due_next", "is_open"),
    "currency": ("currency",),
    "longest": ("days_late_longest",),
    "run": ("late_run",),
    "late": ("months_late",),
    "cured": ("cures",),
    "unknown": ("months_unknown",),
    "last": ("last_late",),
}
"""The months on which the keys of an account rest: column ``_<name>_rows``, each month once → those keys."""


def rests_on(kind: str, keys: Collection[str]) -> list[str]:
    """The columns of the rows on which the keys of a row rest, besides the row itself."""
    groups = ROWS_OF.items() if kind == "account" else ()
    return [f"e._{group}_rows" for group, own in groups if not own_is_apart(own, keys)]


def own_is_apart(own: Collection[str], keys: Collection[str]) -> bool:
    """Is none of the keys among those that are read?"""
    return not set(own) & set(keys)


def file(name: str, parts: Mapping[str, str] | None = None) -> str:
    """The text of one of the files in ``sql/``, each ``/* name */`` filled in."""
    return sql(name, parts, of="features")
