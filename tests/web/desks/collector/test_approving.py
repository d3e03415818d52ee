"""What the gate leaves to a person: a supervisor who did not ask answers, and the gate judges again."""

import pytest
from django.urls import reverse

from forbear.calendar import HOUR, MINUTE
from forbear.web.channels.forgetting import Forgetting
from forbear.web.desks.collector import approving, asking, contactable, recording
from forbear.web.desks.collector.models import Draft, Look, Waiting
from forbear.web.ledger import gates
from tests.support.people import person
from tests.web.desks.collector.conftest import HEARD, SUED, TEXT, approved, asked, decisions, page_of
from tests.web.desks.conftest import signed_in

pytestmark = pytest.mark.django_db


def test_a_supervisor_approves_a_call_and_the_gate_gives_a_permit_to_whoever_asked(account, clerk, supervisor):
    seq, boss = asked(account, clerk), signed_in(supervisor)
    page = page_of(boss, account, seq)
    assert "Others may hear: a person decides." in page and "House rules 4" in page and "Approve this contact" in page
    number, browser = account.person["addresses"][0]["value"], signed_in(clerk)
    assert number not in page
    for place in ("/collector/", f"/collector/{account.pk}/"):
        assert reverse("answer", args=[account.pk, seq]) in browser.get(place).content.decode()
    page = approved(boss, account, seq).content.decode()
    assert "The gate allows this contact" in page and "Approved by" in page
    (_, decision) = decisions(account)
    name = f"desk:{account.organisation_id}"
    assert decision.body["approval"] == f"{name}:{supervisor.pk}" and decision.body["caller"] == f"{name}:{clerk.pk}"
    assert decision.body["approved"] == [HEARD] and decision.body["permit"]
    there = reverse("answer", args=[account.pk, decision.seq])
    for place in ("/collector/", f"/collector/{account.pk}/", reverse("answer", args=[account.pk, seq])):
        assert there in browser.get(place).content.decode()
    assert number in page_of(browser, account, decision.seq)
    assert browser.post(reverse("permit-use", args=[account.pk, decision.body["permit"]["id"]])).status_code == 302
    assert gates.gate().case(account.debtor).permits[decision.body["permit"]["id"]].became == "used"


def test_whoever_asked_does_not_approve_though_she_is_a_supervisor(account, supervisor, agency):
    seq, boss = asked(account, supervisor), signed_in(supervisor)
    page = page_of(boss, account, seq)
    assert "You asked for this contact yourself" in page and "Approve this contact" not in page
    assert "Another supervisor must approve it" in approved(boss, account, seq).content.decode()
    boss.post(reverse("answer-decline", args=[account.pk, seq]), {"reason": "Mine."})
    assert len(decisions(account)) == 1 and Waiting.objects.get().state == "waiting"
    colleague = signed_in(person("supervisor", agency, name="colleague"))
    assert approved(colleague, account, seq).status_code == 200 and len(decisions(account)) == 2


def test_a_collector_sees_that_it_waits_and_neither_she_nor_another_agency_approves(
    account, clerk, other_clerk, world_of_another
):
    seq = asked(account, clerk)
    for who in (clerk, other_clerk):
        page = page_of(signed_in(who), account, seq)
        assert "waits for a supervisor" in page and "Approve this contact" not in page
        assert approved(signed_in(who), account, seq).status_code == 403
    stranger = signed_in(world_of_another[1])
    assert [approved(stranger, account, seq).status_code, stranger.get("/collector/waiting").status_code] == [404, 200]
    assert "Nothing waits" in stranger.get("/collector/waiting").content.decode()
    assert stranger.get(reverse("answer", args=[account.pk, seq])).status_code == 404
    assert len(decisions(account)) == 1 and not Waiting.objects.exclude(state="waiting").exists()


@pytest.mark.parametrize(
    ("ticked", "reason", "said"),
    [
        ((), "The flat is empty.", "Not ticked: Others may hear: a person decides."),
        (("house_rules/visits",), "The flat is empty.", "Not ticked: Others may hear: a person decides."),
        ((HEARD,), " ", "Write a short reason."),
    ],
)
def test_what_is_not_ticked_or_not_reasoned_is_said_and_nothing_is_asked(
    account, clerk, supervisor, ticked, reason, said
):
    seq = asked(account, clerk)
    answer = approved(signed_in(supervisor), account, seq, ticked, reason)
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and (not reason.strip() or reason in page)
    assert len(decisions(account)) == 1 and Waiting.objects.get().state == "waiting"


