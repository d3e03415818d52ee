"""Programs themselves, whatever runs them."""

from __future__ import annotations

import pytest

from forbear.engine.relational.program import Program, Terms
from forbear.engine.relational.tables import Profile
from forbear.engine.scalar import compiled
from forbear.rules.catalog import all_books
from forbear.rules.format import Rulebook


@pytest.mark.parametrize("apart", [True, False], ids=["contacts to come", "contacts of a log"])
@pytest.mark.parametrize("book", all_books(), ids=lambda book: book.id)
def test_every_table_that_a_program_lays_down_is_read_later(book: Rulebook, apart: bool) -> None:
    read: set[str] = set()
    for name, query in reversed(list(Program(compiled(book), Profile(apart=apart), Terms()).statements())):
        assert not name or name in read
        read |= query.reads
