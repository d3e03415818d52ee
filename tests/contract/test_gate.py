"""What the gate promises, whatever store it stands before."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from forbear import places
from forbear.calendar import HOUR, MINUTE, SECOND, read_instant
from forbear.chain import faults
from forbear.errors import RecordError, RulebookError
from forbear.gate.cases import BrokenLogError
from forbear.gate.gate import Change, Gate, RequestReusedError, UnknownPermitError
from forbear.gate.permit import Permit
from forbear.gate.replay import Replayed, Shelf, replay
from forbear.gate.ruleset import TABLE
from forbear.rules.catalog import chosen
from forbear.rules.load import load
from tests.support.gates import (
    BY,
    CALL,
    DAY,
    HOUSE,
    NOON,
    OTHER_PHONE,
    PARTIES,
    ask,
    book_named,
    event,
    gate_of,
)

CONVERSATION = {"outcome": "conversation"}
PATIENCE = 30
CHINA = {"zones": ["Asia/Shanghai"], "place": {"country": "CN"}}
AT_NOON = "2026-06-03T12:00:00-04:00"


def granted(gate: Gate, request: str, now: int = NOON, **changes: Any) -> Permit:
    """A permit that is given."""
    answer = gate.ask(ask(request, **changes), now)
    assert answer.word == "allow", (answer.word, answer.why, answer.verdict["missing"], answer.verdict["reasons"])
    assert answer.permit is not None
    return answer.permit


def last(gate: Gate, debtor: str = "P1") -> Any:
    """The last record of a debtor."""
    return gate.store.read(debtor)[-1]


def held_back(answer: Any) -> bool:
    """Is a contact refused because it is not known how earlier ones went, or whether they are made?"""
    return answer.word == "refuse" and answer.verdict["missing"] == ["earlier contact.outcome"]


def rules_of(verdict: Any) -> list[str]:
    """The rules that spoke."""
    return [reason["rule"] for reason in verdict["reasons"]]


# --- asking


def test_an_allowed_contact_gets_a_permit_that_is_on_record(store):
    gate = gate_of(store)
    answer = gate.ask(ask("r1"), NOON)
    assert (answer.word, answer.why, answer.free_at) == ("allow", (), None)
    assert answer.permit_state(NOON) == "granted"
    assert answer.receipt == last(gate).hash
    assert last(gate).body["permit"] == {"id": answer.permit.id, "expires_at": NOON + 5 * MINUTE}
    assert list(answer.verdict["rulebooks"]) == ["us-reg-f"]


def test_a_request_that_comes_again_gets_the_same_answer(opens):
    gate = gate_of(opens())
    first = gate.ask(ask("r1"), NOON)
    length = len(gate.store.read("P1"))
    assert gate.ask(ask("r1"), NOON + DAY) == first
    assert Gate(opens(), gate.books).ask(ask("r1"), NOON + DAY) == first, "also after the gate was started anew"
    assert len(gate.store.read("P1")) == length


def test_a_request_that_comes_again_is_the_same_though_its_words_are_read_otherwise_now(store, monkeypatch):
    gate = gate_of(store, HOUSE)
    first = gate.ask(ask("r1", channel="sms", text="Please call us back."), NOON)
    monkeypatch.setattr("forbear.gate.asked.content_flags", lambda reading: {"content.threatens_legal_action": True})
    assert gate.ask(ask("r1", channel="sms", text="Please call us back."), NOON) == first
    with pytest.raises(RequestReusedError):
        gate.ask(ask("r1", channel="sms", text="Please call us."), NOON)


def test_a_refusal_that_comes_again_is_the_same_refusal(opens):
    night = NOON + 10 * HOUR
    first = gate_of(opens()).ask(ask("r1"), night)
    assert first.word == "not-now"
    assert first.free_at == read_instant("2026-06-04T08:00:00-04:00")
    assert Gate(opens(), [book_named("us-reg-f")]).ask(ask("r1"), first.free_at) == first
    assert gate_of(opens(), debtors=()).ask(ask("r2"), first.free_at).word == "allow"


@pytest.mark.parametrize(
    "changes",
    [{"address": OTHER_PHONE}, {"debts": ["A", "B"]}, {"channel": "sms"}, {"text": "Hello"}, {"approval": "Li"}],
)
def test_a_request_that_comes_again_for_another_contact_is_refused(store, changes):
    gate = gate_of(store)
    gate.ask(ask("r1"), NOON)
    with pytest.raises(RequestReusedError):
        gate.ask(ask("r1", **changes), NOON)
    assert len(store.read("P1")) == 2


def test_the_name_of_a_request_is_given_once_for_all_debtors(store):
    gate = gate_of(store, debtors=("P1", "P2"))
    gate.ask(ask("r1"), NOON)
    with pytest.raises(RequestReusedError):
        gate.ask(ask("r1", "P2"), NOON)
    assert len(store.read("P2")) == 1
    assert gate.ask(ask("r2", "P2"), NOON).word == "allow", "nothing that was undone is remembered"


def test_two_callers_may_use_one_name(store):
    gate = gate_of(store)
    other = ask("r1", channel="sms", text="Please call us.")._replace(caller="desk")
    assert gate.ask(ask("r1"), NOON).seq != gate.ask(other, NOON).seq


def test_a_batch_is_answered_whole_or_not_at_all(store):
    gate = gate_of(store, debtors=("P1", "P2"))
    gate.ask(ask("r1"), NOON)
    with pytest.raises(RequestReusedError):
        gate.ask_many([ask("b1"), ask("b2", "P2"), ask("r1", "P2")], NOON)
    with pytest.raises(RequestReusedError):
        gate.ask_many([ask("b1", "P2"), ask("r1", address=OTHER_PHONE)], NOON)
    assert [len(store.read(debtor)) for debtor in ("P1", "P2")] == [2, 1]
    assert gate.ask_many([ask("b1"), ask("b2", "P2")], NOON)[1].word == "allow"


def test_a_batch_is_judged_one_after_another(store):
    gate = gate_of(store, HOUSE)
    answers = gate.ask_many([ask(f"b{number}") for number in range(5)] + [ask("b0")], NOON)
    assert [answer.word for answer in answers] == ["allow"] * 3 + ["refuse"] * 2 + ["allow"]
    assert answers[5].permit == answers[0].permit, "the same request twice in one batch is one request"


def test_missing_facts_refuse_and_are_named(store):
    answer = gate_of(store).ask(ask("r1", content={}), NOON)
    assert (answer.word, answer.permit) == ("refuse", None)
    assert answer.verdict["missing"] == ["content.initial_disclosure"]


def test_what_is_refused_and_lacks_facts_besides_is_not_promised_a_time(store):
    answer = gate_of(store).ask(ask("r1", content={}), NOON + 10 * HOUR)
    assert (answer.word, answer.free_at) == ("refuse", None)
    assert answer.verdict["missing"] == ["content.initial_disclosure"]
    assert "hours" in rules_of(answer.verdict)


def test_what_no_rulebook_speaks_about_is_refused(store):
    gate = gate_of(store)
    gate.set_parties("P1", PARTIES | {"debts": [{"id": "A", "creditor": "BANK", "purpose": "business"}]}, NOON, BY)
    answer = gate.ask(ask("r1"), NOON)
    assert (answer.word, answer.why, answer.verdict["verdict"]) == ("refuse", ("no-rulebook",), "allow")
    assert last(gate).body["answer"] == "refuse"


def test_a_gate_without_rulebooks_lets_nothing_out(store):
    gate = Gate(store, [])
    gate.set_parties("P1", PARTIES, NOON, BY)
    assert gate.ask(ask("r1"), NOON).why == ("no-rulebook",)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"debts": ["A", "ZZ"]}, "debt-unknown"),
        ({"collector": "ZZ"}, "collector-unknown"),
        ({"debts": []}, "debt-unknown"),
        ({"person": "P2"}, "role-differs"),
        ({"person": "P3"}, "person-unknown"),
        ({"channel": "sms"}, "text-missing"),
        ({"debtor": "nobody"}, "debt-unknown"),
    ],
)
def test_what_is_not_as_on_record_is_refused(store, changes, why):
    answer = gate_of(store).ask(ask("r1", **changes), NOON)
    assert answer.word == "refuse"
    assert why in answer.why
    assert answer.free_at is None


def test_only_what_is_to_be_made_is_asked_for(store):
    with pytest.raises(RecordError, match="only a contact to make"):
        ask("r1", direction="inbound")
    with pytest.raises(RecordError, match="a text that nobody saw"):
        ask("r1", text_sha256="0" * 64)
    with pytest.raises(RecordError, match="request has no name"):
        ask("")


# --- words and persons


def test_words_that_a_person_must_see_are_put_to_a_person(store):
    gate = gate_of(store, HOUSE)
    threat = "We will send people to your home and tell your neighbors about your debt."
    answer = gate.ask(ask("r1", channel="sms", text=threat), NOON)
    assert (answer.word, answer.why, answer.permit) == ("ask-a-person", ("words",), None)
    assert answer.verdict["verdict"] == "allow"
    assert answer.words
    assert threat not in str(store.read("P1")), "the message itself is not kept"
    assert gate.ask(ask("r2", channel="sms", text="Please call us back."), NOON).word == "allow"


def test_who_approves_lets_out_what_was_put_to_a_person(store):
    gate = gate_of(store, HOUSE)
    assert gate.ask(ask("r1", channel="visit"), NOON).word == "ask-a-person"
    answer = gate.ask(ask("r2", channel="visit", approval="Ms Li"), NOON)
    assert (answer.word, answer.permit.approved) == ("allow", (f"{HOUSE}/visits",))
    assert last(gate).body["approval"] == "Ms Li"
    assert gate.use(answer.permit.id, {**CALL, "channel": "visit"}, NOON, BY).accepted


@pytest.mark.parametrize("first", [None, {}, {"channel": "visit", "address": OTHER_PHONE}])
def test_nobody_approves_what_no_person_was_asked_about(store, first):
    gate = gate_of(store, HOUSE)
    if first is not None:
        gate.ask(ask("r1", **first), NOON)
    assert gate.ask(ask("r2", channel="visit", approval="Ms Li"), NOON).word == "ask-a-person"


def test_an_approval_is_no_answer_to_what_a_person_was_not_asked(store):
    gate, stricter = gate_of(store, HOUSE), gate_of(store, HOUSE, "us-fdcpa", debtors=())
    evening = read_instant("2026-06-03T21:00:00-04:00")
    assert gate.ask(ask("r1", channel="visit"), NOON).verdict["verdict"] == "review"
    answer = stricter.ask(ask("r2", channel="visit", approval="Ms Li"), evening)
    assert (answer.word, rules_of(answer.verdict)) == ("ask-a-person", ["visits", "hours"])
    assert stricter.ask(ask("r3", channel="visit", approval="Ms Li"), evening).word == "allow", "now both were put"


def test_nobody_approves_against_a_rule_or_what_is_not_known(store):
    gate = gate_of(store, HOUSE)
    gate.ask(ask("r1", channel="visit"), NOON)
    gate.record("P1", event("hold", AT_NOON, hold="cease", debts=["A"]), NOON, BY)
    assert gate.ask(ask("r2", channel="visit", approval="Ms Li"), NOON).word == "refuse"
    gate.record("P1", event("hold_lifted", AT_NOON, hold="cease", debts=["A"]), NOON, BY)
    assert gate.ask(ask("r3", channel="visit", approval="Ms Li", debts=["ZZ"]), NOON).word == "refuse"


def test_what_becomes_a_question_after_the_approval_is_not_approved(store):
    gate = gate_of(store, HOUSE)
    gate.ask(ask("r1", channel="visit"), NOON)
    permit = granted(gate, "r2", channel="visit", approval="Ms Li")
    use = gate.use(permit.id, {**CALL, "channel": "visit", "others_may_hear": True}, NOON, BY)
    assert (use.accepted, use.why, rules_of(use.verdict)) == (False, "not-allowed", ["visits", "at-work"])


# --- a permit is bound


@pytest.mark.parametrize(
    ("fact", "other"),
    [
        ("collector", "COL2"),
        ("person", "P2"),
        ("address", OTHER_PHONE),
        ("channel", "sms"),
        ("debts", ["B"]),
        ("debts", ["A", "B"]),
        ("debts", []),
        ("purpose", "marketing"),
        ("collector", None),
        ("person", None),
        ("address", None),
        ("channel", None),
        ("debts", None),
        ("purpose", None),
        ("role", "colleague"),
        ("direction", "inbound"),
        ("address_kind", "work"),
        ("initial_written", True),
        ("content", {"initial_disclosure": False}),
    ],
)
def test_a_permit_is_for_nothing_that_differs_and_the_attempt_is_recorded(store, fact, other):
    gate = gate_of(store)
    permit = granted(gate, "r1")
    use = gate.use(permit.id, {**CALL, fact: other}, NOON, "thief")
    named = {"content": "content.initial_disclosure"}.get(fact, fact)
    assert (use.accepted, use.why, use.differs) == (False, "differs", (named,))
    assert (last(gate).seq, last(gate).body["becomes"], last(gate).body["by"]) == (use.record, "refused", "thief")
    assert gate.case("P1").events == {}
    assert gate.use(permit.id, CALL, NOON, BY).accepted, "the right use is open still"


def test_a_permit_is_for_one_text(store):
    gate = gate_of(store, HOUSE)
    written = {**CALL, "channel": "sms"}
    permit = granted(gate, "r1", channel="sms", text="Please call us back.")
    for text in ("Please call us back!", "", None):
        assert gate.use(permit.id, written, NOON, BY, text=text).differs == ("text_sha256",)
    assert gate.use(permit.id, written, NOON, BY, text="Please call us back.").accepted
    spoken = granted(gate, "r2", NOON + DAY)
    assert gate.use(spoken.id, CALL, NOON + DAY, BY, text="Please call us back.").differs == ("text_sha256",)


def test_debts_are_a_set(store):
    gate = gate_of(store)
    permit = granted(gate, "r1", debts=["B", "A"])
    assert gate.use(permit.id, {**CALL, "debts": ["A", "B"]}, NOON, BY).accepted


def test_what_a_use_tells_besides_is_judged_too(store):
    gate = gate_of(store, HOUSE)
    permit = granted(gate, "r1")
    use = gate.use(permit.id, {**CALL, "others_may_hear": True}, NOON, BY)
    assert (use.accepted, use.why, rules_of(use.verdict)) == (False, "not-allowed", ["at-work"])
    assert gate.use(permit.id, {**CALL, "from_number": OTHER_PHONE}, NOON, BY).accepted
    assert gate.case("P1").events[use.record + 1].get("from_number") == OTHER_PHONE


def test_a_permit_that_nobody_granted_is_not_known(store):
    gate = gate_of(store)
    for name in ("p-0", "", "r1"):
        with pytest.raises(UnknownPermitError):
            gate.use(name, CALL, NOON, BY)
        with pytest.raises(UnknownPermitError):
            gate.release(name, NOON, BY)
        with pytest.raises(UnknownPermitError):
            gate.tell(name, CONVERSATION, NOON, BY)
    assert len(store.read("P1")) == 1


# --- a permit is used once


def test_a_permit_is_used_once(store):
    gate = gate_of(store)
    permit = granted(gate, "r1")
    use = gate.use(permit.id, CALL, NOON + SECOND, BY)
    assert (use.accepted, use.at) == (True, NOON + SECOND)
    (contact,) = gate.case("P1").events.values()
    assert (contact.seq, contact.at, contact.kind, contact.get("direction")) == (
        use.record,
        use.at,
        "contact",
        "outbound",
    )
    again = gate.use(permit.id, {**CALL, "from_number": OTHER_PHONE}, NOON + SECOND, BY)
    assert (again.accepted, again.why) == (False, "used")
    assert len(gate.case("P1").events) == 1


def test_a_use_that_comes_again_gets_the_same_answer(opens):
    gate = gate_of(opens())
    permit = granted(gate, "r1")
    use = gate.use(permit.id, CALL, NOON, BY)
    length = len(gate.store.read("P1"))
    assert gate.use(permit.id, CALL, NOON + DAY, BY) == use
    assert Gate(opens(), gate.books).use(permit.id, CALL, NOON + DAY, BY) == use
    assert len(gate.store.read("P1")) == length


def test_a_permit_ends_when_its_time_is_over(store):
    gate = gate_of(store)
    permit = granted(gate, "r1")
    assert permit.expires_at == NOON + 5 * MINUTE
    use = gate.use(permit.id, CALL, permit.expires_at, BY)
    assert (use.accepted, use.why) == (False, "expired")
    other = granted(gate, "r2", permit.expires_at)
    assert gate.use(other.id, CALL, other.expires_at - 1, BY).accepted


def test_what_was_released_is_not_used(store):
    gate = gate_of(store)
    permit = granted(gate, "r1")
    assert gate.release(permit.id, NOON, BY).state(NOON) == "released"
    length = len(store.read("P1"))
    assert gate.release(permit.id, NOON, BY).state(NOON) == "released"
    assert len(store.read("P1")) == length, "what is released already is not released again"
    assert gate.use(permit.id, CALL, NOON, BY).why == "released"


def test_what_is_over_is_not_released(store):
    gate = gate_of(store, HOUSE)
    used, ended = granted(gate, "r1"), granted(gate, "r2")
    gate.use(used.id, CALL, NOON, BY)
    length = len(store.read("P1"))
    assert gate.release(used.id, NOON, BY).state(NOON) == "used"
    assert gate.release(ended.id, ended.expires_at, BY).state(ended.expires_at) == "expired"
    assert len(store.read("P1")) == length


# --- what comes in between


def test_a_hold_revokes_the_open_permits_that_it_touches(store):
    gate = gate_of(store, HOUSE)
    touched, other = granted(gate, "r1"), granted(gate, "r2", debts=["B"])
    record, revoked = gate.record("P1", event("hold", AT_NOON, hold="cease", debts=["A"]), NOON, BY)
    assert [(permit.id, permit.became) for permit in revoked] == [(touched.id, "revoked")]
    assert last(gate).body["because"] == record.seq
    assert gate.use(touched.id, CALL, NOON, BY).why == "revoked"
    assert gate.use(other.id, {**CALL, "debts": ["B"]}, NOON, BY).accepted
    assert gate.ask(ask("r3"), NOON).word == "refuse"


def test_a_hold_told_twice_under_one_name_is_recorded_once(opens):
    gate = gate_of(opens(), HOUSE, debtors=("P1", "P2"))
    permit = granted(gate, "r1")
    told = event("hold", AT_NOON, hold="cease", debts=["A"])
    record, revoked = gate.record("P1", told, NOON, BY, "h1")
    length = len(gate.store.read("P1"))
    assert gate.record("P1", told, NOON + SECOND, BY, "h1") == (record, revoked)
    assert Gate(opens(), gate.books).record("P1", told, NOON + DAY, BY, "h1")[0] == record
    assert [each.id for each in revoked] == [permit.id]
    assert len(gate.store.read("P1")) == length
    with pytest.raises(RequestReusedError):
        gate.record("P1", told | {"debts": ["B"]}, NOON, BY, "h1")
    with pytest.raises(RequestReusedError):
        gate.record("P2", told, NOON, BY, "h1")
    assert gate.record("P1", told, NOON, "another", "h1")[0].seq == length + 1


def test_each_hold_that_is_told_again_names_the_permits_that_it_revoked(store):
    gate = gate_of(store, HOUSE)
    permits = {debt: granted(gate, f"r{debt}", debts=[debt]) for debt in ("A", "B")}
    holds = {debt: event("hold", AT_NOON, hold="cease", debts=[debt]) for debt in permits}
    for told in range(2):
        for debt, hold in holds.items():
            _, revoked = gate.record("P1", hold, NOON + told, BY, f"h{debt}")
            assert [permit.id for permit in revoked] == [permits[debt].id]


def test_parties_that_change_revoke_what_would_not_be_granted_any_more(store):
    gate = gate_of(store)
    permit, other = granted(gate, "r1"), granted(gate, "r2", debts=["B"])
    revoked = gate.set_parties("P1", PARTIES | {"debts": PARTIES["debts"][1:]}, NOON, BY)
    assert [each.id for each in revoked] == [permit.id], "the mandate for A was lost"
    assert gate.use(permit.id, CALL, NOON, BY).why == "revoked"
    assert gate.use(other.id, {**CALL, "debts": ["B"]}, NOON, BY).accepted
    assert (
        gate.set_parties("P1", PARTIES | {"debtor": {"zones": ["Asia/Tokyo"], "place": {"country": "US"}}}, NOON, BY)
        == []
    )
    assert gate.ask(ask("r3"), NOON).word == "not-now", "it is night there"


def test_parties_of_several_go_on_from_what_is_on_record_and_are_recorded_once(opens):
    gate, notice = (
        gate_of(opens()),
        {"kind": "notice", "notice": "validation", "by": "COL", "debts": ["A"], "at": AT_NOON},
    )

    def third(before):
        return {**(before or PARTIES), "debts": [*(before or PARTIES)["debts"][:2], {"id": "C"}]}

    changes = {debtor: Change(third, [(f"{debtor}:told", notice)]) for debtor in ("P1", "P9")}
    for _ in range(2):
        gate.change_parties(changes, NOON, BY)
    kinds = [[record.kind for record in gate.store.read(debtor)] for debtor in changes]
    assert kinds == [["parties", "parties", "event"], ["parties", "event"]]
    assert set(gate.case("P1").parties.debts) == {"A", "B", "C"}


def test_a_change_of_parties_revokes_what_would_not_be_granted_any_more(store):
    gate = gate_of(store)
    permit, other = granted(gate, "r1"), granted(gate, "r2", debts=["B"])
    without = Change(lambda before: {**before, "debts": before["debts"][1:]})
    assert [each.id for each in gate.change_parties({"P1": without}, NOON, BY)] == [permit.id]
    assert gate.use(other.id, {**CALL, "debts": ["B"]}, NOON, BY).accepted


def test_of_several_changes_of_which_one_cannot_be_read_none_is_recorded(store):
    gate = gate_of(store)
    before = len(gate.store.read("P1"))
    changes = {"P1": Change(lambda known: {**known, "policy": {}}), "P9": Change(lambda known: {"wrong": 1})}
    with pytest.raises(RecordError):
        gate.change_parties(changes, NOON, BY)
    assert (len(gate.store.read("P1")), len(gate.store.read("P9"))) == (before, 0)


def test_whoever_is_found_to_be_somebody_else_is_not_called_under_the_old_permit(store):
    gate = gate_of(store)
    permit = granted(gate, "r1")
    people = [{"id": "P1", "role": "colleague"}]
    assert [each.id for each in gate.set_parties("P1", PARTIES | {"people": people}, NOON, BY)] == [permit.id]


def test_an_open_permit_counts_against_every_limit(store):
    gate = gate_of(store, HOUSE)
    permits = [granted(gate, f"r{number}") for number in range(3)]
    assert held_back(gate.ask(ask("r4"), NOON))
    gate.release(permits[0].id, NOON, BY)
    granted(gate, "r5")
    assert held_back(gate.ask(ask("r6"), NOON))
    assert gate.ask(ask("r7"), permits[2].expires_at).word == "allow", "what ended unused was no contact"


def test_a_used_permit_counts_until_it_is_told_how_it_went(store):
    gate = gate_of(store, HOUSE)
    permits = [granted(gate, f"r{number}") for number in range(3)]
    for permit in permits:
        assert gate.use(permit.id, CALL, NOON, BY).accepted
    assert held_back(gate.ask(ask("r4"), NOON))
    gate.tell(permits[0].id, {"outcome": "busy"}, NOON, BY)
    last_one = granted(gate, "r5")
    for permit in (*permits[1:], last_one):
        gate.use(permit.id, CALL, NOON, BY)
        gate.tell(permit.id, {"outcome": "no_answer"}, NOON, BY)
    answer = gate.ask(ask("r6"), NOON)
    assert (answer.word, answer.free_at) == ("not-now", read_instant("2026-06-04T00:00:00-04:00"))


def test_of_two_permits_whose_order_matters_the_second_cannot_be_used(store):
    gate = gate_of(store, HOUSE)
    first, second = granted(gate, "r1"), granted(gate, "r2", channel="sms", text="Please call us back.")
    assert gate.use(second.id, {**CALL, "channel": "sms"}, NOON, BY, text="Please call us back.").accepted
    use = gate.use(first.id, CALL, NOON, BY)
    assert (use.accepted, use.why, rules_of(use.verdict)) == (False, "not-allowed", ["call-after-text"])
    assert last(gate).body["why"] == "not-allowed"


def test_what_is_not_known_of_an_earlier_contact_holds_the_next_until_it_is_told(store):
    gate = gate_of(store)
    first = granted(gate, "r1")
    gate.use(first.id, CALL, NOON, BY)
    waiting = gate.ask(ask("r2"), NOON)
    assert (waiting.word, waiting.verdict["missing"]) == ("refuse", ["earlier contact.outcome"])
    gate.tell(first.id, {"outcome": "no_answer", "duration_s": 0}, NOON, BY)
    gate.release(granted(gate, "r3").id, NOON, BY)
    gate.tell(first.id, CONVERSATION, NOON, BY)
    assert gate.ask(ask("r4"), NOON).word == "not-now", "what is told later goes before"


def test_a_planned_outcome_is_not_how_it_went(store):
    gate = gate_of(store)
    permit = granted(gate, "r1", outcome="no_answer")
    assert gate.ask(ask("r2"), NOON).word == "refuse"
    assert gate.use(permit.id, {**CALL, **CONVERSATION}, NOON, BY).accepted
    assert gate.case("P1").events[last(gate).seq].get("outcome") == "conversation"
    silent = gate_of(store, debtors=("P9",))
    permit = granted(silent, "r3", debtor="P9", outcome="no_answer")
    silent.use(permit.id, CALL, NOON, BY)
    assert "outcome" not in silent.case("P9").events[last(silent, "P9").seq].facts


@pytest.mark.parametrize(
    "facts", [{"person": "P2"}, {"role": "colleague"}, {"direction": "inbound"}, {"debts": ["B"]},
              {"address_kind": "work"}, {"text_sha256": "0" * 64}, {"content": {"initial_disclosure": False}}]
)  # fmt: skip
def test_telling_how_it_went_changes_nothing_that_was_asked_for(store, facts):
    gate = gate_of(store)
    permit = granted(gate, "r1")
    gate.use(permit.id, CALL, NOON, BY)
    length = len(store.read("P1"))
    with pytest.raises(RecordError, match="is what the permit was asked for"):
        gate.tell(permit.id, facts | CONVERSATION, NOON, BY)
    assert len(store.read("P1")) == length


def test_telling_that_something_is_not_known_takes_nothing_back(store):
    gate = gate_of(store)
    permit = granted(gate, "r1")
    gate.use(permit.id, {**CALL, **CONVERSATION}, NOON, BY)
    gate.tell(permit.id, {"outcome": None, "direction": None, "duration_s": 5}, NOON, BY)
    (contact,) = gate.case("P1").events.values()
    assert (contact.get("outcome"), contact.get("direction"), contact.get("duration_s")) == (
        "conversation",
        "outbound",
        5,
    )


def test_how_a_contact_went_that_was_not_made_is_not_told(store):
    gate = gate_of(store)
    permit = granted(gate, "r1")
    with pytest.raises(RecordError, match="no contact was made under it"):
        gate.tell(permit.id, CONVERSATION, NOON, BY)


# --- many at once


def at_once(count: int, act: Any) -> list[Any]:
    """What each of several threads got that did something at the same time."""
    ready = threading.Barrier(count)

    def work(number: int) -> Any:
        ready.wait(PATIENCE)
        return act(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count), timeout=PATIENCE))


def test_of_many_who_ask_at_once_no_more_are_let_out_than_may_be(opens):
    gates = [gate_of(opens(), HOUSE, debtors=("P1",) if number == 0 else ()) for number in range(2)]
    answers = at_once(8, lambda number: gates[number % 2].ask(ask(f"r{number}"), NOON + number))
    assert sorted(answer.word for answer in answers) == ["allow"] * 3 + ["refuse"] * 5
    used = at_once(6, lambda number: gates[number % 2].use(allowed(answers)[number // 2], CALL, NOON + 10, BY))
    assert [use.accepted for use in used] == [True] * 6
    assert len({use.record for use in used}) == 3, "twice the same use is one contact"
    assert len(gates[0].case("P1").events) == 3


def allowed(answers: list[Any]) -> list[str]:
    """The permits that were given."""
    return [answer.permit.id for answer in answers if answer.permit]


def test_one_request_that_comes_many_times_at_once_has_one_answer(opens):
    gates = [gate_of(opens(), HOUSE, debtors=("P1", "P2") if number == 0 else ()) for number in range(2)]
    answers = at_once(8, lambda number: gates[number % 2].ask(ask("r1"), NOON + number))
    assert len({answer.receipt for answer in answers}) == 1
    assert [record.kind for record in gates[0].store.read("P1")] == ["parties", "decision"]


def test_of_one_permit_that_many_want_to_use_otherwise_one_use_is_accepted(opens):
    gate = gate_of(opens(), HOUSE)
    permit = granted(gate, "r1")
    uses = at_once(6, lambda number: gate.use(permit.id, {**CALL, "from_number": f"+1212555010{number}"}, NOON, BY))
    assert sorted(use.why or "" for use in uses) == [""] + ["used"] * 5
    assert len(gate.case("P1").events) == 1


def test_batches_over_the_same_debtors_do_not_wait_for_one_another_for_ever(opens):
    gate = gate_of(opens(), HOUSE, debtors=("P1", "P2", "P3"))
    orders = [("P1", "P2", "P3"), ("P3", "P2", "P1"), ("P2", "P3", "P1"), ("P3", "P1", "P2")]
    batches = [[ask(f"b{number}-{debtor}", debtor) for debtor in order] for number, order in enumerate(orders)]
    answers = at_once(4, lambda number: gate.ask_many(batches[number], NOON))
    words = [(answer.debtor, answer.word) for batch in answers for answer in batch]
    for debtor in ("P1", "P2", "P3"):
        assert sorted(word for name, word in words if name == debtor) == ["allow"] * 3 + ["refuse"]
        assert list(faults(gate.store.read(debtor))) == []


# --- time


def test_a_permit_ends_where_the_hours_end(store):
    gate = gate_of(store)
    evening = read_instant("2026-06-03T20:58:00-04:00")
    closes = read_instant("2026-06-03T21:00:00-04:00")
    permit = granted(gate, "r1", evening)
    assert permit.expires_at == closes + 1, "the last instant of the day is 21:00 itself"
    assert gate.use(permit.id, CALL, permit.expires_at, BY).why == "expired"
    assert gate.ask(ask("r2"), permit.expires_at).free_at == read_instant("2026-06-04T08:00:00-04:00")
    opening = read_instant("2026-06-04T08:00:00-04:00")
    assert gate.ask(ask("r3"), opening - 1).word == "not-now"
    assert gate.use(granted(gate, "r4", opening).id, CALL, opening, BY).accepted


def test_a_permit_ends_at_the_midnight_at_which_the_law_changes(store):
    gate = gate_of(store, HOUSE)
    midnight = read_instant("2026-06-05T00:00:00-04:00")
    permit = granted(gate, "r1", midnight - MINUTE)
    assert permit.expires_at == midnight
    assert gate.use(permit.id, CALL, midnight, BY).why == "expired"
    assert gate.ask(ask("r2"), midnight).word == "refuse"


def test_a_permit_lives_as_long_as_the_gate_says(store):
    gate = gate_of(store, life=SECOND)
    assert granted(gate, "r1").expires_at == NOON + SECOND


def test_an_event_of_the_past_counts_when_it_happened(store):
    gate = gate_of(store)
    talk = event("contact", "2026-05-30T12:00:00-04:00", direction="outbound", outcome="conversation", **CALL)
    permit = granted(gate, "r1")
    _, revoked = gate.record("P1", talk, NOON, BY)
    assert [each.id for each in revoked] == [permit.id]
    answer = gate.ask(ask("r2"), NOON)
    assert (answer.word, answer.free_at) == ("not-now", read_instant("2026-06-06T08:00:00-04:00"))
    older = event("contact", "2026-05-20T12:00:00-04:00", direction="outbound", outcome="conversation", **CALL)
    gate.record("P1", older, NOON, BY)
    assert gate.ask(ask("r3"), answer.free_at).word == "allow"


def test_what_has_not_happened_is_not_recorded(store):
    gate = gate_of(store)
    with pytest.raises(RecordError, match="lies in the future"):
        gate.record("P1", event("hold", "2026-06-03T12:02:01-04:00", hold="cease", debts=["A"]), NOON, BY)
    told = event("hold", AT_NOON, received_at="2026-06-04T12:00:00-04:00", hold="cease", debts=["A"])
    with pytest.raises(RecordError, match="lies in the future"):
        gate.record("P1", told, NOON, BY)
    assert len(store.read("P1")) == 1


def test_an_event_dated_a_little_ahead_counts_at_once_and_moves_no_clock(store):
    gate = gate_of(store)
    early = read_instant("2026-06-03T07:59:00-04:00")
    gate.record("P1", event("payment", "2026-06-03T08:01:00-04:00", debts=["A"]), early, BY)
    assert gate.ask(ask("r1"), early).word == "not-now", "a clock that runs ahead opens nothing"
    house = gate_of(store, HOUSE, debtors=("P2",))
    house.record("P2", event("hold", "2026-06-03T12:01:59-04:00", hold="cease", debts=["A"]), NOON, BY)
    assert house.ask(ask("r2", "P2"), NOON).word == "refuse"


def test_a_clock_that_runs_behind_opens_nothing(store):
    gate = gate_of(store)
    night = read_instant("2026-06-03T21:00:30-04:00")
    permit = granted(gate, "r1", night - MINUTE)
    assert gate.ask(ask("r2"), night).word == "not-now"
    assert gate.ask(ask("r3"), night - MINUTE).word == "not-now", "it is not earlier than it was"
    assert gate.use(permit.id, CALL, night - MINUTE, BY).why == "expired"
    assert [record.at for record in store.read("P1")][-3:] == [night] * 3


def test_a_clock_that_is_wrong_by_more_refuses_but_records(store):
    gate = gate_of(store, HOUSE)
    permit = granted(gate, "r1", NOON + DAY // 2)
    answer = gate.ask(ask("r2"), NOON)
    assert (answer.word, answer.why, answer.free_at) == ("refuse", ("clock",), None)
    use = gate.use(permit.id, CALL, NOON, BY)
    assert (use.accepted, use.why, use.verdict["why"]) == (False, "not-allowed", ["clock"])
    record, revoked = gate.record("P1", event("hold", AT_NOON, hold="cease", debts=["A"]), NOON, BY)
    assert record.at == NOON + DAY // 2
    assert [each.id for each in revoked] == [permit.id]


# --- the record


def test_all_that_was_done_stands_in_one_unbroken_chain(store):
    gate = gate_of(store, debtors=("P1", "P2"))
    for number, debtor in enumerate(("P1", "P2", "P1")):
        permit = granted(gate, f"r{number}", debtor=debtor)
        gate.use(permit.id, {**CALL, "address": OTHER_PHONE}, NOON, BY)
        gate.release(permit.id, NOON, BY)
    for debtor in ("P1", "P2"):
        assert list(faults(store.read(debtor))) == []
    granted_and_left = [None, "refused", "released"]
    assert [record.body.get("becomes") for record in store.read("P1")] == [None, *granted_and_left, *granted_and_left]


def test_the_rulebooks_that_decided_are_kept_with_the_record(opens):
    gate = gate_of(opens(), HOUSE, "us-reg-f")
    gate.ask(ask("r1"), NOON)
    kept = opens().rulebook(last(gate).body["gate"]["rulebooks"])
    assert {name: sha256 for name, sha256 in kept.items() if name != TABLE} == {
        book.id: book.sha256 for book in gate.books
    }
    assert places.of_text(opens().rulebook(kept[TABLE])[TABLE]).codes() == places.shipped().codes()
    assert all(opens().rulebook(sha256) for sha256 in kept.values())
    assert last(gate).body["gate"]["life"] == 5 * MINUTE


def test_debtors_of_several_places_stand_side_by_side_each_judged_by_her_own_rulebooks(opens):
    gate = Gate(opens(), chosen((), ["CN", "US-NY"]))
    gate.set_parties("P1", PARTIES, NOON - DAY, BY)
    gate.set_parties("D2", {**PARTIES, "debtor": CHINA, "people": [{"id": "D2", "role": "debtor"}]}, NOON - DAY, BY)
    answers = gate.ask_many([ask("r1"), ask("r2", "D2", person="D2", collector="COL2")], NOON)
    assert [sorted({name[:2] for name in one.verdict["rulebooks"]}) for one in answers] == [["us"], ["cn"]]
    assert answers[0].word == "allow", answers[0].verdict["missing"]
    again, count = Gate(opens(), gate.books), Replayed()
    assert again.ask(ask("r1"), NOON + DAY) == answers[0]
    assert again.use(answers[0].permit.id, CALL, NOON, BY).accepted
    texts = {name: opens().rulebook(name) for name in (gate.set.sha256, *gate.set.parts.values())}
    records = [record for debtor in ("D2", "P1") for record in opens().read(debtor)]
    assert list(replay(records, Shelf(texts), count)) == []
    assert (count.decisions, count.uses) == (2, 1)


def test_a_permit_is_revoked_where_the_debtor_turns_out_to_live_where_it_would_not_be_granted(store):
    gate = Gate(store, chosen((), ["CN", "US-NY"]))
    gate.set_parties("P1", PARTIES, NOON - DAY, BY)
    permit = granted(gate, "r1")
    assert gate.set_parties("P1", {**PARTIES, "debtor": CHINA}, NOON, BY) == [gate.case("P1").permits[permit.id]]
    assert gate.use(permit.id, CALL, NOON, BY).why == "revoked"
    assert {name[:2] for name in store.read("P1")[-2].body["verdict"]["rulebooks"]} == {"cn"}


@pytest.mark.parametrize(
    "parties",
    [
        {"debtor": {"zones": ["Nowhere"]}},
        {"debtors": {}},
        {"collectors": [{"kind": "creditor"}]},
        {"policy": {"attorney_reply_days": 2**60}},
    ],
)
def test_parties_that_cannot_be_read_are_not_recorded(store, parties):
    gate = gate_of(store, debtors=())
    with pytest.raises(RecordError):
        gate.set_parties("P1", parties, NOON, BY)
    assert list(store.debtors()) == []


def test_a_debtor_without_a_name_is_not_recorded(store):
    gate = gate_of(store, debtors=())
    with pytest.raises(RecordError, match="it has no name"):
        gate.set_parties(" ", PARTIES, NOON, BY)
    with pytest.raises(RecordError, match="it has no name"):
        gate.record("", event("payment", AT_NOON, debts=["A"]), NOON, BY)
    assert list(store.debtors()) == []


def test_a_rulebook_that_changed_after_it_was_loaded_decides_nothing(store, tmp_path):
    path = tmp_path / "house_rules.toml"
    text = Path(book_named(HOUSE).origin).read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    book = load(path)
    path.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(RulebookError, match="it changed since it was loaded"):
        Gate(store, [book])
    path.unlink()
    with pytest.raises(RulebookError, match="it changed since it was loaded"):
        Gate(store, [book])
    assert store.rulebook(book.sha256) is None


def test_two_gates_over_one_store_see_each_others_records(opens):
    one, two = gate_of(opens(), HOUSE), gate_of(opens(), HOUSE, debtors=())
    permits = [granted(gate, f"r{number}") for number, gate in enumerate((one, two, one))]
    assert held_back(two.ask(ask("r4"), NOON))
    assert one.use(permits[1].id, CALL, NOON, BY).accepted
    assert two.use(permits[1].id, CALL, NOON, BY).accepted, "the same use again"
    assert two.use(permits[0].id, CALL, NOON, BY).accepted
    assert [len(gate.case("P1").events) for gate in (one, two)] == [2, 2]


def test_what_a_transaction_that_was_undone_left_in_memory_is_forgotten(opens):
    gate, other = gate_of(opens(), HOUSE, debtors=("P1", "P2")), gate_of(opens(), HOUSE, debtors=())
    other.ask(ask("taken", "P2"), NOON)
    batch = [ask("u1"), ask("u2"), ask("u3"), ask("taken")]
    with pytest.raises(RequestReusedError):
        gate.ask_many(batch, NOON)
    assert other.ask(ask("v1"), NOON).word == "allow"
    for number in range(2):
        assert gate.ask(ask(f"w{number}"), NOON).word == "allow", "three that were undone count for nothing"
    assert held_back(gate.ask(ask("w3"), NOON))
    assert list(faults(opens().read("P1"))) == []


def test_what_was_undone_is_forgotten_also_where_others_went_on_beyond_it(opens):
    gate, other = gate_of(opens(), HOUSE, debtors=("P1", "P2")), gate_of(opens(), HOUSE, debtors=())
    other.ask(ask("taken", "P2"), NOON)
    with pytest.raises(RequestReusedError):
        gate.ask_many([ask("u1"), ask("taken")], NOON)
    answers = [other.ask(ask(name), NOON) for name in ("v1", "v2", "v3")]
    assert [gate.ask(ask(name), NOON) for name in ("v1", "v2", "v3")] == answers


def test_what_is_told_as_not_known_is_not_told(store):
    gate = gate_of(store)
    permit = granted(gate, "r1")
    use = gate.use(permit.id, {**CALL, "content": {"initial_disclosure": None}}, NOON, BY)
    assert use.accepted
    assert gate.case("P1").events[use.record].get("content.initial_disclosure") is True


def test_a_broken_log_is_believed_by_nobody(store):
    gate = gate_of(store, HOUSE)
    granted(gate, "r1")
    whole = store.read

    def changed(debtor: str) -> Any:
        records = list(whole(debtor))
        object.__setattr__(records[-1], "body", {**records[-1].body, "answer": "refuse"})
        return records

    store.read = changed
    with pytest.raises(BrokenLogError, match="record 2"):
        gate.case("P1")
