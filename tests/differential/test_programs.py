"""Programs themselves, whatever runs them."""

from __future__ import annotations

import pytest

from forbear.engine.relational.program import Program, Terms
from forbear.engine.relational.tables import Profile
from forbear.engine.scalar import compiled
from forbear.rules.catalog import all_books
from forbear.rules.format import Rulebook
from tests.support.amount import in_turn

FORMS = (True, "contacts to come"), (False, "contacts of a log")
PROGRAMS = [
    pytest.param(book, apart, id=f"{book.id}-{name}")
    for turn, book in enumerate(all_books())
    for apart, name in in_turn(FORMS, 2, turn % 2)
]


@pytest.mark.parametrize(("book", "apart"), PROGRAMS)
def test_every_table_that_a_program_lays_down_is_read_later(book: Rulebook, apart: bool) -> None:
    read: set[str] = set()
    for name, query in reversed(list(Program(compiled(book), Profile(apart=apart), Terms()).statements())):
        assert not name or name in read
        read |= query.reads
