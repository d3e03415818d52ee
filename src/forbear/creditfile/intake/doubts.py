"""Rows that are taken and yet doubtful: an identity number that cannot exist, or that names another day of birth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from forbear.creditfile.storing import sql
from forbear.creditfile.tables import Table
from forbear.engine.backends.safely import literal, quoted
from forbear.errors import Problem, SetupError, nearest

if TYPE_CHECKING:
    from forbear.creditfile.store import Store

IDS = ("cn.ric", "in_.pan", "us.ssn")
"""The kinds of number that can be checked, by the names of python-stdnum."""


def mark(store: Store, tables: Sequence[Table], delivery: str) -> int:
    """Mark the doubtful rows of a delivery just taken in; how many there are."""
    for table in tables:
        if "id_number" in table.columns:
            _mark_ids(store, table, delivery)
    return int(store.rows("SELECT count(*) FROM doubt WHERE delivery = ?", [delivery])[0][0])


def _mark_ids(store: Store, table: Table, delivery: str) -> None:
    birth = "birth_date" if "birth_date" in table.columns else "NULL::DATE"
    parts = {"rows": quoted(f"{table.name}_rows"), "delivery": literal(delivery), "birth": birth}
    found = [
        (delivery, table.name, code, what, kind, number, born)
        for kind, number, born in store.rows(sql("ids", parts))
        for code, what in doubts_of(kind, number, born)
    ]
    if found:
        store.connection.executemany(sql("doubt", parts), found)


def doubts_of(kind: str | None, number: str, born: date | None) -> Iterator[tuple[str, str]]:
    """What is doubtful about an identity number, each with a name and a sentence."""
    if kind is None:
        yield "id-unchecked", "it is not said what kind of number the identity number is"
        return
    if kind not in IDS:
        yield "id-unchecked", f"identity numbers of the kind {kind!r} cannot be checked. {nearest(kind, IDS)}".strip()
        return
    checker = _checkers()[kind]
    if not checker.is_valid(number):
        yield "id-impossible", "the identity number cannot exist: its form, its check digit or its date is wrong"
    elif born and (named := _birth_dates().get(kind)) and named(number) != born:
        yield "id-birth-date", "the identity number names another date of birth than the record"


@cache
def _checkers() -> Mapping[str, Any]:
    try:
        from stdnum.cn import ric
        from stdnum.in_ import pan
        from stdnum.us import ssn
    except ImportError:
        what, hint = "identity numbers cannot be checked here", "Install it: pip install 'forbear[credit]'"
        raise SetupError(Problem("", what, hint=hint, code="extra-missing")) from None
    return {"cn.ric": ric, "in_.pan": pan, "us.ssn": ssn}


def _birth_dates() -> Mapping[str, Callable[[str], date]]:
    return {"cn.ric": _checkers()["cn.ric"].get_birth_date}
