"""Splink's settings, made from ours for the columns and blocking rules that a file can use; no dialect is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import splink.comparison_level_library as levels
from splink import SettingsCreator, block_on
from splink.comparison_library import CustomComparison

from forbear.creditfile.identity.settings import Settings, column_of

Rule = Sequence[str]


def creator(settings: Settings, usable: Iterable[str], rules: Iterable[Rule], *, learnt: bool) -> SettingsCreator:
    """Settings for Splink. ``learnt``: there is enough to learn from, so frequencies of names count too."""
    columns = set(usable)
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[_comparison(one, learnt) for one in settings.comparisons if one["name"] in columns],
        blocking_rules_to_generate_predictions=[blocking(rule) for rule in rules],
        probability_two_random_records_match=settings.train["prior"],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=False,
    )


def blocking(rule: Rule) -> Any:
    """A blocking rule of Splink's."""
    return block_on(*(key_sql(key) for key in rule))


def key_sql(key: str) -> str:
    """A key of a blocking rule as SQL: ``birth_day``, or ``given_latin:1`` for its first letter."""
    column, _, length = key.partition(":")
    return f"substr({column}, 1, {int(length)})" if length else column


def rules_for(rules: Iterable[Rule], usable: Iterable[str]) -> list[Rule]:
    """The rules all of whose columns are usable."""
    columns = set(usable)
    return [rule for rule in rules if {column_of(key) for key in rule} <= columns]


def _comparison(one: Mapping[str, Any], learnt: bool) -> CustomComparison:
    made = [_level(level, one["name"], learnt) for level in one["levels"]]
    return CustomComparison(output_column_name=one["name"], comparison_levels=[_missing(one), *made])


def _missing(one: Mapping[str, Any]) -> Any:
    column, apart = one["name"], one.get("apart_by")
    if apart is None:
        return levels.NullLevel(column)
    sql = f"{column}_l IS NULL OR {column}_r IS NULL OR {apart}_l <> {apart}_r"
    return levels.CustomLevel(sql, f"{column} is missing or of another kind").configure(is_null_level=True)


def _level(level: Mapping[str, Any], name: str, learnt: bool) -> Any:
    column = level.get("of", name)
    weights = {"m_probability": level["m"], "u_probability": level["u"]}
    if level["like"] == "exact":
        often = learnt and level.get("frequent", False)
        return levels.ExactMatchLevel(column, term_frequency_adjustments=often).configure(**weights)
    if level["like"] == "swapped":
        return levels.ColumnsReversedLevel(column, level["with"], symmetrical=True).configure(**weights)
    if level["like"] == "slips":
        return levels.DamerauLevenshteinLevel(column, level["most"]).configure(**weights)
    if level["like"] == "jaro-winkler":
        return levels.JaroWinklerLevel(column, level["least"]).configure(**weights)
    return levels.ElseLevel().configure(**weights)
