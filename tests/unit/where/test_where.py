"""Where somebody may be. Telephone numbers are of ranges kept for fiction, or toll-free."""

import subprocess
import sys
from datetime import date

import pytest

from forbear.calendar import HOUR, local_reading
from forbear.errors import RecordError
from forbear.places import Place, shipped
from forbear.vocabulary import VALUES
from forbear.where.addresses import area_code_zones, from_address
from forbear.where.evidence import ZONE_SOURCE, Evidence, apart, common_hours, stated, together
from forbear.where.phones import from_phone

JULY = date(2026, 7, 1).toordinal()
EASTERN, CENTRAL, HAWAII = "America/New_York", "America/Chicago", "Pacific/Honolulu"


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+12125550100", {EASTERN}),
        ("+18505550100", {EASTERN, CENTRAL}),
        ("+18085550100", {HAWAII}),
        ("+12085550100", {"America/Boise", "America/Los_Angeles", "America/Denver"}),
        ("+14165550100", {"America/Toronto"}),
        ("+442079460100", {"Europe/London"}),
        ("+61255501234", {"Australia/Sydney", "Australia/Lord_Howe"}),
    ],
)
def test_a_number_of_an_area_leaves_every_zone_of_that_area_possible(number, zones):
    assert set(from_phone(number).zones) >= zones
    assert from_phone(number).place == Place({"1": "US", "4": "GB", "6": "AU"}[number[1]]) or number == "+14165550100"


def test_an_area_of_several_states_has_the_zones_of_all_of_them():
    assert {"Australia/Adelaide", "Australia/Darwin", "Australia/Perth"} <= set(from_phone("+61870101234").zones)


def test_one_area_code_alone_does_not_make_the_whole_country_possible():
    assert HAWAII not in from_phone("+18505550100").zones


def test_in_north_america_nobody_can_tell_a_mobile_and_that_is_said():
    found = from_phone("+12125550100")
    assert (found.kind, found.strength) == ("number", "weak")
    assert from_phone("+12125550100", "landline").strength == "strong"
    assert from_phone("+12125550100", "mobile").kind == "mobile"


@pytest.mark.parametrize("number", ["+61491570156", "+447700900123"])
def test_a_mobile_is_weak_evidence_of_its_whole_country(number):
    found = from_phone(number, "mobile")
    assert found.strength == "weak"
    assert set(shipped().zones(found.place)) == set(found.zones)


def test_a_fixed_line_is_strong_evidence():
    found = from_phone("+442079460100")
    assert (found.kind, found.strength) == ("landline", "strong")


@pytest.mark.parametrize("number", ["+18005550100", "+448081570100", "+80012345678", "+19005550100"])
def test_a_number_that_belongs_to_no_place_says_nothing(number):
    found = from_phone(number)
    assert (found.kind, found.strength, found.zones, found.place) == ("nowhere", "none", (), None)


def test_a_number_written_without_its_country_needs_one():
    assert from_phone("020 7946 0100", country="GB").zones == ("Europe/London",)
    with pytest.raises(RecordError, match="it is none"):
        from_phone("020 7946 0100")


@pytest.mark.parametrize("number", ["", "12", "Ann", "+1", "+999999"])
def test_what_is_no_number_is_refused_without_being_repeated(number):
    with pytest.raises(RecordError, match="the telephone number: it is none") as refused:
        from_phone(number)
    assert len(number) < 4 or number not in str(refused.value)


@pytest.mark.parametrize("number", ["+12125550142", "+442079460142", "+61491570142", "+18005550142"])
def test_what_a_zone_was_read_from_is_masked(number):
    shown = from_phone(number).read_from
    assert "•••" in shown
    assert number[-4:] not in shown
    assert shown.endswith("42")


@pytest.mark.parametrize(
    ("place", "code", "zones"),
    [
        ("US-FL", "32401", (CENTRAL,)), ("US-FL", "33101", (EASTERN,)), ("US", "47514", ("America/Indiana/Tell_City",)),
        ("US-NY", "10001-1234", (EASTERN,)), ("CN", "100000", ("Asia/Shanghai",)), ("AU-SA", "5000", None),
    ],
)  # fmt: skip
def test_an_address_of_the_united_states_is_read_by_its_postal_code(place, code, zones):
    known = shipped().read(place)
    assert from_address(known, code).zones == (zones or shipped().zones(known))


def test_a_postal_code_tells_the_state_where_none_was_stated():
    assert from_address(Place("US"), "32401").place == Place("US", "FL")


def test_a_state_and_a_postal_code_that_disagree_both_count():
    assert set(from_address(Place("US", "HI"), "10001").zones) == {HAWAII, EASTERN}


def test_a_postal_code_that_nobody_knows_leaves_the_zones_of_the_state():
    assert set(from_address(Place("US", "FL"), "99999").zones) == {EASTERN, CENTRAL}


