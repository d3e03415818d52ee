"""A collector's agency with a supervisor and a clerk, its portfolio, and another agency."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forbear.calendar import instant_of
from forbear.web.desks.collector import asking, bringing, contactable
from forbear.web.desks.collector.columns import recognised
from forbear.web.desks.collector.lines import Usual
from forbear.web.desks.collector.tables import read_table
from forbear.web.jobs.worker import work_once
from forbear.web.ledger import gates
from forbear.web.people.models import Organisation
from tests.support.people import person

SAMPLE = Path(__file__).parents[4] / "src/forbear/sample/collector/portfolio.csv"
MORNING = instant_of(datetime(2026, 11, 27, 2, 0, tzinfo=UTC))
"""Ten o'clock in Shanghai."""
SAMPLE_US = SAMPLE.with_name("portfolio-us.csv").read_text(encoding="utf-8")
USUAL_US = Usual("US-NY", "America/New_York", "USD", date(2026, 11, 27))
USUAL = Usual("CN", "Asia/Shanghai", "CNY", date(2026, 11, 27))

HOUSE = Path(__file__).parents[3] / "support/house_rules.toml"
HEARD = "house_rules/at-work"
"""The rule that leaves a contact to a person which others may hear."""
SUED = "words/threat/legal"
TEXT = "Please call us back today, or our lawyer will sue you."


class Clock:
    """The server's clock; it stands until somebody turns it."""

    def __init__(self):
        self.time = MORNING

    def __call__(self):
        return self.time


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(gates, "now", made)
    return made


@pytest.fixture
def place():
    """By whose rulebooks the server judges."""
    return "CN"


@pytest.fixture
def agency(db, clock, settings, place):
    settings.RULES, settings.PLACES = [], [place]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    gates.rulebooks.cache_clear()
    gates.gate.cache_clear()
    yield Organisation.objects.create(name="Agency", kind="collector")
    gates.rulebooks.cache_clear()
    gates.gate.cache_clear()


@pytest.fixture
def supervisor(agency):
    return person("supervisor", agency)


@pytest.fixture
def clerk(agency):
    return person("collector", agency)


def upload(content=None, name="portfolio.csv"):
    return SimpleUploadedFile(name, SAMPLE.read_bytes() if content is None else content.encode())


def brought(agency, user, content=None, name="November", usual=USUAL):
    table = read_table(upload(content))
    wanted = bringing.Wanted(name, "beichen", "", usual, recognised(table.header))
    portfolio = bringing.bring(agency, user, table, wanted)
    while work_once():
        pass
    portfolio.refresh_from_db()
    return portfolio


@pytest.fixture
def portfolio(agency, supervisor):
    return brought(agency, supervisor)


@pytest.fixture
def world_of_another(agency):
    other = Organisation.objects.create(name="Other", kind="collector")
    return other, person("supervisor", other)


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
    return person("collector", agency, name="other")


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
