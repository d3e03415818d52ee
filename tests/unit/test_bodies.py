import re
from datetime import date

import phonenumbers
import pytest

from forbear import bodies, places
from forbear.bodies import KINDS, asked, dialled, is_short_code, shipped, with_own
from forbear.errors import RecordError

KNOWN = places.shipped()
EVERY = shipped()._rows
FIRST = date(2026, 11, 26).toordinal()
"""The day on which the first rows were looked up."""

OWN = """
[[body]]
id = "{id}"
place = "{place}"
kind = "advice"
name = {{ en = "Own", zh = "自己的" }}
does = {{ en = "Talks.", zh = "咨询。" }}
url = "https://own.example"
source = {{ cite = "own", url = "https://own.example" }}
seen = 2026-11-01
confidence = "{confidence}"
"""


def ids(place, kind="", table=None):
    return [body.id for body in (table or shipped()).for_place(KNOWN.read(place), kind)]


def own(tmp_path, text):
    path = tmp_path / "bodies.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("body", EVERY, ids=lambda body: body.id)
def test_every_body_is_dated_cited_in_both_languages_and_can_be_reached(body):
    assert body.seen >= FIRST
    assert body.source.published is None or body.source.published <= body.seen
    assert body.source.cite
    assert re.match(r"https?://\S+$", body.source.url)
    assert body.url.startswith("https://") if body.url else body.phones
    for said in filter(None, (body.name, body.does, body.hours, body.first and body.first.says)):
        assert not re.search(r"[\u4e00-\u9fff]", said["en"].replace("よりそい", ""))
        assert re.search(r"[\u4e00-\u9fff]", said["zh"])
    assert body.known


@pytest.mark.parametrize(("body", "number"), [(body, number) for body in EVERY for number in body.phones])
def test_every_telephone_number_is_one_of_its_country_or_a_short_code(body, number):
    if is_short_code(number):
        assert re.fullmatch(r"\d{3,6}", dialled(number))
    else:
        assert phonenumbers.is_valid_number(phonenumbers.parse(number, body.place.country))


def test_every_id_is_used_once():
    assert len({body.id for body in EVERY}) == len(EVERY)


def test_every_complaint_body_says_what_it_asks_and_no_other_kind_does():
    for body in EVERY:
        assert bool(body.asks) == (body.kind == "complain"), body.id


def test_the_nearest_bodies_come_first_and_those_elsewhere_never():
    assert ids("US-NY-NYC", "complain") == ["us-nyc-dcwp", "us-ny-dcp", "us-cfpb"]
    assert ids("US", "complain") == ["us-cfpb"]
    assert ids("GB-ENG") == ids("GB") != []


def test_a_body_of_a_union_is_for_its_members_after_their_own(tmp_path):
    table = with_own(own(tmp_path, OWN.format(id="eu-own", place="EU", confidence="seen")))
    assert ids("IE", "advice", table) == ["ie-mabs", "eu-own"]
    assert ids("GB", "advice", table) == ["gb-stepchange", "gb-national-debtline"]


def test_what_nobody_has_looked_up_is_in_no_list(tmp_path):
    table = with_own(own(tmp_path, OWN.format(id="de-own", place="DE", confidence="knowledge")))
    assert "de-own" not in ids("DE", "", table)
    assert "de-own" not in [body.id for body in table.all()]
    sure = with_own(own(tmp_path, OWN.format(id="de-own", place="DE", confidence="secondary")))
    assert "de-own" in ids("DE", "", sure)


def test_a_row_of_ones_own_replaces_the_shipped_one_of_that_id_even_where_it_is_unsure(tmp_path):
    table = with_own(own(tmp_path, OWN.format(id="gb-stepchange", place="GB", confidence="seen")))
    assert [body.name["en"] for body in table.for_place(KNOWN.read("GB"), "advice")] == ["Own", "National Debtline"]
    unsure = with_own(own(tmp_path, OWN.format(id="gb-stepchange", place="GB", confidence="knowledge")))
    assert ids("GB", "advice", unsure) == ["gb-national-debtline"]


def test_a_kind_of_help_that_there_is_not_is_told_the_nearest_one():
    with pytest.raises(RecordError, match="Did you mean 'complain'"):
        shipped().for_place(KNOWN.read("GB"), "complaint")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("kind =", "knd ="), "'kind' is missing"),
        (('"advice"', '"advise"'), "'advise' is not known"),
        (('place = "DE"', 'place = "Germny"'), "Did you mean 'DE'"),
        (('url = "https://own', 'url = "http://own'), "no https address"),
        (("url =", "urll ="), "Did you mean 'url'"),
        ((', zh = "咨询。"', ""), "not said in both languages"),
        (('cite = "own"', 'cit = "own"'), "does not say where this was read"),
        (("2026-11-01", '"2026-11-01"'), "it is no day"),
        (("confidence =", 'asks = ["own_nam"]\nconfidence ='), "Did you mean 'own_name'"),
        (("confidence =", "first = { required = true }\nconfidence ="), "it is no first step"),
        (('url = "https://own.example"\nsource', "source"), "nobody could reach it"),
    ],
)
def test_a_row_that_is_wrong_is_told_what_is_wrong(tmp_path, change, words):
    text = OWN.format(id="de-own", place="DE", confidence="seen").replace(*change)
    with pytest.raises(RecordError) as refused:
        with_own(own(tmp_path, text))
    assert words in str(refused.value)


@pytest.mark.parametrize("text", ["[[body", "body = 3", "x = 1"])
def test_a_file_of_another_shape_is_refused_by_its_name(tmp_path, text):
    with pytest.raises(RecordError, match=r"bodies\.toml"):
        with_own(own(tmp_path, text))


def test_what_a_body_asks_has_words_in_both_languages():
    keys = bodies._shipped_table()["asks"]
    assert {"own_name", "own_contact", "firm_name", "reference", "first_complaint_to_firm"} <= set(keys)
    for key in keys:
        assert re.search(r"[\u4e00-\u9fff]", asked(key, "zh"))
        assert not re.search(r"[\u4e00-\u9fff]", asked(key, "en"))


def test_at_least_ten_countries_have_a_place_to_complain_and_a_line_for_a_crisis():
    for kind in ("complain", "crisis"):
        assert len({body.place.country for body in EVERY if body.kind == kind}) >= 10
    assert {body.kind for body in EVERY} == set(KINDS)
