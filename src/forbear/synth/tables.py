"""A place laid out in the database: value types, variables, small tables and macros; the SQL is the same for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from importlib.resources import files
from typing import Any

import duckdb

from forbear import vocabulary
from forbear.calendar import clock_of
from forbear.rules import catalog
from forbear.synth import rows
from forbear.synth.place import Place

WHO = ("debtor", "relative", "colleague", "co_debtor", "agreed_contact", "attorney", "debt_adviser")
ADDRESSES = ("tel", "job", "eml", "wrk", "adr", "app", "rel", "col", "law", "cod", "agr", "adv")
_OF_64, _PEOPLE, _DESK = 64, 12, 8


def sql(name: str) -> str:
    """The text of one of the files in ``synth/sql``."""
    return files("forbear").joinpath("synth", "sql", f"{name}.sql").read_text(encoding="utf-8")


def literal(value: Any) -> str:
    """A value as SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, time):
        return str(clock_of(value))
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(literal(item) for item in value)}]"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def lay_out(db: duckdb.DuckDBPyConnection, place: Place) -> None:
    """Types, variables, tables and macros of a place."""
    for name, words in _types(place).items():
        db.execute(f"CREATE TYPE {name} AS ENUM ({', '.join(literal(word) for word in words)})")
    for name, value in _variables(place).items():
        db.execute(f"SET VARIABLE {name} = {value}")
    db.execute(sql("tables"))
    for name, found in _rows(place).items():
        _fill(db, name, found)
    db.execute(sql("macros"))


def value_types(place: Place) -> Sequence[str]:
    """The value sets of the vocabulary that become types of their own: those that a contact's columns hold."""
    contact = vocabulary.EVENT_KEYS["contact"]
    used = {contact[key] for key in place["columns"] if contact[key] in vocabulary.VALUES}
    return sorted(used | {"channel", "outcome", "purpose", "role"})


def _types(place: Place) -> Mapping[str, Sequence[str]]:
    made = {
        "who": WHO,
        "address_word": ADDRESSES,
        "plant": [plant["name"] for plant in place["plant"]],
        "collector_id": [collector["id"] for collector in place["collector"]],
        "event_kind": list(vocabulary.EVENT_KEYS),
    }
    return {name: vocabulary.VALUES[name] for name in value_types(place)} | made


def _variables(place: Place) -> Mapping[str, str]:
    opening, week = place["opening"], place["calls_in_a_week"]
    kinds = ["contact", *(each.kind for each in place.happenings)]
    plain = {
        "first_day": rows.FIRST_DAY - rows.EPOCH,
        "country": place["country"],
        "week_calls": week,
        "busy_calls": place.get("busy_calls", week),
        **{flag: place.get(flag, False) for flag in ("extra_calls", "enquiries", "few_answer")},
        "fallback": place["fallback"],
        "opening_channel": opening["channel"],
        "opening_purpose": opening["purpose"],
        "opening_notice": opening.get("notice"),
        "creditors": place["creditors"],
        "products": place["products"],
    }
    lists = {
        "messages": (rows.slots(place["messages"], _OF_64), "channel"),
        "outcomes": (rows.slots(place["outcomes"], _OF_64), "outcome"),
        "relatives": (rows.spread_over(place["relatives"], _PEOPLE), "role"),
        "colleagues": (rows.spread_over(place["colleagues"], _PEOPLE), "role"),
        "desks": (_desks(place), "collector_id"),
        "kinds": (kinds, "event_kind"),
    }
    typed = {name: f"{literal(words)}::{kind}[]" for name, (words, kind) in lists.items()}
    return {name: literal(value) for name, value in plain.items()} | typed


def _desks(place: Place) -> list[str]:
    """Three desks of collectors; the tracks of a debtor sit at different ones."""
    shares = {collector["id"]: collector["share"] for collector in place["collector"]}
    desks = [{name: shares[name] for name in list(shares)[desk::3]} for desk in range(3)]
    return [name for desk in desks for name in rows.slots(desk, _DESK)]


def _rows(place: Place) -> Mapping[str, Iterable[rows.Row]]:
    books = {name: catalog.get(name) for name in place.rulebooks}
    return {
        "zone": rows.zones(place),
        "region": rows.regions(place),
        "collector": rows.collectors(place),
        "plant": rows.plants(place, books),
        "plant_rule": rows.plant_rules(place, books),
        "story": rows.stories(place),
        "story_event": rows.story_events(place),
        "cell_event": rows.cell_events(place),
        "talk_event": rows.talk_events(place),
    }


def _fill(db: duckdb.DuckDBPyConnection, table: str, found: Iterable[rows.Row]) -> None:
    """All rows by one statement: a statement for each takes longer than all the rest."""
    columns, given = db.table(table).columns, list(found)
    for row in given:
        if unknown := set(row) - set(columns):
            raise KeyError(f"the table {table} has no {', '.join(sorted(unknown))}")
    if given:
        places = ", ".join(f"({', '.join('?' * len(columns))})" for _ in given)
        # The names of our own tables.
        db.execute(f"INSERT INTO {table} VALUES {places}", [row.get(column) for row in given for column in columns])  # noqa: S608
