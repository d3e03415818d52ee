"""One desk with a Chinese portfolio and one of New York: each account is judged as on a server of its own place."""

import re

import pytest
from django.urls import reverse

from forbear.calendar import HOUR
from forbear.gate.gate import Change
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
    case = gates.gate().store.read(one.debtor)[0].body["parties"]
    stated = {**case, "debtor": {**case["debtor"], "place": {}}}
    stating.state({one.debtor: Change(lambda before: stated)}, "test")
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


HEAD = "Customer number,Name,Phone,Time zone,Place,Account number,Creditor,Creditor type,Product,Amount due\n"
NY = "M-1,Mo Example,+12125550101,America/New_York,US-NY,M-1A,Hudson Sample Bank,bank,credit card,100.00\n"
CHINA = "M-1,Mo Example,+12125550101,Asia/Shanghai,CN,M-1B,Beichen Sample Bank,bank,credit card,200.00\n"
FILES = {"American first": (NY, CHINA), "Chinese first": (CHINA, NY)}


@pytest.fixture
def gate_of_both(agency, settings, clock):
    clock.time += 13 * HOUR  # ten in the morning in New York
    judging_by(settings, "CN", "US-NY")


def moved(agency, user, *rows):
    """The account of the last of some files, one after another."""
    for number, row in enumerate(rows):
        portfolio = brought(agency, user, HEAD + row, f"File {number}", USUAL_US)
    return portfolio.accounts.get()


def lives(one):
    debtor = standing.case_now(one).parties.debtor
    return {debtor["place.country"], *(debtor.get("places") or ())}, set(debtor["zones"])


@pytest.mark.parametrize("order", FILES)
def test_a_later_file_that_puts_a_debtor_elsewhere_leaves_the_law_of_the_first_place_standing(
    gate_of_both, agency, supervisor, order
):
    one = moved(agency, supervisor, *FILES[order])
    places, zones = lives(one)
    assert places in ({"US", "CN"}, {"CN", "US-NY"}) and zones == {"America/New_York", "Asia/Shanghai"}
    page = asked(signed_in(supervisor), one)
    assert applied(page) == {"cn", "us"} and says_in("en", "why", "places-disagree") in page
    assert one.word != "allow" and {rule[:2] for rule in re.findall(r'"rule": "([^"]+)"', one.why)} >= {"cn"}


def test_rows_of_one_file_that_put_a_customer_in_two_places_both_count(gate_of_both, agency, supervisor):
    one = moved(agency, supervisor, NY + CHINA)
    assert lives(one) == ({"US", "CN"}, {"America/New_York", "Asia/Shanghai"})


def test_the_same_files_again_and_one_that_says_the_same_change_nothing(gate_of_both, agency, supervisor):
    one = moved(agency, supervisor, NY, CHINA)
    before = lives(one)
    assert lives(moved(agency, supervisor, NY.replace("M-1A", "M-1C"))) == before


def test_who_knows_where_a_debtor_lives_says_so_once_and_no_other_place_counts_any_more(
    gate_of_both, agency, supervisor
):
    one, boss = moved(agency, supervisor, CHINA, NY), signed_in(supervisor)
    page = reverse("account-page", args=[one.pk])
    there = reverse("account-lives", args=[one.pk])
    assert there in boss.get(page).content.decode()
    for place in ("", "JP", "US"):
        assert "which of the places" in boss.post(there, {"place": place}, follow=True).content.decode()
    assert lives(one)[0] == {"CN", "US-NY"}
    assert "Recorded" in boss.post(there, {"place": "US-NY"}, follow=True).content.decode()
    assert lives(one) == ({"US"}, {"America/New_York"})
    assert there not in boss.get(page).content.decode()
    one.refresh_from_db()
    assert one.word == "allow"
    assert applied(asked(boss, one)) == {"us"}
    assert lives(moved(agency, supervisor, CHINA.replace("M-1B", "M-1D")))[0] == {"US", "CN"}, "a new source is heard"
