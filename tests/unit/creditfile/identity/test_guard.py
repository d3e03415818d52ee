import pytest

from forbear.creditfile.identity.guard import Edge, Group, Guard, Node, group_of
from forbear.creditfile.identity.model import PARTS
from tests.support.identity_claims import SETTINGS

GUARD = Guard(SETTINGS)
TOP = {one["name"]: len(one["levels"]) - 1 for one in SETTINGS.comparisons}
NOTHING = dict.fromkeys(PARTS, -1)
PERSON = {"given_name": TOP["given_name"], "family_name": TOP["family_name"], "birth_day": TOP["birth_day"]}
SAME_NUMBER, SLIP, OTHER_NUMBER = {"id_number": 2}, {"id_number": 1}, {"id_number": 0}
HOME = {
    "family_name": TOP["family_name"],
    "address": TOP["address"],
    "postcode": TOP["postcode"],
    "phone": TOP["phone"],
}
STRANGE = {"given_name": 0, "birth_day": 0}


def refused(levels, one="", other="", trusted=True, weight=30):
    nodes = Node("k", one, trusted and bool(one)), Node("k", other, trusted and bool(other))
    edge = Edge("1", "2", weight * 1000, {**NOTHING, **levels})
    return GUARD.refuses(edge, group_of(nodes[0]), group_of(nodes[1]), nodes)


@pytest.mark.parametrize(
    ("levels", "one", "other", "why"),
    [
        (PERSON, "", "", ""),
        ({**PERSON, **OTHER_NUMBER}, "111", "222", "numbers-differ"),
        ({**PERSON, **HOME, **OTHER_NUMBER}, "111", "222", "numbers-differ"),
        ({**PERSON, **SLIP}, "111", "112", ""),
        ({**PERSON, **SLIP, "birth_day": 2}, "111", "112", "numbers-differ"),
        ({**HOME, **SAME_NUMBER, **STRANGE}, "111", "111", "person-differs"),
        ({**SAME_NUMBER}, "111", "111", ""),
        ({**SAME_NUMBER, "given_name": 0}, "111", "111", "too-little"),
        (HOME, "", "", "household"),
        ({**HOME, **STRANGE}, "", "", "household"),
        ({"given_name": TOP["given_name"], "family_name": TOP["family_name"]}, "", "", "too-little"),
        ({"phone": TOP["phone"]}, "", "", "household"),
        ({"phone": TOP["phone"], "given_name": TOP["given_name"]}, "", "", ""),
    ],
)
def test_numbers_that_are_trusted_keep_apart_whatever_else_agrees(levels, one, other, why):
    assert refused(levels, one, other) == why


@pytest.mark.parametrize(
    ("levels", "weight", "why"),
    [
        ({**PERSON, **OTHER_NUMBER}, 7, ""),
        ({**HOME, **OTHER_NUMBER, "given_name": TOP["given_name"], "birth_day": 0}, 20, ""),
        ({**HOME, **OTHER_NUMBER, "given_name": TOP["given_name"], "birth_day": 0}, 15, "births-differ"),
        ({**HOME, **OTHER_NUMBER, "given_name": TOP["given_name"]}, 15, "number-and-person-differ"),
        ({**HOME, **OTHER_NUMBER, "given_name": TOP["given_name"]}, 16, ""),
        ({**HOME, **SAME_NUMBER, **STRANGE}, 30, "person-differs"),
        (SAME_NUMBER, 30, "too-little"),
    ],
)
def test_numbers_that_are_not_trusted_keep_apart_where_nothing_shows_one_person(levels, weight, why):
    assert refused(levels, "111", "111" if levels.get("id_number") == 2 else "222", trusted=False, weight=weight) == why


def test_the_numbers_of_whole_groups_count_not_those_of_the_edge_alone():
    edge = Edge("1", "2", 30_000, {**NOTHING, **PERSON})
    nodes = Node(), Node()
    one, other = Group(trusted={"k": {"111"}}), Group(trusted={"k": {"222"}})
    assert GUARD.refuses(edge, one, other, nodes) == "numbers-differ"
    assert GUARD.refuses(edge, one, Group(trusted={"j": {"222"}}), nodes) == ""
    assert GUARD.refuses(edge, one, Group(trusted={"k": {"222", "111"}}), nodes) == ""


def test_the_sides_of_an_undone_merge_stay_apart():
    edge = Edge("1", "2", 90_000, {**NOTHING, **PERSON, **SAME_NUMBER})
    nodes = Node("k", "1", trusted=True), Node("k", "1", trusted=True)
    one = group_of(nodes[0], frozenset({(7, 0)}))
    assert GUARD.refuses(edge, one, group_of(nodes[1], frozenset({(7, 1)})), nodes) == "kept-apart"
    assert GUARD.refuses(edge, one, group_of(nodes[1], frozenset({(7, 0), (8, 1)})), nodes) == ""
