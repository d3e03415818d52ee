"""E-mail under a permit, to a real mail server on this machine: sent once, recorded as used, a bounce as one."""

import pytest

from forbear.calendar import MINUTE
from forbear.web.channels import mail
from forbear.web.channels.mail import send_due
from forbear.web.channels.models import Message
from forbear.web.ledger import gates
from tests.web.channels.conftest import ADDRESS, MAIL, TEXT, VALUES, order

pytestmark = pytest.mark.loopback


def sent_state(desk, permit):
    status, told = desk("GET", f"messages/{permit}")
    assert status == 200
    return told["state"]


def the_contact():
    (event,) = gates.gate().case("P1").history().of_kind("contact").events
    return event.facts


def test_an_e_mail_goes_out_once_under_its_permit_and_is_on_record_as_sent(desk, smtp, clock):
    status, answer = order(desk)
    assert (status, answer["answer"]) == (200, "allow"), answer
    permit = answer["permit"]["id"]
    assert order(desk) == (status, answer)
    assert (sent_state(desk, permit), smtp.mails) == ("queued", [])
    assert [send_due(clock()), send_due(clock())] == [1, 0]
    (mail_,) = smtp.mails
    assert (mail_["To"], mail_["Subject"]) == (ADDRESS, "About account 7-1")
    assert "Dear Lin Example," in mail_.get_content() and "\n.\n" in mail_.get_content().replace("\r\n", "\n")
    assert permit in mail_["Message-ID"]
    assert sent_state(desk, permit) == "sent" and Message.objects.get().body is None
    assert (the_contact()["outcome"], the_contact()["channel"]) == ("sent", "email")
    assert desk("GET", f"permits/{permit}")[1]["state"] == "used"


def test_an_address_that_the_mail_server_refuses_is_recorded_as_a_bounce(desk, smtp, clock):
    smtp.refused.add(ADDRESS)
    permit = order(desk)[1]["permit"]["id"]
    send_due(clock())
    assert (sent_state(desk, permit), smtp.mails) == ("bounced", [])
    assert the_contact()["outcome"] == "bounced"


def test_a_bounce_that_comes_days_later_is_told_by_the_permit(desk, smtp, clock):
    permit = order(desk)[1]["permit"]["id"]
    send_due(clock())
    clock.at += 48 * 60 * MINUTE
    assert desk("POST", f"permits/{permit}/tell", {"contact": {"outcome": "bounced"}})[0] == 200
    assert the_contact()["outcome"] == "bounced"


def test_a_mail_server_that_cannot_be_reached_leaves_the_permit_unused_until_it_ends(desk, smtp, clock, settings):
    permit = order(desk)[1]["permit"]["id"]
    settings.EMAIL_PORT = 1
    assert send_due(clock()) == 0
    assert (sent_state(desk, permit), desk("GET", f"permits/{permit}")[1]["state"]) == ("queued", "granted")
    settings.EMAIL_PORT = smtp.port
    assert send_due(clock()) == 1 and len(smtp.mails) == 1


def test_what_waited_longer_than_its_permit_is_dropped_and_never_sent(desk, smtp, clock):
    permit = order(desk)[1]["permit"]["id"]
    clock.at += 5 * MINUTE
    assert send_due(clock()) == 0
    assert (sent_state(desk, permit), smtp.mails) == ("dropped", [])


def test_a_hold_between_the_order_and_the_sending_stops_the_e_mail(desk, smtp, clock):
    permit = order(desk)[1]["permit"]["id"]
    event = {"kind": "hold", "at": "2026-06-03T11:59:00-04:00", "hold": "cease", "debts": ["A"], "in_writing": True}
    assert desk("POST", "events", {"debtor": "P1", "event": event})[1]["revoked"] == [permit]
    send_due(clock())
    assert (sent_state(desk, permit), smtp.mails) == ("dropped", [])


def test_an_e_mail_whose_sending_was_cut_off_is_left_to_a_person_and_never_sent_again(desk, smtp, clock, monkeypatch):
    permit = order(desk)[1]["permit"]["id"]

    def dies(*_):
        raise MemoryError

    monkeypatch.setattr(mail, "_handed_over", dies)
    with pytest.raises(MemoryError):
        send_due(clock())
    monkeypatch.undo()
    monkeypatch.setattr(gates, "now", clock)
    clock.at += 6 * MINUTE
    assert send_due(clock()) == 0
    assert (sent_state(desk, permit), smtp.mails) == ("unclear", [])
    assert len(gates.gate().case("P1").history().of_kind("contact").events) == 1


def test_a_mail_server_that_hangs_up_after_the_permit_was_used_gives_a_bounce(desk, smtp, clock):
    smtp.dies = True
    permit = order(desk)[1]["permit"]["id"]
    send_due(clock())
    assert sent_state(desk, permit) == "bounced"


def test_only_approved_texts_are_sent_filled_in_whole(desk):
    for changes, code in (
        ({"template": "other"}, "template"),
        ({"values": {"account": "1"}}, "value-missing"),
        ({"values": {**VALUES, "x": "1"}}, "value-unknown"),
        ({"values": {**VALUES, "name": "a\nBcc: all@example.com"}}, "value-unfit"),
        ({"contact": {**MAIL, "address": "nowhere"}}, "address"),
        ({"contact": {key: value for key, value in MAIL.items() if key != "address"}}, "address"),
    ):
        status, error = order(desk, **changes)
        assert (status, error["code"]) == (422, code)
    assert Message.objects.count() == 0
    assert desk("DELETE", "templates/plan")[0] == 200
    assert order(desk)[1]["code"] == "template"


def test_a_text_that_threatens_is_never_approved_and_what_is_filled_in_is_read_too(desk):
    threat = {**TEXT, "name": "threat", "body": "Pay now or you will be arrested by the police tonight."}
    status, error = desk("POST", "templates", threat)
    assert (status, error["code"]) == (422, "words")
    status, answer = order(desk, values={**VALUES, "name": "Lin, pay or we will have you arrested"})
    assert status == 200 and answer["answer"] != "allow" and answer["permit"] is None
    assert Message.objects.count() == 0


def test_a_text_may_be_approved_again_but_not_changed_under_its_name(desk):
    assert desk("POST", "templates", TEXT)[0] == 200
    status, error = desk("POST", "templates", {**TEXT, "body": "Other."})
    assert (status, error["code"]) == (422, "template-taken")
    for body in ("{", "Dear {Name}", "}"):
        assert desk("POST", "templates", {**TEXT, "name": "odd", "body": body})[1]["code"] == "template-brace"


def test_a_permit_is_bound_to_the_text_that_was_sent(desk, smtp, clock):
    permit = order(desk)[1]["permit"]
    assert len(permit["bound"]["text_sha256"]) == 64
    stolen = desk("POST", f"permits/{permit['id']}/use", {"contact": MAIL, "text": "Another text"})
    assert (stolen[0], stolen[1]["code"]) == (409, "permit-differs")
