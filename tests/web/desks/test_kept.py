"""What lies on the disk: nothing personal in the clear, and nothing of a file that came, also where it is killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from forbear.web.desks.borrower.models import Document
from forbear.web.jobs.worker import work_once
from tests.web.desks.conftest import sample
from tests.web.desks.test_letters import ME
from tests.web.desks.test_money import fill, post
from tests.web.desks.test_phone import keep

ROOT = Path(__file__).parents[3]
UPLOAD = """
import time
from forbear.web.desks.shared.uploads import Nameless
handler = Nameless()
handler.new_file("log", "calls.xml", "text/xml", None)
handler.receive_data_chunk(b"TELLTALE" * 100_000, 0)
handler.kept.flush()
print("half", flush=True)
time.sleep(60)
"""
SECRETS = (
    b"861000000701", b"1000000701", b"Agency 0", b"Asia/Shanghai", b"from_number", b"borrower-calls.xml", b"Qinghe",
    b"14800", b"Lin Example", b"lin@example.org", b"Wages", b"Telltale Court", b"987.65", b"an aunt",
)  # fmt: skip
BY_HAND = {
    "role": "relative", "person": "an aunt", "collector": "Agency 0", "kind": "third-party-collector",
    "channel": "visit", "day": "2026-03-10", "time": "10:10", "disclosure": "none",
}  # fmt: skip


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the bytes of the file are looked at")
def test_no_personal_value_stands_in_the_bytes_of_a_filled_database(browser, case):
    keep(browser, case, *sample("borrower-calls.xml"))
    assert work_once()
    fill(browser, case)
    post(browser, case, "letters/me", ME)
    assert post(browser, case, "letters/new/ask-for-statement", {"to": "Qinghe"}).status_code == 302
    assert post(browser, case, "came", {"sender": "Telltale Court", "kind": "court"}).status_code == 302
    assert post(browser, case, "payment", {"debt": "Qinghe", "day": "2026-04-02", "amount": "987.65", "seen": 0})
    assert post(browser, case, "contact", BY_HAND).status_code == 302
    kinds = set(Document.objects.values_list("kind", flat=True))
    assert kinds >= {"about", "marks", "log", "findings", "report-zh", "debts", "budget", "letter-1", "came", "talks"}
    kept = connection.connection.serialize()
    assert b"borrower_document" in kept and b"findings" in kept, "these are the bytes of the database"
    assert [secret for secret in SECRETS if secret in kept] == []


def test_a_process_killed_in_the_middle_of_an_upload_leaves_nothing_of_the_file(tmp_path):
    told = {
        **os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT / "src"), "FORBEAR_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "forbear.web.config.settings",
    }  # fmt: skip
    with subprocess.Popen([sys.executable, "-c", UPLOAD], env=told, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "half\n"
        assert list(tmp_path.iterdir()) == []
        process.send_signal(signal.SIGKILL)
    assert list(tmp_path.iterdir()) == []
