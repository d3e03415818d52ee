import gc

import duckdb
import pytest

from forbear.creditfile.identity.claims import take_in
from forbear.creditfile.identity.resolve import resolve, take_back
from tests.support.identity_claims import LI, WANG, claim

WANG_XM = {"id_kind": "cn-ric", "id_number": WANG, "name": "王小明", "birth_day": "1949-12-31"}
CLAIMS = [
    claim("a1", **WANG_XM, phone="+12125550100"),
    claim("a2", family_name="Wang", given_name="Xiao Ming", birth_day="19491231", phone="212-555-0100", place="US"),
    claim("a3", **WANG_XM, address="1 Long Street"),
    claim("b1", **{**WANG_XM, "id_number": LI[:-1] + "0"}, phone="+12125550100"),
    claim("c1", id_kind="national", id_number="555", name="王大卫", birth_day="1990-01-01", address="1 Long Street"),
    claim("h1", phone="+12125550100"),
    claim("h2", name="王小明"),
]


def resolved(*claims, connection=None, day="2026-11-26"):
    connection = connection or duckdb.connect()
    take_in(connection, claims)
    return connection, resolve(connection, day)


def people(connection):
    return dict(connection.execute("SELECT claim_id, person_id FROM person_of ORDER BY 1").fetchall())


def ledger(connection):
    return connection.execute("SELECT seq, kind, person, other, claims FROM person_ledger ORDER BY seq").fetchall()


@pytest.fixture(scope="module")
def wang():
    return resolved(*CLAIMS)


def test_records_of_a_person_meet_across_scripts_and_a_stranger_stays_apart(wang):
    found = people(wang[0])
    assert found["a1"] == found["a2"] == found["a3"] != found["c1"]


def test_what_is_only_a_telephone_or_a_name_is_held_and_in_nobodys_file(wang):
    connection, told = wang
    assert connection.execute("SELECT unique_id, why FROM held").fetchall() == [
        ("h1", "phone-only"),
        ("h2", "name-only"),
    ]
    assert not {"h1", "h2"} & people(connection).keys()
    assert told.held == 2
    might = connection.execute("SELECT unique_id, person_id, same FROM held_candidate").fetchall()
    assert might == [("h1", people(connection)["a1"], "phone"), ("h2", people(connection)["a1"], "name")]


@pytest.mark.parametrize(("count", "pointed"), [(5, 5), (6, 0)])
def test_a_key_that_more_than_five_people_carry_points_to_nobody(count, pointed):
    given = ["Ana", "Boris", "Chloe", "Dmitri", "Esther", "Faisal"]
    people = [
        claim(str(at), given_name=given[at], family_name="Row", birth_day=f"19{at}{at}0101", phone="+12125550100")
        for at in range(count)
    ]
    connection, told = resolved(*people, claim("h", phone="+12125550100"))
    assert told.people == count
    assert len(connection.execute("SELECT * FROM held_candidate").fetchall()) == pointed


def test_a_run_says_what_it_looked_at_and_what_it_did(wang):
    told = wang[1]
    assert (told.claims, told.people, dict(told.acts)) == (7, 2, {"mint": 2})
    assert told.doubts["number-fails-its-check"] == 1
    assert not told.looked.weights.learnt and told.looked.left_out == ()


def test_nothing_of_the_linking_library_is_left_behind_or_printed(capfd):
    connection, _ = resolved(*CLAIMS)
    left = connection.execute("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE '%splink%'").fetchall()
    assert left == []
    assert capfd.readouterr() == ("", "")


def test_the_order_of_claims_does_not_matter(wang):
    expected = people(wang[0]), ledger(wang[0])
    for turned in (CLAIMS[::-1], CLAIMS[3:] + CLAIMS[:3]):
        connection, _ = resolved(*turned)
        assert (people(connection), ledger(connection)) == expected


def test_a_later_run_keeps_the_ids_and_writes_down_only_what_is_new():
    connection, _ = resolved(*CLAIMS[:3], CLAIMS[4])
    first = ledger(connection)
    before = people(connection)
    _, told = resolved(*CLAIMS, claim("a0", **WANG_XM, postcode="1"), connection=connection, day="2026-11-27")
    assert ledger(connection)[: len(first)] == first
    assert people(connection).items() >= before.items()
    assert dict(told.acts) == {"join": 1}
    assert people(connection)["a0"] == before["a1"]


def test_an_undone_merge_stays_undone_in_the_next_run():
    apart = [CLAIMS[0], claim("z1", id_kind="other", id_number="8", name="王小明", address="9 Short Street")]
    bridge = claim("z2", **WANG_XM, address="9 Short Street")
    connection, _ = resolved(*apart)
    before = people(connection)
    assert before["a1"] != before["z1"]
    resolved(*apart, bridge, connection=connection)
    ((seq, one, another),) = connection.execute(
        "SELECT seq, one, another FROM person_ledger WHERE kind = 'merge'"
    ).fetchall()
    assert {one, another} == {"z1", "z2"}
    take_back(connection, seq, "2026-11-28")
    assert people(connection).items() >= before.items()
    _, told = resolved(*apart, bridge, connection=connection, day="2026-11-29")
    after = people(connection)
    assert after["a1"] == before["a1"] and after["z1"] == before["z1"]
    assert told.doubts.get("kept-apart") == 1


@pytest.mark.parametrize("count", [0, 1])
def test_a_file_of_one_claim_or_none_is_a_file(count):
    connection, told = resolved(*CLAIMS[:count])
    assert (told.people, len(people(connection))) == (count, count)


@pytest.mark.parametrize("searched", [True, False])
def test_whether_python_looks_for_garbage_is_as_before_also_after_a_fault(searched):
    before = gc.isenabled()
    try:
        (gc.enable if searched else gc.disable)()
        with duckdb.connect() as connection, pytest.raises(duckdb.Error):
            resolve(connection, "2026-11-26")
        assert gc.isenabled() is searched
    finally:
        (gc.enable if before else gc.disable)()
