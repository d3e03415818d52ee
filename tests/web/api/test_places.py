"""One server for China and New York: each debtor is judged by the rulebooks of her place, whatever else it holds."""

from __future__ import annotations

import pytest

from forbear.audit.assemble import Assembled
from forbear.audit.build import build_audit
from forbear.rules.catalog import chosen
from forbear.web.ledger import gates
from tests.support.api import CONTACT, DEBT, PLACED, SAID, Asker, asked, key_of

CODES = ["CN", "US-NY"]
HOMES = {
    "P1": {"zones": ["America/New_York"], "place": {"country": "US", "state": "NY"}},
    "P-CN": {"zones": ["Asia/Shanghai"], "place": {"country": "CN"}},
    "P-JP": {"zones": ["Asia/Tokyo"], "place": {"country": "JP"}},
    "P-UN": {"zones": ["America/New_York"]},
}


def put(admin, debtor, home):
    parties = {**PLACED, "debtor": {**home, "id": debtor}, "people": [{"id": debtor, "role": "debtor"}]}
    parties["debts"] = [{**DEBT, "id": f"{debtor}-A"}]
    status, told = admin("PUT", "parties", {**parties, "placed": {"COL": [f"{debtor}-A"]}})
    assert status == 200, told
    return told


def contact_of(debtor):
    return {"person": debtor, "debts": [f"{debtor}-A"]}


def ask_for(debtor, request):
    return {**asked(request, **contact_of(debtor)), "debtor": debtor}


@pytest.fixture
def both(server, settings):
    settings.RULES, settings.PLACES = [], CODES
    gates.rulebooks.cache_clear()
    gates.gate.cache_clear()
    for debtor, home in HOMES.items():
        put(server, debtor, home)
    return server


def countries(answer):
    return sorted({name[:2] for name in answer["verdict"]["rulebooks"]})


def test_each_debtor_is_answered_by_the_rulebooks_of_her_place(both, collector):
    asks = [ask_for(debtor, f"r-{debtor}") for debtor in HOMES]
    status, told = collector("POST", "ask/many", {"contacts": asks})
    assert status == 200, told
    found = {one["debtor"]: one for one in told["answers"]}
    assert {name: countries(one) for name, one in found.items()} == {
        "P1": ["us"], "P-CN": ["cn"], "P-JP": [], "P-UN": ["cn", "us"],
    }  # fmt: skip
    assert {name: one["why"] for name, one in found.items()} == {
        "P1": [], "P-CN": [], "P-JP": ["no-rulebook"], "P-UN": ["place-unstated"],
    }  # fmt: skip
    assert found["P1"]["answer"] == "allow" and found["P-JP"]["answer"] == "refuse"


def test_what_may_be_done_next_is_told_by_the_rulebooks_of_the_place(both, collector):
    for debtor, own in (("P1", ["us"]), ("P-CN", ["cn"])):
        asked_for = {"debtor": debtor, "purpose": "demand_payment", "channels": ["call"], "about": SAID}
        status, told = collector("POST", "options", asked_for)
        assert status == 200, told
        assert [countries(one) for one in told["options"]] == [own]


def test_a_permit_ends_where_the_debtor_turns_out_to_live_elsewhere(both, collector):
    permit = collector("POST", "ask", ask_for("P1", "r1"))[1]["permit"]["id"]
    assert put(both, "P1", HOMES["P-CN"])["revoked"] == [permit]
    status, told = collector("POST", f"permits/{permit}/use", {"contact": {**CONTACT, **contact_of("P1")}})
    assert (status, told["use"]["why"]) == (409, "revoked")


@pytest.mark.parametrize(("debtor", "code"), [("P1", "US-NY"), ("P-CN", "CN")])
def test_findings_are_those_of_an_audit_of_the_same_log_by_the_rulebooks_of_the_place(both, debtor, code):
    collector, supervisor = Asker(key_of("collector", "COL")), Asker(key_of("supervisor", "COL"))
    for at in ("2026-06-01T12:00:00-04:00", "2026-06-02T06:30:00-04:00", "2026-06-02T23:30:00-04:00"):
        for minute in range(4):
            event = {
                "kind": "contact", "direction": "outbound", "at": at.replace(":00-", f":0{minute}-"),
                **CONTACT, **contact_of(debtor), "outcome": "conversation",
            }  # fmt: skip
            assert collector("POST", "events", {"debtor": debtor, "event": event})[0] == 200
    found, cursor = [], ""
    while cursor is not None:
        page = supervisor("GET", f"findings?debtor={debtor}{cursor}")[1]
        found += [(one["record"], one["rulebook"], one["rule"]) for one in page["findings"]]
        cursor = page["next"] and f"&cursor={page['next']}"
    audited = build_audit(Assembled(gates.gate().case(debtor).history()), chosen((), [code]))
    assert (
        sorted(found)
        == sorted((one.contact.seq, one.reason.rulebook, one.reason.rule) for one in audited.findings)
        != []
    )


def test_a_move_changes_no_finding_on_what_was_done_before_it(both, clock):
    collector, supervisor = Asker(key_of("collector", "COL")), Asker(key_of("supervisor", "COL"))
    event = {"kind": "contact", "direction": "outbound", "at": "2026-06-02T23:30:00-04:00", **CONTACT,
             **contact_of("P1"), "outcome": "conversation"}  # fmt: skip
    assert collector("POST", "events", {"debtor": "P1", "event": event})[0] == 200
    before = supervisor("GET", "findings?debtor=P1")[1]
    assert {one["rulebook"][:2] for one in before["findings"]} == {"us"}
    put(both, "P1", HOMES["P-CN"])
    assert supervisor("GET", "findings?debtor=P1")[1] == before
