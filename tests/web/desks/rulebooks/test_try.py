"""A contact tried out: the form, its address, the verdict, and the same asked elsewhere."""

import base64
import json
import tomllib
import zlib
from dataclasses import asdict
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from typer.testing import CliRunner

from forbear.calendar import read_instant
from forbear.cli.main import app_with
from forbear.engine.examples import run_example
from forbear.report.words import Words
from forbear.rules import catalog
from forbear.rules.examples import complete
from forbear.web.desks.rulebooks import trying
from forbear.web.desks.rulebooks.address import NotOursError, opened, packed
from forbear.web.desks.rulebooks.fields import parts_of
from forbear.web.desks.rulebooks.question import first_question, of_example
from tests.support.people import make_world

NOON = 1_764_000_000_000_000
ONE_OF_EACH = [book.examples[0].record["id"] for book in catalog.all_books() if book.examples]
ODD = [
    "us-reg-f/eighth-call", "us-reg-f/consent-until-this-very-instant", "us-reg-f/calls-to-the-lawyer",
    "us-reg-f/consent-revoked-by-the-spouse-for-herself", "us-reg-f/seven-calls-on-day-one-last-minute-of-day-seven",
]  # fmt: skip


@pytest.fixture
def browser(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_world().client("collector")


def send(browser, q, **typed):
    """Send the form with the question that it holds; gives back the question of the next address."""
    answer = browser.post(reverse("try"), {"q": q, **{name.replace("__", "|"): value for name, value in typed.items()}})
    assert answer.status_code == 302
    return parse_qs(urlsplit(answer["Location"]).query)["q"][0]


@pytest.mark.parametrize("name", [*ONE_OF_EACH, *ODD])
def test_an_example_in_the_form_gets_the_verdict_that_it_expects_and_survives_its_address(name):
    question = of_example(name)
    assert opened(packed(question)) == question
    assert trying.tried(question).verdict.answer == _expected(name)


def _expected(name):
    book = catalog.get(name.partition("/")[0])
    return next(one.record["expect"]["verdict"] for one in book.examples if one.record["id"] == name)


@pytest.mark.parametrize("name", ODD)
def test_sending_the_form_unchanged_leaves_an_example_as_it_was(browser, name):
    shown = browser.get(reverse("try"), {"from": name})
    fields = [
        field for parts in shown.context["parts"].values() for part in parts for field in (*part.fields, *part.folded)
    ]
    typed = {field.name: _value(field) for field in fields}
    typed |= {f"{field.name}?": "1" for field in fields if field.kind == "several"}
    typed |= {"rules": f"book:{name.partition('/')[0]}", "reading": shown.context["question"].reading, "drafts": "on"}
    after = opened(send(browser, shown.context["q"], **typed))
    before = of_example(name)
    assert trying.tried(after).verdict.answer == trying.tried(before).verdict.answer
    assert _instants(asdict(after)) == _instants(asdict(before))


def _value(field):
    chosen = [value for value, _, is_chosen in field.options if is_chosen]
    return chosen if field.kind == "several" else field.value or (chosen or [""])[0]


def _instants(question):
    """The blocks with times as instants: the form writes them by the debtor's clock."""
    blocks = question["blocks"]
    return {
        name: {key: read_instant(value) if key == "at" else value for key, value in block.items() if value != []}
        for name, block in blocks.items()
    }


def test_seven_earlier_calls_are_added_with_one_button_and_the_eighth_is_refused(browser):
    q = packed(first_question(NOON, "en"))
    q = send(browser, q, ask__at="2026-11-03T12:00", do="add", kind="contact", times="7", hours="12")
    assert "call-frequency" in {reason.rule for reason in trying.tried(opened(q)).verdict.reasons}
    q = send(browser, q, do="drop:events.3")
    assert trying.tried(opened(q)).verdict.answer == "allow"
    assert len(list(opened(q).named("events"))) == 6


def test_a_fact_that_is_asked_for_appears_as_a_field(browser):
    q = packed(first_question(NOON, "en"))
    assert b'name="ask|recorded"' not in browser.get(reverse("try"), {"q": q}).content
    q = send(browser, q, do="more:ask", more__ask="recorded")
    assert b'name="ask|recorded"' in browser.get(reverse("try"), {"q": q}).content


@pytest.mark.django_db
def test_the_form_asks_for_one_place_as_it_judges_by_one():
    question = of_example("us-reg-f/eighth-call")
    (debtor,) = (part for part in parts_of(question, Words("en"))["parties"] if part.name == "debtor")
    offered = {key for key, _ in debtor.more}
    assert "minor" in offered and "places" not in offered


def test_another_role_is_another_person(browser):
    q = send(browser, packed(first_question(NOON, "en")), ask__role="employer", ask__person="debtor")
    question = opened(q)
    assert question.blocks["ask"]["person"] == "person-1"
    assert question.blocks["people.0"] == {"id": "person-1", "role": "employer"}


def test_a_text_that_somebody_puts_into_the_form_reaches_no_address(browser):
    q = packed(first_question(NOON, "en"))
    answer = browser.post(reverse("try"), {"q": q, "ask|address": "Lin Example, +1 212 555 0100"})
    assert answer.status_code == 400
    assert "Lin" not in answer.headers.get("Location", "")


@pytest.mark.parametrize(
    "typed",
    [
        {"do": "add", "times": "9" * 5000, "hours": "9" * 5000}, {"debts.0__days_past_due": "9" * 5000},
        {"debtor__zones": "debt-1", "debtor__zones?": "1", "do": "add"}, {"ask__at": "0001-01-01T00:00", "do": "add"},
        {"ask__at": "9999-12-31T23:59"}, {"ask__at": "noon"}, {"do": "drop:events.77"}, {"do": "more:ask"},
        {"rules": "book:no-such", "reading": "no-such"}, {"no-such__at": "x"}, {"debtor__place": "XX"},
    ],
)  # fmt: skip
def test_whatever_is_typed_is_answered(browser, typed):
    q = packed(first_question(NOON, "en"))
    answer = browser.post(reverse("try"), {"q": q, **{key.replace("__", "|"): value for key, value in typed.items()}})
    assert answer.status_code in (302, 400)
    if answer.status_code == 302:
        assert browser.get(answer["Location"]).status_code == 200


def test_a_number_as_long_as_a_telephones_is_not_taken(browser):
    q = send(browser, packed(first_question(NOON, "en")), do="more:ask", more__ask="duration_s")
    assert "duration_s" not in opened(send(browser, q, ask__duration_s="13800000000")).blocks["ask"]
    assert opened(send(browser, q, ask__duration_s="90")).blocks["ask"]["duration_s"] == 90


def test_nothing_that_is_tried_is_kept(browser):
    q = packed(first_question(NOON, "en"))
    browser.get(reverse("try"), {"q": q})
    kept = Session.objects.count()
    with CaptureQueriesContext(connection) as queries:
        send(browser, q, do="add", kind="hold")
        browser.get(reverse("try"), {"q": q})
    assert [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE"))] == []
    assert Session.objects.count() == kept


def _packed_raw(told):
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(told).encode())).decode().rstrip("=")


