"""Nobody who reads the database reads to whom a message goes and what it says."""

import pytest
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from forbear.web.channels.models import Message
from tests.support.databases import database, new_address

BEFORE, AFTER = [("channels", "0001_initial")], [("channels", "0002_sealed_messages")]
ADDRESS, TEXT = "lin@example.org", "Please call us."
ROW = {
    "organisation": "ours", "collector": "COL", "debtor": "D1", "template": "call", "channel": "email",
    "address": ADDRESS, "contact": {"person": "Lin"}, "subject": "Your account", "body": TEXT,
    "state": "queued", "changed_at": 1, "expires_at": 2,
}  # fmt: skip


def stored(where):
    """All that the table holds, as one text."""
    with where.cursor() as cursor:
        cursor.execute("SELECT * FROM channels_message")
        return repr([[bytes(one) if isinstance(one, memoryview) else one for one in row] for row in cursor.fetchall()])


@pytest.mark.django_db
def test_the_table_holds_neither_the_address_nor_the_words():
    Message.objects.create(permit="P1", **ROW)
    held = stored(connection)
    assert "ours" in held
    assert not any(each in held for each in (ADDRESS, "Lin", "Your account", TEXT))
    message = Message.objects.get()
    assert (message.address, message.contact, message.body) == (ADDRESS, {"person": "Lin"}, TEXT)


def test_messages_of_before_are_sealed_and_what_went_out_stays_gone(django_db_blocker):
    with django_db_blocker.unblock(), database(new_address("sqlite")) as alias:
        executor = MigrationExecutor(connections[alias])
        executor.migrate(BEFORE)
        old = executor.loader.project_state(BEFORE).apps.get_model("channels", "Message").objects.using(alias)
        old.create(permit="P1", **ROW)
        old.create(permit="P2", **{**ROW, "body": "", "state": "sent"})
        MigrationExecutor(connections[alias]).migrate(AFTER)
        held, messages = stored(connections[alias]), Message.objects.using(alias).order_by("pk")
        assert ADDRESS not in held and TEXT not in held
        assert [(one.address, one.body) for one in messages] == [(ADDRESS, TEXT), (ADDRESS, None)]
