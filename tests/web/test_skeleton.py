"""The server's frame holds together."""

import pytest
from django.core.management import call_command

from forbear.web.ledger.store import DjangoStore
from tests.support.gates import NOON, call, gate_of


@pytest.mark.django_db
def test_no_table_waits_for_a_migration():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


SAID = {"content": {"initial_disclosure": True}}


@pytest.mark.django_db
def test_a_gate_before_the_ledger_grants_a_permit_and_gives_a_retry_the_same_one():
    gate = gate_of(DjangoStore())
    first = gate.ask(call("1", **SAID), NOON)
    assert first.word == "allow" and first.permit is not None
    assert gate.ask(call("1", **SAID), NOON + 1).permit == first.permit