def test_a_message_is_read_before_it_is_approved_and_goes_out_as_it_was_read(
    account, clerk, other_clerk, supervisor, agency
):
    seq, boss = asked(account, clerk, TEXT), signed_in(supervisor)
    page = page_of(boss, account, seq)
    assert TEXT in page and "<q>our lawyer will</q>" in page
    looks = Look.objects.filter(account=account, what="text")
    assert [(look.viewer, look.role) for look in looks] == [(supervisor.pk, "supervisor")]
    for who in (other_clerk, person("auditor", agency)):
        unread = page_of(signed_in(who), account, seq)
        assert "sue" not in unread and "threat" in unread.casefold()
    unread = approved(boss, account, seq, (HEARD, SUED))
    assert unread.status_code == 422 and "that you have read the message" in unread.content.decode()
    approved(boss, account, seq, (HEARD, SUED, "text"))
    (_, decision) = decisions(account)
    assert decision.body["approved"] == [HEARD, SUED] and decision.body["words"]
    assert Draft.objects.get().permit == decision.body["permit"]["id"] and Waiting.objects.get().text is None
    assert TEXT in page_of(signed_in(clerk), account, decision.seq)


def test_the_gate_refuses_what_a_limit_speaks_against_meanwhile(account, clerk, supervisor):
    seq = asked(account, clerk, TEXT)
    own = next(contactable.people_of(account))
    call = recording.inbound(account, own, "call", outcome="conversation") | {"direction": "outbound"}
    for number in range(3):
        recording.record(account, {**call, "at": f"2026-11-27T01:0{number}:00Z"}, "dialler", f"c{number}")
    page = approved(signed_in(supervisor), account, seq, (HEARD, SUED, "text")).content.decode()
    assert "does not allow this contact" in page and "3 contacts were made today; 3 are allowed." in page
    assert [one.body["answer"] for one in decisions(account)] == ["ask-a-person", "not-now"]
    assert approved(signed_in(supervisor), account, decisions(account)[-1].seq).status_code == 404
    row = Waiting.objects.get()
    assert (row.state, row.text) == ("asked", None) and not Draft.objects.exists()


def test_two_clicks_and_two_supervisors_give_one_answer(account, clerk, supervisor, agency):
    seq, boss = asked(account, clerk), signed_in(supervisor)
    places = {approved(boss, account, seq).redirect_chain[0][0] for _ in range(2)}
    colleague = signed_in(person("supervisor", agency, name="colleague"))
    assert approved(colleague, account, seq).redirect_chain[0][0] in places and len(places) == 1
    Waiting.objects.update(state="waiting", answer=None, by=None)  # as each sees it who clicks in the same moment
    assert approved(boss, account, seq).redirect_chain[0][0] in places
    Waiting.objects.update(state="waiting", answer=None, by=None)
    assert "A supervisor has answered this already" in approved(colleague, account, seq).content.decode()
    assert len(decisions(account)) == 2


def test_a_permit_that_rests_on_what_she_did_not_answer_is_given_back(account, clerk, supervisor, monkeypatch):
    seq = asked(account, clerk)
    monkeypatch.setattr(approving, "lacking", lambda *_: [])  # as if the gate had put the question a moment later
    page = approved(signed_in(supervisor), account, seq, ()).content.decode()
    assert "put another question in the same moment" in page
    (permit,) = gates.gate().case(account.debtor).permits.values()
    assert permit.became == "released"


def test_what_is_declined_leaves_the_list_and_the_collector_sees_why(account, clerk, supervisor):
    seq, boss, browser = asked(account, clerk, TEXT), signed_in(supervisor), signed_in(clerk)
    place = reverse("answer-decline", args=[account.pk, seq])
    assert "Write a short reason" in boss.post(place, {"reason": ""}).content.decode()
    page = boss.post(place, {"reason": "She has a lawyer."}, follow=True).content.decode()
    assert "Declined" in page and "Nothing waits for a supervisor" in page
    for page in (page_of(browser, account, seq), browser.get("/collector/").content.decode()):
        assert "She has a lawyer." in page
    assert (
        Waiting.objects.get().text is None
        and browser.get(reverse("answer-waits", args=[account.pk, seq])).status_code == 286
    )
    assert "A supervisor has declined this" in approved(boss, account, seq).content.decode()
    assert len(decisions(account)) == 1


