"""What programs asked for and the gate left to a person: it waits at the desk, and the program goes on from there."""

import json

import pytest
from django.urls import reverse

from forbear.calendar import HOUR, MINUTE
from forbear.gate.case import Case
from forbear.web.api import caller
from forbear.web.channels.models import Delivery
from forbear.web.desks.collector import contactable, standing
from forbear.web.desks.collector.models import Account, Portfolio, Waiting
from forbear.web.ledger import gates
from tests.support.api import Asker, key_of
from tests.support.people import person
from tests.web.desks.collector.conftest import HEARD, SUED, TEXT, approved, asked, decisions, page_of
from tests.web.desks.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def dialler(account):
    """A program that may ask and may not approve."""
    caller._rates.__init__()
    return Asker(key_of("collector", "", "Dialler X"))


def wanted(account, request="d1", text=None, **more):
    """A contact as the program states it, with an address of its own."""
    who = next(contactable.people_of(account))
    contact = {
        "collector": account.portfolio.collector, "debts": standing.debts_of(account), "person": who["id"],
        "role": "debtor", "channel": "call" if text is None else "sms", "address": "+8610000000001",
        "purpose": "demand_payment", "others_may_hear": True,
    }  # fmt: skip
    body = {"request": request, "debtor": account.debtor, "contact": contact, **more}
    return body if text is None else body | {"text": text}


def put(account, dialler, **more):
    """It was asked for, and left to a person: the number of the record."""
    status, told = dialler("POST", "ask", wanted(account, **more))
    assert (status, told["answer"]) == (200, "ask-a-person"), told
    return told["record"]


def test_a_call_that_a_program_asked_for_is_approved_at_the_desk_and_the_program_asks_again(
    account, dialler, supervisor, clerk
):
    seq, boss, again = put(account, dialler), signed_in(supervisor), wanted(account, "d2", approval="desk")
    status, told = dialler("POST", "ask", again)
    assert (status, told["code"]) == (403, "approval-waiting")
    page = boss.get("/collector/waiting").content.decode()
    assert "Dialler X" in page and "Others may hear: a person decides." in page and f"/answer/{seq}" in page
    page = page_of(boss, account, seq)
    assert "Dialler X, a program, asked for this contact" in page and "Approve this contact" in page
    assert "Approve this contact" not in page_of(signed_in(clerk), account, seq)
    assert "Not ticked" in approved(boss, account, seq, ()).content.decode()
    page = approved(boss, account, seq).content.decode()
    assert "The program gets its answer when it asks again" in page and len(decisions(account)) == 1
    assert f"{supervisor.name} approved it for the program" in boss.get(f"/collector/{account.pk}/").content.decode()
    assert "Nothing waits" in boss.get("/collector/waiting").content.decode()
    status, told = dialler("POST", "ask", again)
    assert (status, told["answer"], told["request"], told["permit"]["approved"]) == (200, "allow", "d2", True)
    decision = decisions(account)[-1].body
    assert (decision["caller"], decision["approval"]) == (
        "Dialler X",
        f"desk:{account.organisation_id}:{supervisor.pk}",
    )
    assert dialler("POST", f"permits/{told['permit']['id']}/use", {"contact": again["contact"]})[0] == 200
    row = Waiting.objects.get()
    assert (row.state, row.answer) == ("asked", decisions(account)[-1].seq)


@pytest.mark.parametrize("answer", ["approved", "declined"])
def test_the_program_that_asked_is_told_of_the_answer_and_nobody_else(account, dialler, supervisor, settings, answer):
    settings.HOOKS_PRIVATE = True
    askers = (dialler, Asker(key_of("collector", "", "Dialler Y")), Asker(key_of("collector", "OTHER", "Dialler X")))
    for number, asker in enumerate(askers):
        assert asker("POST", "hooks", {"url": f"http://127.0.0.1:{number + 1}/"})[0] == 200
    seq, boss = put(account, dialler), signed_in(supervisor)
    if answer == "approved":
        approved(boss, account, seq)
    else:
        boss.post(reverse("answer-decline", args=[account.pk, seq]), {"reason": "Write to her"})
    (told,) = Delivery.objects.all()
    body = json.loads(told.body)
    assert told.hook.url == "http://127.0.0.1:1/"
    assert (body["event"], body["debtor"], body["record"]) == (f"approval.{answer}", account.debtor, seq)
    assert set(body) == {"event", "debtor", "record", "at"}


def test_one_approval_is_good_for_one_asking_however_often_it_is_asked_with(account, dialler, supervisor):
    seq = put(account, dialler)
    approved(signed_in(supervisor), account, seq)
    told = [dialler("POST", "ask", wanted(account, name, approval="desk"))[1] for name in ("d2", "d2", "d3")]
    assert len({each["permit"]["id"] for each in told}) == 1 and len(decisions(account)) == 2
    many = {"contacts": [wanted(account, "d4", approval="desk"), wanted(account, "d5")]}
    answers = dialler("POST", "ask/many", many)[1]["answers"]
    assert [each["answer"] for each in answers] == ["allow", "ask-a-person"] and len(decisions(account)) == 3


