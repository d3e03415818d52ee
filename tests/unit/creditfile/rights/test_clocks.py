from datetime import date

import pytest

from forbear.calendar import instant_at
from forbear.creditfile.rights.clocks import books_of, clocks, may_be_put_back, shown
from forbear.creditfile.rights.steps import Dispute, Step
from tests.unit.creditfile.rights.conftest import PERSON, day

ZONES = {"CN": "Asia/Shanghai", "US": "America/New_York", "US-NY": "America/New_York", "IN": "Asia/Kolkata"}


def dispute(place, *steps, opened="2026-03-02"):
    made = tuple(Step(name, day(on), at + 2, dict(said)) for at, (name, on, *said) in enumerate(steps))
    return Dispute(1, PERSON, place, ("account:Qinghe:7",), "", "", day(opened), steps[-1][0] if steps else "opened",
                   steps=made)  # fmt: skip


def at_end_of(text, place):
    return instant_at(date.fromisoformat(text).toordinal(), 86_399_000_000, ZONES[place])


def standing(place, *steps, as_of):
    found = clocks([dispute(place, *steps)], at_end_of(as_of, place))
    return {one.standing.duty: (one.standing.state, one.standing.due, one.days_late, one.owed) for one in found}


def test_in_china_a_dispute_is_answered_in_writing_within_twenty_days():
    assert standing("CN", as_of="2026-03-22") == {"answer": ("due", day("2026-03-22"), 0, 0)}
    assert standing("CN", as_of="2026-03-25") == {"answer": ("late", day("2026-03-22"), 3, 0)}
    ended = [("asked", "2026-03-03"), ("corrected", "2026-03-20")]
    assert standing("CN", *ended, as_of="2026-03-23")["answer"][0] == "late"
    assert standing("CN", *ended, ("told", "2026-03-22"), as_of="2026-03-30")["answer"][0] == "on-time"
    assert standing("CN", *ended, ("told", "2026-03-25"), as_of="2026-05-30")["answer"] == (
        "late", day("2026-03-22"), 3, 0
    )  # fmt: skip


def test_in_the_united_states_material_in_time_gives_fifteen_days_more():
    assert standing("US", as_of="2026-03-31")["reinvestigation"] == ("due", day("2026-03-31"), 0, 0)
    assert standing("US", as_of="2026-04-01")["reinvestigation"] == ("late", day("2026-03-31"), 1, 0)
    more = ("material", "2026-03-31")
    found = standing("US", more, as_of="2026-04-14")
    assert "reinvestigation" not in found
    assert found["reinvestigation-extended"] == ("due", day("2026-04-15"), 0, 0)
    too_late = standing("US", ("material", "2026-04-01"), as_of="2026-04-14")
    assert too_late["reinvestigation"][0] == "late" and "reinvestigation-extended" not in too_late


def test_the_furnisher_is_told_within_five_business_days_and_the_person_of_what_came_of_it():
    found = standing("US", as_of="2026-03-07")
    assert found["furnisher-notice"] == ("late", day("2026-03-06"), 1, 0)
    steps = [("asked", "2026-03-06"), ("deleted", "2026-03-20")]
    found = standing("US", *steps, as_of="2026-03-28")
    assert found["furnisher-notice"][0] == "on-time" and found["reinvestigation"][0] == "on-time"
    assert found["results"] == ("late", day("2026-03-27"), 1, 0)
    back = [*steps, ("told", "2026-03-21"), ("certified", "2026-04-30", ("by", "Qinghe")), ("reinserted", "2026-05-01")]
    found = standing("US", *back, as_of="2026-05-09")
    assert found["results"][0] == "on-time"
    assert found["reinsertion-notice"] == ("late", day("2026-05-08"), 1, 0)
    assert standing("US", *back, ("told", "2026-05-08"), as_of="2026-05-20")["reinsertion-notice"][0] == "on-time"


def test_in_india_a_hundred_rupees_are_owed_for_each_day_after_the_thirtieth():
    assert standing("IN", as_of="2026-04-01")["resolution"] == ("due", day("2026-04-01"), 0, 0)
    assert standing("IN", as_of="2026-04-04")["resolution"] == ("late", day("2026-04-01"), 3, 300)
    ended = [("asked", "2026-03-03"), ("deleted", "2026-04-06")]
    found = standing("IN", *ended, as_of="2026-07-01")
    assert found["resolution"] == ("late", day("2026-04-01"), 5, 500)
    assert found["furnisher-update"] == ("late", day("2026-03-24"), 99, 0)


def test_the_books_bar_what_was_deleted_until_it_is_certified():
    gone = dispute("US", ("deleted", "2026-03-20"))
    at = at_end_of("2026-05-01", "US")
    assert may_be_put_back(gone, at).answer == "refuse"
    certified = dispute("US", ("deleted", "2026-03-20"), ("certified", "2026-04-01", ("by", "Qinghe")))
    assert may_be_put_back(certified, at).answer == "allow"


def test_the_most_pressing_clock_comes_first_and_speaks_both_languages():
    found = clocks([dispute("US", ("asked", "2026-03-03"))], at_end_of("2026-04-20", "US"))
    told = shown(found[0])
    assert told["state"] == "late" and told["cite"].startswith("15 U.S.C. 1681i(a)(1)(A)")
    assert "by 2026-03-31" in told["en"] and "不迟于 2026-03-31" in told["zh"]
    assert (told["confidence"], told["force"]) == ("seen", "duty")


@pytest.mark.parametrize(
    ("place", "books"),
    [("CN", ["cn-credit-rights"]), ("US-NY", ["us-fcra-rights"]), ("IN", ["in-cir-rights"]), ("GB", []), ("", [])],
)
def test_the_books_of_a_place_are_found(place, books):
    assert [book.id for book in books_of(place)] == books


def test_what_happens_later_is_not_known_yet():
    late = dispute("CN", ("corrected", "2026-03-20"), ("told", "2026-03-21"))
    assert clocks([late], at_end_of("2026-03-19", "CN"))[0].standing.state == "due"
