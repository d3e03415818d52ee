"""Pairs of nodes and what they weigh, in DuckDB: what Splink's ``predict`` gives, by the same levels and weights.

Pairs are two whole numbers until their level is asked, and slips are counted only where there may be few enough. A test
holds it to Splink's answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from forbear.creditfile.identity.database import Connection
from forbear.creditfile.identity.model import PARTS, Rule, Weights, key_sql
from forbear.creditfile.identity.settings import Settings


def score(
    connection: Connection, settings: Settings, usable: Sequence[str], rules: Sequence[Rule], weights: Weights
) -> None:
    """``node`` → ``edge``: all pairs that some rule names and that weigh at least nothing."""
    compared = [one for one in settings.comparisons if one["name"] in usable]
    _number(connection, [one for one in compared if _is_frequent(one, weights)])
    made = " UNION ALL ".join(_pairs(rule) for rule in rules)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE pair AS SELECT DISTINCT pair FROM ({made})")
    parts = [_Part(one, weights) for one in compared]
    connection.execute(_scored(parts, _compared_columns(compared), weights))
    names = [one["name"] for one in compared]
    levels = ", ".join(f"s.{part}" if part in names else f"-1::TINYINT AS {part}" for part in PARTS)
    connection.execute(
        f"""CREATE OR REPLACE TABLE edge AS
        SELECT l.unique_id AS one, r.unique_id AS other, round(s.weight * 1000)::BIGINT AS weight, {levels}
        FROM scored AS s JOIN placed_node AS l ON l.place = s.one JOIN placed_node AS r ON r.place = s.other
        ORDER BY round(s.weight * 1000)::BIGINT DESC, s.one, s.other"""
    )
    for table in ("pair", "scored", "placed_node"):
        connection.execute(f"DROP TABLE {table}")


def _number(connection: Connection, frequent: Sequence[Mapping[str, Any]]) -> None:
    """``placed_node``: nodes numbered in the order of their ids, with the share of all that say the same."""
    shares, joins = [], []
    for one in frequent:
        name = one["name"]
        shares.append(f", {name}_share.share AS {name}_share")
        joins.append(
            f"LEFT JOIN (SELECT {name}, count(*) / (SELECT count({name}) FROM node) AS share FROM node "
            f"WHERE {name} IS NOT NULL GROUP BY {name}) AS {name}_share ON {name}_share.{name} = n.{name}"
        )
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE placed_node AS
        SELECT row_number() OVER (ORDER BY unique_id) AS place, n.* EXCLUDE (claims, sides){"".join(shares)}
        FROM node AS n {" ".join(joins)} ORDER BY place"""
    )


def _pairs(rule: Rule) -> str:
    """The pairs that a rule names, each as one number."""
    keys = {f"key{at}": key_sql(key) for at, key in enumerate(rule)}
    there = " AND ".join(f"{key} IS NOT NULL" for key in keys.values())
    keyed = (
        f"(SELECT place, {', '.join(f'{key} AS {name}' for name, key in keys.items())} FROM placed_node WHERE {there})"
    )
    same = " AND ".join(f"l.{name} = r.{name}" for name in keys)
    return f"SELECT l.place << 32 | r.place AS pair FROM {keyed} AS l JOIN {keyed} AS r ON {same} AND l.place < r.place"


def _is_frequent(one: Mapping[str, Any], weights: Weights) -> bool:
    return weights.learnt and any(level.get("frequent", False) for level in one["levels"])


def slips(one: str, other: str, most: int) -> str:
    """How many slips two different texts are apart, exactly as far as ``most``; asked only where it may be so few.

    Of texts of one length, one slip changes at most two letters. Two slips that change more are a letter lost and one
    gained, so that each letter stands at its place or beside it; or letters that changed places, so that all but two of
    those that differ stand beside their place, to the left and to the right.
    """
    counted = f"damerau_levenshtein({one}, {other})"
    far = f"{most} + 1"
    differ = f"hamming({one}, {other})"
    left, right = f"(hamming({one} || '_', '_' || {other}) - 2)", f"(hamming('_' || {one}, {other} || '_') - 2)"
    ruled_out = {
        1: f"WHEN {differ} > 2 THEN {far}",
        2: f"WHEN {differ} > 2 AND least({left}, {right}) + {differ} > strlen({one}) "
        f"AND ({differ} > 4 OR greatest({left}, {right}) + {differ} > strlen({one}) + 1) THEN {far}",
    }
    return f"""CASE WHEN {one} <> {other} THEN CASE
        WHEN abs(strlen({one}) - strlen({other})) > {most} THEN {far}
        WHEN strlen({one}) <> strlen({other}) THEN {counted}
        {ruled_out.get(most, "")} ELSE {counted} END END"""


