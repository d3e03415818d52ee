"""Databases for the tests: migrated once for each kind, then copied or emptied; each test finds an empty one.

To migrate takes seconds: the file is made once for all processes of a run.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.creation import BaseDatabaseCreation
from django.test.utils import override_settings

from forbear.web.config.environment import database_at
from forbear.web.ledger.store import DjangoStore
from tests.support import postgres
from tests.support.shared import made_once

KINDS = ("sqlite", "postgresql")
MEMORY = "/dev/shm"  # noqa: S108 (folders in it have names that nobody guesses)
"""Files that never reach a disk: waiting for one takes most of the time of a small test."""
TABLES = [one._meta.db_table for one in apps.get_models() if one._meta.app_label not in ("contenttypes", "auth")]
"""All that a server writes to, also the proof of keys that another test made."""
_names = count(1)


@contextmanager
def store_in(kind: str) -> Iterator[DjangoStore]:
    """An empty ledger in a database of its own."""
    with ledgers(kind) as opens:
        yield opens()


@contextmanager
def ledgers(kind: str) -> Iterator[Callable[[], DjangoStore]]:
    """Opens one ledger as often as it is called, each time as a new process would: nothing is known before."""
    stores: list[DjangoStore] = []
    with ExitStack() as opened, database(new_address(kind)) as alias:

        def opens() -> DjangoStore:
            for before in stores[-1:]:
                before.close()
            stores.append(DjangoStore(alias))
            opened.callback(stores[-1].close)
            return stores[-1]

        yield opens


def new_address(kind: str) -> str:
    """The address of an empty database with all its tables; of one kind, one is in use at a time."""
    if kind == "postgresql":
        _empty(_migrated(kind))
        return _migrated(kind)
    path = Path(tempfile.mkdtemp(prefix="ledger-", dir=_folder())) / "ledger.sqlite3"
    shutil.copy(_migrated(kind).removeprefix("sqlite:///"), path)
    return f"sqlite:///{path}"


@contextmanager
def database(address: str) -> Iterator[str]:
    """The name by which Django knows the database at an address, while the block lasts."""
    alias = f"own{next(_names)}"
    known = connections.configure_settings({"default": {}, alias: database_at(address)})
    connections.settings[alias] = known[alias]
    try:
        yield alias
    finally:
        _close(alias)
        del connections.settings[alias]


@cache
def _folder() -> str:
    return _own_folder().name


@cache
def _own_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="forbear-databases-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None)


def _empty(address: str) -> None:
    """Take all rows out of a database, past the triggers that refuse it."""
    import psycopg

    deletions = "; ".join(f"DELETE FROM {table}" for table in TABLES)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"SET session_replication_role = replica; {deletions}")


@contextmanager
def filled_in(creation: BaseDatabaseCreation) -> Iterator[None]:
    """The database in memory that Django makes for tests begins as a copy of the file; there is nothing to migrate."""
    make = creation._create_test_db
    with ExitStack() as kept:

        def filled(*told: Any, **more: Any) -> str:
            name: str = make(*told, **more)
            into = kept.enter_context(closing(sqlite3.connect(name, uri=True)))
            with closing(sqlite3.connect(_migrated("sqlite").removeprefix("sqlite:///"))) as template:
                template.backup(into)
            return name

        creation._create_test_db = filled  # type: ignore[method-assign]
        yield


@cache
def _migrated(kind: str) -> str:
    """A database with all tables."""
    if kind == "postgresql":
        return _with_tables(postgres.new_database())
    template = made_once("template.sqlite3", lambda draft: _with_tables(f"sqlite:///{draft}"))
    return f"sqlite:///{template}"


def _with_tables(address: str) -> str:
    with database(address) as alias, override_settings(DATABASE_ROUTERS=[_Only(alias)]):
        call_command("migrate", database=alias, verbosity=0)
    return address


class _Only:
    """A router that knows one database: a migration of a library names none and would change the usual one."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def db_for_write(self, model: object, **_: object) -> str:
        return self._alias

    db_for_read = db_for_write


def _close(alias: str) -> None:
    connections[alias].close()
    del connections[alias]
