"""Splink's settings, made from ours for the columns and blocking rules that a file can use; no dialect is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import splink.comparison_level_library as levels
from splink import SettingsCreator, block_on
from splink.blocking_rule_library import CustomRule
from splink.comparison_library import CustomComparison

from forbear.creditfile.identity.settings import Settings, column_of

Rule = Sequence[str]
PARTS = ("id_number", "given_name", "family_name", "birth_day", "phone", "postcode", "address")
"""What an edge says of, part by part."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How likely two records are one person's, and of each level of each comparison how often people's own records, and
    strangers', stand there. ``learnt``: from records enough that the frequencies of names count too.
    """

    prior: Any
    levels: Mapping[str, Sequence[tuple[Any, Any]]]
    learnt: bool = False


def given(settings: Settings) -> Weights:
    """The weights that stand in the settings."""
    levels = {one["name"]: [(level["m"], level["u"]) for level in one["levels"]] for one in settings.comparisons}
    return Weights(settings.train["prior"], levels)


def taught(model: Mapping[str, Any], before: Weights) -> Weights:
    """The weights of a model of Splink's, by their places: its SQL is of one dialect, they are of none."""
    levels = dict(before.levels)
    for one in model["comparisons"]:
        name = one["output_column_name"]
        found = [level for level in one["comparison_levels"] if not level.get("is_null_level")]
        levels[name] = [
            (level.get("m_probability", m), level.get("u_probability", u))
            for level, (m, u) in zip(found, before.levels[name], strict=True)
        ]
    return Weights(model["probability_two_random_records_match"], levels, learnt=True)


def creator(settings: Settings, usable: Iterable[str], rules: Iterable[Rule], weights: Weights) -> SettingsCreator:
    """Settings for Splink."""
    columns = set(usable)
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[_comparison(one, weights) for one in settings.comparisons if one["name"] in columns],
        blocking_rules_to_generate_predictions=[blocking(rule) for rule in rules],
        probability_two_random_records_match=weights.prior,
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=False,
    )


def compared(settings: Settings, usable: Iterable[str]) -> list[str]:
    """The comparisons that the columns allow."""
    columns = set(usable)
    return [one["name"] for one in settings.comparisons if one["name"] in columns]


def blocking(rule: Rule) -> Any:
    """A blocking rule of Splink's."""
    return block_on(*(key_sql(key) for key in rule))


def some(rule: Rule, one_of: int) -> Any:
    """A rule of Splink's for the pairs of some groups, always the same."""
    if one_of == 1:
        return blocking(rule)
    same = " AND ".join(f"{key_sql(f'l.{key}')} = {key_sql(f'r.{key}')}" for key in rule)
    return CustomRule(f"{same} AND {chosen([f'l.{key}' for key in rule], one_of)}", sql_dialect="duckdb")


def chosen(rule: Rule, one_of: int) -> str:
    """Is the group of a node among those chosen, by the hash of its keys? As DuckDB's SQL."""
    return f"hash({', '.join(key_sql(key) for key in rule)}) % {int(one_of)} = 0"


def together(rules: Iterable[Rule]) -> Rule:
    """The rule whose pairs are those that all of some rules name."""
    return list(dict.fromkeys(key for rule in rules for key in rule))


def widest(rules: Sequence[Rule]) -> list[Rule]:
    """The rules without those whose pairs another names all the same, as ``address`` those of a name and an address."""
    return [
        rule
        for at, rule in enumerate(rules)
        if not any(
            _names_all_of(wide, rule) and (place < at or not _names_all_of(rule, wide))
            for place, wide in enumerate(rules)
            if place != at
        )
    ]


def _names_all_of(wide: Rule, rule: Rule) -> bool:
    return all(any(_follows(key, of) for of in rule) for key in wide)


def _follows(key: str, of: str) -> bool:
    """Are two alike in a key wherever they are alike in the other?"""
    (column, _, length), (other, _, longer) = key.partition(":"), of.partition(":")
    return column == other and (not longer or bool(length and int(length) <= int(longer)))


def key_sql(key: str) -> str:
    """A key of a blocking rule as SQL: ``birth_day``, or ``given_latin:1`` for its first letter."""
    column, _, length = key.partition(":")
    return f"substr({column}, 1, {int(length)})" if length else column


def rules_for(rules: Iterable[Rule], usable: Iterable[str]) -> list[Rule]:
    """The rules all of whose columns are usable."""
    columns = set(usable)
    return [rule for rule in rules if {column_of(key) for key in rule} <= columns]


def _comparison(one: Mapping[str, Any], weights: Weights) -> CustomComparison:
    parts = zip(one["levels"], weights.levels[one["name"]], strict=True)
    made = [
        _level(level, one["name"], weights.learnt).configure(m_probability=m, u_probability=u)
        for level, (m, u) in parts
    ]
    return CustomComparison(output_column_name=one["name"], comparison_levels=[_missing(one), *made])


def _missing(one: Mapping[str, Any]) -> Any:
    column, apart = one["name"], one.get("apart_by")
    if apart is None:
        return levels.NullLevel(column)
    sql = f"{column}_l IS NULL OR {column}_r IS NULL OR {apart}_l <> {apart}_r"
    return levels.CustomLevel(sql, f"{column} is missing or of another kind").configure(is_null_level=True)


def _level(level: Mapping[str, Any], name: str, learnt: bool) -> Any:
    column = level.get("of", name)
    if level["like"] == "exact":
        often = learnt and level.get("frequent", False)
        return levels.ExactMatchLevel(column, term_frequency_adjustments=often)
    if level["like"] == "swapped":
        return levels.ColumnsReversedLevel(column, level["with"], symmetrical=True)
    if level["like"] == "slips":
        return levels.DamerauLevenshteinLevel(column, level["most"])
    if level["like"] == "jaro-winkler":
        return levels.JaroWinklerLevel(column, level["least"])
    return levels.ElseLevel()