class _Part:
    """One comparison as SQL."""

    def __init__(self, one: Mapping[str, Any], weights: Weights) -> None:
        self.name: str = one["name"]
        self._levels = one["levels"]
        self._top = len(self._levels) - 1
        self._apart = one.get("apart_by")
        shares = weights.levels[self.name]
        self._worth = [math.log2(own / strangers) for own, strangers in shares]
        self._exactly = shares[0][1]
        self.frequent = _is_frequent(one, weights)

    @property
    def asked(self) -> str:
        """How many slips apart, and how alike the texts are: asked once, and only where they differ."""
        most = max((int(level["most"]) for level in self._levels if level["like"] == "slips"), default=0)
        found = [f"{slips(self._l, self._r, most)} AS {self.name}_slips"] if most else []
        alike = dict.fromkeys(level.get("of", self.name) for level in self._levels if level["like"] == "jaro-winkler")
        counted = "CASE WHEN {0}_l = {0}_r THEN 1 ELSE jaro_winkler_similarity({0}_l, {0}_r) END AS {1}_{0}_alike"
        return ", ".join(["", *found, *(counted.format(column, self.name) for column in alike)])

    @property
    def level(self) -> str:
        """At which level two nodes stand, -1 where one of them says nothing."""
        cases = [f"WHEN {self._missing} THEN -1"]
        for place, level in enumerate(self._levels[:-1]):
            cases.append(f"WHEN {self._condition(level)} THEN {self._top - place}")
        return f"CASE {' '.join(cases)} ELSE 0 END::TINYINT AS {self.name}"

    @property
    def weight(self) -> str:
        """The weight of the level that was found."""
        cases = " ".join(
            f"WHEN {self._top - place} THEN {_number_sql(worth)}" for place, worth in enumerate(self._worth)
        )
        return f"CASE {self.name} {cases} ELSE 0::DOUBLE END{self._often(f'{self.name} = {self._top}')}"

    def _often(self, exactly: str) -> str:
        """What is added where both say the same: the rarer, the more."""
        if not self.frequent:
            return ""
        return f" + CASE WHEN {exactly} THEN log2({_number_sql(self._exactly)} / {self.name}_share_l) ELSE 0 END"

    @property
    def _missing(self) -> str:
        missing = f"{self._l} IS NULL OR {self._r} IS NULL"
        return f"{missing} OR {self._apart}_l <> {self._apart}_r" if self._apart else missing

    @property
    def _l(self) -> str:
        return f"{self.name}_l"

    @property
    def _r(self) -> str:
        return f"{self.name}_r"

    def _condition(self, level: Mapping[str, Any]) -> str:
        column = level.get("of", self.name)
        if level["like"] == "exact":
            return f"{column}_l = {column}_r"
        if level["like"] == "swapped":
            other = level["with"]
            return f"{column}_l = {other}_r AND {other}_l = {column}_r"
        if level["like"] == "slips":
            return f"{self.name}_slips <= {int(level['most'])}"
        return f"{self.name}_{column}_alike >= {_number_sql(level['least'])}"


def _scored(parts: Sequence[_Part], columns: Iterable[str], weights: Weights) -> str:
    sides = ", ".join(f"l.{name} AS {name}_l, r.{name} AS {name}_r" for name in columns)
    shares = [f"{part.name}_share" for part in parts if part.frequent]
    shared = "".join(f", l.{share} AS {share}_l" for share in shares)
    carried = "".join(f", {share}_l" for share in shares)
    prior = _number_sql(math.log2(weights.prior / (1 - weights.prior)))
    levels = ", ".join(part.name for part in parts)
    return f"""CREATE OR REPLACE TEMP TABLE scored AS
    WITH paired AS (
        SELECT l.place AS one, r.place AS other, {sides}{shared}
        FROM pair JOIN placed_node AS l ON l.place = pair >> 32 JOIN placed_node AS r ON r.place = pair & 4294967295
    ), spaced AS (
        SELECT *{"".join(part.asked for part in parts)} FROM paired
    ), levelled AS (
        SELECT one, other, {", ".join(part.level for part in parts)}{carried} FROM spaced
    )
    SELECT one, other, {" + ".join([prior, *(part.weight for part in parts)])} AS weight, {levels}
    FROM levelled WHERE weight >= 0"""


def _compared_columns(compared: Sequence[Mapping[str, Any]]) -> list[str]:
    levels = (level for one in compared for level in one["levels"])
    others = [level[key] for level in levels for key in ("of", "with") if key in level]
    apart = [one["apart_by"] for one in compared if "apart_by" in one]
    return list(dict.fromkeys([*(one["name"] for one in compared), *others, *apart]))


def _number_sql(value: Any) -> str:
    return f"{value!r}::DOUBLE"
