"""Looking up over HTTP: pages, states, and each key's own view."""

import pytest

from forbear.calendar import MINUTE
from forbear.web.access.models import Reading
from tests.support.api import CONTACT, PLACED, SAID, Asker, asked, key_of


@pytest.fixture
def supervisor(collector):
    return Asker(key_of("supervisor", "COL"))


def all_pages(asker, path, name):
    found, cursor, pages = [], "", 0
    while cursor is not None and pages < 20:
        status, page = asker("GET", f"{path}&limit=2{cursor}")
        assert status == 200, page
        found += page[name]
        cursor, pages = page["next"] and f"&cursor={page['next']}", pages + 1
    return found, pages


def test_permits_come_in_pages_by_state_and_each_once(server, collector, supervisor, clock):
    for number in range(5):
        server("PUT", "parties", {**PLACED, "debtor": {**PLACED["debtor"], "id": f"D{number}"}})
        ask = {**asked(f"{number}"), "debtor": f"D{number}"}
        assert collector("POST", "ask", ask)[1]["answer"] == "allow"
    found, pages = all_pages(supervisor, "permits?state=granted", "permits")
    assert [one["debtor"] for one in found] == [f"D{number}" for number in range(5)] and pages == 3
    clock.at += 6 * MINUTE
    assert all_pages(supervisor, "permits?state=granted", "permits")[0] == []
    assert len(all_pages(supervisor, "permits?state=expired", "permits")[0]) == 5


def test_every_decision_about_a_debtor_is_told_refusals_too_in_pages(collector, supervisor, clock):
    for number in range(5):
        collector("POST", "ask", asked(str(number)))
    clock.at += 12 * 60 * MINUTE
    collector("POST", "ask", asked("late"))
    found, pages = all_pages(supervisor, "decisions?debtor=P1", "decisions")
    assert [one["request"] for one in found] == ["0", "1", "2", "3", "4", "late"] and pages == 3
    assert found[-1]["answer"] == "not-now" and found[-1]["contact"]["address"] == CONTACT["address"]
    assert found[-1]["verdict"]["rulebooks"]["us-reg-f"]


def test_contacts_that_were_made_against_a_rule_are_found_with_the_rule(server, collector, supervisor):
    event = {"kind": "contact", "at": "2026-06-02T23:30:00-04:00", **CONTACT, **SAID, "direction": "outbound"}
    assert collector("POST", "events", {"debtor": "P1", "event": event})[0] == 200
    status, page = supervisor("GET", "findings?debtor=P1")
    assert status == 200 and "hours" in {one["rule"] for one in page["findings"]}
    assert page["findings"][0]["at"] == "2026-06-03T03:30:00+00:00"
    other = Asker(key_of("supervisor", "OTHER"))
    assert other("GET", "findings?debtor=P1")[1]["findings"] == []


def test_a_key_sees_permits_and_decisions_of_its_own_collector_only(collector, supervisor):
    collector("POST", "ask", asked("1"))
    other, auditor = Asker(key_of("supervisor", "OTHER")), Asker(key_of("auditor"))
    for path, name in (("permits?debtor=P1", "permits"), ("decisions?debtor=P1", "decisions"), ("permits?", "permits")):
        assert [len(all_pages(who, path, name)[0]) for who in (supervisor, other, auditor)] == [1, 0, 1]


def test_a_debtor_with_whom_a_key_has_nothing_looks_like_one_who_is_not_there(supervisor, server):
    server("PUT", "parties", {**PLACED, "debtor": {"id": "P9"}, "placed": {"OTHER": ["A"]}})
    answers = [supervisor("GET", f"decisions?debtor={name}") for name in ("P9", "NOBODY")]
    assert answers[0] == answers[1] and answers[0][0] == 403


def test_a_cursor_that_is_none_of_ours_is_refused(supervisor):
    for cursor in ("x", "WyJhIl0=", "WzFd", "bnVsbA==", "%00"):
        status, error = supervisor("GET", f"permits?cursor={cursor}")
        assert (status, error["code"]) == (422, "cursor")


def test_the_rulebooks_in_force_are_named_with_their_hashes(collector):
    status, told = collector("GET", "rulebooks")
    assert status == 200
    assert [(book["id"], len(book["sha256"])) for book in told["rulebooks"]] == [("us-reg-f", 64)]


def test_the_worklist_tells_for_each_channel_what_would_be_answered_and_records_nothing(collector):
    from forbear.web.ledger import gates

    before = len(gates.gate().store.read("P1"))
    body = {
        "debtor": "P1",
        "purpose": "offer_help",
        "channels": ["call", "letter"],
        "about": SAID,
        "addresses": {"P1": [{"address": CONTACT["address"], "address_kind": "home", "channels": ["call"]}]},
    }
    status, told = collector("POST", "options", body)
    assert status == 200, told
    words = {(one["contact"]["person"], one["contact"]["channel"]): one["answer"] for one in told["options"]}
    assert words["P1", "call"] == "allow" and words["P2", "call"] == "refuse"
    assert {tuple(one["contact"]["debts"]) for one in told["options"]} == {("A",)}
    assert all(one["changes"] for one in told["options"] if one["answer"] != "allow")
    assert len(gates.gate().store.read("P1")) == before
    assert Asker(key_of("collector", "STRANGER"))("POST", "options", body)[0] == 403


def test_what_a_program_read_of_whom_is_on_record_once_a_day(server, collector, supervisor, clock):
    collector("POST", "ask", asked("1"))
    assert not Reading.objects.exists(), "to ask and to be answered is on the ledger already"
    for _ in range(2):
        for path in ("decisions?debtor=P1", "findings?debtor=P1", "permits?debtor=P1"):
            assert supervisor("GET", path)[0] == 200
        assert collector("POST", "options", {"debtor": "P1", "purpose": "discuss_debt"})[0] == 200
    assert sorted(Reading.objects.values_list("debtor", "what")) == [
        ("P1", what) for what in ("decisions", "findings", "options", "permits")
    ]
    clock.at += 24 * 60 * MINUTE
    supervisor("GET", "findings?debtor=P1")
    found = Reading.objects.filter(what="findings").order_by("day")
    assert len(found) == 2 and found[1].at == clock.at and found[1].organisation == "COL"


def test_whoever_looks_at_one_permit_is_on_record_too(collector):
    permit = collector("POST", "ask", asked("1"))[1]["permit"]["id"]
    for _ in range(2):
        assert collector("GET", f"permits/{permit}")[0] == 200
    assert [(one.debtor, one.what, one.organisation) for one in Reading.objects.all()] == [("P1", "permits", "COL")]
    assert Asker(key_of("collector", "STRANGER"))("GET", f"permits/{permit}")[0] == 404
    assert Reading.objects.count() == 1


def test_a_reading_that_is_refused_or_finds_nothing_leaves_no_record(server, collector, supervisor):
    assert Asker(key_of("supervisor", "STRANGER"))("GET", "findings?debtor=P1")[0] == 403
    assert collector("GET", "decisions?debtor=P1")[0] == 403
    assert supervisor("GET", "permits?debtor=P1")[0] == 200
    assert not Reading.objects.exists()
