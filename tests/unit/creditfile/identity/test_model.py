from dataclasses import replace

import pytest
import sqlglot

from forbear.creditfile.identity.model import creator, given, key_sql, rules_for, widest
from forbear.creditfile.identity.settings import COLUMNS
from tests.support.identity_claims import SETTINGS

RULES = SETTINGS.blocking["rules"]


def conditions(dialect):
    made = creator(SETTINGS, COLUMNS, RULES, replace(given(SETTINGS), learnt=True)).create_settings_dict(dialect)
    return [[level["sql_condition"] for level in one["comparison_levels"]] for one in made["comparisons"]]


@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
def test_the_one_source_makes_settings_for_each_dialect_level_by_level(dialect):
    made = conditions(dialect)
    assert [len(levels) for levels in made] == [len(one["levels"]) + 1 for one in SETTINGS.comparisons]
    for sql in (sql for levels in made for sql in levels if sql != "ELSE"):
        sqlglot.parse_one(sql, dialect=dialect)


def test_numbers_of_different_kinds_are_not_compared():
    assert conditions("duckdb")[0][0].endswith("id_kind_l <> id_kind_r")


def test_only_rules_whose_columns_are_usable_are_taken():
    assert rules_for([["id_number:5", "birth_day"], ["phone"]], ["id_number", "birth_day"]) == [
        ["id_number:5", "birth_day"]
    ]
    assert key_sql("id_number:5") == "substr(id_number, 1, 5)"


def test_a_rule_whose_pairs_another_names_all_the_same_is_not_made():
    assert widest([["phone", "address"], ["address"], ["phone"]]) == [["address"], ["phone"]]
    assert widest([["phone", "address"], ["address", "phone"]]) == [["phone", "address"]]
    assert widest([["given_latin"], ["given_latin:2", "phone"], ["given_latin:1", "phone"]]) == [
        ["given_latin"],
        ["given_latin:1", "phone"],
    ]
    assert len(widest(RULES)) == len(RULES) - 3
