"""Ageing out in SQL: ``row_deleted_on``, for every row of the person tables at once; ``retention.py`` defines it."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from forbear.creditfile.rights.retention import Retention, words
from forbear.creditfile.storing import sql
from forbear.engine.backends.safely import literal, quoted

_NONE = "SELECT NULL::VARCHAR AS person_id, NULL::VARCHAR AS \"row\", NULL::DATE AS day, '' AS rule WHERE false"


def lay(connection: duckdb.DuckDBPyConnection, chosen: Sequence[Retention]) -> None:
    """Make ``row_deleted_on`` (person_id, row, day, rule) from the person tables; rows without a day are not in it."""
    said = words()
    parts = {"bad": literal(said.bad), "good": literal(said.good), "ended_by": literal(said.ended_by)}
    connection.execute(sql("months", parts, of="rights"))
    connection.execute(sql("ageing", {"rules": " UNION ALL ".join([_NONE, *map(_rule, chosen)])}, of="rights"))


def _rule(rule: Retention) -> str:
    """The rows of a rule with their days."""
    source = "ageing_month" if rule.table == "account_month" else f"person_{rule.table}"
    wheres = [f"{quoted(name)} IN (SELECT unnest({literal(list(said))}))" for name, said in rule.where.items()]
    length = f"INTERVAL {int(rule.after_days)} DAY + INTERVAL {int(rule.years) * 12 + int(rule.months)} MONTH"
    day = f"CAST({quoted(rule.start)} + {length} + INTERVAL 1 DAY AS DATE)"
    where = f" WHERE {' AND '.join(wheres)}" if wheres else ""
    return f'SELECT person_id, "row", {day} AS day, {literal(rule.id)} AS rule FROM {source}{where}'
