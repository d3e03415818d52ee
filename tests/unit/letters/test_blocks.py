"""A filled-in text becomes blocks; what was filled in never does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.letters.blocks import MARK, Block, Table, parts_of
from forbear.render import filled

TABLE = Table(("a",), (("1",),))


def parts(text, **values):
    return parts_of(filled(text, values, MARK), {"t": TABLE})


def test_a_text_becomes_paragraphs_headings_lists_and_tables():
    found = parts(
        "subject: S\n\none\ntwo\n\n## Head\nunder it\n\n- a\n  more\n- b\n\n1. x\n2. y\n\n[table t]\n\n=== notes\n\nn"
    )
    assert found.subject == "S"
    assert found.body == (
        Block("paragraph", "one two"), Block("heading", "Head"), Block("paragraph", "under it"),
        Block("bullets", items=("a more", "b")), Block("numbered", items=("x", "y")), Block("table", table=TABLE),
    )  # fmt: skip
    assert found.notes == (Block("paragraph", "n"),)


def test_a_line_with_a_tag_alone_parts_paragraphs_and_joins_a_list():
    assert parts("subject: S\n\na\n{% if x %}\nb\n{% endif %}\nc", x=1).body == tuple(
        Block("paragraph", text) for text in "abc"
    )
    assert parts("subject: S\n\n- a\n{% if x %}\n- b\n{% endif %}\n- c", x=0).body == (
        Block("bullets", items=("a", "c")),
    )


def test_a_line_break_between_chinese_characters_is_no_space():
    assert parts("subject: S\n\n本人愿意还款，\n并请确认 A\nB").body == (
        Block("paragraph", "本人愿意还款，并请确认 A B"),
    )


def test_an_empty_value_leaves_no_paragraph():
    assert parts("subject: S\n\n{{ x }}\n\nend", x="").body == (Block("paragraph", "end"),)


def test_a_table_that_the_builder_does_not_give_is_named():
    with pytest.raises(KeyError, match="u"):
        parts("subject: S\n\n[table u]")


def test_a_text_without_a_subject_is_told():
    with pytest.raises(ValueError, match="begins with 'subject:'"):
        parts("Dear all")


@given(st.text(max_size=60))
def test_whatever_is_filled_in_stays_one_paragraph(value):
    body = parts("subject: S\n\n{{ x }}\n\nend", x=value).body
    plain = " ".join(value.replace(MARK, "").split())
    assert [block.kind for block in body] == ["paragraph"] * len(body)
    assert [block.text for block in body] == ([plain.strip()] if plain.strip() else []) + ["end"]
