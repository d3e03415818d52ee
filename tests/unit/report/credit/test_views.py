"""Three views, made by leaving out and never by adding."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from forbear.creditfile.statements import Basis, documents
from forbear.errors import InputError
from forbear.report.credit.page import page
from forbear.report.credit.papers import html
from forbear.report.credit.view import Seen, view
from tests.support.credit_relations import Relations, story
from tests.support.html_text import read, text_of

MARK = {"list_entry:Lanjing:L1": {"state": "disputed", "says": {"en": "in dispute", "zh": "有异议"}}}
RIGHTS = {"consents": [], "looks": [], "disputes": [], "marks": MARK, "out_of_the_file": {}}
DECISION = {
    "answer": "reject",
    "score": [40, 40],
    "cutoff": 60,
    "shortfall": 20,
    "points": [],
    "reasons": [{"points": 20, "figures": [{"figure": "applications_90d", "lost": 20}]}],
    "hard": ["many-applications"],
    "unsure": [],
    "open_figures": [],
    "ways": {"sets": [], "more": False, "none": "rules"},
    "ageing": {"first": 20700, "stays": None, "until": 21000, "items": []},
}


def document(made: Relations | None = None) -> dict[str, Any]:
    basis = Basis(known_until="2026-06-01T00:00:00Z")
    connection = (made or story()).connection()
    (found,) = documents(connection, basis, lambda _: DECISION, lambda people: dict.fromkeys(people, RIGHTS))
    return found


def leaves(value: Any) -> Iterator[str]:
    """Every text and number of a document."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield str(key)
            yield from leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one)
    else:
        yield json.dumps(value)


@pytest.mark.parametrize("seen", [Seen("person"), Seen("lender"), Seen("lender", names=False, lender="Qinghe")])
def test_a_view_says_nothing_that_the_document_does_not_say(seen: Seen) -> None:
    whole = document()
    assert {*leaves(view(whole, seen))} <= {*leaves(whole)}


def test_a_regulator_sees_of_names_and_numbers_only_signs_that_stand_there() -> None:
    whole = document()
    masked = view(whole, Seen("regulator"))
    seen = {one["code"]: one["values"]["variants"] for one in masked["statements"] if one["section"] == "identity"}
    assert [one["value"] for one in seen["name"]] == ["Ch** *******", "陈*"]
    assert [one["value"] for one in seen["id_number"]] == ["****************10"]
    assert [one["value"] for one in seen["birth_date"]] == ["1990-**-**"]
    for made, before in zip(masked["statements"], whole["statements"], strict=True):
        if made["section"] == "identity":
            pairs = zip(made["values"]["variants"], before["values"]["variants"], strict=True)
            assert all(
                all(sign in ("*", real) for sign, real in zip(one["value"], other["value"], strict=False))
                for one, other in pairs
            )
    assert "told" not in json.dumps(masked["statements"])


def test_the_person_sees_all_that_a_lender_sees_and_more() -> None:
    whole = document()
    mine, theirs = view(whole, Seen("person")), view(whole, Seen("lender"))
    assert {*leaves(theirs)} < {*leaves(mine)}
    missing = {one["section"] for one in mine["statements"]} - {one["section"] for one in theirs["statements"]}
    assert missing == {"belongs", "doubts", "held"}
    assert theirs["rights"] == {"marks": MARK}


def test_a_lender_sees_what_the_consent_gives_and_its_marks_go_with_it() -> None:
    found = view(document(), Seen("lender", scope=("application", "list_entry")))
    assert {one["section"] for one in found["statements"]} == {"header", "applications", "lists"}
    assert not any("figure" in one["values"] for one in found["statements"])
    assert "decision" not in found
    assert found["rights"] == {"marks": MARK}
    assert "rights" not in view(document(), Seen("lender", scope=("application",)))
    assert "in dispute" in text_of(html(page(document(), Seen("lender", scope=("list_entry",)), "en")))


def test_other_lenders_stay_unnamed_where_that_is_asked_for() -> None:
    text = text_of(html(page(document(), Seen("lender", names=False, lender="Qinghe"), "en")))
    assert "Qinghe" in text
    assert "Lanjing" not in text
    assert "micro-lender" in text


def test_a_part_that_no_file_has_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="application"):
        Seen("lender", scope=("aplication",))
    with pytest.raises(InputError, match="lender"):
        Seen("lander")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("seen", [Seen("person"), Seen("lender"), Seen("regulator")])
def test_a_file_of_which_nothing_is_known_says_so(lang: str, seen: Seen) -> None:
    basis = Basis(known_until="2026-06-01T00:00:00Z")
    (empty,) = documents(Relations().connection(), basis)
    text = text_of(html(page(empty, seen, lang)))
    assert {"en": "nothing is known", "zh": "只是没有信息"}[lang] in text


def test_what_rows_say_is_text_on_the_page_and_never_markup() -> None:
    made = story()
    made.add("application", "<b>Loud</b>", application="X", applied_on="2026-05-01", reason="<script>alert(1)</script>")
    shown = html(page(document(made), Seen("person"), "en"))
    assert "<b>Loud" not in shown
    assert "script" not in read(shown).tags


def test_a_page_needs_nothing_from_elsewhere() -> None:
    reader = read(html(page(document(), Seen("person"), "en")))
    assert "script" not in reader.tags
    assert not [value for _, name, value in reader.attributes if name in ("src", "href", "xlink:href")]
    assert "url(" not in reader.styles


@pytest.mark.parametrize(("none", "said"), [("rules", "no change of points helps"), ("points", "enough by itself")])
def test_where_nothing_that_a_person_can_do_is_enough_the_page_says_why(none: str, said: str) -> None:
    told = document()
    told["decision"] = {**DECISION, "ways": {"sets": [], "more": False, "none": none}, "ageing": {}}
    assert said in repr(page(told, Seen(), "en", {}))
    assert said not in repr(page({**told, "decision": {**DECISION, "ways": {}}}, Seen(), "en", {}))
