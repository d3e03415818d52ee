from dataclasses import replace

from forbear.creditfile.identity.link import link
from forbear.creditfile.identity.model import given
from tests.support.identity_claims import SETTINGS, claim, screened

LETTERS = "abcdefghijklmnopqrst"
PEOPLE = [
    claim(
        f"{at:03}{side}",
        given_name=f"{LETTERS[at % 20]}ar{LETTERS[at // 20]}",
        family_name=f"Ro{LETTERS[at % 17]}e",
        birth_day=f"19{at % 90 + 10}0{at % 9 + 1}1{at % 7}",
        postcode="00000",
        address=f"{at} Long Street {side}",
    )
    for at in range(60)
    for side in "xy"
]


def test_a_column_with_one_value_for_all_is_not_compared_and_no_rule_uses_it():
    connection = screened(*PEOPLE)
    looked = link(connection, SETTINGS)
    assert "postcode" in looked.unusable
    assert not any("postcode" in rule for rule in looked.rules)
    assert connection.execute("SELECT DISTINCT postcode FROM edge").fetchall() == [(-1,)]


def test_a_rule_that_makes_too_many_pairs_is_left_out_with_their_number():
    connection = screened(*PEOPLE)
    settings = replace(
        SETTINGS, blocking={"pairs_free": 59, "pairs_per_node": 0, "rules": [["birth_day"], ["address"]]}
    )
    looked = link(connection, settings)
    assert looked.left_out == ((("birth_day",), 60),)
    assert looked.rules == (("address",),)
    assert link(connection, replace(settings, blocking={**settings.blocking, "pairs_free": 60})).left_out == ()


def test_where_every_rule_is_left_out_there_are_no_edges():
    connection = screened(*PEOPLE)
    settings = replace(SETTINGS, blocking={"pairs_free": 0, "pairs_per_node": 0, "rules": [["birth_day"]]})
    assert link(connection, settings).rules == ()
    assert connection.execute("SELECT count(*) FROM edge").fetchall() == [(0,)]


def test_weights_are_learnt_only_where_there_is_enough_to_learn_from():
    connection = screened(*PEOPLE)
    assert link(connection, SETTINGS).weights == given(SETTINGS)
    learnt = link(connection, replace(SETTINGS, train={**SETTINGS.train, "nodes": 100, "pairs": 5_000})).weights
    assert learnt.learnt and learnt.levels["birth_day"] != given(SETTINGS).levels["birth_day"]
    edges = connection.execute("SELECT * FROM edge ORDER BY ALL").fetchall()
    assert link(connection, SETTINGS, learnt).weights == learnt
    assert connection.execute("SELECT * FROM edge ORDER BY ALL").fetchall() == edges


def test_the_records_of_one_person_weigh_more_than_those_of_two():
    connection = screened(*PEOPLE)
    link(connection, SETTINGS)
    found = connection.execute(
        """SELECT substr(one, 1, 3) = substr(other, 1, 3) AS own, min(weight), max(weight)
        FROM edge GROUP BY own ORDER BY own DESC"""
    ).fetchall()
    (_, least, _), *others = found
    assert least > max((most for _, _, most in others), default=0)
    assert least > SETTINGS.join["weight"] * 1000
