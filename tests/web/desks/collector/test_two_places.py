"""One desk with a Chinese portfolio and one of New York: each account is judged as on a server of its own place."""

import re

import pytest
from django.urls import reverse

from forbear.calendar import HOUR
from forbear.gate.says import says_in
from forbear.web.desks.collector import standing, stating
from forbear.web.ledger import gates
from tests.web.desks.collector.conftest import SAMPLE_US, USUAL_US, brought
from tests.web.desks.collector.test_desk import asked
from tests.web.desks.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(agency, supervisor, settings, clock):
    """The accounts of both portfolios, by the code of their place."""
    clock.time += 13 * HOUR
    judging_by(settings, "CN", "US-NY")
    return {
        "CN": list(brought(agency, supervisor, name="Beichen").accounts.order_by("debtor")),
        "US-NY": list(brought(agency, supervisor, SAMPLE_US, "Hudson", USUAL_US).accounts.order_by("debtor")),
    }


def judging_by(settings, *places):
    settings.PLACES = list(places)
    gates.rulebooks.cache_clear()
    gates.gate.cache_clear()


def stands(one):
    return one.debtor, one.word, one.channel, one.from_at, one.why, one.stands_until


def applied(page):
    """The rulebooks that the page of an answer names, by the country in their name."""
    told = re.search(r"<dt>Rulebooks that were applied</dt><dd>(.*?)</dd>", page, re.DOTALL)[1]
    return {name[:2] for name in re.findall(r"<code>([^<]+)</code>", told)}


def test_the_worklist_says_of_each_account_what_a_server_of_its_place_alone_says(both, settings):
    together = {place: [stands(one) for one in accounts] for place, accounts in both.items()}
    for place, accounts in both.items():
        judging_by(settings, place)
        standing.judge(accounts, gates.now(), save=False)
        assert [stands(one) for one in accounts] == together[place]
    assert {word for _, word, *_ in together["US-NY"]} == {"allow"}
    assert {word for _, word, *_ in together["CN"]} != {"allow"}


def test_the_page_of_an_answer_names_the_rulebooks_that_were_applied(both, supervisor):
    boss = signed_in(supervisor)
    page = asked(boss, both["US-NY"][0])
    assert applied(page) == {"us"} and "Rulebooks that were applied" in page
    assert applied(asked(boss, both["CN"][0])) == {"cn"}


def test_an_allowed_contact_with_somebody_whose_place_is_not_on_record_says_so(both, supervisor, settings):
    judging_by(settings, "US-NY")
    one, boss = both["US-NY"][1], signed_in(supervisor)
    stating.restate(one, {"debtor": {"place": {"country": None}}}, "test")
    page = asked(boss, one)
    assert "/use" in page and says_in("en", "why", "place-unstated") in page
    assert says_in("en", "why", "place-unstated") not in asked(boss, both["US-NY"][0])


def test_a_decision_shows_which_rulebooks_were_applied_and_how_they_were_chosen(both, supervisor):
    boss = signed_in(supervisor)
    asked(boss, both["US-NY"][0])
    (row,) = boss.get(reverse("proof")).context["rows"]
    answer = boss.get(reverse("decision", args=[row["name"]]))
    rows = answer.context["rulebooks"]
    assert {one["id"][:2] for one in rows if one["applied"]} == {"us"}
    assert {one["id"][:2] for one in rows if not one["applied"]} >= {"cn"}
    assert rows == sorted(rows, key=lambda one: not one["applied"])
    assert "chosen by where the debtor lives" in answer.content.decode()
    again = boss.get(reverse("decision-again", args=[row["name"]]))
    assert [side["differs"] for side in again.context["sides"]] == [[], [], []]
