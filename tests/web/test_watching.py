"""Health addresses, counts and the log of requests."""

import json
import logging
import re

import pytest
from django.db import OperationalError
from prometheus_client import REGISTRY

from forbear.calendar import MINUTE
from forbear.web.ledger import counts, gates, views
from forbear.web.ledger.store import DjangoStore
from tests.support.gates import CALL, NOON, call, gate_of

SAID = {"content": {"initial_disclosure": True}}


@pytest.fixture
def chosen(settings):
    settings.RULES, settings.PLACES = ["us-reg-f"], []
    gates.gate.cache_clear()
    gates.rulebooks.cache_clear()
    yield settings
    gates.gate.cache_clear()
    gates.rulebooks.cache_clear()


def value(name, **labels):
    return REGISTRY.get_sample_value(name, labels) or 0


def test_a_living_server_says_so(client):
    assert client.get("/health/live").json() == {"live": True}


@pytest.mark.django_db
def test_a_server_is_ready_when_its_database_and_its_rulebooks_are(client, chosen):
    assert client.get("/health/ready").json() == {"ready": True, "problems": []}


@pytest.mark.django_db
def test_a_server_that_lacks_tables_is_not_ready_and_says_what_to_do(client, monkeypatch):
    monkeypatch.setattr(views, "waiting_migrations", lambda: ["ledger.0009_more"])
    answer = client.get("/health/ready")
    assert answer.status_code == 503 and "migrate" in answer.json()["problems"][0]


def test_a_server_whose_database_is_away_is_not_ready(client, monkeypatch):
    def away():
        raise OperationalError

    monkeypatch.setattr(views, "waiting_migrations", away)
    assert client.get("/health/ready").status_code == 503


@pytest.mark.django_db
def test_a_server_whose_rulebook_is_not_there_is_not_ready(client, chosen):
    chosen.RULES = ["us-reg-g"]
    assert "us-reg-f" in client.get("/health/ready").json()["problems"][0]


@pytest.mark.django_db
def test_decisions_and_permits_are_counted_when_they_are_kept_and_retries_are_not(monkeypatch):
    monkeypatch.setattr(counts, "OPEN_PERMITS", counts.OpenPermits())
    before = {word: value("forbear_permits_total", became=word) for word in ("granted", "used", "released")}
    allowed, refused = value("forbear_decisions_total", answer="allow"), value("forbear_refused_uses_total", why="used")
    gate = gate_of(DjangoStore(told=counts.count), debtors=("A", "B", "C"))
    permits = [gate.ask(call(name, name, **SAID), NOON).permit for name in ("A", "A", "B", "C")]
    assert counts.OPEN_PERMITS.at(NOON) == 3
    gate.use(permits[0].id, CALL, NOON, "agency")
    gate.use(permits[0].id, {**CALL, "from_number": "+12125550199"}, NOON, "agency")
    gate.release(permits[2].id, NOON, "agency")
    assert counts.OPEN_PERMITS.at(NOON) == 1 == value("forbear_permits_open")
    assert counts.OPEN_PERMITS.at(permits[3].expires_at) == 0
    after = {word: value("forbear_permits_total", became=word) - before[word] for word in before}
    assert after == {"granted": 3, "used": 1, "released": 1}
    assert value("forbear_decisions_total", answer="allow") == allowed + 3
    assert value("forbear_refused_uses_total", why="used") == refused + 1


def test_permits_that_expired_are_not_kept_though_nobody_asks_how_many_are_open():
    permits = counts.OpenPermits()
    permits.granted({"a": NOON + MINUTE, "b": NOON + 3 * MINUTE}, NOON)
    permits.closed("b")
    permits.granted({"c": NOON + 4 * MINUTE}, NOON + 2 * MINUTE)
    assert value("forbear_permits_open") == 1
    permits.granted({}, NOON + 4 * MINUTE)
    assert value("forbear_permits_open") == 0


def test_requests_are_counted_and_logged_by_the_pattern_of_their_address(client, caplog):
    with caplog.at_level(logging.INFO, "forbear.requests"):
        client.get("/health/live")
        client.get("/12125550123")
    assert [record.route for record in caplog.records if record.name == "forbear.requests"] == [
        "health/live",
        "unknown",
    ]
    text = counts.shown().decode()
    assert re.search(r'forbear_request_seconds_count{method="GET",route="health/live",status="200"} \d', text)
    assert "12125550123" not in text and "12125550123" not in json.dumps([str(vars(one)) for one in caplog.records[:2]])


TOKEN = "a-token-of-more-than-twenty-letters"


@pytest.mark.parametrize(
    ("hosts", "proxies", "token", "said", "status"),
    [
        (["localhost"], 0, "", "", 200),
        (["localhost", "desk.example"], 0, "", "", 401),
        (["localhost"], 1, "", "", 401),
        (["localhost", "desk.example"], 1, TOKEN, f"Bearer {TOKEN}", 200),
        (["localhost", "desk.example"], 1, TOKEN, f"Bearer {TOKEN}x", 401),
        (["localhost"], 0, TOKEN, "", 401),
        (["localhost"], 0, TOKEN, "Bearer ü", 401),
    ],
)
def test_the_counts_are_for_this_machine_or_for_whoever_has_the_token(
    client, settings, hosts, proxies, token, said, status
):
    settings.HOST, settings.ALLOWED_HOSTS, settings.PROXIES, settings.METRICS_TOKEN = "127.0.0.1", hosts, proxies, token
    answer = client.get("/metrics", headers={"Host": "localhost", "Authorization": said})
    assert answer.status_code == status
    assert (b"forbear_request_seconds" in answer.content) is (status == 200)


def test_several_processes_count_together(monkeypatch, tmp_path):
    monkeypatch.setenv(counts.COUNTS, str(tmp_path))
    assert counts.shown() == b""
