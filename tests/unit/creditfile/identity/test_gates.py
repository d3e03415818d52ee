"""On records whose truth is known: what must hold before anybody's file is printed."""

import duckdb
import pytest

from forbear.creditfile.identity.joining import join
from forbear.creditfile.identity.resolve import resolve
from forbear.creditfile.identity.settings import shipped
from tests.support import identity_sets as sets

SETTINGS = shipped()
EDGES = "SELECT * FROM edge ORDER BY ALL"


def measured(connection, **steps):
    sets.prepare(connection, SETTINGS, **steps)
    join(connection, SETTINGS)
    sets.lay_clusters(connection)
    return sets.worth(connection)


def test_febrl_3_joins_no_strangers_and_finds_nearly_all_and_does_so_twice():
    seen = []
    for _ in range(2):
        with duckdb.connect() as connection:
            sets.febrl(connection, "dataset3")
            got = measured(connection)
            seen.append((got, connection.execute(EDGES).fetchall()))
    assert seen[0][0]["precision"] == 1 and seen[0][0]["recall"] >= 0.985, seen[0][0]
    assert seen[0] == seen[1]


def test_febrl_4_reaches_its_gate():
    with duckdb.connect() as connection:
        sets.febrl(connection, "dataset4a", "dataset4b")
        got = measured(connection)
    assert got["f1"] >= 0.995 and got["precision"] == 1, got


@pytest.mark.slow
def test_borrowed_numbers_put_strangers_into_next_to_no_file():
    with duckdb.connect(config={"memory_limit": "3GB"}) as connection:
        sets.pseudopeople(connection)
        resolve(connection, "2026-11-26", SETTINGS)
        connection.execute("CREATE TABLE cluster AS SELECT claim_id, person_id AS person FROM person_of")
        got = sets.worth(connection)
        ((weak,),) = connection.execute(
            "SELECT count(*) FROM claim_given ANTI JOIN person_of USING (claim_id)"
        ).fetchall()
    assert got["mixed"] <= 0.15 and got["precision"] >= 0.998 and got["recall"] >= 0.98, got
    assert weak < 1_000
