"""What a server keeps, taken out while it runs or stands still, and checked without it."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from forbear.gate.export import records_of
from tests.support.databases import database, new_address
from tests.support.gates import HOUSE, gate_of

pytestmark = pytest.mark.slow


def forbear(*words, data):
    told = {**os.environ, "FORBEAR_DATA": str(data)}
    start = [sys.executable, "-c", "from forbear.cli.main import run; run()", *words]
    return subprocess.run(start, env=told, capture_output=True, text=True, check=False, cwd=data)


def recorded(data, *debtors):
    """Some debtors, put on record in the database of a data folder."""
    from forbear.web.ledger.store import DjangoStore

    with database(f"sqlite:///{data / 'ledger.sqlite3'}") as alias:
        store = DjangoStore(alias)
        gate_of(store, HOUSE, debtors=debtors)
        store.close()


def test_a_server_s_records_are_exported_signed_and_checked_and_heads_stay(tmp_path, django_db_blocker):
    with django_db_blocker.unblock():
        shutil.move(new_address("sqlite").removeprefix("sqlite:///"), tmp_path / "ledger.sqlite3")
    assert forbear("key", "new", "House", "--role", "admin", data=tmp_path).returncode == 0
    with django_db_blocker.unblock():
        recorded(tmp_path, "P1", "P2")
    taken = forbear("ledger", "export", "export", data=tmp_path)
    assert taken.stdout.startswith("2 records are in export."), taken
    assert sorted(record.debtor for record in records_of(tmp_path / "export")) == ["P1", "P2"]
    forbear("ledger", "keygen", "ledger", data=tmp_path)
    assert forbear("ledger", "head", "export", "--key", "ledger.key", data=tmp_path).returncode == 0
    with django_db_blocker.unblock():
        recorded(tmp_path, "P3")
    forbear("ledger", "export", "export", data=tmp_path)
    checked = forbear("ledger", "verify", "export", "--key", "ledger.pub", "--json", data=tmp_path)
    told = json.loads(checked.stdout)
    assert (checked.returncode, told["records"], told["heads"], told["after"]) == (0, 3, 1, 1)


def test_where_there_is_no_ledger_yet_a_sentence_says_so(tmp_path):
    ended = forbear("ledger", "export", "export", data=tmp_path)
    assert ended.returncode == 1 and "There is no ledger yet" in ended.stderr
    assert not (tmp_path / "export").exists()
