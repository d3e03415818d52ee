"""Asking over HTTP: answers, retries, permits and what they are bound to."""

import json

import pytest

from forbear.calendar import MINUTE
from forbear.web.ledger import gates
from tests.support.api import CONTACT, Asker, asked, key_of


def allowed(collector, request="1", **changes):
    status, answer = collector("POST", "ask", asked(request, **changes))
    assert (status, answer["answer"]) == (200, "allow"), answer
    return answer["permit"]["id"]


def test_an_allowed_contact_gets_a_permit_with_times_that_have_an_offset(collector):
    status, answer = collector("POST", "ask", asked("1"))
    assert status == 200 and answer["answer"] == "allow"
    assert answer["permit"]["granted_at"] == "2026-06-03T16:00:00+00:00"
    assert answer["permit"]["expires_at"] == "2026-06-03T16:05:00+00:00"
    assert answer["verdict"]["rulebooks"].keys() == {"us-reg-f"}


def test_the_same_request_again_gets_the_same_answer_and_another_under_its_id_none(collector):
    first = collector("POST", "ask", asked("1"))
    assert collector("POST", "ask", asked("1")) == first
    status, error = collector("POST", "ask", asked("1", purpose="offer_help"))
    assert (status, error["code"]) == (409, "request-reused")


def test_the_id_of_a_request_may_stand_in_the_header_but_not_differ_from_the_body(collector):
    body = {key: value for key, value in asked("1").items() if key != "request"}
    assert collector("POST", "ask", body, Idempotency_Key="1") == collector("POST", "ask", asked("1"))
    status, error = collector("POST", "ask", asked("1"), Idempotency_Key="2")
    assert (status, error["code"]) == (422, "request-twice")
    status, error = collector("POST", "ask", body)
    assert (status, error["code"]) == (422, "request-missing")


def test_a_refusal_has_every_reason_with_its_citation_and_the_first_free_time(collector, clock):
    clock.at += 10 * 60 * MINUTE
    status, answer = collector("POST", "ask", asked("1"))
    assert (status, answer["answer"], answer["permit"]) == (200, "not-now", None)
    assert answer["free_at"] == "2026-06-04T12:00:00+00:00"
    (reason,) = answer["verdict"]["reasons"]
    assert reason["rule"] == "hours" and "1006.6" in reason["cite"] and reason["says"]["zh"]


def test_an_answer_is_short_json_with_chinese_as_it_is(collector, clock):
    clock.at += 10 * 60 * MINUTE
    for path, body in (("ask", asked("1")), ("ask/many", {"contacts": [asked("2")]})):
        _, answer = collector("POST", path, body)
        assert collector.last.content.decode() == json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        assert b"\\u" not in collector.last.content and not collector.last.content.isascii()


def test_many_contacts_are_answered_in_their_order_each_after_the_one_before_it(collector):
    wanted = [asked(str(number)) for number in range(9)]
    status, answers = collector("POST", "ask/many", {"contacts": wanted})
    assert status == 200
    assert [each["request"] for each in answers["answers"]] == [str(number) for number in range(9)]
    words = [each["answer"] for each in answers["answers"]]
    assert words[0] == "allow" and "allow" not in words[7:]


def test_one_request_of_many_that_cannot_be_read_leaves_nothing_on_record(collector):
    wanted = [asked("1"), asked("2", channel="pigeon")]
    status, error = collector("POST", "ask/many", {"contacts": wanted})
    assert (status, error["code"]) == (422, "value-invalid")
    assert len(gates.gate().case("P1").requests) == 0


def test_a_permit_is_used_once_told_of_and_the_same_use_again_is_the_same(collector):
    permit = allowed(collector)
    first = collector("POST", f"permits/{permit}/use", {"contact": CONTACT})
    assert first[0] == 200 and first[1]["accepted"] is True
    assert collector("POST", f"permits/{permit}/use", {"contact": CONTACT}) == first
    assert collector("POST", f"permits/{permit}/tell", {"contact": {"outcome": "no_answer"}})[0] == 200
    assert collector("GET", f"permits/{permit}")[1]["state"] == "used"
    (contact,) = gates.gate().case("P1").history().of_kind("contact").events
    assert contact.facts["outcome"] == "no_answer"


@pytest.mark.parametrize(
    ("changed", "differs"),
    [
        ({"address": "+12125550199"}, "address"),
        ({"debts": ["A", "B"]}, "debts"),
        ({"text_sha256": "0" * 64}, "text_sha256"),
        ({"person": "P2"}, "person"),
    ],
)
def test_a_stolen_permit_used_for_another_number_text_or_debt_is_refused_and_on_record(collector, changed, differs):
    permit = allowed(collector)
    status, error = collector("POST", f"permits/{permit}/use", {"contact": {**CONTACT, **changed}})
    assert (status, error["code"], error["use"]["differs"]) == (409, "permit-differs", [differs])
    last = gates.gate().store.read("P1")[-1]
    assert last.body["becomes"] == "refused" and last.body["differs"] == [differs]
    assert collector("GET", f"permits/{permit}")[1]["state"] == "granted"


def test_a_permit_used_after_its_time_is_refused_and_on_record(collector, clock):
    permit = allowed(collector)
    clock.at += 5 * MINUTE
    status, error = collector("POST", f"permits/{permit}/use", {"contact": CONTACT})
    assert (status, error["code"]) == (409, "permit-expired")
    assert gates.gate().store.read("P1")[-1].body["why"] == "expired"


def test_a_permit_in_the_hands_of_another_agency_is_refused_and_on_record(collector):
    permit = allowed(collector)
    thief = Asker(key_of("collector", "OTHER"))
    status, error = thief("POST", f"permits/{permit}/use", {"contact": CONTACT})
    assert (status, error["use"]["differs"]) == (409, ["collector"])
    assert gates.gate().store.read("P1")[-1].body["by"] == "OTHER"
    for method, rest in (("GET", ""), ("POST", "/release"), ("POST", "/tell")):
        body = {"contact": {}} if rest == "/tell" else None
        assert thief(method, f"permits/{permit}{rest}", body)[0] == 404


def test_what_a_person_must_judge_is_allowed_only_to_a_key_that_may_approve(server, collector):
    asking = {**asked("1"), "approval": "R. Example"}
    status, error = collector("POST", "ask", asking)
    assert (status, error["code"]) == (403, "scope-missing")
    assert Asker(key_of("supervisor", "COL"))("POST", "ask", asking)[0] == 200


def test_a_released_permit_counts_no_more(collector):
    permit = allowed(collector)
    assert collector("POST", f"permits/{permit}/release")[1]["state"] == "released"
    assert collector("POST", f"permits/{permit}/use", {"contact": CONTACT})[1]["code"] == "permit-released"
