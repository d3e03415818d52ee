"""Recording over HTTP: events, inbound contacts, parties; each once."""

import pytest

from forbear.web.ledger import gates
from tests.support.api import CONTACT, PLACED, Asker, asked, key_of

AT = "2026-06-03T11:59:00-04:00"
HOLD = {"kind": "hold", "at": AT, "hold": "cease", "debts": ["A"], "in_writing": True}


def test_a_hold_revokes_the_open_permits_that_it_forbids_and_names_them(collector):
    permit = collector("POST", "ask", asked("1"))[1]["permit"]["id"]
    status, told = collector("POST", "events", {"request": "e1", "debtor": "P1", "event": HOLD})
    assert (status, told["revoked"]) == (200, [permit])
    assert collector("GET", f"permits/{permit}")[1]["state"] == "revoked"
    assert collector("POST", f"permits/{permit}/use", {"contact": CONTACT})[1]["code"] == "permit-revoked"


def test_the_same_event_under_the_same_id_is_recorded_once(collector):
    body = {"request": "e1", "debtor": "P1", "event": HOLD}
    first = collector("POST", "events", body)
    assert collector("POST", "events", body) == first and first[0] == 200
    assert len(gates.gate().case("P1").events) == 1
    status, error = collector("POST", "events", {**body, "event": {**HOLD, "hold": "dispute"}})
    assert (status, error["code"]) == (409, "request-reused")


def test_a_contact_that_came_in_is_recorded_as_one_and_none_that_did_not(collector):
    call = {**CONTACT, "outcome": "conversation"}
    body = {"request": "i1", "debtor": "P1", "at": AT, "contact": {**call, "direction": "inbound"}}
    assert collector("POST", "inbound", body)[0] == 200
    (event,) = gates.gate().case("P1").events.values()
    assert (event.kind, event.facts["direction"]) == ("contact", "inbound")
    status, error = collector("POST", "inbound", {**body, "contact": {**call, "direction": "outbound"}})
    assert (status, error["code"]) == (422, "direction")


def test_an_event_of_a_future_that_no_clock_explains_is_refused_with_the_reason(collector):
    event = {**HOLD, "at": "2026-06-04T12:00:00-04:00"}
    status, error = collector("POST", "events", {"debtor": "P1", "event": event})
    assert (status, error["code"]) == (422, "future") and error["why"] and error["hint"]


@pytest.mark.parametrize(
    "event",
    [
        {**HOLD, "at": "0001-01-01T00:00:00+00:00"},
        {**HOLD, "until": "9999-12-31T23:59:59-14:00"},
        {"kind": "promise", "at": AT, "debts": ["A"], "due": "9999-12-31"},
    ],
)
def test_a_time_that_no_calendar_holds_is_refused(collector, event):
    status, error = collector("POST", "events", {"debtor": "P1", "event": event})
    assert (status, error["code"]) == (422, "time-far")


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({**HOLD, "debts": ["B"]}, "not-placed"),
        ({"kind": "notice", "at": AT, "notice": "validation", "by": "OTHER", "debts": ["A"]}, "other-collector"),
        ({"kind": "contact", "at": AT, **CONTACT, "direction": "inbound", "collector": "OTHER"}, "other-collector"),
    ],
)
def test_an_agency_records_nothing_about_debts_or_acts_of_another(collector, event, code):
    status, error = collector("POST", "events", {"debtor": "P1", "event": event})
    assert (status, error["code"]) == (403, code)


def test_debts_are_with_whom_the_parties_place_them_until_they_are_placed_anew(server, collector):
    assert collector("POST", "ask", asked("1"))[0] == 200
    assert server("PUT", "parties", {**PLACED, "placed": {"OTHER": ["A", "B"]}})[0] == 200
    assert collector("POST", "ask", asked("2"))[1]["code"] == "not-placed"


def test_who_places_debts_must_say_with_whom_where_there_are_several_collectors(server):
    status, error = server("PUT", "parties", {key: PLACED[key] for key in PLACED if key != "placed"})
    assert (status, error["code"]) == (422, "placed-missing")
    status, error = server("PUT", "parties", {**PLACED, "placed": {"COL": ["C"], "NOBODY": ["A"]}})
    assert (status, [one["code"] for one in error["problems"]]) == (422, ["placed-unknown", "placed-unknown"])


def test_a_key_of_one_collector_places_no_debts_whatever_its_scopes(server):
    status, error = Asker(key_of("admin", "COL"))("PUT", "parties", PLACED)
    assert (status, error["code"]) == (403, "house-only")
