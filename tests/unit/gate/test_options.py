"""The worklist: whom to reach how, from when, and what would change it."""

from __future__ import annotations

import re

import pytest

from forbear.calendar import HOUR, read_instant
from forbear.errors import RecordError
from forbear.gate.options import CHANNELS
from forbear.gate.says import texts
from tests.support.gates import BY, CALL, DAY, DISCLOSED, HOUSE, NOON, OTHER_PHONE, PARTIES, PHONE, ask, event, gate_of

AT_NOON = "2026-06-03T12:00:00-04:00"
ABOUT = {"collector": "COL", **DISCLOSED}
MORNING = read_instant("2026-06-04T08:00:00-04:00")


def options(gate, now=NOON, **more):
    """The options by person and channel."""
    found = gate.options("P1", "demand_payment", now, **{"about": ABOUT, "channels": ["call"], **more})
    return {(each.contact["person"], each.contact["channel"]): each for each in found}


def kinds(option):
    """What would change an answer, in order."""
    return [change.kind for change in option.changes]


def test_everybody_on_record_stands_there_with_each_channel_and_nothing_is_recorded():
    gate = gate_of()
    found = options(gate, channels=CHANNELS)
    assert set(found) == {(person, channel) for person in ("P1", "P2") for channel in CHANNELS}
    assert len(gate.store.read("P1")) == 1
    assert all(bool(option.changes) != (option.word == "allow") for option in found.values())


def test_what_may_be_done_now_may_be_asked_for_as_it_stands_there():
    gate = gate_of()
    option = options(gate)["P1", "call"]
    assert (option.word, option.changes, option.free_at) == ("allow", (), NOON)
    assert option.says == {"en": "May go out now, once, under this permit.", "zh": "现可凭此许可联系一次。"}
    assert option.contact["debts"] == ["A", "B"]
    contact = {key: value for key, value in option.contact.items() if key not in CALL}
    assert gate.ask(ask("r1", **{**contact, "debts": option.contact["debts"]}), NOON).word == "allow"


def test_what_waiting_changes_says_from_when():
    option = options(gate_of(), NOON + 10 * HOUR)["P1", "call"]
    assert (option.word, option.free_at, kinds(option)) == ("not-now", MORNING, ["wait"])
    assert option.changes[0].at == MORNING
    assert "2026-06-04 08:00:00 -04:00" in option.changes[0].says["en"]
    assert "2026-06-04 08:00:00 -04:00" in option.changes[0].says["zh"]


def test_what_is_missing_is_named_and_so_is_the_hour():
    option = options(gate_of(), NOON + 10 * HOUR, about={"collector": "COL"})["P1", "call"]
    assert (option.word, option.free_at, kinds(option)) == ("refuse", MORNING, ["state", "wait"])
    assert option.changes[0].what == ("content.initial_disclosure",)
    assert "whether it said that it was to collect a debt" in option.changes[0].says["en"]


def test_who_may_never_be_told_stays_so():
    option = options(gate_of())["P2", "call"]
    assert (option.word, option.free_at, kinds(option)) == ("refuse", None, ["never"])
    assert option.changes[0].what == ("us-reg-f/third-party",)


def test_a_hold_that_stands_is_named_with_its_record():
    gate = gate_of(None, HOUSE)
    record, _ = gate.record("P1", event("hold", AT_NOON, hold="cease", debts=["A"]), NOON, BY)
    option = options(gate)["P1", "call"]
    assert (option.word, kinds(option), option.changes[0].what) == ("refuse", ["ends"], (str(record.seq),))
    assert options(gate, about=ABOUT | {"debts": ["B"]})["P1", "call"].word == "allow"


def test_contacts_whose_outcome_is_not_told_are_named_by_their_permits():
    gate = gate_of()
    used = gate.ask(ask("r1"), NOON).permit
    gate.use(used.id, CALL, NOON, BY)
    option = options(gate)["P1", "call"]
    assert (option.word, kinds(option), option.changes[0].what) == ("refuse", ["tell", "wait"], (used.id,))
    assert option.free_at == read_instant("2026-06-10T08:00:00-04:00"), "after the pause it matters no more"
    gate.tell(used.id, {"outcome": "no_answer"}, NOON, BY)
    assert options(gate)["P1", "call"].word == "allow"


def test_an_open_permit_is_named_and_counts():
    gate = gate_of()
    permit = gate.ask(ask("r1"), NOON).permit
    assert options(gate)["P1", "call"].changes[0].what == (permit.id,)
    assert options(gate, permit.expires_at)["P1", "call"].word == "allow"


