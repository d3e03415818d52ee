"""Every address, tried as every role, compared with a table."""

import pytest

from forbear.web.api.api import openapi_file
from forbear.web.channels.models import Message
from tests.support.api import CONTACT, PLACED, SAID, Asker, asked, key_of
from tests.support.gates import NOON
from tests.web.api.test_recording import AT, HOLD

ROLES = ("anonymous", "other agency", "collector", "supervisor", "auditor", "admin")
TABLE = """
POST /ask                           401 403 200 200 403 200
POST /ask/many                      401 403 200 200 403 200
POST /options                       401 403 200 200 403 200
POST /permits/{permit}/use          401 409 200 200 403 200
POST /permits/{permit}/tell         401 404 200 200 403 200
POST /permits/{permit}/release      401 404 200 200 403 200
GET /permits/{permit}               401 404 200 200 403 200
POST /events                        401 403 200 200 403 200
POST /inbound                       401 403 200 200 403 200
PUT /parties                        401 403 403 403 403 200
GET /permits                        401 403 403 200 200 200
GET /decisions                      401 403 403 200 200 200
GET /findings                       401 403 403 200 200 200
GET /rulebooks                      401 200 200 200 200 200
POST /templates                     401 200 403 200 403 200
GET /templates                      401 200 200 200 200 200
POST /messages                      401 403 200 200 403 200
GET /messages/{permit}              401 404 200 200 403 200
GET /letters                        401 200 200 200 403 200
POST /letters/{permit}/printed      401 404 200 200 403 200
GET /list                           401 200 200 200 403 200
POST /hooks                         401 200 200 200 403 200
GET /hooks                          401 200 200 200 403 200
DELETE /hooks/{hook}                401 404 200 200 403 200
DELETE /templates/{name}            401 404 403 200 403 404
"""
ROWS = [line.rsplit(maxsplit=len(ROLES)) for line in TABLE.strip().splitlines()]
TEXT = {"name": "hello", "channel": "email", "subject": "Your account", "body": "Please call us."}
MAIL = {**CONTACT, **SAID, "channel": "email", "address": "lin@example.com", "address_domain": "public"}
BODIES = {
    "POST /ask": asked("1"),
    "POST /ask/many": {"contacts": [asked("1")]},
    "POST /options": {"debtor": "P1", "purpose": "offer_help", "about": {"collector": "COL"}},
    "POST /permits/{permit}/use": {"contact": CONTACT},
    "POST /permits/{permit}/tell": {"contact": {"outcome": "no_answer"}},
    "POST /events": {"debtor": "P1", "event": HOLD},
    "POST /inbound": {"debtor": "P1", "at": AT, "contact": {**CONTACT, "direction": "inbound"}},
    "PUT /parties": PLACED,
    "POST /templates": TEXT,
    "POST /messages": {"request": "m", "debtor": "P1", "contact": MAIL, "template": "known"},
    "POST /hooks": {"url": "http://127.0.0.1:9/hook"},
}
QUERIES = {
    "GET /permits": "?debtor=P1",
    "GET /decisions": "?debtor=P1",
    "GET /findings": "?debtor=P1",
    "GET /list": "?channel=call",
}


def key_for(role):
    """The roles of the table: an agency that has nothing to do with P1, and keys of COL and of the house."""
    if role == "anonymous":
        return None
    if role == "other agency":
        return key_of("supervisor", "STRANGER")
    return key_of(role, "" if role in ("auditor", "admin") else "COL", "ours")


@pytest.fixture
def path_of(server, collector):
    """The path of an address, with a permit, a message, a hook and a template that are there."""
    Asker(key_of("supervisor", "COL"))("POST", "templates", {**TEXT, "name": "known"})
    ours = Asker(key_of("collector", "COL", "ours"))
    permit = ours("POST", "ask", asked("permit"))[1]["permit"]["id"]
    hook = ours("POST", "hooks", {"url": "http://127.0.0.1:9/hook"})[1]["id"]
    letter = {"template": "known", "organisation": "ours", "collector": "COL", "debtor": "P1", "contact": {}}
    Message.objects.create(
        permit="letter",
        channel="letter",
        address="x",
        subject="",
        body="",
        state="to-print",
        changed_at=0,
        expires_at=NOON,
        **letter,
    )
    ids = {"debtor": "P1", "name": "known", "hook": hook}
    return lambda address: address.split()[1].format(
        **ids, permit="letter" if "/letters" in address or "/messages/" in address else permit
    )


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_what_the_table_says_and_no_more(role, path_of):
    asker, found, told = Asker(key_for(role)), {}, {}
    for address, *_ in ROWS:
        path = path_of(address).lstrip("/") + QUERIES.get(address, "")
        found[address], told[address] = asker(address.split()[0], path, BODIES.get(address))
    expected = {row[0]: int(row[1 + ROLES.index(role)]) for row in ROWS}
    assert found == expected, {address: told[address] for address in expected if found[address] != expected[address]}


def test_every_address_stands_in_the_table():
    paths = openapi_file()["paths"]
    found = {f"{method.upper()} {path.removeprefix('/api/v1')}" for path, ways in paths.items() for method in ways}
    assert {row[0] for row in ROWS} == found
