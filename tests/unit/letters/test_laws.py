"""Which sentence about law holds in a place on a day."""

from __future__ import annotations

from datetime import date

import pytest

from forbear.letters.laws import Laws, holds_anywhere_in, law_of, places_of
from forbear.places import Place


def law(place, **more):
    table = {"id": "x", "places": [place], "says": {"en": f"In {place}.", "zh": f"在{place}。"}, "cite": "Art. 1",
             "force": "right", "confidence": "seen", "source": "text, 2026-11-26"}  # fmt: skip
    return law_of(table | more)


EVERY = [law("US"), law("US-NY"), law("US-NY-NYC"), law("EU"), law("CN", confidence="knowledge")]


@pytest.mark.parametrize(
    "place, found",
    [
        ("US-NY-NYC", "US-NY-NYC"),
        ("US-NY", "US-NY"),
        ("US-TX", "US"),
        ("US", "US"),
        ("DE", "EU"),
        ("CN", None),
        ("KE", None),
    ],
)
def test_the_nearest_place_speaks_and_what_is_only_remembered_never_does(place, found):
    said = Laws(EVERY, Place(*place.split("-")), 1).find("x")
    assert (said and said.places[0]) == found
    assert holds_anywhere_in(EVERY, "x", Place(*place.split("-"))) == (found is not None)


def test_a_country_of_a_union_goes_before_the_union():
    assert Laws([law("DE"), law("EU")], Place("DE"), 1).find("x").places == ("DE",)
    assert Laws([law("EU"), law("DE")], Place("DE"), 1).find("x").places == ("DE",)


def test_a_law_holds_from_its_first_day_to_its_last():
    dated = [law("GB", since=date(2020, 1, 2), until=date(2020, 1, 3))]
    days = [date(2020, 1, day).toordinal() for day in range(1, 5)]
    assert [Laws(dated, Place("GB"), day).find("x") is not None for day in days] == [False, True, True, False]


def test_an_id_that_no_place_has_is_a_mistake_and_not_silence():
    with pytest.raises(KeyError):
        Laws(EVERY, Place("US"), 1).find("y")


def test_the_citation_stands_behind_the_sentence():
    assert law("US").cited("en") == "In US (Art. 1)." and law("US").cited("zh") == "在US（Art. 1）。"
    assert law("US", cite={"en": "Art. 1", "zh": "第一条"}).cited("zh") == "在US（第一条）。"


def test_places_are_those_where_it_may_be_said():
    assert places_of(EVERY, "x") == ("US", "US-NY", "US-NY-NYC", "EU")
