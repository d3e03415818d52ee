"""A collector's agency with a supervisor and a clerk, its portfolio, and another agency."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from forbear.calendar import instant_of
from forbear.web.desks.collector import bringing
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
