"""Somebody leaves: nothing of her is left in any table nor in any free page, but the record that is named."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client

from forbear.web.desks.borrower import cases, documents, findings
from forbear.web.ledger import gates
from forbear.web.people.links import new_link
from forbear.web.people.models import Membership, Organisation, User, name_hash
from forbear.web.sealed import scrub
from forbear.web.sealed.turning import sealed_fields
from forbear.web.seen.models import Look
from tests.support.databases import database
from tests.support.people import PASSWORD, person

NAME, SESSION_IP = "planted-name@example.org", "203.0.113.99"
pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="the bytes of the file are looked at")


@pytest.fixture
def her(world):
    """Somebody with a case, a second step, sessions, a link, failed attempts, and an adviser who looked."""
    cache.clear()
    home = Organisation.objects.create(name="planted-household", kind="household")
    user = User.objects.create_user(NAME, PASSWORD)
    Membership.objects.create(user=user, organisation=home, role="borrower")
    case = cases.begin(user.memberships.get(), "CN", "Asia/Shanghai")
    documents.write(case, documents.LOG, "planted-text " * 3000)
    findings.ask_for(case)
    new_link("password", user=user)
    client = Client(REMOTE_ADDR=SESSION_IP, headers={"user-agent": "planted-agent"})
    Client().post("/sign-in", {"login": NAME, "password": "wrong"})
    client.post("/sign-in", {"login": NAME, "password": PASSWORD})
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    Client().post("/sign-in", {"login": NAME, "password": "wrong"})
    for viewer, whose in ((world.people["adviser"].pk, user.pk), (user.pk, world.people["borrower"].pk)):
        told = {"role": "adviser", "organisation": "Ours", "what": "case", "act": "case.see"}
        Look.objects.create(at=gates.now(), viewer=viewer, person=whose, **told)
    return user, client, case


def rows_with(word):
    """The tables in which a word or a number stands."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 (names of tables)
            yield from {table for row in cursor for cell in row if str(word) in str(cell)}


def boxes_of(user):
    """The first bytes of everything sealed that hangs on a person."""
    for model, field in sealed_fields():
        for row in model.objects.all():
            if _hangs_on(row, user):
                yield bytes(row.__dict__[field.attname].token)[:120]


def _hangs_on(row, user):
    """Is it she, or does it lead to her along the foreign keys that say whose it is?"""
    path = getattr(row, "PERSON", None)
    if path is None:
        return False
    for step in path.split("__"):
        row = row if step == "pk" else getattr(row, step)
    return isinstance(row, User) and row.pk == user.pk


def test_of_who_leaves_nothing_stays_in_any_table_or_free_page_but_the_record_that_is_named(her):
    user, client, case = her
    number, boxes = user.pk, list(boxes_of(user))
    telltales = [name_hash(NAME), case.pk.hex, client.session.session_key, "planted-household", user.password]
    image = connection.connection.serialize()
    assert len(boxes) >= 4 and all(box in image for box in boxes)
    assert all(telltale.encode() in image for telltale in telltales)

    page = client.get("/account/leave").content.decode()
    assert "1 entry" in page and "proof of access" in page
    assert client.post("/account/leave", {"password": "wrong"}).status_code == 200 and User.objects.filter(pk=number)
    answer = client.post("/account/leave", {"password": PASSWORD})
    assert "Your account is deleted" in answer.content.decode() and client.get("/account").status_code == 302

    image = connection.connection.serialize()
    assert [box for box in boxes if box in image] == []
    assert [telltale for telltale in telltales if telltale.encode() in image] == []
    assert set(rows_with(number)) == {"seen_look"} and Look.objects.count() == 2
    assert not [word for word in ("planted", SESSION_IP, NAME) if list(rows_with(word))]


def test_the_only_admin_of_others_must_find_another_first(world):
    client = world.client("admin")
    assert "Ours" in client.get("/account/leave").content.decode()
    assert client.post("/account/leave", {"password": PASSWORD}).status_code == 409
    Membership.objects.create(user=world.people["auditor"], organisation=world.ours, role="admin")
    assert client.post("/account/leave", {"password": PASSWORD}).status_code == 200
    assert not User.objects.filter(pk=world.people["admin"].pk).exists() and Organisation.objects.filter(name="Ours")


def test_who_has_no_password_leaves_without_one(db):
    home = Organisation.objects.create(name="me", kind="household")
    client = Client()
    client.force_login(person("borrower", home, None))
    assert client.post("/account/leave").status_code == 200
    assert not User.objects.exists() and not Organisation.objects.exists()


def test_the_file_of_what_was_written_last_is_emptied_after_a_deletion(tmp_path, django_db_blocker):
    path = tmp_path / "own.sqlite3"
    with django_db_blocker.unblock(), database(f"sqlite:///{path}") as alias, connections[alias].cursor() as cursor:
        cursor.execute("CREATE TABLE note (text)")
        cursor.execute("INSERT INTO note VALUES ('planted-in-a-file')")
        cursor.execute("DELETE FROM note")
        files = [path, path.with_name("own.sqlite3-wal")]
        assert any(b"planted-in-a-file" in file.read_bytes() for file in files)
        scrub.emptied(connections[alias])
        assert not any(b"planted-in-a-file" in file.read_bytes() for file in files)
