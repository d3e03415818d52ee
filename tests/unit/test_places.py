from importlib.resources import files
from zoneinfo import available_timezones

import pytest

from forbear.errors import RecordError
from forbear.places import Place, Places, shipped, with_own
from forbear.rules import catalog

KNOWN = shipped()
EVERY = [KNOWN.read(code) for code in KNOWN.codes()]


@pytest.mark.parametrize("place", EVERY, ids=lambda place: place.code)
def test_every_place_has_a_name_in_both_languages_and_zones_that_exist(place):
    assert KNOWN.name(place, "en").isascii()
    assert not KNOWN.name(place, "zh").isascii()
    assert KNOWN.zones(place)
    assert set(KNOWN.zones(place)) <= available_timezones()


@pytest.mark.parametrize("book", catalog.all_books(), ids=lambda book: book.id)
def test_the_place_of_every_rulebook_is_in_the_table(book):
    assert KNOWN.of(book.place).code in KNOWN.codes()


@pytest.mark.parametrize(
    ("text", "place"),
    [("CN", Place("CN")), ("us-ma", Place("US", "MA")), (" US-NY-NYC ", Place("US", "NY", "NYC"))],
)
def test_a_place_is_read_by_its_code_in_capitals_or_not(text, place):
    assert KNOWN.read(text) == place


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("UK", "GB"), ("USA", "US"), ("England", "GB-ENG"), ("china", "CN"), ("AU-SAA", "AU-SA"),
        ("US-NY-NY", "US-NY-NYC"), ("Massachusets", "US-MA"), ("纽约州", "US-NY"),
    ],
)  # fmt: skip
def test_a_misspelt_place_is_told_the_nearest_one(text, near):
    with pytest.raises(RecordError) as refused:
        KNOWN.read(text)
    assert f"Did you mean {near!r}?" in str(refused.value)


def test_a_place_like_no_other_is_told_how_places_are_written():
    with pytest.raises(RecordError, match="ISO code"):
        KNOWN.read("Q!")


@pytest.mark.parametrize(
    "facts",
    [
        {"country": "US", "state": "NY", "city": "New York"},
        {"country": "US", "state": "New York", "city": "NYC"},
        {"country": "USA", "state": "NY", "city": "New York City"},
    ],
)
def test_a_record_may_write_a_place_by_code_or_name(facts):
    assert KNOWN.of(facts) == Place("US", "NY", "NYC")


def test_a_place_that_the_table_does_not_have_is_kept_as_it_was_written():
    assert KNOWN.of({"country": "NZ", "state": "AUK"}) == Place("NZ", "AUK")
    assert KNOWN.name(Place("NZ", "AUK"), "en") == "NZ-AUK"


def test_a_city_without_its_state_is_not_guessed():
    assert KNOWN.of({"country": "US", "city": "New York"}) == Place("US")


def test_a_place_is_written_as_the_records_have_it():
    assert KNOWN.written(KNOWN.read("US-NY-NYC")) == {"country": "US", "state": "NY", "city": "New York"}
    assert KNOWN.written(KNOWN.read("GB-ENG")) == {"country": "GB", "state": "England"}


@pytest.mark.parametrize(
    ("outer", "inner", "relation"),
    [
        ("US", "US", "inside"), ("US", "US-NY-NYC", "inside"), ("US-NY", "US-NY-NYC", "inside"),
        ("US-NY", "US-MA", "outside"), ("US-NY", "US", "state"), ("US-NY-NYC", "US-NY", "city"),
        ("US-NY-NYC", "US-MA", "outside"), ("US-NY-NYC", "US", "state"), ("CN", "US", "outside"),
        ("EU", "DE", "inside"), ("EU", "GB", "outside"), ("EU", "EU", "inside"), ("DE", "EU", "outside"),
    ],
)  # fmt: skip
def test_a_place_lies_in_its_state_country_and_union(outer, inner, relation):
    assert KNOWN.relation(KNOWN.read(outer), KNOWN.read(inner)) == relation


def test_a_country_of_several_zones_has_those_of_all_its_states():
    assert {"America/New_York", "Pacific/Honolulu", "America/Anchorage"} <= set(KNOWN.zones(Place("US")))
    assert set(KNOWN.zones(Place("US", "FL"))) == {"America/New_York", "America/Chicago"}


def test_a_place_without_zones_of_its_own_has_those_of_what_holds_it():
    own = Places({"XX": {"name": {}, "zones": ["Asia/Tokyo"], "states": {"A": {"en": "A"}}}})
    assert own.zones(Place("XX", "A")) == ("Asia/Tokyo",)
    assert KNOWN.zones(Place("GB", "XYZ")) == ("Europe/London",)


def test_every_calendar_that_a_place_names_exists():
    from forbear.calendar import calendars

    named = {KNOWN.calendar(place) for place in EVERY} - {""}
    assert named == set(calendars())


def test_the_zones_of_a_country_are_all_those_of_the_zone_table():
    lines = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines()
    table = [line.split("\t")[:3:2] for line in lines if not line.startswith("#")]
    for place in EVERY:
        listed = {zone for country, zone in table if country == place.code}
        assert place.code == "CN" or listed - {"Antarctica/Macquarie"} <= set(KNOWN.zones(place)), place


def test_a_table_of_ones_own_lies_over_the_shipped_one(tmp_path):
    path = tmp_path / "places.toml"
    path.write_text(
        '[NZ]\nname = { en = "New Zealand", zh = "新西兰" }\nzones = ["Pacific/Auckland"]\n', encoding="utf-8"
    )
    both = with_own(path)
    assert both.read("NZ") == Place("NZ")
    assert both.name(Place("NZ"), "zh") == "新西兰"
    assert both.read("US-MA") == Place("US", "MA")


@pytest.mark.parametrize("text", ["NZ = 3\n", "[NZ]\nzones = []\n", "[NZ\n"])
def test_a_table_of_another_shape_is_refused_by_its_name(tmp_path, text):
    path = tmp_path / "places.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecordError, match=r"places\.toml"):
        with_own(path)