def test_contacts_that_were_recorded_without_an_outcome_have_no_permit_to_name():
    gate = gate_of()
    gate.record("P1", event("contact", AT_NOON, direction="outbound", **CALL), NOON, BY)
    change = options(gate)["P1", "call"].changes[0]
    assert (change.kind, change.what, change.says["en"]) == ("tell", (), "Say how earlier contacts went.")


def test_what_a_person_must_decide_says_about_which_rule():
    option = options(gate_of(None, HOUSE), channels=["visit"])["P1", "visit"]
    assert (option.word, kinds(option)) == ("ask-a-person", ["ask-a-person"])
    assert option.changes[0].what == (f"{HOUSE}/visits",)


def test_what_is_not_on_record_is_to_be_put_there():
    option = options(gate_of(), about=ABOUT | {"debts": ["ZZ"]})["P1", "call"]
    assert (option.word, kinds(option), option.changes[0].what) == ("refuse", ["put-on-record"], ("debt-unknown",))
    assert "A debt that it is about is not on record." in option.changes[0].says["en"]


def test_each_address_is_an_option_of_its_own_on_the_channels_that_it_has():
    addresses = {"P1": [{"address": PHONE, "channels": ["call"]}, {"address": OTHER_PHONE, "address_kind": "work"}]}
    found = gate_of(None, HOUSE).options(
        "P1", "demand_payment", NOON, about=ABOUT, channels=["call", "letter"], addresses=addresses
    )
    own = [each.contact for each in found if each.contact["person"] == "P1"]
    assert [(contact["channel"], contact.get("address")) for contact in own] == [
        ("call", PHONE), ("call", OTHER_PHONE), ("letter", OTHER_PHONE),
    ]  # fmt: skip
    assert all("channels" not in each.contact for each in found)


def test_where_several_collect_it_must_be_said_who():
    with pytest.raises(RecordError, match="it is not said who collects"):
        gate_of().options("P1", "demand_payment", NOON)
    with pytest.raises(RecordError, match="Did you mean 'demand_payment'"):
        gate_of().options("P1", "demand_paymnt", NOON, about=ABOUT)


def test_a_debtor_who_is_on_no_list_of_people_is_an_option_too():
    gate = gate_of(None, HOUSE)
    gate.set_parties("P1", PARTIES | {"people": []}, NOON, BY)
    assert list(options(gate)) == [("P1", "call")]


def test_the_next_allowed_time_looks_past_all_rules_together():
    gate = gate_of(None, "us-reg-f", HOUSE)
    contact = {**CALL, **DISCLOSED}
    assert gate.next_allowed("P1", contact, NOON) == NOON
    assert gate.next_allowed("P1", contact, NOON + 10 * HOUR) == MORNING
    for number in range(3):
        talk = event("contact", f"2026-06-04T09:0{number}:00-04:00", direction="outbound", outcome="no_answer", **CALL)
        gate.record("P1", talk, NOON + DAY, BY)
    assert gate.next_allowed("P1", contact, NOON + DAY) is None, "from 5 June the small rulebook allows none"
    assert gate.next_allowed("P1", contact | {"debts": ["ZZ"]}, NOON) is None
    federal = gate_of(gate.store, debtors=())
    assert federal.next_allowed("P1", contact, NOON + DAY + 10 * HOUR) == MORNING + DAY


def test_the_next_allowed_time_is_one_at_which_asking_is_answered_so():
    gate = gate_of()
    gate.record("P1", event("contact", AT_NOON, direction="outbound", outcome="conversation", **CALL), NOON, BY)
    free = gate.next_allowed("P1", {**CALL, **DISCLOSED}, NOON)
    assert free == read_instant("2026-06-10T08:00:00-04:00")
    assert gate.ask(ask("r1"), free - 1).word == "not-now"
    assert gate.ask(ask("r2"), free).word == "allow"


@pytest.mark.parametrize("table", texts())
def test_every_text_of_the_gate_is_there_in_both_languages_with_the_same_places(table):
    for english, chinese in texts()[table].values():
        assert re.search(r"[\u4e00-\u9fff]", chinese)
        assert not re.search(r"[\u4e00-\u9fff]", english)
        assert set(re.findall(r"{\w+}", english)) == set(re.findall(r"{\w+}", chinese))


def test_only_those_who_come_into_question_stand_there():
    assert set(options(gate_of(), people={"P2"})) == {("P2", "call")}
