"""A house that runs the server, an agency with a debtor of its own, and a ledger with decisions about two debtors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from forbear.calendar import HOUR
from forbear.web.access.view import place
from forbear.web.api.lookup import cursor_of
from forbear.web.desks.collector.models import Portfolio
from forbear.web.ledger import gates
from forbear.web.people.models import Organisation, User
from tests.support.gates import BY, CALL, DAY, NOON, PARTIES, ask, event
from tests.support.people import person

AGENCY, OTHER = "COL", "COL2"


@pytest.fixture(autouse=True)
def _quick(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("FORBEAR_DATA", str(tmp_path))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.RULES = ["us-reg-f"]
    cache.clear()
    gates.gate.cache_clear()
    gates.rulebooks.cache_clear()
    yield
    gates.gate.cache_clear()
    gates.rulebooks.cache_clear()


@dataclass
class Proof:
    """Who looks, and what there is to see: ``hers`` is a debtor with the agency, ``other`` with another one."""

    house: Organisation
    agency: Organisation
    people: dict[str, User]

    def client(self, who: str, language: str = "en") -> Client:
        """A browser in which somebody is signed in."""
        client = Client(headers={"accept-language": language})
        client.force_login(self.people[who])
        return client


@pytest.fixture
def proof(db):
    house = Organisation.objects.create(name="House", kind="collector", is_house=True)
    agency = Organisation.objects.create(name="Agency", kind="collector")
    people = {"auditor": person("auditor", agency), "supervisor": person("supervisor", agency)}
    people |= {"house auditor": person("auditor", house), "collector": person("collector", agency)}
    Portfolio.objects.create(
        organisation=agency, name="Cards", collector=AGENCY, currency="USD", made_at=0, state="ready", source="0" * 64
    )
    fill()
    return Proof(house, agency, people)


def fill() -> None:
    """Decisions: of each debtor one that may go out, is used, and one at night; a hold on the first one's debt."""
    gate = gates.gate()
    for debtor, collector in (("hers", AGENCY), ("other", OTHER)):
        gate.set_parties(debtor, PARTIES, NOON - 30 * DAY, BY)
        place(debtor, {collector: ["A"]})
        call: dict[str, Any] = {"collector": collector}
        answer = gate.ask(ask(f"noon {debtor}", debtor, **call), NOON)
        if answer.permit is not None:  # a gate without rulebooks grants none
            gate.use(answer.permit.id, {**CALL, **call}, NOON, BY)
        gate.ask(ask(f"night {debtor}", debtor, **call), NOON + 11 * HOUR)
    gate.record("hers", event("hold", "2026-06-04T12:00:00-04:00", hold="cease", debts=["A"]), NOON + DAY, BY)
    gate.ask(ask("held", "hers", collector=AGENCY), NOON + DAY + HOUR)


def name_of(debtor: str, seq: int) -> str:
    """A decision as addresses name it."""
    return cursor_of(debtor, seq)
