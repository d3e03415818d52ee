"""Of every doubt about a person: it rests on rows, those cited are the person's, and without one it is another."""

from datetime import date, timedelta

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from forbear.creditfile.doubts.laying import Identity, lay
from forbear.creditfile.doubts.rules import Many, Rules, shipped
from tests.support.amount import examples
from tests.support.credit_people import DAY, NO_SUCH, WANG, lay_identity, lay_person_tables, said

LOW = Rules(
    many={kind: Many(2, one.days) for kind, one in shipped().many.items()},
    youngest=18,
    oldest=110,
    gap_days=30,
    crowd=20,
    refused=shipped().refused,
)
DAYS = st.sampled_from([DAY, DAY - timedelta(days=40), DAY - timedelta(days=120), DAY + timedelta(days=1)])


@st.composite
def claims(draw):
    """Rows of three people who share what there is to share."""
    made = []
    for at in range(draw(st.integers(1, 9))):
        what = {
            "id_number": draw(st.sampled_from([None, WANG, WANG, NO_SUCH, "11010519491231003X"])),
            "id_type": "cn-ric",
            "phone": draw(st.sampled_from([None, "+8617000000001", "+8617000000002"])),
            "email": draw(st.sampled_from([None, "a@example.org", "b@example.org"])),
            "address": draw(st.sampled_from([None, "1 Long Lane", "2 Mill Street"])),
            "employer": draw(st.sampled_from([None, "Mill"])),
            "surname": draw(st.sampled_from([None, "Wang", "Berg"])),
            "given_name": draw(st.sampled_from([None, "Quentin", "Ruth"])),
            "birth_date": draw(st.sampled_from([None, date(1949, 12, 31), date(1949, 12, 30), date(2015, 7, 7)])),
            "subject": draw(st.sampled_from(["K1", "K2"])),
        }
        made.append(said(draw(st.sampled_from(["P1", "P2", "P3"])), at, draw(DAYS), **what))
    return made


@st.composite
def files(draw):
    """Rows, applications, and merges that were refused between the claims."""
    rows = draw(claims())
    applied = [
        {"person_id": person, "row": f"application:Qinghe:{at}", "applied_on": draw(DAYS)}
        for at, person in enumerate(draw(st.lists(st.sampled_from(["P1", "P2"]), max_size=2)))
    ]
    pairs = st.tuples(
        st.sampled_from(rows), st.sampled_from(rows), st.sampled_from(["numbers-differ", "births-differ"])
    )
    refused = [
        (one["row"], other["row"], kind, at * 1000)
        for at, (one, other, kind) in enumerate(draw(st.lists(pairs, max_size=3)))
    ]
    return rows, applied, refused


def found(connection):
    lay(connection, DAY, LOW, Identity(schema="main"))
    query = """SELECT person_id, kind, told::VARCHAR, d."rows", coalesce(o."rows", []), innocent
        FROM person_doubt AS d LEFT JOIN person_doubt_others AS o USING (doubt)"""
    rows = connection.execute(query).fetchall()
    return {(person, kind, told, tuple(cited), tuple(others), why) for person, kind, told, cited, others, why in rows}


@examples(20)
@given(files(), st.data())
def test_taking_a_row_away_changes_exactly_the_doubts_that_rest_on_it(file, data):
    rows, applied, refused = file
    with duckdb.connect() as connection:
        lay_person_tables(connection, identity_claim=rows, application=applied)
        lay_identity(connection, rows)
        if refused:
            connection.executemany(
                "INSERT INTO doubt SELECT ?, ?, ?, ?", [(a, kind, str(w), b) for a, b, kind, w in refused]
            )
        before = found(connection)
        whose = {one["row"]: one["person_id"] for one in (*rows, *applied)}
        for person, _, _, cited, others, _ in before:
            assert cited and {whose[row] for row in cited} == {person} and person not in {whose[row] for row in others}
            assert list(cited) == sorted(set(cited)) and list(others) == sorted(set(others))
        gone = data.draw(st.sampled_from(sorted(whose)), label="taken away")
        for table in ("identity_claim", "application"):
            connection.execute(f'DELETE FROM person_{table} WHERE "row" = ?', [gone])  # noqa: S608
        after = found(connection)
    resting = {one for one in before if gone in (*one[3], *one[4])}
    assert before - after == resting
    assert {one[0] for one in after - before} <= {one[0] for one in resting}
