"""Our scoring gives what Splink gives, pair by pair."""

from dataclasses import replace

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.creditfile.identity import model
from forbear.creditfile.identity.learning import linker, quiet
from forbear.creditfile.identity.link import keep_edges
from forbear.creditfile.identity.scoring import score, slips
from forbear.creditfile.identity.settings import COLUMNS
from tests.support.amount import examples
from tests.support.identity_claims import SETTINGS, claim, screened

GIVEN = ["ana", "anna", "rui", "maria", "wang", ""]
FAMILY = ["sousa", "souza", "rui", "wang", ""]
CLAIMS = [
    claim(
        f"{at:03}", given_name=GIVEN[at % 6], family_name=FAMILY[at * 7 % 5],
        birth_day=f"19{80 + at % 3}010{at % 9 + 1}",
        id_kind=("national", "other")[at % 2], id_number=("777", "778", "787", "")[at // 3 % 4],
        phone=f"+1212555010{at % 4}", address=("1 long street", "1 long stret", "9 short row", "")[at * 5 % 4],
        postcode=("1000", "1001", "2000")[at % 3],
    )
    for at in range(90)
]  # fmt: skip


@pytest.mark.parametrize("learnt", [False, True])
def test_our_edges_are_those_of_the_linking_library(learnt):
    connection = screened(*CLAIMS)
    weights = replace(model.given(SETTINGS), learnt=learnt)
    rules = SETTINGS.blocking["rules"]
    with quiet():
        peer = linker(connection, "node", model.creator(SETTINGS, COLUMNS, rules, weights))
        found = peer.inference.predict(threshold_match_weight=0)
        keep_edges(connection, found.physical_name, model.compared(SETTINGS, COLUMNS))
    expected = connection.execute("FROM edge").fetchall()
    for used in (rules, model.widest(rules)):
        score(connection, SETTINGS, COLUMNS, used, weights)
        assert connection.execute("FROM edge").fetchall() == expected
    assert len(expected) > 100 and len(model.widest(rules)) < len(rules)


@pytest.mark.parametrize("most", [1, 2, 3])
@examples(60)
@given(said=st.lists(st.tuples(*[st.text("0123", max_size=10)] * 2), min_size=30, max_size=60), near=st.integers(0, 9))
def test_slips_are_counted_exactly_as_far_as_they_are_asked_for(most, said, near):
    pairs = [
        *said,
        *((one, one[:near] + one[near + 1 :] + "3") for one, _ in said),
        *((one, one[1:2] + one[:1] + one[2:]) for one, _ in said),
    ]
    with duckdb.connect() as connection:
        one, other = ([pair[at] for pair in pairs] for at in (0, 1))
        connection.execute(
            "CREATE TABLE told AS SELECT unnest(?::VARCHAR[]) AS l, unnest(?::VARCHAR[]) AS r", [one, other]
        )
        asked = (
            f"SELECT l, r, least({slips('l', 'r', most)}, {most} + 1), least(damerau_levenshtein(l, r), {most} + 1) "
            "FROM told WHERE l <> r"
        )
        assert [row for row in connection.execute(asked).fetchall() if row[2] != row[3]] == []
