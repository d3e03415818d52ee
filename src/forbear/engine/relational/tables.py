"""How a record lies in tables, and what is known of it before a program is written for it.

``events``: one row per event, ``debtor``, ``seq`` (its place in the debtor's order), ``at``, ``known_at``, ``kind``
and a column per key; ``debtors``, ``people``, ``debts``, ``collectors``: one row per party, ``debtor``, ``id`` and a
column per key. A fact that is not stated is NULL; one that is stated as not known is NULL too and its key stands in
the array ``nulls`` of its row. ``zone_offsets`` and ``zone_days`` hold the
zones, as ``forbear.calendar`` has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from forbear import vocabulary
from forbear.engine.relational.sql import Sql, col, has, is_null, lit, not_null, null, type_of, when
from forbear.engine.relational.truth import FALSE, TRUE, Val, missing

PARTIES: Mapping[str, str] = {"debtor": "debtors", "collector": "collectors", "person": "people", "debt": "debts"}
"""Party in a condition → its table; ``policy`` and ``calendars`` stand with the debtor."""

EVENT_BASE = ("debtor", "seq", "at", "known_at", "kind")
NULLS = "nulls"


@dataclass(frozen=True)
class Profile:
    """What a set of tables holds. A program for a narrow profile is short and fast; for ``Profile()`` it is general.

    ``events`` and ``parties`` name the columns that are there; ``kinds`` the kinds of event; ``zones`` how many zones
    one person may be in at most; ``late``: some event was learnt of after it happened; ``one_debt``: every contact
    names exactly one debt; ``debts_named``: every contact names one or more;
    ``whole``: columns of contacts that are never NULL; ``days``: the first and last local
    day; ``unbroken``: no clock change takes a zone back over midnight; ``placed``: every debtor has a zone;
    ``own_zones``: somebody but a debtor may have zones;
    ``numbered``: the engine numbers rows at no cost; ``apart``: contacts are asked about (table ``asks``) that are
    not among the events.
    """

    kinds: frozenset[str] = frozenset(vocabulary.EVENT_KEYS)
    events: frozenset[str] = frozenset(key for keys in vocabulary.EVENT_KEYS.values() for key in keys)
    parties: Mapping[str, frozenset[str]] = field(
        default_factory=lambda: {party: frozenset(keys) for party, keys in vocabulary.PARTY_KEYS.items()}
    )
    nulls: bool = True
    zones: int = 2
    late: bool = True
    one_debt: bool = False
    debts_named: bool = False
    whole: frozenset[str] = frozenset()
    days: tuple[int, int] | None = None
    unbroken: bool = False
    placed: bool = False
    own_zones: bool = True
    numbered: bool = True
    apart: bool = True


def key_type(kind: str, key: str) -> str:
    """The type of a key of an event of ``kind``, or of any kind that has it."""
    own = vocabulary.type_of_key(vocabulary.EVENT_KEYS.get(kind, {}), key)
    return own or next(keys[key] for keys in vocabulary.EVENT_KEYS.values() if key in keys)


def party_type(party: str, key: str) -> str:
    """The type of a key of a party."""
    return vocabulary.PARTY_KEYS[party][key]


def sql_types() -> Mapping[str, str]:
    """Every column of ``events`` and its SQL type. Raises ValueError where two kinds use one key for two types."""
    found = {"debtor": "VARCHAR", "seq": "BIGINT", "at": "BIGINT", "known_at": "BIGINT", "kind": "VARCHAR"}
    for keys in vocabulary.EVENT_KEYS.values():
        for key, kind in keys.items():
            if found.setdefault(key, type_of(kind)) != type_of(kind):
                raise ValueError(f"the key {key} has two types")
    return {**found, NULLS: "ARRAY<VARCHAR>"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row that conditions read: its alias, and a prefix of its columns (``debtor.`` for a party joined to it)."""

    alias: str
    prefix: str = ""
    columns: frozenset[str] = frozenset()
    nulls: bool = False
    whole: frozenset[str] = frozenset()

    def column(self, key: str, kind: str) -> Sql:
        """A column, or NULL of its type where the table has none."""
        return col(self.alias, self.prefix + key) if key in self.columns else null(kind)

    def nulled(self, key: str) -> Sql:
        """Is the key stated as not known? NULL, as good as false, where nothing is."""
        return has(col(self.alias, self.prefix + NULLS), lit(key))

    def read(self, key: str, kind: str, word: str, absent: str | None = None) -> Val:
        """The value of a key; ``word`` is how a missing one is called, ``absent`` what its absence means."""
        column = self.column(key, kind)
        if absent is None:
            return Val(column) if key in self.whole else missing(column, [word])
        if key not in self.columns and not self.nulls:
            return Val(lit(absent))
        if not self.nulls:
            return Val(exp.Coalesce(this=column, expressions=[lit(absent)]))
        given = [(not_null(column), column.copy()), (self.nulled(key), null(kind))]
        return missing(when(*given, other=lit(absent)), [word])

    def stated(self, key: str, kind: str, word: str) -> Val:
        """Is the key on record at all?"""
        if key not in self.columns and not self.nulls:
            return FALSE
        if key in self.whole:
            return TRUE
        there = not_null(self.column(key, kind))
        if not self.nulls:
            return Val(there)
        unsure = exp.And(this=is_null(self.column(key, kind)), expression=self.nulled(key))
        return missing(when((unsure, null("bool")), other=there), [word])

    def absent(self, key: str, kind: str) -> Sql:
        """Is the key neither stated nor stated as not known?"""
        gone = is_null(self.column(key, kind))
        if key in self.whole:
            return exp.false()
        if not self.nulls:
            return gone
        nulled = exp.Coalesce(this=self.nulled(key), expressions=[exp.false()])
        return exp.And(this=gone, expression=exp.Not(this=nulled))
