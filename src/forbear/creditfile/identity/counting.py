"""How many pairs of nodes a rule names, without making them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from forbear.creditfile.identity import model
from forbear.creditfile.identity.database import Connection, rows
from forbear.creditfile.identity.model import Rule


def counted(connection: Connection, rules: Iterable[Rule], usable: Sequence[str]) -> list[tuple[Rule, int]]:
    """The rules that the columns allow, with how many pairs each makes."""
    return [(rule, pairs(connection, rule)) for rule in model.rules_for(rules, usable)]


def pairs(connection: Connection, rule: Rule) -> int:
    """How many pairs of nodes share all keys of a rule."""
    keys = [model.key_sql(key) for key in rule]
    there = " AND ".join(f"{key} IS NOT NULL" for key in keys)
    groups = f"SELECT count(*) AS n FROM node WHERE {there} GROUP BY {', '.join(keys)}"
    ((found,),) = rows(connection, f"SELECT coalesce(sum(n * (n - 1) // 2), 0)::BIGINT FROM ({groups})")
    return int(found)
