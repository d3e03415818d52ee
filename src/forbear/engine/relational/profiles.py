"""What a set of tables holds, found by asking them: the profile for which a program is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlglot import exp

from forbear.calendar import Instant, local_day
from forbear.engine.relational.sql import Sql, col, eq, lit, not_null, op
from forbear.engine.relational.tables import EVENT_BASE, NULLS, PARTIES, Profile
from forbear.engine.relational.writer import Source, named
from forbear.vocabulary import PARTY_KEYS

Ask = Callable[[exp.Expression], Sequence[tuple[Any, ...]]]
"""Runs a query and gives its rows."""

MARGIN_DAYS = 2


def profile_of(ask: Ask, events: Iterable[str], parties: dict[str, set[str]], apart: bool, unbroken: bool) -> Profile:
    """The profile of tables with these columns; ``parties`` maps a party to the columns of its table."""
    keys = sorted(set(events) - {*EVENT_BASE, NULLS})
    counts = _counts(ask, keys)
    used = frozenset(key for key in keys if counts[f"any.{key}"])
    contacts = counts["contacts"] or 0
    zones, placed, own_zones = _zones(ask, "zones" in parties["debtor"], "zones" in parties["person"])
    kinds = frozenset(
        row[0] for row in ask(Source.of("events", "e").take(col("e", "kind")).select.distinct(copy=False))
    )
    return Profile(
        kinds=kinds,
        events=used,
        parties=_party_columns(parties),
        nulls=NULLS in set(events)
        and any(_has_nulls(ask, table) for table in ("events", "debtors", "people", "debts", "collectors")),
        zones=max(zones, 1),
        late=bool(counts["late"]),
        one_debt="debts" in used and not counts["several"],
        debts_named="debts" in used and not counts["unnamed"],
        whole=frozenset(key for key in used if not apart and counts[f"contact.{key}"] == contacts),
        days=days_between(counts["first"], counts["last"]),
        unbroken=unbroken,
        placed=placed,
        own_zones=own_zones,
        apart=apart,
    )


def _counts(ask: Ask, keys: Sequence[str]) -> dict[str, Any]:
    """How often each key is stated, on contacts and on all events, and what else there is to count."""
    contact = eq(col("e", "kind"), lit("contact"))
    size = exp.Coalesce(this=exp.ArraySize(this=col("e", "debts")), expressions=[lit(0)]) if "debts" in keys else lit(0)
    late = exp.And(this=contact.copy(), expression=op(exp.NEQ, col("e", "at"), col("e", "known_at")))
    several, none = op(exp.NEQ, size, lit(1)), op(exp.EQ, size.copy(), lit(0))
    wanted: dict[str, Sql] = {
        "contacts": exp.CountIf(this=contact),
        "late": exp.CountIf(this=late),
        "several": exp.CountIf(this=exp.And(this=contact.copy(), expression=several)),
        "unnamed": exp.CountIf(this=exp.And(this=contact.copy(), expression=none)),
        "first": exp.Min(this=col("e", "at")),
        "last": exp.Max(this=col("e", "known_at")),
    }
    for key in keys:
        wanted[f"any.{key}"] = exp.Count(this=col("e", key))
        wanted[f"contact.{key}"] = exp.CountIf(this=exp.And(this=contact.copy(), expression=not_null(col("e", key))))
    source = Source.of("events", "e").take(*(named(node, name) for name, node in wanted.items()))
    return dict(zip(wanted, ask(source.select)[0], strict=True))


def _party_columns(parties: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    found = {party: frozenset(columns - {"debtor"}) for party, columns in parties.items() if party in PARTIES}
    for beside in ("policy", "calendars"):
        stated = {column.removeprefix(f"{beside}.") for column in parties["debtor"] if column.startswith(f"{beside}.")}
        found[beside] = frozenset(stated & set(PARTY_KEYS[beside]))
    return found


def _has_nulls(ask: Ask, table: str) -> bool:
    source = Source.of(table, "e").take(named(exp.Count(this=col("e", NULLS)), "n"))
    return bool(ask(source.select)[0][0])


def _zones(ask: Ask, of_debtor: bool, of_people: bool) -> tuple[int, bool, bool]:
    """The most zones that one person may be in, whether every debtor has one, and whether others have their own."""
    stated = 0
    most_of_people = None
    size = exp.Coalesce(this=exp.ArraySize(this=col("e", "zones")), expressions=[lit(0)])
    if of_people:
        people = Source.of("people", "e").take(
            named(exp.Max(this=size.copy()), "most"), named(exp.Count(this=col("e", "zones")), "stated")
        )
        most_of_people, stated = ask(people.select)[0]
    if not of_debtor:
        return 1, False, bool(stated)
    source = Source.of("debtors", "e").take(
        named(exp.Max(this=size), "most"), named(exp.Min(this=size.copy()), "least")
    )
    most, least = ask(source.select)[0]
    return max(most or 0, most_of_people or 0), bool(least), bool(stated)


def days_between(first: Instant | None, last: Instant | None) -> tuple[int, int] | None:
    """The first and last local day of instants in any zone; None where there are none."""
    if first is None or last is None:
        return None
    return local_day(first, "UTC") - MARGIN_DAYS, local_day(last, "UTC") + MARGIN_DAYS