def test_an_address_without_a_postal_code_leaves_every_zone_of_the_state_or_country():
    assert set(from_address(Place("US", "FL")).zones) == {EASTERN, CENTRAL}
    assert len(from_address(Place("US")).zones) > 20
    assert from_address(Place("NZ")).zones == ("Pacific/Auckland", "Pacific/Chatham")


def test_an_address_of_the_forces_abroad_belongs_to_no_zone():
    assert from_address(Place("US"), "09006").kind == "nowhere"


def test_a_postal_code_of_another_form_is_refused():
    with pytest.raises(RecordError, match="five digits"):
        from_address(Place("US"), "1234")


def test_a_postal_code_is_shown_in_part():
    assert from_address(Place("US", "FL"), "32401").read_from == "US-FL 324••"


def test_the_zones_of_every_state_hold_those_of_its_postal_codes():
    import zipcodes

    for row in zipcodes.list_all():
        place = Place("US", row["state"])
        if "/" in (row["timezone"] or "") and place.code in shipped().codes():
            assert row["timezone"] in shipped().zones(place), row["zip_code"]


def test_an_area_code_of_nobody_has_no_zones():
    assert area_code_zones("000") == ()


def test_evidence_that_disagrees_widens_to_every_zone():
    found = together([from_phone("+12125550100", "mobile"), from_address(Place("US", "HI"))])
    assert found.zones == (EASTERN, HAWAII)
    assert found.disagrees
    assert not found.only_weak


def test_evidence_that_agrees_is_not_said_to_disagree():
    found = together([from_phone("+18505550100"), from_address(Place("US", "FL"), "32401")])
    assert not found.disagrees
    assert set(found.zones) == {EASTERN, CENTRAL}


def test_a_place_where_she_is_known_to_be_replaces_the_rest_and_the_rest_is_kept_in_view():
    phone, here = from_phone("+12125550100"), stated(HAWAII, now=True)
    found = together([phone, here])
    assert (found.zones, found.used, found.replaced) == ((HAWAII,), (here,), (phone,))


def test_of_two_such_places_the_later_one_counts():
    assert together([stated(HAWAII, now=True), stated(EASTERN, now=True)]).zones == (EASTERN,)


def test_a_zone_that_was_merely_stated_replaces_nothing():
    found = together([stated(HAWAII), from_phone("+12125550100")])
    assert set(found.zones) == {HAWAII, EASTERN}


def test_a_mobile_alone_is_said_to_be_weak_and_a_number_of_no_place_adds_nothing():
    found = together([from_phone("+12125550100", "mobile"), from_phone("+18005550100")])
    assert found.only_weak
    assert found.zones == (EASTERN,)
    assert not found.disagrees


def test_nothing_known_is_no_zone_and_no_weak_evidence():
    found = together([from_phone("+18005550100")])
    assert (found.zones, found.only_weak, found.disagrees, found.places) == ((), False, False, ())


def test_a_zone_of_no_such_name_is_refused_with_the_nearest():
    with pytest.raises(RecordError, match="Did you mean 'Asia/Tokyo'"):
        stated("Asia/Tokio")


def test_the_hours_of_two_zones_are_those_that_both_allow():
    ((start, end),) = common_hours([EASTERN, HAWAII], JULY, 8 * HOUR, 21 * HOUR)
    assert [local_reading(at, EASTERN)[1] // HOUR for at in (start, end)] == [14, 21]
    assert [local_reading(at, HAWAII)[1] // HOUR for at in (start, end)] == [8, 15]
    assert apart([EASTERN, HAWAII], start) == 6 * HOUR


def test_in_winter_the_same_two_zones_share_an_hour_less_or_more():
    january = date(2026, 1, 5).toordinal()
    ((start, _),) = common_hours([EASTERN, HAWAII], january, 8 * HOUR, 21 * HOUR)
    assert local_reading(start, EASTERN)[1] // HOUR == 13


def test_hours_may_hold_together_on_different_days():
    ((start, end),) = common_hours(["Pacific/Guam", "Pacific/Pago_Pago"], JULY, 8 * HOUR, 21 * HOUR)
    assert local_reading(start, "Pacific/Guam") == (JULY, 8 * HOUR)
    assert local_reading(end, "Pacific/Pago_Pago") == (JULY - 1, 21 * HOUR)


def test_hours_too_short_never_hold_together():
    assert common_hours([EASTERN, HAWAII], JULY, 9 * HOUR, 11 * HOUR) == []


def test_the_kinds_of_evidence_have_words_in_the_records():
    assert set(ZONE_SOURCE.values()) == set(VALUES["zone_source"])


def test_evidence_may_name_no_place():
    assert together([Evidence("stated", (EASTERN,), EASTERN)]).places == ()


def test_the_geocoder_of_the_library_is_never_loaded():
    program = "import sys; from forbear.where.phones import from_phone; from_phone('+12125550100');"
    program += "sys.exit('phonenumbers.geocoder' in sys.modules or 'phonenumbers.carrier' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
