import json

import pytest


def test_zones_are_shown_with_the_evidence_and_what_is_left_of_the_hours(forbear):
    words = ["--mobile", "+12125550142", "--state", "US-HI", "--hours", "08:00-21:00", "--on", "2026-07-01"]
    ended = forbear("where", *words)
    assert ended.code == 0
    assert "address US-HI strong Pacific/Honolulu" in ended.flat
    assert "mobile +1 212 •••42 weak America/New_York" in ended.flat
    assert "An hour must be allowed in every one of them." in ended.flat
    assert "no single time zone fits all of it" in ended.flat
    assert "up to 6:00 hours apart" in ended.flat
    assert "14:00–21:00 America/New_York" in ended.flat
    assert "5550142" not in ended.out


def test_the_answer_comes_in_chinese(forbear):
    ended = forbear("where", "--phone", "+18005550100", "--lang", "zh")
    assert "不属于任何地点" in ended.flat
    assert "无法判断任何时间是否合适" in ended.flat


def test_the_answer_comes_as_json_without_the_number(forbear):
    words = ["--phone", "+18505550142", "--zone", "America/Chicago", "--hours", "08:00-21:00", "--on", "2026-07-01"]
    ended = forbear("where", *words, "--json")
    record = json.loads(ended.out)
    assert set(record["zones"]) == {"America/Chicago", "America/New_York"}
    assert [one["zone_source"] for one in record["evidence"]] == ["debtor_statement", "mobile_area_code"]
    assert record["hours"]["America/New_York"] == [["09:00", "21:00"]]
    assert (record["disagrees"], record["only_weak"], record["places"]) == (False, False, ["US"])
    assert "5550142" not in ended.out


def test_a_known_place_replaces_the_rest(forbear):
    ended = forbear("where", "--phone", "+12125550100", "--now-in", "Asia/Tokyo", "--json")
    record = json.loads(ended.out)
    assert record["zones"] == ["Asia/Tokyo"]
    assert [one["counts"] for one in record["evidence"]] == [True, False]
    assert "replaces all other evidence" in forbear("where", "--phone", "+12125550100", "--now-in", "Asia/Tokyo").flat


def test_a_mobile_alone_is_said_to_be_weak(forbear):
    assert "This is weak evidence only" in forbear("where", "--mobile", "+12125550100").flat


def test_a_number_is_read_in_the_country_of_the_address(forbear):
    ended = forbear("where", "--landline", "020 7946 0100", "--state", "GB-ENG", "--json")
    assert json.loads(ended.out)["zones"] == ["Europe/London"]


def test_hours_that_never_hold_together_are_told_so(forbear):
    words = ["--zone", "America/New_York", "--zone", "Pacific/Honolulu", "--hours", "09:00-11:00"]
    assert "never hold in every zone together" in forbear("where", *words).flat


def test_without_any_evidence_nothing_is_guessed(forbear):
    ended = forbear("where", "--hours", "08:00-21:00")
    assert (ended.code, "no hour can be judged" in ended.flat) == (0, True)
    assert json.loads(forbear("where", "--hours", "08:00-21:00", "--json").out)["hours"] == {}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--phone", "12"], "✗ the telephone number: it is none."),
        (["--state", "US-F"], "✗ --state: there is no place 'US-F'. Did you mean 'US-FL'?"),
        (["--postal-code", "32401"], "✗ --postal-code: it does not say of which country. Add --state"),
        (["--state", "US-FL", "--postal-code", "324"], "✗ the postal code: '324' is no code of the United States."),
        (["--zone", "Asia/Tokio"], "Did you mean 'Asia/Tokyo'?"),
        (["--hours", "21:00-08:00"], "✗ --hours: '21:00-08:00' are no hours. Write them as 08:00-21:00."),
        (["--hours", "8"], "✗ --hours: '8' are no hours."),
        (["--on", "tomorrow"], "✗ --on: 'tomorrow' is no day."),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(forbear, words, sentence):
    ended = forbear("where", *words)
    assert (ended.code, ended.out) == (1, "")
    assert sentence in ended.err
