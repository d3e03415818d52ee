"""Lists for diallers and gateways, and letters to print."""

import csv
import io

import pytest

from forbear.calendar import MINUTE
from forbear.web.channels.letters import hand_over
from forbear.web.channels.lists import as_csv
from forbear.web.channels.mail import send_due
from forbear.web.channels.models import Message
from forbear.web.ledger import gates
from tests.support.api import CONTACT, Asker, asked, key_of
from tests.web.channels.test_mail import MAIL

SMS = {"name": "sms", "channel": "sms", "body": "COL, debt collector: please call us about {account}. STOP to end."}
LETTER = {"name": "letter", "channel": "letter", "subject": "Account {account}", "body": "COL, a debt collector.\n<b>"}

ENVELOPE = {"envelope": {"shows": ["debtor_address", "postage"], "name_indicates_debt_collection": False}}


@pytest.fixture
def desk(server):
    asker = Asker(key_of("supervisor", "COL"))
    for text in (SMS, LETTER):
        assert asker("POST", "templates", text)[0] == 200
    return asker


def order(desk, template, **contact):
    facts = {**{key: MAIL[key] for key in MAIL if key != "address_domain"}, **ENVELOPE, **contact}
    body = {"request": template, "debtor": "P1", "contact": facts, "template": template, "values": {"account": "7-1"}}
    status, answer = desk("POST", "messages", body)
    assert (status, answer["answer"]) == (200, "allow"), answer["verdict"]["unknown"] + answer["verdict"]["reasons"]
    return answer["permit"]["id"]


def test_calls_that_may_be_made_are_listed_with_their_permits_until_these_end(desk, clock):
    permit = desk("POST", "ask", asked("1"))[1]["permit"]["id"]
    (row,) = desk("GET", "list?channel=call")[1]["contacts"]
    assert (row["permit"], row["address"], row["debts"]) == (permit, CONTACT["address"], ["A"])
    assert desk("GET", "list?channel=sms")[1]["contacts"] == []
    assert Asker(key_of("collector", "OTHER"))("GET", "list?channel=call")[1]["contacts"] == []
    clock.at += 5 * MINUTE
    assert desk("GET", "list?channel=call")[1]["contacts"] == []


def test_a_message_for_a_gateway_is_listed_with_its_text_as_csv_and_goes_when_it_is_used(desk):
    permit = order(desk, "sms", address="+12125550123", address_kind="mobile")
    status, text = desk("GET", "list?channel=sms&form=csv")
    (row,) = csv.DictReader(io.StringIO(text))
    assert status == 200 and row["permit"] == permit and row["address"] == "+12125550123"
    assert row["text"] == "COL, debt collector: please call us about 7-1. STOP to end."
    used = Message.objects.get(pk=permit).contact
    assert desk("POST", f"permits/{permit}/use", {"contact": used, "text": row["text"]})[0] == 200
    assert desk("GET", f"messages/{permit}")[1]["state"] == "sent"
    assert Message.objects.get(pk=permit).body is None


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless_and_a_number_stays_one():
    row = {"permit": "=1+1", "expires_at": "", "debtor": "@x", "person": "-1", "channel": "call", "collector": "+a",
           "address": "+12125550123", "debts": ["A", "B"], "purpose": "", "text": "a\n\"b\""}  # fmt: skip
    (read,) = csv.DictReader(io.StringIO(as_csv([row]), newline=""))
    assert (read["permit"], read["debtor"], read["person"], read["collector"]) == ("'=1+1", "'@x", "'-1", "'+a")
    assert (read["address"], read["debts"], read["text"]) == ("+12125550123", "A B", 'a\n"b"')


def test_a_letter_counts_from_when_it_waits_to_be_printed_and_its_text_goes_when_it_was(desk):
    permit = order(desk, "letter", address="Lin Example, 1 Example Street")
    assert len(gates.gate().case("P1").history().of_kind("contact").events) == 1
    (letter,) = desk("GET", "letters")[1]["letters"]
    assert letter["permit"] == permit and letter["subject"] == "Account 7-1"
    assert "&lt;b&gt;" in letter["html"] and "<b>" not in letter["html"] and letter["text"].endswith("<b>")
    assert Asker(key_of("collector", "OTHER"))("GET", "letters")[1]["letters"] == []
    assert desk("POST", f"letters/{permit}/printed")[1]["state"] == "printed"
    assert desk("POST", f"letters/{permit}/printed")[0] == 200
    assert desk("GET", "letters")[1]["letters"] == [] and Message.objects.get().body is None


def test_a_letter_whose_process_died_before_it_was_handed_over_is_handed_over_later_once(desk, clock, monkeypatch):
    from forbear.web.api import sending

    monkeypatch.setattr(sending, "hand_over", lambda _now: 0)
    order(desk, "letter", address="Lin Example, 1 Example Street")
    assert desk("GET", "letters")[1]["letters"] == []
    assert [hand_over(clock()), hand_over(clock())] == [1, 0]
    assert len(desk("GET", "letters")[1]["letters"]) == 1


def test_a_letter_that_was_never_handed_over_is_dropped_when_its_permit_ends(desk, clock, monkeypatch):
    from forbear.web.api import sending

    monkeypatch.setattr(sending, "hand_over", lambda _now: 0)
    permit = order(desk, "letter", address="Lin Example, 1 Example Street")
    clock.at += 5 * MINUTE
    send_due(clock())
    assert hand_over(clock()) == 0 and desk("GET", f"messages/{permit}")[1]["state"] == "dropped"
