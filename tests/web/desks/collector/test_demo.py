"""A demonstration shows the desk filled, once."""

import pytest

from forbear.web.desks.collector.models import Account
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
    assert "Now, by telephone call" in page and "Now, by text message" in page and "agreed instalment plan" in page
