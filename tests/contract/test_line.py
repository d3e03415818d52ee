"""SQLite: who wants to write stands in line, threads and processes alike, and nobody passes by."""

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.db import OperationalError, connections, transaction

from forbear.calendar import HOUR
from forbear.web.ledger.sqlite.base import LINE
from tests.support.databases import database, ledgers, new_address

PATIENCE = 20
OTHER = """
import fcntl, sys
with open(sys.argv[1], "w") as line:
    fcntl.flock(line, fcntl.LOCK_EX)
    print("in", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def alias(django_db_blocker):
    with django_db_blocker.unblock(), database(new_address("sqlite")) as alias:
        yield alias


def opened(alias):
    """A connection of its own, as each thread of a server has one."""
    made = connections.create_connection(alias)
    made.inc_thread_sharing()
    return closing(made)


def impatient(connection):
    """Whoever finds the database taken fails at once: only the line makes it wait."""
    connection.ensure_connection()
    connection.connection.execute("PRAGMA busy_timeout = 0")


def began(connection):
    """A thread that begins to write, and what says that it did."""
    impatient(connection)
    done = threading.Event()
    thread = threading.Thread(target=lambda: (connection.begin(), done.set()), daemon=True)
    thread.start()
    return thread, done


@pytest.mark.parametrize("ends", ["_commit", "_rollback", "close"])
def test_the_next_one_is_let_in_when_the_one_before_has_ended(alias, ends):
    with opened(alias) as one, opened(alias) as two:
        one.begin()
        thread, done = began(two)
        assert not done.wait(0.2)
        getattr(one, ends)()
        assert done.wait(PATIENCE)
        thread.join(PATIENCE)
        two._rollback()


def test_a_process_that_dies_leaves_the_line(alias):
    path = f"{connections[alias].settings_dict['NAME']}{LINE}"
    other = subprocess.Popen([sys.executable, "-c", OTHER, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with other, opened(alias) as own:
        assert other.stdout.readline() == b"in\n"
        thread, done = began(own)
        assert not done.wait(0.2)
        other.kill()
        assert done.wait(PATIENCE)
        thread.join(PATIENCE)
        own._rollback()


def test_one_who_cannot_begin_leaves_the_line(alias):
    with opened(alias) as one, opened(alias) as two, closing(sqlite3.connect(one.settings_dict["NAME"])) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        impatient(one)
        with pytest.raises(OperationalError, match="locked"):
            one.begin()
        stranger.rollback()
        thread, done = began(two)
        assert done.wait(PATIENCE)
        thread.join(PATIENCE)
        two._rollback()


def test_transactions_of_django_stand_in_it_too(alias):
    with opened(alias) as other:
        with transaction.atomic(alias):
            thread, done = began(other)
            assert not done.wait(0.2)
        assert done.wait(PATIENCE)
        thread.join(PATIENCE)
        other._rollback()


def test_the_file_of_the_line_is_for_nobody_else(alias):
    with opened(alias) as one:
        one.begin()
        one._commit()
        kept = Path(f"{one.settings_dict['NAME']}{LINE}").stat()
        assert kept.st_mode & 0o077 == 0 and kept.st_size == 0


def test_the_ledger_is_never_part_of_a_transaction_of_django(django_db_blocker):
    with django_db_blocker.unblock(), ledgers("sqlite") as opens:
        store = opens()
        refused = pytest.raises(RuntimeError, match="never part of another")
        with refused, transaction.atomic(store.using), store.opened(["A"]):
            raise AssertionError("nobody gets here")
        with store.opened(["A"]) as logs:
            logs["A"].append(HOUR, "event", {"name": "a"})
        assert len(store.read("A")) == 1