def test_whoever_asked_withdraws_it_and_nobody_can_answer_it_any_more(
    account, clerk, other_clerk, supervisor, world_of_another
):
    seq, browser, boss = asked(account, clerk, TEXT), signed_in(clerk), signed_in(supervisor)
    place = reverse("answer-withdraw", args=[account.pk, seq])
    for who in (other_clerk, supervisor, world_of_another[1]):
        page = page_of(signed_in(who), account, seq)
        assert "Withdraw this question" not in page and signed_in(who).post(place).status_code == 404
    assert "Withdraw this question" in page_of(browser, account, seq)
    assert "Withdrawn" in browser.post(place, follow=True).content.decode()
    row = Waiting.objects.get()
    assert (row.state, row.by, row.text) == ("withdrawn", clerk.pk, None)
    assert "Nothing waits" in boss.get("/collector/waiting").content.decode()
    assert "has withdrawn this" in approved(boss, account, seq, (HEARD, SUED, "text")).content.decode()
    for page in (page_of(boss, account, seq), boss.get(f"/collector/{account.pk}/").content.decode()):
        assert f"{clerk.name} withdrew it, " in page
    assert "What you asked a supervisor" not in browser.get("/collector/").content.decode()
    assert len(decisions(account)) == 1 and "has withdrawn this" in browser.post(place, follow=True).content.decode()


def test_what_was_approved_or_is_late_is_not_withdrawn(account, clerk, supervisor, clock):
    browser, first = signed_in(clerk), asked(account, clerk)
    approved(signed_in(supervisor), account, first)
    page = browser.post(reverse("answer-withdraw", args=[account.pk, first]), follow=True).content.decode()
    assert "A supervisor has answered this already" in page and Waiting.objects.get().state == "asked"
    clock.time += MINUTE
    second = asked(account, clerk, TEXT, request="r2")
    clock.time += 24 * HOUR
    page = browser.post(reverse("answer-withdraw", args=[account.pk, second]), follow=True).content.decode()
    assert "more than a day old" in page and Waiting.objects.get(seq=second).state == "waiting"


@pytest.mark.parametrize("state", ["withdrawn", "declined"])
def test_a_permit_for_what_was_withdrawn_or_declined_in_the_same_moment_is_given_back(
    account, clerk, supervisor, monkeypatch, state
):
    seq = asked(account, clerk)
    ask = asking.ask

    def slowly(*args, **more):
        Waiting.objects.update(state=state)
        return ask(*args, **more)

    monkeypatch.setattr(asking, "ask", slowly)
    page = approved(signed_in(supervisor), account, seq).content.decode()
    assert f"has {state} this" in page and Waiting.objects.get().state == state
    (permit,) = gates.gate().case(account.debtor).permits.values()
    assert permit.became == "released"


def test_texts_are_forgotten_in_time_though_nobody_opens_a_page(account, clerk, supervisor, clock):
    waits, sent = asked(account, clerk, TEXT), asked(account, clerk, TEXT + " Or write.", request="r2")
    approved(signed_in(supervisor), account, sent, (HEARD, SUED, "text"))
    assert Draft.objects.count() == 1 and Waiting.objects.get(seq=waits).text == TEXT
    forgetting = Forgetting()
    assert forgetting.turn(clock.time) and not forgetting.turn(clock.time + MINUTE - 1)
    assert Draft.objects.count() == 1 and Waiting.objects.get(seq=waits).text == TEXT
    clock.time += 24 * HOUR
    assert forgetting.turn(clock.time)
    assert not Draft.objects.exists() and Waiting.objects.get(seq=waits).text is None


def test_the_list_holds_what_waits_the_oldest_first_until_a_day_is_over_or_it_is_asked_again(
    account, clerk, supervisor, clock
):
    boss, first = signed_in(supervisor), asked(account, clerk, TEXT)
    clock.time += MINUTE
    second = asked(account, clerk, request="r2")
    page = boss.get("/collector/waiting").content.decode()
    assert page.index(f"/answer/{first}") < page.index(f"/answer/{second}") and "Others may hear" in page
    assert "sue" not in page and account.person["addresses"][0]["value"] not in page
    assert "Waiting for a supervisor (2)" in boss.get("/collector/").content.decode()
    clock.time += MINUTE
    third = asked(account, clerk, request="r3")
    page = boss.get("/collector/waiting").content.decode()
    assert f"/answer/{second}" not in page and f"/answer/{third}" in page
    assert "asked for again since" in approved(boss, account, second).content.decode()
    assert "Waiting for a supervisor (2)" in boss.get("/collector/").content.decode()
    clock.time += 24 * HOUR
    page = boss.get("/collector/waiting").content.decode()
    assert "Nothing waits" in page and "sue" not in page_of(boss, account, first)
    assert Forgetting().turn(gates.now()) and not Waiting.objects.filter(text__isnull=False).exists()
    assert "more than a day old" in approved(boss, account, third).content.decode()


def test_what_waits_is_said_in_chinese_too(account, clerk, supervisor):
    seq = asked(account, clerk, TEXT)
    browser = signed_in(supervisor, "zh-CN")
    for place in (reverse("answer", args=[account.pk, seq]), "/collector/waiting"):
        assert "须由人判断的事项" in browser.get(place).content.decode()
