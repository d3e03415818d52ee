"""What the gate leaves to a person: a supervisor who did not ask answers, and the gate judges again."""

from pathlib import Path

import pytest
from django.urls import reverse

from forbear.calendar import HOUR, MINUTE
from forbear.web.desks.collector import approving, asking, contactable, recording
from forbear.web.desks.collector.models import Draft, Look, Waiting
from forbear.web.ledger import gates
from forbear.web.ledger.models import Record
from tests.support.people import person
from tests.web.desks.collector.conftest import brought
from tests.web.desks.conftest import signed_in

pytestmark = pytest.mark.django_db
HOUSE = Path(__file__).parents[3] / "support/house_rules.toml"
HEARD = "house_rules/at-work"
"""The rule that leaves a contact to a person which others may hear."""
SUED = "words/threat/legal"
TEXT = "Please call us back today, or our lawyer will sue you."


@pytest.fixture
def account(agency, supervisor, clerk, settings, tmp_path):
    """Of a debtor whom house rules protect: three contacts a day, and those that others may hear by judgement."""
    book = tmp_path / "house_rules.toml"
    book.write_text(HOUSE.read_text(encoding="utf-8").replace("2026-06-05 = 0", "2036-06-05 = 0"), encoding="utf-8")
    settings.RULES, settings.PLACES = [str(book)], []
    gates.rulebooks.cache_clear()
    gates.gate.cache_clear()
    one = brought(agency, supervisor).accounts.get(debtor=f"{agency.pk}.BC-0001")
    one.assigned_to = clerk
    one.save(update_fields=["assigned_to"])
    return one


@pytest.fixture
def other_clerk(agency):
    return person("collector", agency)


def asked(account, by, text=None, request="r1"):
    """A contact that others may hear, asked for at the desk: left to a person."""
    who = next(contactable.people_of(account))
    channel, (phone, *_) = "call" if text is None else "sms", who["addresses"]
    contact = asking.stated(account, who, channel, phone["id"], "demand_payment", {}) | {"others_may_hear": True}
    answer = asking.ask(account, contact, request, f"desk:{account.organisation_id}:{by.pk}", text=text)
    assert answer.word == "ask-a-person", (answer.why, answer.verdict)
    return answer.seq


def page_of(browser, account, seq):
    return browser.get(reverse("answer", args=[account.pk, seq])).content.decode()


def approved(browser, account, seq, ticked=(HEARD,), reason="The court allows this."):
    place = reverse("answer-approve", args=[account.pk, seq])
    return browser.post(place, {"question": list(ticked), "reason": reason}, follow=True)


def decisions(account):
    return [one for one in gates.gate().store.read(account.debtor) if one.kind == "decision"]


def test_a_supervisor_approves_a_call_and_the_gate_gives_a_permit_to_whoever_asked(account, clerk, supervisor):
    seq, boss = asked(account, clerk), signed_in(supervisor)
    page = page_of(boss, account, seq)
    assert "Others may hear: a person decides." in page and "House rules 4" in page and "Approve this contact" in page
    number = account.person["addresses"][0]["value"]
    assert number not in page
    page = approved(boss, account, seq).content.decode()
    assert "The gate allows this contact" in page and "Approved by" in page
    (_, decision) = decisions(account)
    name = f"desk:{account.organisation_id}"
    assert decision.body["approval"] == f"{name}:{supervisor.pk}" and decision.body["caller"] == f"{name}:{clerk.pk}"
    assert decision.body["approved"] == [HEARD] and decision.body["permit"]
    browser = signed_in(clerk)
    assert reverse("answer", args=[account.pk, decision.seq]) in page_of(browser, account, seq)
    assert number in page_of(browser, account, decision.seq)
    assert browser.post(reverse("permit-use", args=[account.pk, decision.body["permit"]["id"]])).status_code == 302
    assert gates.gate().case(account.debtor).permits[decision.body["permit"]["id"]].became == "used"