def test_a_message_of_a_program_is_approved_only_by_whoever_has_read_the_very_text(account, dialler, supervisor):
    text = f"{TEXT}\nAgency X"
    seq, boss = put(account, dialler, text=text), signed_in(supervisor)
    page, place = page_of(boss, account, seq), reverse("answer-approve", args=[account.pk, seq])
    assert "The message itself was kept nowhere" in page and "our lawyer" not in page
    told = {"question": [HEARD, SUED, "text"], "reason": "Read."}
    for wrong in ("", text.replace("today", "now"), f"{text}."):
        answer = boss.post(place, {**told, "text": wrong})
        assert answer.status_code == 422 and "not the message that was asked for" in answer.content.decode()
    assert boss.post(place, {**told, "question": [HEARD, SUED], "text": text}).status_code == 422
    assert boss.post(place, {**told, "text": text.replace("\n", "\r\n") + "\r\n"}).status_code == 302
    row = Waiting.objects.get()
    assert (row.state, row.text) == ("approved", None)
    other = wanted(account, "d2", text=f"{text}.", approval="desk")
    assert dialler("POST", "ask", other)[1]["code"] == "approval-none"
    status, answer = dialler("POST", "ask", wanted(account, "d2", text=text, approval="desk"))
    assert (status, answer["answer"]) == (200, "allow"), answer


def test_an_approval_is_for_this_program_this_contact_and_a_day(account, dialler, supervisor, clock):
    boss, again = signed_in(supervisor), wanted(account, "d2", approval="desk")
    assert dialler("POST", "ask", again)[1]["code"] == "approval-none"
    first = put(account, dialler)
    approved(boss, account, first)
    stranger = Asker(key_of("collector", "", "Dialler Y"))
    assert stranger("POST", "ask", again)[1]["code"] == "approval-none"
    later = {**again, "contact": {**again["contact"], "purpose": "offer_help"}}
    assert dialler("POST", "ask", later)[1]["code"] == "approval-none"
    clock.time += 24 * HOUR
    assert dialler("POST", "ask", again)[1]["code"] == "approval-late"
    second = put(account, dialler, request="d3")
    approved(boss, account, second)
    clock.time += MINUTE
    put(account, stranger, request="y1")
    assert dialler("POST", "ask", again)[1]["code"] == "approval-over"
    third = put(account, dialler, request="d4")
    boss.post(reverse("answer-decline", args=[account.pk, third]), {"reason": "No."})
    assert dialler("POST", "ask", again)[1]["code"] == "approval-declined"
    assert all(one.body["answer"] == "ask-a-person" for one in decisions(account))


def test_a_permit_for_a_program_that_rests_on_another_question_is_given_back(account, dialler, supervisor, monkeypatch):
    approved(signed_in(supervisor), account, put(account, dialler))
    monkeypatch.setattr(Case, "questions_put", lambda *_: (HEARD, "house_rules/visits"))
    told = dialler("POST", "ask", wanted(account, "d2", approval="desk"))[1]
    assert told["permit"]["state"] == "released" and Waiting.objects.get().state == "asked"


def test_the_desk_is_no_way_around_a_key_that_may_not_approve(account, dialler, supervisor):
    seq = put(account, dialler)
    name = f"desk:{account.organisation_id}:{supervisor.pk}"
    assert dialler("POST", "ask", wanted(account, "d2", approval="R. Example"))[1]["code"] == "scope-missing"
    assert dialler("POST", "ask", wanted(account, "d2", approval=name))[1]["code"] == "scope-missing"
    may_approve = Asker(key_of("supervisor", "", "Dialler X"))
    assert may_approve("POST", "ask", wanted(account, "d2", approval=name))[1]["code"] == "approval-name"
    assert may_approve("POST", "ask", wanted(account, "d2", approval="R. Example"))[1]["answer"] == "allow"
    assert "asked for again since" in approved(signed_in(supervisor), account, seq).content.decode()


def test_what_concerns_no_portfolio_of_the_desk_waits_at_no_desk(account, dialler, supervisor, world_of_another):
    seq = put(account, dialler)
    assert approved(signed_in(world_of_another[1]), account, seq).status_code == 404
    colleague = signed_in(person("supervisor", world_of_another[0], name="colleague"))
    assert "Nothing waits" in colleague.get("/collector/waiting").content.decode()
    Waiting.objects.all().delete()
    page = page_of(signed_in(supervisor), account, seq)
    assert "Whoever runs the program approves it there" in page and "Approve this contact" not in page
    Portfolio.objects.update(collector="another")
    put(account, dialler, request="d5")
    assert not Waiting.objects.exists() and Account.objects.count() > 1


def test_a_program_that_asks_for_what_the_desk_asked_takes_it_off_the_list(account, dialler, supervisor, clerk):
    first = asked(account, clerk)
    (decision,) = decisions(account)
    body = {"request": "d1", "debtor": account.debtor, "contact": decision.body["contact"]}
    status, told = dialler("POST", "ask", body)
    assert (status, told["answer"]) == (200, "ask-a-person")
    assert "asked for again since" in approved(signed_in(supervisor), account, first).content.decode()
    page = signed_in(supervisor, "zh-CN").get("/collector/waiting").content.decode()
    assert f"/answer/{told['record']}" in page and f"/answer/{first}" not in page
    assert gates.gate().case(account.debtor).permits == {}
