"""A worker that is killed while it judges leaves nothing that counts, and the audit is done once after the restart."""

import os
import signal
import sqlite3
import subprocess
import sys

import pytest

from tests.house.tree import ROOT
from tests.support import databases
from tests.support.until import until

BEGIN = """
import sys, time
from pathlib import Path
import django; django.setup()
from django.core.management import call_command
from forbear.web.desks.auditor import demo, folders
from forbear.web.people.opening import DEMO, make_demo_people, demo_person
from forbear.web.people.models import Organisation
from forbear.audit.tables import judge
place = Path(sys.argv[1])
demo.CONTACTS = 300
make_demo_people()
demo.fill({"auditor": demo_person("auditor")}, {one.name: one for one in Organisation.objects.all()})
def waits(*_):
    (place / "reached").touch()
    time.sleep(120)
judge.BucketJudge.judge = waits
call_command("jobs", "--once")
"""


@pytest.mark.slow
def test_an_audit_whose_worker_is_killed_is_done_once_after_the_restart(tmp_path, django_db_blocker):
    with django_db_blocker.unblock():
        address = databases.new_address("sqlite")
    told = {
        **os.environ,
        "FORBEAR_DATA": str(tmp_path),
        "DATABASE_URL": address,
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "forbear.web.config.settings",
    }
    worker = subprocess.Popen([sys.executable, "-c", BEGIN, str(tmp_path)], env=told)
    until((tmp_path / "reached").exists, 90)
    worker.send_signal(signal.SIGKILL)
    worker.wait(20)
    folder = next(path.parent for path in (tmp_path / "logs").rglob(".audit-*.part"))
    with sqlite3.connect(address.removeprefix("sqlite:///")) as base:
        assert base.execute("SELECT state, folder FROM auditor_audit").fetchall() == [("running", "")]
        base.execute("UPDATE jobs_job SET leased_until = 0 WHERE state = 'running'")
        base.commit()
    subprocess.run([sys.executable, "-m", "forbear.web", "jobs", "--once"], env=told, check=True, timeout=120)
    with sqlite3.connect(address.removeprefix("sqlite:///")) as base:
        ((state, kept, contacts),) = base.execute("SELECT state, folder, contacts FROM auditor_audit").fetchall()
    assert state == "done" and contacts > 250
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 2 and kept in names and not any(name.startswith(".") for name in names)
