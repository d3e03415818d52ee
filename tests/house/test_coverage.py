"""What is known of the law is in the project, or the project says that it is not and why.

``tests/rulebooks/fact_rows/`` holds a line for every row of the tables of facts that the rulebooks were written from.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from forbear.errors import nearest
from forbear.rules.catalog import all_books, credit_books
from forbear.rules.format import FORCES, Rule, Rulebook, Span
from tests.house.tree import ROOT, none_of

TABLES = sorted((ROOT / "tests" / "rulebooks" / "fact_rows").glob("*.toml"))
SEEN, UNSURE = ("C1", "C2", "P", "S"), ("K", "U")
WORDS = (
    "disclosure", "threat", "insult", "poses_as", "false_record", "third_party_pay", "borrow_elsewhere",
    "limited_content", "opt_out_notice", "initial_disclosure",
)  # fmt: skip
KEYS = {"id", "confidence", "about", "covered", "duty", "words", "left_out", "no_book", "reason"}
LATIN, CHINESE = re.compile("[A-Za-z]"), re.compile(r"[\u4e00-\u9fff]")
Row = Mapping[str, Any]
Books = Mapping[str, Rulebook]


@cache
def books() -> Books:
    return {book.id: book for book in all_books()}


def rows_of(path: Path) -> list[Row]:
    return tomllib.loads(path.read_text(encoding="utf-8"))["row"]


def every_row() -> Iterator[Row]:
    for path in TABLES:
        yield from rows_of(path)


def test_every_shipped_rule_has_a_citation_dates_a_force_and_both_languages():
    none_of(
        (
            f"{book.id}/{rule.id}: {fault}"
            for book in (*books().values(), *credit_books())
            for rule in book.rules.values()
            for fault in faults_of_a_rule(book, rule)
        ),
        "A rule that cannot be looked up, dated, weighed or read is of no use in court:",
    )


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_confirmed_row_of_the_tables_of_facts_is_in_the_project_or_openly_left_out(path):
    none_of(
        (f"{row.get('id', row)}: {fault}" for row in rows_of(path) for fault in faults_of_a_row(row, books())),
        f"{path.name}: each row names the rules, duty or words that hold it, or where it stands as left out:",
    )


def test_no_two_rows_of_the_tables_of_facts_share_an_id():
    assert TABLES, "there are no tables of facts"
    seen = Counter(row.get("id") for row in every_row())
    none_of((str(name) for name, times in seen.items() if times > 1), "These ids stand twice:")


def test_a_rule_that_rests_on_unsure_rows_alone_is_a_draft():
    sure = {name for row in every_row() if row["confidence"] in SEEN for name in row.get("covered", ())}
    unsure = {name for row in every_row() if row["confidence"] in UNSURE for name in row.get("covered", ())}
    none_of(
        sorted(name for name in unsure - sure if not is_draft(name, books())),
        "Nobody has seen the text of these rules, and they apply without being asked for:",
    )


def faults_of_a_rule(book: Rulebook, rule: Rule) -> Iterator[str]:
    if not rule.cite.strip() or book.cited(rule.cite) == rule.cite:
        yield f"the citation {rule.cite!r} leads to no source"
    if rule.in_force.first is None and book.in_force.first is None:
        yield "no day from which it holds"
    if rule.force not in FORCES and rule.effect != "note":
        yield f"{rule.force!r} is no force"
    if not LATIN.search(rule.says.get("en", "")) or CHINESE.search(rule.says["en"]):
        yield "no sentence in 'en'"
    if not CHINESE.search(rule.says.get("zh", "")):
        yield "no sentence in 'zh'"


def faults_of_a_row(row: Row, known: Books) -> Iterator[str]:
    yield from (f"unknown key {key!r}" for key in sorted(row.keys() - KEYS))
    yield from (f"the key {key!r} is missing" for key in ("id", "about", "confidence") if not row.get(key))
    if row.get("confidence") not in SEEN + UNSURE:
        yield f"{row.get('confidence')!r} is no confidence"
    given = [key for key in ANSWERS if key in row]
    if not given and row.get("confidence") in SEEN:
        yield f"none of {', '.join(ANSWERS)} says where it stands"
    for key in given:
        yield from ANSWERS[key](row, known)


def _covered(row: Row, known: Books) -> Iterator[str]:
    for name, book, rule in _named(row["covered"], known):
        if book is None:
            yield f"there is no rulebook of {name!r}{_hint(name.split('/')[0], known)}"
        elif rule not in (rules := _rules(book)):
            yield f"there is no rule {name!r}{_hint(rule, rules)}"


def _duty(row: Row, known: Books) -> Iterator[str]:
    for name, book, duty in _named(row["duty"], known):
        if book is None:
            yield f"there is no rulebook of {name!r}{_hint(name.split('/')[0], known)}"
        elif duty not in book.duties:
            yield f"there is no duty {name!r}{_hint(duty, book.duties)}"


def _words(row: Row, known: Books) -> Iterator[str]:
    yield from (
        f"{word!r} is no kind of words{_hint(word, WORDS)}" for word in _each(row["words"]) if word not in WORDS
    )


def _left_out(row: Row, known: Books) -> Iterator[str]:
    if not row.get("reason"):
        yield "it is left out without a reason"
    for name in _each(row["left_out"]):
        if name not in known:
            yield f"there is no rulebook {name!r}{_hint(name, known)}"
        elif not any(_stands(row, line) for line in known[name].leaves_out):
            yield f"neither its id nor {row.get('about')!r} stands in leaves_out of {name}"


def _no_book(row: Row, known: Books) -> Iterator[str]:
    if len(str(row["no_book"]).split()) < 4:
        yield "no_book does not say why there is no rulebook"


ANSWERS: Mapping[str, Callable[[Row, Books], Iterator[str]]] = {
    "covered": _covered,
    "duty": _duty,
    "words": _words,
    "left_out": _left_out,
    "no_book": _no_book,
}


def _named(names: Any, known: Books) -> Iterator[tuple[str, Rulebook | None, str]]:
    for name in _each(names):
        book, _, inner = name.partition("/")
        yield name, known.get(book), inner


def _each(raw: Any) -> list[str]:
    return [raw] if isinstance(raw, str) else list(raw)


def _rules(book: Rulebook) -> set[str]:
    return {*book.rules, *book.exemptions, *(rule.name for rule in book.rules.values())}


def _stands(row: Row, line: str) -> bool:
    return any(row.get(key, "").casefold() in line.casefold() for key in ("id", "about") if row.get(key))


def _hint(name: str, known: Any) -> str:
    found = nearest(name, known)
    return f" ({found})" if found else ""


def is_draft(name: str, known: Books) -> bool:
    """Is every clause of that rule (or that exception) one that applies only where it was asked for?"""
    book_id, _, inner = name.partition("/")
    book = known.get(book_id)
    if book is None:
        return True
    clauses = [rule for rule in book.rules.values() if inner in (rule.id, rule.name)]
    found = [*clauses, *(one for one in book.exemptions.values() if one.id == inner)]
    return book.status == "draft" or all(one.status == "draft" for one in found)


SOUND = {"id": "a row", "about": "gives no hour", "confidence": "S"}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({}, "none of covered, duty, words, left_out, no_book says where it stands"),
        ({"covered": ["cn-civil/no-disclosur"]}, "there is no rule 'cn-civil/no-disclosur'"),
        ({"covered": ["cn-civl/no-disclosure"]}, "there is no rulebook of 'cn-civl/no-disclosure'"),
        ({"duty": ["cn-crd-2011/workout-term"]}, "there is no rulebook of 'cn-crd-2011/workout-term'"),
        ({"words": "thret"}, "'thret' is no kind of words"),
        ({"left_out": "cn-convention-2018"}, "it is left out without a reason"),
        ({"left_out": "cn-civil", "reason": "none"}, "'gives no hour' stands in leaves_out of cn-civil"),
        ({"left_out": "cn-civl", "reason": "none"}, "there is no rulebook 'cn-civl'"),
        ({"no_book": "not ours"}, "no_book does not say why"),
        ({"confidence": "X", "words": "threat"}, "'X' is no confidence"),
        ({"about": "", "words": "threat"}, "the key 'about' is missing"),
        ({"coverd": [], "words": "threat"}, "unknown key 'coverd'"),
    ],
)
def test_a_row_that_nothing_holds_is_named(row, fault):
    assert any(fault in found for found in faults_of_a_row({**SOUND, **row}, books()))


def test_a_row_that_is_held_has_no_fault():
    held = ({"covered": ["cn-civil/no-disclosure"]}, {"words": ["threat"]}, {"duty": ["cn-card-2011/workout-term"]})
    left = ({"left_out": "cn-convention-2018", "reason": "it gives none"}, {"no_book": "it decides no contact at all"})
    assert [list(faults_of_a_row({**SOUND, **row}, books())) for row in (*held, *left)] == [[]] * 5


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ({"cite": ""}, "leads to no source"),
        ({"cite": "nowhere art. 1"}, "leads to no source"),
        ({"force": ""}, "'' is no force"),
        ({"says": {"en": "Words."}}, "no sentence in 'zh'"),
        ({"says": {"en": "", "zh": "文字。"}}, "no sentence in 'en'"),
        ({"says": {"en": "文字。", "zh": "Words."}}, "no sentence in 'en'"),
    ],
)
def test_a_rule_that_lacks_a_part_is_named(part, fault):
    book = books()["cn-civil"]
    rule = replace(book.rules["no-disclosure"], **part)
    assert any(fault in found for found in faults_of_a_rule(book, rule))
    undated = replace(book, in_force=Span())
    assert any("no day" in found for found in faults_of_a_rule(undated, rule))
