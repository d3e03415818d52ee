"""What lies on the disk: nothing personal in the clear, and nothing of a file that came, also where it is killed."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "src/forbear/sample"
FILL = """
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from forbear.web.desks.borrower import cases
from forbear.web.people.models import Membership, Organisation, User
from forbear.web.jobs.worker import work_once
from pathlib import Path
place = Organisation.objects.create(name="House", kind="household")
user = User.objects.create_user("lin")
case = cases.begin(Membership.objects.create(user=user, organisation=place, role="borrower"), "CN", "Asia/Shanghai")
client = Client()
client.force_login(user, backend="forbear.web.people.signing_in.ByName")
file = SimpleUploadedFile("borrower-calls.xml", Path(r"%s/borrower-calls.xml").read_bytes())
told = {"log": [file], "whose": "debtor", "keep": "yes", "number-0": "+861000000701", "is-0": "on"}
told |= {"name-0": "Yuanshan Agency", "kind-0": "servicer"}
assert client.post(f"/borrower/{case.pk}/phone", told, secure=True, headers={"host": "localhost"}).status_code == 302
assert work_once()
"""


@pytest.fixture
def told(tmp_path):
    env = {**os.environ, "FORBEAR_DATA": str(tmp_path), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "TMPDIR": str(tmp_path)}
    env.pop("DATABASE_URL", None)
    return env


def run(env, *command):
    subprocess.run([sys.executable, "-m", "forbear.web", *command], env=env, check=True, timeout=180)


@pytest.mark.slow
def test_no_personal_value_stands_in_the_bytes_of_a_filled_database(told, tmp_path):
    run(told, "migrate", "-v0", "--skip-checks")
    run(told, "shell", "-v0", "-c", FILL % SAMPLE)
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.name != "seal.keys")
    assert b"borrower_document" in kept, "the tables are there"
    for secret in (
        b"861000000701",
        b"1000000701",
        b"Yuanshan",
        b"Asia/Shanghai",
        b"from_number",
        b"borrower-calls.xml",
    ):
        assert secret not in kept, secret
    with sqlite3.connect(tmp_path / "ledger.sqlite3") as base:
        kinds = {kind for (kind,) in base.execute("SELECT kind FROM borrower_document")}
    assert kinds >= {"about", "marks", "log", "files", "findings", "report-zh"}


UPLOAD = """
from pathlib import Path
import tempfile
from forbear.web.desks.shared.uploads import Nameless
handler = Nameless()
handler.new_file("log", "calls.xml", "text/xml", None)
handler.receive_data_chunk(b"TELLTALE" * 100_000, 0)
handler.kept.flush()
print("half", flush=True)
import time; time.sleep(60)
"""


def test_a_process_killed_in_the_middle_of_an_upload_leaves_nothing_of_the_file(told, tmp_path):
    command = [sys.executable, "-m", "forbear.web", "shell", "-v0", "-c", UPLOAD]
    with subprocess.Popen(command, env=told, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "half\n"
        assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"TELLTALE" in path.read_bytes()]
        process.send_signal(signal.SIGKILL)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"TELLTALE" in path.read_bytes()]
