"""What must hold of every card and every file: the sums, the edges, the ways out, and what is not known."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from forbear.creditfile.decision.cards import checked, sources
from forbear.creditfile.decision.changes import applied, smallest
from forbear.creditfile.decision.scorecard import Scorecard, decide
from forbear.errors import InputError
from tests.support.scorecards import cards, completions, exact_values, rules, sound, values

FILES = cards().flatmap(lambda card: st.tuples(st.just(card), values(card), rules()))
SMALL = cards(3).flatmap(lambda card: st.tuples(st.just(card), values(card), rules()))
KNOWN = cards(4).flatmap(lambda card: st.tuples(st.just(card), exact_values(card)))


@given(FILES)
def test_reasons_add_up_to_the_shortfall_and_are_at_most_four(file):
    card, given_values, spoke = file
    decision = decide(card, given_values, spoke)
    assert decision.shortfall == max(0, card.cutoff - decision.score[1])
    assert sum(one.points for one in decision.reasons) == decision.shortfall
    assert len(decision.reasons) <= 4
    assert all(one.points > 0 and one.points <= sum(lost for _, lost in one.lost) for one in decision.reasons)
    named = [name for one in decision.reasons for name, _ in one.lost]
    assert len(named) == len(set(named))


@given(FILES)
def test_whoever_had_the_reference_in_all_that_is_named_would_not_lack_points(file):
    card, given_values, spoke = file
    decision = decide(card, given_values, spoke)
    better = dict(given_values)
    for name in [name for one in decision.reasons for name, _ in one.lost]:
        figure = card.figure(name)
        one = next(one for one in figure.bins if one.points == figure.reference)
        at = one.low if one.low is not None else one.high or 0
        better[name] = one.words[0] if one.words else (at, at)
    assert decide(card, better, spoke).shortfall == 0


@given(FILES)
def test_the_figures_that_are_named_lost_at_least_as_much_as_any_that_is_not(file):
    card, given_values, spoke = file
    decision = decide(card, given_values, spoke)
    named = {name: lost for one in decision.reasons for name, lost in one.lost}
    left = [line.lost for line in decision.points if line.figure not in named]
    assert not named or min(named.values()) >= max(left, default=0)


@given(SMALL)
def test_an_answer_is_undecided_just_where_one_outcome_approves_and_another_rejects(file):
    card, given_values, spoke = file
    outcomes = {decide(card, held, truths).answer for held, truths in completions(card, given_values, spoke)}
    assert "undecided" not in outcomes
    expected = outcomes.pop() if len(outcomes) == 1 else "undecided"
    assert decide(card, given_values, spoke).answer == expected


@given(FILES)
def test_an_answer_follows_from_score_and_rules_alone(file):
    card, given_values, spoke = file
    decision = decide(card, given_values, spoke)
    low, high = decision.score
    assert (decision.answer == "reject") == (True in spoke.values() or high < card.cutoff)
    if decision.answer == "approve":
        assert low >= card.cutoff and not decision.reasons and not decision.hard and not decision.open_figures


@given(KNOWN, st.data())
def test_a_better_value_never_lowers_the_score(file, data):
    card, given_values = file
    before = decide(card, given_values).score
    for figure in card.figures:
        if figure.better:
            (value, _) = given_values[figure.name]
            step = data.draw(st.integers(0, 12)) * (1 if figure.better == "more" else -1)
            after = decide(card, {**given_values, figure.name: (value + step, value + step)}).score
            assert after[0] >= before[0] and after[1] >= before[1]


@given(FILES)
def test_every_set_of_changes_that_is_named_gets_the_person_approved_when_it_is_made(file):
    card, given_values, spoke = file
    found = smallest(card, given_values, spoke)
    assert bool(found.sets) == (not found.none)
    for changes in found.sets:
        assert decide(card, applied(given_values, changes), spoke).answer == "approve"
        assert decide(card, given_values, spoke).answer != "approve"


@given(SMALL)
def test_no_smaller_set_of_changes_is_enough_and_all_of_the_smallest_are_found(file):
    card, given_values, spoke = file
    found = smallest(card, given_values, spoke, most=100_000)
    enough = _all_that_are_enough(card, given_values, spoke)
    if found.none == "approved":
        assert decide(card, given_values, spoke).answer == "approve"
    elif found.none:
        assert not enough
    else:
        least = min(size for size, _ in enough)
        assert {_named(changes) for changes in found.sets} == {named for size, named in enough if size == least}
        assert len(found.sets) == len({_named(changes) for changes in found.sets})


@given(FILES)
def test_changes_only_touch_what_a_person_can_act_on_in_the_direction_that_is_allowed(file):
    card, given_values, spoke = file
    for one in (one for changes in smallest(card, given_values, spoke).sets for one in changes):
        figure = card.figure(one.figure)
        assert figure.act in sources()["source"][figure.source]["acts"]
        if figure.act == "reach":
            assert one.after in figure.reach
        else:
            less = figure.act == "less"
            end = one.before[0 if less else 1]
            assert one.after[0] < end if less else one.after[0] > end
            assert figure.least <= one.after[0] <= figure.most


@given(FILES, st.integers(0, 4))
def test_no_more_sets_are_given_than_were_asked_for_and_it_is_said_where_there_are_others(file, most):
    card, given_values, spoke = file
    everything = smallest(card, given_values, spoke, most=100_000)
    some = smallest(card, given_values, spoke, most=most)
    assert list(some.sets) == list(everything.sets)[:most]
    assert some.more == (len(everything.sets) > most)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@given(st.data())
def test_whatever_stands_in_a_card_it_is_read_or_refused_in_sentences(data):
    table = _as_tables(sound())
    at = table
    while data.draw(st.booleans()) and isinstance(at, (dict, list)) and at:
        holder = at
        key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        at = at[key]
    if at is not table:
        holder[key] = data.draw(JSON)
    assert _figures_or_faults(table)


def _figures_or_faults(table):
    """The figures of a card, or none where it is refused in sentences that name it."""
    try:
        return checked(table, "card.toml").figures
    except InputError as refused:
        return all(str(problem).startswith("card.toml") for problem in refused.problems)


def _as_tables(card: Scorecard) -> dict:
    bins = {one.name: [{"points": each.points, **_ends(each)} for each in one.bins] for one in card.figures}
    return {
        "id": card.id, "title": dict(card.title), "cutoff": card.cutoff, "sample": True, "fitted": {},
        "figure": {
            one.name: {
                "label": dict(one.label), "source": one.source, "better": one.better, "act": one.act,
                "reach": list(one.reach), "reference": one.reference, "unknown": 3, "bins": bins[one.name],
            }
            for one in card.figures
        },
    }  # fmt: skip


def _ends(one) -> dict:
    given = {"from": one.low, "to": one.high, "words": list(one.words) or None}
    return {key: value for key, value in given.items() if value is not None}


def _named(changes):
    return frozenset((one.figure, one.bin) for one in changes)


def _all_that_are_enough(card, given_values, spoke):
    """Every set of steps into other bins that gets somebody approved, by trying all of them."""
    steps = [(figure, at) for figure in card.figures for at in range(len(figure.bins))]
    found = []
    for size in range(1, len(card.figures) + 1):
        for chosen in combinations(steps, size):
            if len({figure.name for figure, _ in chosen}) < size:
                continue
            made = [_step(figure, at, given_values) for figure, at in chosen]
            if None in made:
                continue
            after = {**given_values, **{name: value for name, value, _ in made}}
            if decide(card, after, spoke).answer == "approve" and decide(card, given_values, spoke).answer != "approve":
                passed = sum(steps for _, _, steps in made)
                found.append(((size, passed), frozenset((figure.name, at) for figure, at in chosen)))
    return found


def _step(figure, at, given_values):
    value = given_values.get(figure.name, figure.absent)
    held = list(figure.bins_of(value))
    if not held or at in held or not figure.act:
        return None
    if figure.act == "reach":
        words = [word for word in figure.bins[at].words if word in figure.reach]
        return (figure.name, words[0], 1) if words else None
    places = [each for each in range(13) if figure.bins_of((each, each))[0] == at]
    if (at < held[0]) != (figure.act == "less") or not places:
        return None
    reached = max(places) if figure.act == "less" else min(places)
    return figure.name, (reached, reached), max(abs(at - held[0]), abs(at - held[-1]))
