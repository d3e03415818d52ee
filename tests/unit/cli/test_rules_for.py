import json

import pytest

from forbear.cli.choosing import books_for
from forbear.gate.choosing import Books
from forbear.places import shipped
from forbear.rules import catalog

ASKED = ["--place", "US-MA", "--collector", "third-party-collector", "--product", "credit_card", "--on", "2026-11-01"]
OWN = """
format = 1
id = "nz-own"
title = { en = "Own rules", zh = "自有规则" }
covers = "calls"
status = "complete"
place = { country = "NZ" }
in_force = { from = 2026-01-01 }
[source.house]
title = "House rules"
short = "House"
confidence = "house"
[rule.calls]
cite = "house 1"
when = "channel == 'call'"
force = "house"
confidence = "house"
says.en = "No calls."
says.zh = "不得致电。"
[example_base]
collector = { id = "X", kind = "creditor" }
debtor = { id = "Ann", zones = ["Pacific/Auckland"] }
debts = [{ id = "d", creditor = "X" }]
ask = { at = 2026-06-01T10:00:00+12:00, collector = "X", person = "Ann", role = "debtor", debts = ["d"] }
[[example]]
name = "a call"
tests = ["calls"]
ask = { direction = "outbound", channel = "call" }
expect = { verdict = "refuse", rules = ["calls"] }
[[example]]
name = "a letter"
tests = ["calls"]
ask = { direction = "outbound", channel = "letter" }
expect = { verdict = "allow" }
"""


def test_every_rulebook_of_the_country_is_told_with_its_answer_and_the_reason(forbear):
    ended = forbear("rules", "for", *ASKED)
    assert ended.code == 0
    assert "Massachusetts, United States · third-party collector · credit card · 2026-11-01" in ended.flat
    assert "applies us-ma" in ended.flat
    assert "applies us-reg-f" in ended.flat
    assert "in force since 2024-01-01, and its scope holds" in ended.flat
    assert "the strictest answer wins" in ended.flat
    assert "cn-" not in ended.flat


def test_a_rulebook_of_another_state_is_told_with_that_reason(forbear):
    ended = forbear("rules", "for", "--place", "US-NY-NYC", "--on", "2026-11-01")
    assert "it is of Massachusetts; the place asked about is New York City" in ended.flat


def test_the_answer_comes_in_chinese(forbear):
    ended = forbear("rules", "for", *ASKED, "--lang", "zh")
    assert "美国马萨诸塞州 · 第三方催收机构 · 信用卡 · 2026-11-01" in ended.flat
    assert "适用 us-ma" in ended.flat
    assert "以最严格的结论为准" in ended.flat


def test_the_answer_comes_as_json_with_codes_and_both_languages(forbear):
    ended = forbear("rules", "for", "--place", "US", "--collector", "creditor", "--on", "2026-11-01", "--json")
    record = json.loads(ended.out)
    assert (record["place"], record["on"], record["collector_kind"], record["product"]) == (
        "US", "2026-11-01", "creditor", None,
    )  # fmt: skip
    by_id = {one["id"]: one for one in record["rulebooks"]}
    assert by_id["us-reg-f"]["answer"] == "no"
    assert by_id["us-reg-f"]["because"][0]["code"] == "bound"
    assert set(by_id["us-reg-f"]["because"][0]["says"]) == {"en", "zh"}
    assert by_id["us-ma"]["missing"] == ["debtor.place.state"]


def test_a_rulebook_that_is_not_in_force_on_the_day_says_since_when_it_is(forbear):
    ended = forbear("rules", "for", "--place", "US-MA", "--on", "2023-12-31")
    assert "not in force yet: it begins on 2024-01-01" in ended.flat


def test_without_a_day_today_is_meant(forbear):
    ended = forbear("rules", "for", "--place", "CN", "--json")
    assert json.loads(ended.out)["on"] >= "2026"
    assert {one["answer"] for one in json.loads(ended.out)["rulebooks"] if one["id"] == "cn-cba-2026"} == {"applies"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--place", "UK"], "✗ --place: there is no place 'UK'. Did you mean 'GB'?"),
        (["--place", "US-XY"], "✗ --place: there is no place 'US-XY'."),
        (
            ["--place", "US", "--collector", "creditr"],
            "✗ --collector: 'creditr' is not known. Did you mean 'creditor'?",
        ),
        (["--place", "US", "--product", "zzz"], "✗ --product: 'zzz' is not known. One of: credit_card"),
        (["--place", "US", "--license", "fca"], "✗ --license: 'fca' is not known."),
        (["--place", "US", "--on", "1 May"], "✗ --on: '1 May' is no day. Write year, month and day: 2026-11-01."),
    ],
)
def test_what_cannot_be_asked_is_told_in_a_sentence(forbear, words, sentence):
    ended = forbear("rules", "for", *words)
    assert (ended.code, ended.out) == (1, "")
    assert sentence in ended.err


def test_a_place_and_a_rulebook_of_ones_own_can_be_asked_about(forbear, tmp_path):
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    (tmp_path / "places.toml").write_text('[NZ]\nname = { en = "New Zealand", zh = "新西兰" }\n', encoding="utf-8")
    own = ["--rules", tmp_path / "own.toml", "--places", tmp_path / "places.toml"]
    ended = forbear("rules", "for", "--place", "NZ", *own, "--on", "2026-11-01")
    assert "New Zealand · 2026-11-01" in ended.flat
    assert "applies nz-own" in ended.flat
    assert "does not nz-own" in forbear("rules", "for", "--place", "US", *own).flat


def test_a_place_for_which_there_is_nothing_is_told_so(forbear, tmp_path):
    (tmp_path / "places.toml").write_text('[NZ]\nname = { en = "New Zealand", zh = "新西兰" }\n', encoding="utf-8")
    ended = forbear("rules", "for", "--place", "NZ", "--places", tmp_path / "places.toml")
    assert ended.code == 0
    assert "That does not mean that there is no rule." in ended.flat


def test_a_place_chosen_for_ask_or_audit_may_be_a_city():
    chosen = [book.id for book in books_for([], "us-ny-nyc")]
    assert "us-reg-f" in chosen
    assert "us-ma" not in chosen


def test_the_rulebooks_of_a_city_are_those_of_its_state_and_country_too():
    found = {book.id for book in catalog.for_place("US", "MA", "Boston")}
    assert {"us-reg-f", "us-ma"} <= found
    assert "us-ma" not in {book.id for book in catalog.for_place("US", "NY", "New York")}


def test_a_rulebook_of_ones_own_without_a_place_is_for_everybody_as_the_gate_takes_it(forbear, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(OWN.replace('place = { country = "NZ" }\n', ""), encoding="utf-8")
    for place in ("CN", "US-NY"):
        ended = forbear("rules", "for", "--place", place, "--rules", str(own), "--on", "2026-11-01", "--json")
        (found,) = (one for one in json.loads(ended.out)["rulebooks"] if one["id"] == "nz-own")
        assert (found["answer"], found["because"][0]["code"]) == ("applies", "holds_since")
        debtor = {f"place.{level}": name for level, name in shipped().written(shipped().read(place)).items()}
        assert [book.id for book in Books([catalog.get(str(own))], shipped()).of(debtor).books] == ["nz-own"]
