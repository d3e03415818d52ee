import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.creditfile.identity.guard import Edge
from forbear.creditfile.identity.people import Causes, Found, held, sides, undo, update
from forbear.errors import InputError

CLAIMS = [f"c{at}" for at in range(7)]


def found(*groups, joined=(), refused=()):
    """Clusters of claims, each claim a node of its own."""
    clusters = {claim: min(group) for group in groups for claim in group}
    return Found(clusters, Causes({claim: claim for claim in clusters}, joined, refused))


def edge(one, other, weight):
    return Edge(one, other, weight, {})


def shown(acts):
    return [(act.kind, act.person, act.other, act.claims) for act in acts]


def test_a_person_is_minted_once_and_new_claims_join_them():
    first = update([], found("a", "bc"), "one")
    assert shown(first) == [("mint", "P00000001", "", ("a",)), ("mint", "P00000002", "", ("b", "c"))]
    second = update(first, found("a", "bcd"), "two")
    assert shown(second) == [("join", "P00000002", "", ("d",))]
    assert update([*first, *second], found("a", "bcd"), "three") == []


def test_a_merge_keeps_the_id_with_more_claims_and_names_the_weakest_edge_on_the_way():
    first = update([], found("a", "bc"), "one")
    way = [edge("b", "c", 9_000), edge("b", "x", 8_000), edge("a", "x", 7_000)]
    (merge, join) = update(first, found("abcx", joined=way), "two")
    assert (merge.kind, merge.person, merge.other, merge.claims) == ("merge", "P00000002", "P00000001", ("a",))
    assert (merge.one, merge.another, merge.weight) == ("a", "x", 7_000)
    assert (join.kind, join.claims) == ("join", ("x",))


def test_a_split_leaves_the_id_with_most_claims_and_names_the_refusal():
    first = update([], found("abc"), "one")
    (split,) = update(first, found("ab", "c", refused=[edge("b", "c", 9_000), edge("a", "c", 8_000)]), "two")
    assert (split.kind, split.person, split.other, split.claims) == ("split", "P00000002", "P00000001", ("c",))
    assert (split.one, split.another, split.weight) == ("b", "c", 9_000)


def test_claims_move_between_people_who_both_stay():
    first = update([], found("abc", "de"), "one")
    acts = [*first, *update(first, found("ab", "cde"), "two")]
    assert held(acts) == {"a": "P00000001", "b": "P00000001", "c": "P00000002", "d": "P00000002", "e": "P00000002"}
    assert shown(acts[2:]) == [("split", "P00000002", "P00000001", ("c",))]


def test_an_id_is_never_given_again():
    first = update([], found("a", "b"), "one")
    acts = [*first, *update(first, found("ab"), "two")]
    acts += update(acts, found("a", "b"), "three")
    assert held(acts) == {"a": "P00000001", "b": "P00000003"}


def test_an_undone_merge_gives_back_its_claims_also_from_where_a_later_merge_carried_them():
    acts = update([], found("a", "bc", "defg"), "one")
    acts += update(acts, found("abc", "defg"), "two")
    acts += update(acts, found("abcdefg"), "three")
    assert set(held(acts).values()) == {"P00000003"}
    first_merge = next(act for act in acts if act.kind == "merge")
    acts += undo(acts, first_merge.seq, "four")
    assert held(acts) == {**dict.fromkeys("bcdefg", "P00000003"), "a": "P00000001"}
    assert {(claim, side) for claim, _, side in sides(acts)} == {("a", 0), ("b", 1), ("c", 1)}


def test_what_is_no_merge_or_was_taken_back_cannot_be_undone():
    acts = update([], found("a", "b"), "one")
    acts += update(acts, found("ab"), "two")
    with pytest.raises(InputError, match="it is no merge"):
        undo(acts, 1, "three")
    acts += undo(acts, 3, "three")
    with pytest.raises(InputError, match="it was taken back already"):
        undo(acts, 3, "four")


@st.composite
def runs(draw):
    """Runs over more and more claims, each with any clustering of them."""
    made = []
    for size in sorted(draw(st.lists(st.integers(1, len(CLAIMS)), min_size=1, max_size=4))):
        groups = draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
        made.append([[claim for claim, at in zip(CLAIMS, groups, strict=False) if at == group] for group in range(4)])
    return made


def grouped(people):
    return {frozenset(claim for claim in people if people[claim] == person) for person in people.values()}


@given(runs())
def test_the_people_are_the_clusters_after_every_run_and_the_ledger_only_grows(made):
    acts = []
    for groups in made:
        before = list(acts)
        acts = [*acts, *update(acts, found(*filter(None, groups)), "run")]
        assert acts[: len(before)] == before
        assert grouped(held(acts)) == {frozenset(group) for group in groups if group}
    assert [act.seq for act in acts] == list(range(1, len(acts) + 1))


@given(runs())
def test_every_merge_undone_gives_the_people_before_it(made):
    acts = []
    for groups in made:
        acts += update(acts, found(*filter(None, groups)), "run")
    for at, act in enumerate(acts):
        if act.kind == "merge":
            so_far = acts[: at + 1]
            assert held([*so_far, *undo(so_far, act.seq, "undo")]) == held(acts[:at])
