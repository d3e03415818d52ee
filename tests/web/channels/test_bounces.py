"""E-mail that came back later: reports of mail servers are put on record, and nothing else is believed."""

from email.message import EmailMessage
from io import StringIO
from mailbox import Maildir

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from forbear.web.channels.bounces import permit_of, take, take_maildir
from forbear.web.channels.mail import send_due
from forbear.web.channels.management.commands import bounces as bounces_command
from forbear.web.channels.models import Message
from forbear.web.ledger import gates
from tests.web.channels.conftest import ADDRESS, order

pytestmark = pytest.mark.loopback


@pytest.fixture
def sent(desk, smtp, clock):
    """A message that went out: what the mail server was given."""
    assert order(desk)[1]["answer"] == "allow"
    send_due(clock())
    return smtp.mails[0]


def report(mail, action="failed", to=ADDRESS, whole=True):
    """What a mail server sends back (RFC 3464), with the message or its headers alone."""
    text = "This is the mail system. I could not deliver your message.\n"
    status = f"Reporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; {to}\nAction: {action}\nStatus: 5.1.1\n"
    back = mail.as_string() if whole else f"Message-ID: {mail['Message-ID']}\nSubject: {mail['Subject']}\n"
    kind = "message/rfc822" if whole else "text/rfc822-headers"
    parts = (("text/plain", text), ("message/delivery-status", status), (kind, back))
    body = "".join(f"--frontier\nContent-Type: {kind}\n\n{part}\n" for kind, part in parts)
    head = "From: MAILER-DAEMON@mx.example.com\nSubject: Undelivered\nMIME-Version: 1.0\n"
    head += "Content-Type: multipart/report; report-type=delivery-status; boundary=frontier\n\n"
    return f"{head}{body}--frontier--\n".encode()


def outcome():
    (event,) = gates.gate().case("P1").history().of_kind("contact").events
    return event.facts["outcome"]


@pytest.mark.parametrize("whole", [True, False])
def test_a_report_of_a_failure_is_put_on_record_under_the_permit_once(sent, whole):
    assert take(report(sent, whole=whole)) == "bounced"
    assert (outcome(), Message.objects.get().state) == ("bounced", "bounced")
    assert take(report(sent)) == "known"


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered"])
def test_a_delay_or_a_delivery_changes_nothing(sent, action):
    assert take(report(sent, action)) == "not-final"
    assert outcome() == "sent"


def test_a_report_on_another_address_or_another_message_is_not_believed(sent):
    assert take(report(sent, to="someone.else@example.com")) == "not-ours"
    sent.replace_header("Message-ID", "<1.2.3.not-a-permit@example.com>")
    assert take(report(sent)) == "not-ours"
    assert outcome() == "sent"


def test_an_answer_of_the_debtor_is_no_report_even_if_it_quotes_the_message(sent):
    answer = EmailMessage()
    answer["Subject"], answer["In-Reply-To"] = "Re: About account 7-1", sent["Message-ID"]
    answer.set_content(f"Action: failed\nFinal-Recipient: rfc822; {ADDRESS}\n\n{sent.as_string()}")
    assert take(answer.as_bytes()) == "no-report"
    assert outcome() == "sent"


def test_a_maildir_is_read_once_and_its_mails_stay(sent, tmp_path):
    box = Maildir(tmp_path / "mail")
    for mail in (report(sent), report(sent, "delayed"), b"Subject: hello\n\nhello"):
        box.add(mail)
    assert take_maildir(tmp_path / "mail") == {"bounced": 1, "not-final": 1, "no-report": 1}
    assert not take_maildir(tmp_path / "mail") and len(Maildir(tmp_path / "mail")) == 3


@pytest.mark.parametrize(("lang", "words"), [("en", "bounced: 1."), ("zh", "记为退回：1；")])
def test_the_command_says_how_many_mails_were_what(sent, tmp_path, lang, words):
    path, told = tmp_path / "report.eml", StringIO()
    path.write_bytes(report(sent))
    call_command("bounces", str(path), lang=lang, stdout=told)
    assert words in told.getvalue()


def test_a_folder_that_is_no_maildir_is_refused_in_a_sentence(db, tmp_path):
    for path in (tmp_path, tmp_path / "nothing.eml"):
        with pytest.raises(CommandError, match="Name a mail, a Maildir"):
            call_command("bounces", str(path))


def test_where_no_server_has_its_tables_nothing_is_read(db, tmp_path, monkeypatch):
    monkeypatch.setattr(bounces_command, "waiting_migrations", lambda: ["ledger.0001_initial"])
    with pytest.raises(CommandError, match="--data"):
        call_command("bounces", str(tmp_path / "report.eml"))


@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=300).map(lambda text: f"Content-Type: message/delivery-status\n\n{text}".encode()),
        st.text(max_size=300).map(lambda text: f"Content-Type: message/rfc822\n\n{text}".encode()),
    )
)
def test_whatever_else_comes_is_no_report(mail):
    assert take(mail) == "no-report"


@pytest.mark.parametrize("text", ["", "<>", "<a@b>", "<1.2.3@host>", "1.2"])
def test_a_message_id_without_a_permit_names_none(text):
    assert permit_of(text) == ""
