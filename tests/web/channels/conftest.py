"""The server of the API's tests, for what leaves it: a desk with an approved text, and a mail server."""

import pytest

from tests.support.api import CONTACT, Asker, key_of
from tests.support.mail import MailServer, running
from tests.web.api.conftest import clock, collector, server

__all__ = ["clock", "collector", "server"]

TEXT = {
    "name": "plan",
    "channel": "email",
    "subject": "About account {account}",
    "body": "Dear {name},\n\nThis is from COL, a debt collector, about account {account}. We can offer a plan.\n"
    "Any information obtained will be used for that purpose.\n.\nReply STOP to get no more e-mail.\n",
}
ADDRESS = "lin@example.com"
MAIL = {key: value for key, value in CONTACT.items() if key not in ("address_kind", "content")} | {
    "channel": "email", "address": ADDRESS, "address_domain": "public", "purpose": "offer_help",
    "address_source": "used_by_debtor", "address_qualified": True,
    "content": {"initial_disclosure": True, "opt_out_notice": True, "opt_out_fee": False, "opt_out_asks_extra": False},
}  # fmt: skip
VALUES = {"account": "7-1", "name": "Lin Example"}


@pytest.fixture
def smtp(settings):
    with running(MailServer()) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.DEFAULT_FROM_EMAIL = "collections@agency.example"
        yield server


@pytest.fixture
def desk(server):
    """A desk of COL that has an approved text."""
    asker = Asker(key_of("supervisor", "COL"))
    assert asker("POST", "templates", TEXT)[0] == 200
    return asker


def order(desk, request="m1", **changes):
    body = {"request": request, "debtor": "P1", "contact": MAIL, "template": "plan", "values": VALUES, **changes}
    return desk("POST", "messages", body)
