"""Work in the background is done once, whoever is killed meanwhile."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult

from forbear.web.jobs import queue
from forbear.web.jobs.doing import Doing, LeaseError
from forbear.web.jobs.models import Job
from forbear.web.jobs.worker import MOST_TRIES, work_once
from forbear.web.seen.models import Look
from tests.support import databases, slow_tasks
from tests.support.until import until

ROOT = Path(__file__).parents[3]


@pytest.mark.django_db
def test_a_task_is_done_and_says_so():
    job = queue.put(slow_tasks.plain, "audit of 1", "report", person=7)
    assert (job.state, work_once(), work_once()) == ("waiting", True, False)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.is_over) == ("done", 1, 2, True)
    assert DBTaskResult.objects.get(pk=job.task).status == "SUCCESSFUL"
    assert [look.what for look in Look.objects.all()] == ["report"]


@pytest.mark.django_db
def test_the_same_thing_does_not_wait_twice_and_may_be_done_again_later():
    first = queue.put(slow_tasks.plain, "audit of 1", "report")
    assert queue.put(slow_tasks.plain, "audit of 1", "report").pk == first.pk
    work_once()
    again = queue.put(slow_tasks.plain, "audit of 1", "report")
    assert again.pk != first.pk and queue.newest("audit of 1").pk == again.pk


@pytest.mark.django_db
def test_a_task_that_fails_leaves_nothing_and_tells_nothing_personal():
    job = queue.put(slow_tasks.fails, "audit of 1", "report")
    work_once()
    job.refresh_from_db()
    assert (job.state, job.fault, Look.objects.count()) == ("failed", "ValueError", 0)
    assert DBTaskResult.objects.get(pk=job.task).traceback == ""


@pytest.mark.django_db
def test_a_fault_in_a_library_ends_that_task_and_not_the_worker():
    broken = queue.put(slow_tasks.fails_in_a_library, "library")
    next_one = queue.put(slow_tasks.plain, "next", "found")
    assert work_once() and work_once()
    broken.refresh_from_db()
    next_one.refresh_from_db()
    assert (broken.state, broken.fault, next_one.state) == ("failed", "CatalogException", "done")


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_writes_nothing():
    job = queue.put(slow_tasks.plain, "audit of 1", "report")
    Job.objects.filter(pk=job.pk).update(state="running", holder="another")
    with pytest.raises(LeaseError), Doing(job.task, "me").ending():
        slow_tasks.note("report")
    assert Look.objects.count() == 0


@pytest.mark.django_db
def test_a_task_that_ended_its_worker_again_and_again_is_given_up():
    job = queue.put(slow_tasks.plain, "audit of 1", "report")
    for _ in range(MOST_TRIES):
        Job.objects.filter(pk=job.pk).update(state="running", holder="dead", leased_until=0, tries=MOST_TRIES)
        assert not work_once()
    job.refresh_from_db()
    assert (job.state, job.fault) == ("failed", "killed")


PUT_AND_WORK = """
import sys
from django.core.management import call_command
from forbear.web.jobs.queue import put
from tests.support.slow_tasks import waits
put(waits, "x", sys.argv[1])
call_command("jobs", "--once")
"""


@pytest.mark.slow
def test_a_killed_worker_s_task_is_done_once_after_the_restart(tmp_path, django_db_blocker):
    with django_db_blocker.unblock():
        address = databases.new_address("sqlite")
    told = {
        **os.environ,
        "FORBEAR_DATA": str(tmp_path),
        "DATABASE_URL": address,
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    told["DJANGO_SETTINGS_MODULE"] = "forbear.web.config.settings"
    first = f"import django; django.setup()\n{PUT_AND_WORK}"
    worker = subprocess.Popen([sys.executable, "-c", first, str(tmp_path)], env=told)
    until((tmp_path / "reached").exists, 40)
    worker.send_signal(signal.SIGKILL)
    worker.wait(20)
    (tmp_path / "killed").touch()
    with sqlite3.connect(address.removeprefix("sqlite:///")) as base:
        assert base.execute("SELECT state, tries FROM jobs_job").fetchall() == [("running", 1)]
        assert base.execute("SELECT count(*) FROM seen_look").fetchone() == (0,)
        base.execute("UPDATE jobs_job SET leased_until = 0")
        base.commit()
    subprocess.run([sys.executable, "-m", "forbear.web", "jobs", "--once"], env=told, check=True, timeout=60)
    with sqlite3.connect(address.removeprefix("sqlite:///")) as base:
        assert base.execute("SELECT state, tries FROM jobs_job").fetchall() == [("done", 2)]
        assert base.execute("SELECT count(*) FROM seen_look").fetchone() == (1,)
