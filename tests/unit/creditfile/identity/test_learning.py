"""What is learnt, and from what: as Splink would learn it from all nodes."""

from dataclasses import replace

from forbear.creditfile.identity import model
from forbear.creditfile.identity.learning import blocks_of, learnt, linker, quiet
from forbear.creditfile.identity.settings import COLUMNS
from tests.support.identity_claims import SETTINGS, claim, screened

LETTERS = "abcdefghijklmnopqrst"
PEOPLE = [
    claim(
        f"{at:03}{side}",
        given_name=f"{LETTERS[at % 20]}ar{LETTERS[at // 20]}",
        family_name=f"Ro{LETTERS[at % 17]}e",
        birth_day="" if (at, side) == (7, "x") else f"19{at % 90 + 10}0{at % 9 + 1}1{at % 7}",
        id_kind="national",
        id_number="" if at % 3 == 0 else f"{at // 2:05}",
        address=f"{at} Long Street {side}",
    )
    for at in range(120)
    for side in "xyz"
]
GIVEN = model.given(SETTINGS)


def test_how_likely_two_records_are_one_persons_is_what_the_linking_library_counts():
    connection = screened(*PEOPLE)
    with quiet():
        peer = linker(connection, "node", model.creator(SETTINGS, COLUMNS, [], GIVEN))
        rules = [model.blocking(rule) for rule in SETTINGS.train["sure"]]
        peer.training.estimate_probability_two_random_records_match(rules, recall=SETTINGS.train["recall"])
        expected = peer.misc.save_model_to_json()["probability_two_random_records_match"]
    found = learnt(connection, SETTINGS, COLUMNS, [(["birth_day"], 1)], GIVEN).prior
    assert round(found, 15) == round(expected, 15)
    assert found != GIVEN.prior


def test_where_no_rule_finds_anybody_surely_the_given_likelihood_stays():
    connection = screened(*PEOPLE)
    settings = replace(SETTINGS, train={**SETTINGS.train, "sure": [["phone"]]})
    assert learnt(connection, settings, COLUMNS, [(["birth_day"], 1)], GIVEN).prior == GIVEN.prior


def test_of_some_groups_all_pairs_are_learnt_from_and_of_others_none():
    connection = screened(*PEOPLE)
    block = ["birth_day"]
    all_pairs = "SELECT l.birth_day, count(*) FROM node AS l JOIN node AS r ON l.birth_day = r.birth_day {0} GROUP BY 1"
    every = dict(connection.execute(all_pairs.format("")).fetchall())
    some = dict(connection.execute(all_pairs.format(f"WHERE {model.chosen(['l.birth_day'], 3)}")).fetchall())
    assert 0 < len(some) < len(every)
    assert all(every[day] == pairs for day, pairs in some.items())
    settings = replace(SETTINGS, train={**SETTINGS.train, "blocks": [block], "pairs": 100})
    ((_, one_of),) = blocks_of(connection, settings, COLUMNS, 10_000)
    assert one_of > 1
    assert learnt(connection, settings, COLUMNS, [(block, one_of)], GIVEN).levels != GIVEN.levels
    assert connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE '%learn%'").fetchall() == [
        (0,)
    ]
