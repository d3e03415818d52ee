"""The books of rights: their examples hold, and whatever nobody has read is off."""

import pytest

from forbear.creditfile.rights import clocks
from forbear.creditfile.rights.law import read
from forbear.engine.duty_cases import run_duty_example

BOOKS = [book for book in clocks._shipped() if book.duties]


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.id)
def test_the_examples_of_every_book_with_clocks_hold(book):
    assert [run_duty_example(book, one.record, one.where).faults for one in book.duty_examples] == [
        () for _ in book.duty_examples
    ]


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.id)
def test_no_duty_is_surer_than_what_it_cites(book):
    order = ["knowledge", "secondary", "seen"]
    for duty in book.duties.values():
        sources = [book.sources[part.strip().split(" ")[0].rstrip(",")] for part in duty.cite.split(";")]
        assert order.index(duty.confidence) <= min(order.index(one.confidence) for one in sources), duty.id


@pytest.mark.parametrize("table", ["access", "outcome"])
def test_every_row_of_law_has_a_source_a_day_and_both_languages(table):
    rows = read("credit_rights.toml")[table]
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert row["cite"] and row["source"] and row["seen"] and row["says"]["en"] and row["says"]["zh"], row["id"]
        assert row["confidence"] in ("seen", "secondary", "knowledge", "house")
        assert row["confidence"] == "house" or row["place"], row["id"]
