import pytest

from forbear.creditfile.identity.claims import Claim, check, take_in
from forbear.errors import RecordError
from tests.support.identity_claims import SETTINGS, claim, doubts, linked_by, screened

ANA = {"id_number": "777", "given_name": "Ana", "family_name": "Sousa", "birth_day": "1980-02-03"}


def test_a_number_is_lost_by_who_agrees_with_its_holder_in_neither_name_nor_birth():
    borrower = {**ANA, "given_name": "Rui", "birth_day": "2001-09-09"}
    connection = screened(claim("a", **ANA), claim("b", **ANA), claim("c", **borrower))
    assert linked_by(connection, "777") == ["a", "b"]
    assert doubts(connection) == [("c", "number-of-another", "777", "2")]
    assert connection.execute("SELECT id_number FROM claim WHERE claim_id = 'c'").fetchall() == [("777",)]


@pytest.mark.parametrize(
    "said",
    [{"given_name": "Rui"}, {"birth_day": "1980-02-30"}, {"given_name": "Anna", "birth_day": "1981-11-30"}],
    ids=["another name", "a slip in the day", "a slip in the name"],
)
def test_a_number_is_kept_by_who_agrees_in_one_of_them(said):
    assert linked_by(screened(claim("a", **ANA), claim("b", **ANA), claim("c", **{**ANA, **said})), "777") == [*"abc"]


@pytest.mark.parametrize("missing", ["given_name", "birth_day"])
def test_where_only_one_of_them_is_said_that_one_decides(missing):
    other = {"id_number": "777", "given_name": "Rui", "birth_day": "2001-09-09"}
    connection = screened(claim("a", **ANA), claim("b", **ANA), claim("c", **{**other, missing: ""}))
    assert linked_by(connection, "777") == ["a", "b"]


def test_who_says_neither_keeps_the_number_until_somebody_is_found_to_borrow_it():
    silent = claim("s", id_number="777", phone="+12125550100")
    assert linked_by(screened(claim("a", **ANA), claim("b", **ANA), silent), "777") == ["a", "b", "s"]
    borrower = claim("c", **{**ANA, "given_name": "Rui", "birth_day": "2001-09-09"})
    assert linked_by(screened(claim("a", **ANA), claim("b", **ANA), silent, borrower), "777") == ["a", "b"]


def test_a_number_of_two_equally_frequent_strangers_is_used_for_none():
    connection = screened(claim("a", **ANA), claim("c", **{**ANA, "given_name": "Rui", "birth_day": "2001-09-09"}))
    assert linked_by(connection, "777") == []
    assert [row[:2] for row in doubts(connection)] == [("a", "number-of-two"), ("c", "number-of-two")]


def test_a_number_that_is_not_trusted_is_not_lost_by_who_says_less():
    loose = {**ANA, "id_kind": "other"}
    connection = screened(
        claim("a", **loose), claim("b", **loose), claim("c", **{**loose, "given_name": "Rui", "birth_day": ""})
    )
    assert linked_by(connection, "777") == ["a", "b", "c"]


def test_a_telephone_of_many_people_links_nobody():
    people = [
        claim(f"{at}", name=f"Person{'abcdefghij'[at]} Row", birth_day=f"19{at}00101", phone="+12125550100")
        for at in range(10)
    ]
    connection = screened(*people)
    assert connection.execute("SELECT count(phone) FROM screened").fetchall() == [(0,)]
    assert {row[1] for row in doubts(connection)} == {"phone-of-many"}
    assert (
        connection.execute("SELECT count(phone) FROM screened").fetchall()
        != screened(*people[:8]).execute("SELECT count(phone) FROM screened").fetchall()
    )


def test_claims_that_say_the_same_become_one_node_and_bare_names_do_not():
    bare = {"name": "Ana Sousa"}
    connection = screened(claim("b", **ANA), claim("a", **ANA), claim("d", **bare), claim("c", **bare))
    nodes = connection.execute("SELECT unique_id, claims, weak FROM node ORDER BY 1").fetchall()
    assert nodes == [("a", ["a", "b"], False), ("c", ["c"], True), ("d", ["d"], True)]


def test_what_was_given_stays_and_what_a_check_found_is_a_doubt():
    connection = screened(
        claim("a", name="Ana Sousa", birth_day="1980-02-30", phone="12", place="US"),
        claim("b", name="Ana Sousa", birth_day="80", id_kind="cn-ric", id_number="110105194912310021"),
    )
    assert [row[:2] for row in doubts(connection)] == [
        ("a", "no-such-day"),
        ("a", "no-telephone-number"),
        ("b", "no-such-day"),
        ("b", "number-fails-its-check"),
    ]
    assert connection.execute("SELECT birth_day, phone FROM claim_given ORDER BY claim_id").fetchall()[0] == (
        "1980-02-30",
        "12",
    )
    assert connection.execute("SELECT birth_day, phone FROM claim ORDER BY claim_id").fetchall() == [
        ("19800230", None),
        (None, None),
    ]


def test_claims_that_cannot_be_used_are_refused_with_every_fault():
    connection = screened()
    take_in(connection, [Claim("a"), Claim("a"), Claim(""), Claim("b", id_kind="us-snn", id_number="1")])
    with pytest.raises(RecordError) as caught:
        check(connection, SETTINGS)
    told = str(caught.value)
    assert "claim a: it stands 2 times" in told
    assert "1 have no claim_id" in told
    assert "there is no id_kind 'us-snn'" in told and "Did you mean 'us-ssn'?" in told
