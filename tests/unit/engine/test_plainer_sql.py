"""What is said in fewer words, so that an engine has less to do, is the same for every row, whatever is unknown."""

from __future__ import annotations

from itertools import product

import duckdb
import pytest
from sqlglot import exp

from forbear.engine.relational.demand import _any_path
from forbear.engine.relational.profiles import profile_of
from forbear.engine.relational.sql import Sql, col, every, lit, some
from forbear.engine.relational.truth import Val, compare, member

TESTS = [col("t", name) for name in "abc"]
ROWS = list(product(("TRUE", "FALSE"), repeat=3))
PATHS = [[each for each, taken in zip(TESTS, chosen, strict=True) if taken] for chosen in product((0, 1), repeat=3)]


def values(node: Sql, rows: list[tuple[str, ...]], names: str) -> list[object]:
    table = ", ".join(f"({', '.join(row)})" for row in rows)
    query = f"SELECT {node.sql('duckdb')} FROM (VALUES {table}) AS t({names})"  # noqa: S608
    return [row[0] for row in duckdb.sql(query).fetchall()]


def test_what_paths_have_in_common_is_asked_once_and_the_answer_is_the_same() -> None:
    several = [paths for paths in product(PATHS, repeat=3) if paths[0]]
    plainly = [some(*(every(*path) if path else exp.true() for path in paths)).copy() for paths in several]
    shared = [_any_path([tuple(path) for path in paths]).copy() for paths in several]
    alike = [exp.EQ(this=exp.Paren(this=one), expression=exp.Paren(this=other))
             for one, other in zip(plainly, shared, strict=True)]  # fmt: skip
    assert len(alike) > 300 and values(every(*alike), ROWS, "a, b, c") == [True] * len(ROWS)


def test_what_all_paths_share_stands_there_once() -> None:
    a, b, c = TESTS
    assert _any_path([(a, b), (a, c)]).sql().count('"a"') == 1


@pytest.mark.parametrize("sign", ["==", "!="])
@pytest.mark.parametrize("word", ["call", "sms"])
def test_a_word_that_stands_for_an_absent_one_is_compared_without_a_new_type(sign: str, word: str) -> None:
    filled = exp.Coalesce(this=col("t", "a"), expressions=[lit("call")])
    found = compare(sign, Val(filled), Val(lit(word))).sql
    held = ["call", "sms", "call"]
    wanted = [(each == word) is (sign == "==") for each in held]
    assert values(found, [("'call'",), ("'sms'",), ("NULL",)], "a") == wanted
    assert isinstance(found, exp.Coalesce) and isinstance(found.expressions[0], exp.Boolean)


@pytest.mark.parametrize("words", [["call"], ["sms", "letter"]])
def test_a_word_that_stands_for_an_absent_one_is_looked_for_in_a_list_without_a_new_type(words: list[str]) -> None:
    filled = exp.Coalesce(this=col("t", "a"), expressions=[lit("call")])
    found = member(Val(filled), words).sql
    wanted = [each in words for each in ("call", "sms", "call")]
    assert values(found, [("'call'",), ("'sms'",), ("NULL",)], "a") == wanted


@pytest.mark.parametrize(("stated", "own"), [(0, False), (3, True)])
def test_people_are_looked_up_for_zones_only_where_some_state_their_own(stated: int, own: bool) -> None:
    answers = iter([[(2, 1, 0, 0, 10, 20, 2, 2)], [(2, stated)], [(1, 1)], [("contact",)]])
    parties = {"debtor": {"debtor", "id", "zones"}, "person": {"debtor", "id", "zones"}}
    found = profile_of(lambda query: next(answers), ["channel"], parties, False, True)
    assert (found.own_zones, found.zones) == (own, 2)
