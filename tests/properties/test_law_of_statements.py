"""A statement cites a row exactly where taking that row away changes the statement."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from forbear.creditfile.statements import Basis, documents
from forbear.rules.catalog import credit_book
from forbear.rules.format import Rulebook
from tests.support.amount import examples
from tests.support.credit_relations import DAY, ME, Relations, month, story

BASIS = Basis(known_until="2026-06-01T00:00:00Z")
LENDERS = st.sampled_from(["Qinghe", "Lanjing", "A/B:C%"])
STATUSES = ["nothing_due", "current", "late", "bad_debt", "settled", "unknown"]
KEYS = st.sampled_from("ABC")


@st.composite
def files(draw: st.DrawFn) -> Relations:
    """A small file: whatever rows, doubts and weights of evidence."""
    made = Relations(kinds={"Qinghe": "bank"})
    days = st.integers(0, 400).map(lambda back: str(date.fromisoformat(DAY) - timedelta(back)))
    for lender, key in draw(st.sets(st.tuples(LENDERS, KEYS), max_size=5)):
        made.add(
            "application",
            lender,
            application=key,
            applied_on=draw(days),
            outcome=draw(st.sampled_from(["refused", None])),
        )
    for lender, key in draw(st.sets(st.tuples(LENDERS, KEYS), max_size=3)):
        made.add(
            "inquiry", lender, inquiry=key, inquired_on=draw(days), kind=draw(st.sampled_from(["application", "own"]))
        )
    for lender, key in draw(st.sets(st.tuples(LENDERS, KEYS), max_size=2)):
        made.add("account", lender, account=key, as_of=draw(days), product="instalment")
        for number in draw(st.sets(st.integers(1, 5))):
            late = draw(st.sampled_from([None, 1, 31]))
            made.add(
                "account_month",
                lender,
                account=key,
                month=month(2026, number),
                status=draw(st.sampled_from(STATUSES)),
                days_late_from=late,
                days_late_to=draw(st.sampled_from([None, 30, 60])),
            )
    claims = [
        made.add("identity_claim", lender, subject=key, as_of=draw(days), name=draw(st.sampled_from(["A", "B", None])),
                 phone=draw(st.sampled_from(["+86 155 5501 0001", None])), employer="Works")
        for lender, key in draw(st.sets(st.tuples(LENDERS, KEYS), max_size=3))
    ]  # fmt: skip
    for one in claims[1:]:
        made.weights += [(ME, one, claims[0], part, "1", draw(st.integers(-9000, 9000))) for part in ("name", "phone")]
        if draw(st.booleans()):
            made.doubts.append(
                (ME, draw(st.sampled_from(["x", "y"])), draw(st.sampled_from(["t", "u"])), [one, claims[0]], "")
            )
    if draw(st.booleans()):
        made.held = [
            (f"list_entry:Qinghe:L{number}", "phone-only", "", [ME]) for number in range(draw(st.integers(1, 2)))
        ]
    return made


def spread(made: Relations) -> tuple[Relations, dict[str, str]]:
    """Many people in one store: the file as it is, and for each row the file without it, as person → the row."""
    rows = [row["row"] for row in made.rows] + [row for row, *_ in made.held]
    people = {f"P{number:08}": row for number, row in enumerate(["", *rows])}
    apart = Relations(kinds=made.kinds, looks=[(number, person, DAY) for number, person in enumerate(people)])
    for person, without in people.items():
        one = deepcopy(made)
        apart.rows += [{**row, "person_id": person} for row in one.rows if row["row"] != without]
        apart.doubts += [(person, *doubt[1:]) for doubt in one.doubts if without not in doubt[3]]
        apart.weights += [(person, *weight[1:]) for weight in one.weights if without not in weight[1:3]]
        apart.held += [(held[0], *held[1:3], [person]) for held in one.held if held[0] != without]
    return apart, people


def check_law(made: Relations, book: Rulebook | None = None) -> None:
    """For every row: the statements that are not the same without it are those that cite it."""
    apart, people = spread(made)
    found = {one["person"]["person_id"]: _stated(one) for one in documents(apart.connection(book=book), BASIS)}
    whole = found["P00000000"]
    for person, row in list(people.items())[1:]:
        without = found[person]
        changed = {key for key in whole.keys() | without.keys() if whole.get(key) != without.get(key)}
        names = {row, f"held:{sha256(row.encode()).hexdigest()[:16]}"}
        citing = {key for key, one in whole.items() if names & {*one["rows"], *one.get("left_out", [])}}
        assert changed == citing, row
    for stated in found.values():
        assert all(one["rows"] or one.get("left_out") for one in stated.values())


def _stated(document: Mapping[str, Any]) -> dict[str, Any]:
    return {one["id"]: one for one in document["statements"]}


def test_the_shipped_figures_keep_the_law_in_a_file_with_everything() -> None:
    check_law(story(), credit_book("figures"))


def test_a_row_taken_out_of_a_file_with_everything_changes_exactly_what_cites_it() -> None:
    check_law(story())


@examples(12)
@given(files())
def test_a_row_taken_out_of_any_file_changes_exactly_what_cites_it(made: Relations) -> None:
    check_law(made)


@examples(5)
@given(files())
def test_the_shipped_figures_keep_the_law_in_any_file(made: Relations) -> None:
    check_law(made, credit_book("figures"))
