"""From which day time alone is enough."""

from __future__ import annotations

from forbear.creditfile.decision.ageing import Item, ageing, from_looks
from tests.support.scorecards import sound

TODAY = 20_000
APPLIED = [19_911, 19_950, 19_950, 19_990]
REST = {"owed": (0, 0), "savings": "many"}


def shown_on(day, until=None):
    """Applications of the last 90 days, today included; a rule that ends on a day."""
    count = sum(1 for applied in APPLIED if day - applied < 90)
    return {**REST, "applications_90d": (count, count)}, {} if until is None else {"listed": day < until}


def test_the_first_day_is_that_on_which_enough_has_left_the_window():
    found = ageing(sound(), shown_on, TODAY, range(TODAY, TODAY + 100))
    assert (found.first, found.stays, found.until) == (TODAY + 1, TODAY + 1, TODAY + 99)
    assert found.items == [Item("applications_90d", False, TODAY + 1, [(TODAY + 1, 20), (19_990 + 90, 40)])]


def test_a_rule_that_rejects_by_itself_counts_until_it_ends():
    found = ageing(sound(), lambda day: shown_on(day, TODAY + 40), TODAY, range(TODAY, TODAY + 100))
    assert (found.first, found.stays) == (TODAY + 40, TODAY + 40)
    assert found.items[-1] == Item("listed", True, TODAY + 40)


def test_where_time_is_not_enough_that_is_said_up_to_the_last_day_that_was_asked():
    found = ageing(sound(), lambda day: ({**shown_on(day)[0], "owed": (900_000, 900_000)}, {}), TODAY, [TODAY + 400])
    assert (found.first, found.stays, found.until) == (None, None, TODAY + 400)
    assert [(one.name, one.out) for one in found.items] == [("applications_90d", TODAY + 400), ("owed", None)]


def test_a_day_after_which_the_answer_turns_again_is_told_apart_from_one_that_stays():
    looks = {TODAY: (7, 7), TODAY + 10: (0, 0), TODAY + 20: (7, 7), TODAY + 30: (0, 0)}
    shown = from_looks({day: ({**REST, "applications_90d": value}, {}) for day, value in looks.items()})
    found = ageing(sound(), shown, TODAY, looks)
    assert (found.first, found.stays) == (TODAY + 10, TODAY + 30)
    assert found.items[0].out == TODAY + 30


def test_between_two_looks_a_file_is_as_on_the_earlier():
    shown = from_looks({5: ({"a": (1, 1)}, {}), 9: ({"a": (2, 2)}, {})})
    assert [shown(day)[0]["a"][0] for day in (4, 5, 8, 9, 40)] == [1, 1, 1, 2, 2]


def test_what_is_found_can_be_written_as_plain_values():
    found = ageing(sound(), shown_on, TODAY, [TODAY + 1]).as_json()
    assert found == {
        "first": TODAY + 1, "stays": TODAY + 1, "until": TODAY + 1,
        "items": [{"name": "applications_90d", "rule": False, "out": TODAY + 1, "moves": [[TODAY + 1, 20]]}],
    }  # fmt: skip


def test_a_rule_of_which_it_is_not_known_whether_it_speaks_has_its_day_too():
    found = ageing(
        sound(),
        lambda day: (shown_on(day)[0], {"listed": None if day < TODAY + 7 else False}),
        TODAY,
        range(TODAY, TODAY + 9),
    )
    assert found.first == TODAY + 7 and found.items[-1] == Item("listed", True, TODAY + 7)
