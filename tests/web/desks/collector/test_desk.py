"""The worklist, an account, the gate asked, the contact made and told, and what comes in."""

import re

import pytest

from forbear.web.desks.collector.models import Account, Look
from forbear.web.ledger import gates
from tests.web.desks.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(portfolio, agency, clerk):
    one = Account.objects.get(debtor=f"{agency.pk}.BC-0008")
    one.assigned_to = clerk
    one.save(update_fields=["assigned_to"])
    return one


@pytest.fixture
def browser(clerk):
    return signed_in(clerk)


def form_of(page, action):
    """The hidden fields of the first form of a page that goes to an address."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.DOTALL)
    assert form, f"there is no form to {action}"
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))


def asked(browser, account):
    """Ask for the first contact that the page of an account offers; the page of the answer."""
    page = browser.get(f"/collector/{account.pk}/").content.decode()
    ask = f"/collector/{account.pk}/ask"
    return browser.post(ask, form_of(page, ask), follow=True)


def test_everything(account, browser, clerk, supervisor):
    own = account.person["addresses"][0]["value"]
    boss = signed_in(supervisor)
    page = boss.get("/collector/").content.decode()
    assert "Now, by" in page and own not in page
    page = browser.get("/collector/").content.decode()
    assert page.count("BC-00") == 1
    page = browser.get(f"/collector/{account.pk}/").content.decode()
    print(page)
    assert own not in page and own[-4:] in page
    answer = asked(browser, account)
    page = answer.content.decode()
    print(page)
    assert own in page
    permit = re.search(r"/permit/([^/]+)/use", page)[1]
    assert Look.objects.filter(what="address", permit=permit).count() == 1
    page = browser.post(f"/collector/{account.pk}/permit/{permit}/use", follow=True).content.decode()
    page = browser.post(f"/collector/{account.pk}/permit/{permit}/tell", {"outcome": "conversation"}, follow=True).content.decode()
    assert "Recorded how it went" in page
    case = gates.gate().case(account.debtor)
    assert [event.facts.get("outcome") for event in case.events.values() if event.kind == "contact"] == ["conversation"]
    print(page)
    page = boss.get(f"/collector/{account.pk}/enter/complaint").content.decode()
    for kind in ("inbound","wish","refusal","dispute","represented","notice","lift"):
        assert boss.get(f"/collector/{account.pk}/enter/{kind}").status_code == 200
    for url in ("portfolios","portfolios/new",f"portfolios/{account.portfolio_id}",f"portfolios/{account.portfolio_id}/rejected.csv","worklist.csv",f"{account.pk}/agreed",f"{account.pk}/looks"):
        r = boss.get(f"/collector/{url}")
        assert r.status_code == 200, url
        if url.endswith("csv"):
            print(b"".join(r.streaming_content).decode()[:900])
    assert 0