def _changed(**changes):
    told = asdict(first_question(NOON, "en"))
    blocks = changes.pop("blocks", {})
    return _packed_raw(told | changes | {"blocks": told["blocks"] | blocks})


@pytest.mark.parametrize(
    "address",
    [
        "no question", "é", "eA", _packed_raw([]), _packed_raw({"rules": 1}), _changed(source="no-such"),
        _changed(rules=["/etc/passwd"]), _changed(place="Lin"), _changed(opened={"ask": ["Lin"]}),
        _changed(blocks={"ask": {"address": "138 0000 0000"}}), _changed(blocks={"Lin": {}}),
        _changed(blocks={"people.0": {"id": "person-1", "name": "Lin"}}), _changed(blocks={"ask": {"at": "Lin"}}),
        _changed(blocks={f"events.{n}": {"kind": "hold"} for n in range(99)}), _changed(blocks={"events.x": {}}),
        _changed(blocks={"ask": {"Lin": True}}),
        _changed(blocks={"ask": {"duration_s": 13800000000}}), _changed(calendars={"national": ["Lin"]}),
        _packed_raw("a" * 9_000_000),
    ],
)  # fmt: skip
def test_an_address_that_holds_anything_else_is_refused(address):
    with pytest.raises(NotOursError):
        opened(address)


def test_what_cannot_be_judged_is_said_in_a_sentence(browser):
    q = send(browser, packed(first_question(NOON, "en")), ask__channel="")
    assert b"the key &#x27;channel&#x27; is missing" in browser.get(reverse("try"), {"q": q}).content


@pytest.mark.parametrize(
    "name", ["us-reg-f/eighth-call", "uk-conc/" + catalog.get("uk-conc").examples[0].name.partition("/")[2]]
)
def test_the_command_line_says_the_same(browser, tmp_path, name, monkeypatch):
    question = of_example(name)
    (tmp_path / trying.NAME).write_bytes(browser.get(reverse("try-file"), {"q": packed(question)}).content)
    monkeypatch.chdir(tmp_path)
    words = trying.command(question).split()[1:]
    told = json.loads(CliRunner().invoke(app_with("ask"), [*words, "--json"]).stdout)
    assert told["verdict"] == trying.tried(question).verdict.answer


@pytest.mark.parametrize("name", ODD)
def test_the_copy_for_a_rulebook_is_an_example_that_passes(name):
    question = of_example(name)
    text = trying.as_toml(question, trying.tried(question).verdict)
    (table,) = tomllib.loads(text)["example"]
    outcome = run_example(catalog.get("us-reg-f"), complete("us-reg-f", {}, table), "copied")
    assert outcome.faults == ()


def test_the_page_asks_the_database_little(browser, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        assert browser.get(reverse("try"), {"from": ODD[0]}).status_code == 200
