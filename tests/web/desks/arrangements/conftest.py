"""An agency with a collector and a supervisor, and an invented account with two debts."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client

from forbear.calendar import read_instant
from forbear.gate.gate import Change
from forbear.web.desks.arrangements.models import Letterhead
from forbear.web.desks.collector import contactable, stating
from forbear.web.desks.collector.models import Account, Portfolio
from forbear.web.ledger import gates
from forbear.web.people.models import Organisation
from tests.support.people import person

AS_OF = date(2026, 3, 1)
NOW = "2026-04-02T10:00:00+08:00"
DEBTS = (
    {"name": "L-1", "creditor": "Lanjing Example Loans", "kind": "single", "principal": "1200.00", "arrears": "1200.00",
     "due": "2026-01-10", "accelerated": True, "rate": "0", "as_of": "2026-03-01", "currency": "CNY"},
    {"name": "L-2", "creditor": "Bailu Example Finance", "kind": "single", "principal": "800.00", "interest": "50.00",
     "fees": "20.00", "arrears": "870.00", "due": "2026-02-10", "accelerated": True, "rate": "12",
     "as_of": "2026-03-01", "currency": "CNY"},
)  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch, settings):
    monkeypatch.setenv("FORBEAR_DATA", str(tmp_path))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    return tmp_path


@pytest.fixture
def clock(monkeypatch):
    """What time it is, to be moved by hand."""
    told = SimpleNamespace(at=read_instant(NOW))
    monkeypatch.setattr(gates, "now", lambda: told.at)
    told.set = lambda text: setattr(told, "at", read_instant(text))
    return told


@pytest.fixture
def gate(db, clock, settings):
    """A gate with one small book for China, in the test's own database."""
    settings.RULES, settings.PLACES = ["cn-card-2011"], []
    gates.rulebooks.cache_clear()
    gates.gate.cache_clear()
    yield gates.gate()
    gates.rulebooks.cache_clear()
    gates.gate.cache_clear()


@pytest.fixture
def agency(gate):
    organisation = Organisation.objects.create(name="Beichen Example Agency", kind="collector")
    people = {role: person(role, organisation) for role in ("collector", "supervisor", "auditor")}
    Letterhead.objects.create(
        organisation=organisation, name="Beichen Example Agency", address="1 Example Road, Exampleton",
        account="the page in the app", plain_envelope=True,
    )  # fmt: skip
    return SimpleNamespace(organisation=organisation, **people)


@pytest.fixture
def account(agency, gate):
    return make_account(agency, gate)


def make_account(agency, gate, customer="C-1", name="Lin Example", debts=DEBTS, place="CN", zone="Asia/Shanghai"):
    """An account that is on the ledger, given to the collector of the agency."""
    portfolio, _ = Portfolio.objects.get_or_create(
        organisation=agency.organisation, source="a" * 64,
        defaults={"name": "Spring", "collector": "beichen", "currency": debts[0]["currency"], "made_at": 0},
    )  # fmt: skip
    about = {
        "name": name, "language": "en", "place": place, "zones": [zone],
        "addresses": [contactable.address("post", "5 Example Lane, Exampleton", "from_creditor")], "people": [],
    }  # fmt: skip
    debtor = stating.debtor_name(agency.organisation, customer)
    made = Account.objects.create(
        portfolio=portfolio, organisation=agency.organisation, debtor=debtor, person=about, debts=list(debts),
        debts_count=len(debts), due_minor=207_000, assigned_to=agency.collector, **contactable.hashes(about),
    )  # fmt: skip
    facts = [{"id": each["name"], "creditor": each["creditor"], "product": "credit_card", "creditor_kind": "bank"}
             for each in debts]  # fmt: skip
    own = stating.parties_of(about, facts, stating.collector_facts(portfolio))
    told = [
        (f"told {debtor} {each['name']}", {"kind": "notice", "notice": "outsourcing", "by": each["creditor"],
         "debts": [each["name"]], "at": "2026-03-01T09:00:00+08:00"}) for each in debts
    ]  # fmt: skip
    stating.state({debtor: Change(lambda before: stating.merged(before, own), told)}, f"desk:{agency.organisation.pk}")
    return made


@pytest.fixture
def browser(agency):
    return signed_in(agency.collector)


def signed_in(user, language="en"):
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def shown(answer):
    return answer.getvalue().decode()


def wrong(answer):
    """What a page says is wrong."""
    found = re.search(r'role="alert".*?</div>', shown(answer), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else "nothing"
