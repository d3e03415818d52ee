"""Groups given from outside: counts, and what may be concluded of them."""

from __future__ import annotations

import pytest

from forbear.creditfile.decision.fairness import by_group, percent, sentence
from forbear.creditfile.decision.texts import texts


def people(group, approved, rejected, bad=0, known=True):
    """So many approved, of whom some ended badly, and so many rejected."""
    endings = [at < bad if known else None for at in range(approved)]
    return [(group, "approve", bad) for bad in endings] + [(group, "reject", None)] * rejected


@pytest.mark.parametrize(
    ("mine", "others", "concluded"),
    [
        ((10, 10), (200, 200), "few"),
        ((50, 50), (100, 100), "alike"),
        ((55, 45), (100, 100), "alike"),
        ((40, 160, 8), (160, 40, 32), "less"),
        ((40, 160, 1), (160, 40, 48), "less_better"),
        ((40, 160, 20), (160, 40, 16), "less_worse"),
        ((40, 160, 0, False), (160, 40, 16), "less_unknown"),
        ((160, 40, 32), (40, 160, 8), "more"),
        ((160, 40, 8), (40, 160, 12), "more_better"),
        ((160, 40, 48), (40, 160, 1), "more_worse"),
        ((160, 40, 0, False), (40, 160, 8), "more_unknown"),
    ],
)
def test_what_is_concluded_follows_from_approvals_and_endings_beyond_chance(mine, others, concluded):
    group, other = by_group([*people("a", *mine), *people("b", *others)])
    assert (group.name, group.concluded) == ("a", concluded)
    assert other.others == group.counts and group.others == other.counts
    for lang in ("en", "zh"):
        assert sentence(group, lang).startswith("a") and "{" not in sentence(group, lang)


def test_every_conclusion_that_has_words_is_one_that_can_be_reached():
    reached = {f"{often}{how}" for often in ("less", "alike", "more") for how in ("", "_better", "_worse", "_unknown")}
    assert set(texts()["fairness"]) == {"few", *reached} - {"alike_unknown"}


def test_a_group_is_held_against_all_others_together():
    found = by_group([*people("a", 10, 30), *people("b", 30, 10), *people("c", 20, 20)])
    assert [(one.counts.people, one.others.people, one.others.approved) for one in found] == [
        (40, 80, 50), (40, 80, 30), (40, 80, 40),
    ]  # fmt: skip


def test_the_undecided_and_the_endings_that_are_not_known_are_counted_apart():
    (group,) = by_group([("a", "undecided", True), ("a", "reject", None), ("a", "approve", False)])
    counts = group.counts
    assert (counts.people, counts.approved, counts.undecided, counts.known, counts.bad) == (3, 1, 1, 2, 1)
    assert (counts.approved_known, counts.approved_bad) == (1, 0)


def test_a_share_is_rounded_half_up_in_whole_numbers():
    assert [percent(1, 3), percent(2, 3), percent(1, 2000), percent(0, 7), percent(7, 7), percent(0, 0)] == [
        "33.3", "66.7", "0.1", "0.0", "100.0", "–",
    ]  # fmt: skip
