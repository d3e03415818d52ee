"""The whole server is killed in the middle of an upload, of a job, of a letter: nothing is lost, nothing half done.

``make chaos SECONDS=60`` kills more often, and on PostgreSQL too.
"""

from __future__ import annotations

import os
import random
import sqlite3
import threading
import time
from contextlib import closing, suppress

import httpx
import pytest

from tests.chaos.desk import Desk
from tests.chaos.servers import START, Server, environment
from tests.support.databases import KINDS, new_address

SECONDS = int(os.environ.get("FORBEAR_CHAOS_SECONDS", "4"))
ROUNDS = max(1, SECONDS // 20)
LONGEST = 1.5
"""Somewhere within so many seconds the server is killed."""
pytestmark = [pytest.mark.loopback, pytest.mark.slow]


@pytest.fixture(params=KINDS if SECONDS >= 20 else KINDS[:1])
def desk(request, tmp_path, django_db_blocker):
    """A private server and its person; it is killed at the end."""
    aside = tmp_path / "aside"
    aside.mkdir()
    with django_db_blocker.unblock():
        address = new_address(request.param)
    told = environment(tmp_path / "data", address) | {"FORBEAR_PRIVATE": "yes", "TMPDIR": str(aside)}
    told = {name: value for name, value in told.items() if name not in ("FORBEAR_SEAL_KEYS", "FORBEAR_HASH_KEY")}
    server = Server(told, tmp_path / "server.log")
    try:
        wait_for(server)
        with closing(httpx.Client(timeout=60, follow_redirects=True)) as browser:
            yield Desk(server, tmp_path / "server.log", browser), address, aside
    finally:
        server.kill()


def wait_for(server):
    until = time.monotonic() + START
    while not server.ready:
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.1)


def again(desk, address):
    """Kill it, let the time pass after which a killed worker's task is anybody's, and start again."""
    desk.server.kill()
    run(address, "UPDATE jobs_job SET leased_until = 0 WHERE state = 'running'")
    desk.server.start()
    wait_for(desk.server)


def run(address, sql):
    """A statement in the database of the server."""
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as connection, connection:
            return connection.execute(sql).fetchall()
    import psycopg

    with psycopg.connect(address) as connection:
        done = connection.execute(sql)
        return done.fetchall() if done.description else []


def killed_while(desk, address, what, chance):
    """Kill the server at a moment by chance while something is done."""

    def do():
        with suppress(httpx.HTTPError, AssertionError):  # nobody was told that it was done
            what()

    thread = threading.Thread(target=do)
    thread.start()
    time.sleep(chance.uniform(0, LONGEST))
    again(desk, address)
    thread.join()


def judged(desk, address):
    """Wait until no task is left; the findings of the log."""
    until = time.monotonic() + START
    while run(address, "SELECT count(*) FROM jobs_job WHERE state IN ('waiting', 'running')")[0][0]:
        assert time.monotonic() < until, "a task was never done"
        time.sleep(0.2)
    return desk.everything()["findings.jsonl"]


def left(aside):
    """What was put aside and is still there; fonts are nobody's."""
    return [path.name for path in aside.iterdir() if not path.name.startswith("forbear-fonts-")]


def test_a_server_that_is_killed_in_the_middle_of_things_loses_nothing_and_leaves_nothing_half_done(desk):
    desk, address, aside = desk
    chance = random.Random(11)
    letters = 0
    for _ in range(ROUNDS):
        before = desk.events()
        line = desk.begin_upload()
        killed_while(desk, address, desk.bring, chance)
        line.close()
        assert left(aside) == [], "of half a file nothing is left"
        came = len(desk.events())
        desk.bring()
        whole = desk.events()
        assert came in (len(before), len(whole)), "a log is kept as a whole or not at all"

        killed_while(desk, address, desk.write, chance)  # while the log is being judged
        assert judged(desk, address) and desk.events() == whole
        assert len(desk.letters()) in (letters, letters + 1)
        desk.write()
        letters = len(desk.letters())
    tasks = run(address, "SELECT state, count(*) FROM jobs_job GROUP BY state")
    assert dict(tasks).keys() == {"done"} and left(aside) == []
