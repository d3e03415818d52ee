"""On PostgreSQL, too, what is sealed comes back, is found by its hash, and is sealed anew when keys turn."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.support.databases import new_address

SCRIPT = """
import django
django.setup()
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from django.core.management import call_command
from django.db import connection
from forbear.web.desks.borrower import cases, documents
from forbear.web.ledger.models import LedgerKey, bodies_of
from forbear.web.ledger.store import DjangoStore
from forbear.web.people import leaving
from forbear.web.people.models import Membership, Organisation, User
from forbear.web.people.sessions import SessionStore
from forbear.web.sealed.turning import prove

prove()
user = User.objects.create_user("planted-name", "kettle-orbit-marble")
home = Organisation.objects.create(name="home", kind="household")
case = cases.begin(Membership.objects.create(user=user, organisation=home, role="borrower"), "CN", "Asia/Shanghai")
documents.write(case, documents.LOG, "planted-text")
TOTP.activate(user, "PLANTEDSECRET234")
session = SessionStore()
session["planted"] = "planted-session"
session.save()
store = DjangoStore()
for number in (1, 2):
    with store.opened(["P1"]) as logs:
        logs["P1"].append(number, "event", {"said": "planted-record"})
    call_command("seal", "turn", "--grace=0")
    bodies_of.cache_clear()
with connection.cursor() as cursor:
    for table in connection.introspection.table_names(cursor):
        cursor.execute(f'SELECT * FROM "{table}"')
        for row in cursor.fetchall():
            for cell in row:
                shown = bytes(cell) if isinstance(cell, memoryview) else str(cell).encode()
                assert b"lanted" not in shown and b"PLANTED" not in shown, table
assert LedgerKey.objects.count() == 2 and len(store.read("P1")) == 2
assert decrypt(Authenticator.objects.get().data["secret"]) == "PLANTEDSECRET234"
assert SessionStore(session.session_key)["planted"] == "planted-session"
assert User.objects.by_name(" Planted-NAME ") == user and documents.text(case, documents.LOG) == "planted-text"
leaving.forget(user)
assert not User.objects.exists() and not Organisation.objects.exists()
print("whole")
"""


@pytest.fixture
def address(django_db_blocker):
    with django_db_blocker.unblock():
        return new_address("postgresql")


def test_sealed_data_lives_turns_and_goes_on_postgresql(address, tmp_path):
    told = {name: value for name, value in os.environ.items() if name not in ("FORBEAR_SEAL_KEYS", "FORBEAR_HASH_KEY")}
    told |= {"FORBEAR_DATA": str(tmp_path), "DATABASE_URL": address, "FORBEAR_SECRET_KEY": "s3cret" * 12}
    told |= {"DJANGO_SETTINGS_MODULE": "forbear.web.config.settings"}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=told, capture_output=True, text=True, check=False)
    assert done.stdout.endswith("whole\n"), done.stderr[-3000:]
