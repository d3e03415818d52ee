"""A demonstration shows the desk filled, once."""

import pytest

from forbear.calendar import HOUR
from forbear.web.desks.collector.models import Account, Waiting
from forbear.web.ledger import gates
from forbear.web.ledger.models import Record
from forbear.web.people import opening
from tests.web.desks.conftest import signed_in

pytestmark = pytest.mark.django_db


def test_a_demonstration_lays_the_desk_out_once(agency, settings):
    settings.DEMO = True
    for _ in range(2):
        opening.make_demo_people()
        opening.fill_desks()
    assert Account.objects.count() == 40
    records = Record.objects.count()
    opening.fill_desks()
    assert Record.objects.count() == records
    words = set(Account.objects.values_list("word", flat=True))
    assert words == {"allow", "refuse"}
    page = signed_in(opening.demo_person("collector")).get("/collector/").content.decode()
    clerk = opening.demo_person("collector")
    (waits,) = Waiting.objects.filter(state="waiting", asker__endswith=f":{clerk.pk}")
    assert waits.account.debtor == "BC-0019" and waits.account.person["name"] in waits.text
    listed = signed_in(opening.demo_person("supervisor")).get("/collector/waiting").content.decode()
    assert listed.count("/answer/") == Waiting.objects.filter(state="waiting").count() == 2
    assert "Sample dialler" in listed and Waiting.objects.filter(state="declined").count() > 2
    assert "Now, by telephone call" in page and "Now, by text message" in page and "agreed instalment plan" in page


def test_a_demonstration_for_two_places_lays_out_a_portfolio_of_each_with_its_own_rulebooks(agency, settings, clock):
    settings.DEMO, settings.PLACES = True, ["CN", "US-NY"]
    clock.time += 13 * HOUR
    gates.rulebooks.cache_clear()
    gates.gate.cache_clear()
    opening.make_demo_people()
    opening.fill_desks()
    found = Account.objects.filter(portfolio__currency="USD")
    assert (found.count(), Account.objects.filter(portfolio__currency="CNY").count()) == (12, 40)
    assert set(found.values_list("word", flat=True)) == {"allow"}
    assert found.exclude(assigned_to=None).exists()
