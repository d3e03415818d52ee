"""Databases for the tests: migrated once for each kind, then copied; each test has one of its own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from forbear.web.config.environment import database_at
from forbear.web.ledger.store import DjangoStore
from tests.support import postgres

KINDS = ("sqlite", "postgresql")
_names = count(1)


@contextmanager
def store_in(kind: str) -> Iterator[DjangoStore]:
    """An empty ledger in a database of its own."""
    with database(new_address(kind)) as alias:
        yield DjangoStore(alias)


def new_address(kind: str) -> str:
    """The address of an empty database with all its tables."""
    if kind == "postgresql":
        return postgres.new_database(postgres.name_of(_migrated(kind)))
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
    return tempfile.TemporaryDirectory(prefix="forbear-databases-")


@cache
def _migrated(kind: str) -> str:
    """A database with all tables, which is only copied."""
    address = postgres.new_database() if kind == "postgresql" else f"sqlite:///{_folder()}/template.sqlite3"
    with database(address) as alias:
        call_command("migrate", database=alias, verbosity=0)
    return address


def _close(alias: str) -> None:
    connection = connections[alias]
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()
    del connections[alias]
