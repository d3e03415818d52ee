"""Every store keeps the same promises: whichever stands in STORES is held to all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from forbear.gate.memory import MemoryStore
from forbear.gate.store import Store
from tests.support.databases import ledgers

Opens = Callable[[], Store]
"""Opens a store; called again, opens the same records as a process that starts anew would."""


@contextmanager
def memory(folder: Path) -> Iterator[Opens]:
    """A store in memory: nothing outlives the process, so that the same is opened again."""
    store = MemoryStore()
    yield lambda: store


def sqlite(_: Path) -> AbstractContextManager[Opens]:
    """The ledger in a file."""
    return ledgers("sqlite")


def postgresql(_: Path) -> AbstractContextManager[Opens]:
    """The ledger on a server."""
    return ledgers("postgresql")


STORES = {"memory": memory, "sqlite": sqlite, "postgresql": postgresql}
"""A store to be tried: a context that is given an empty folder and gives ``Opens``; it is empty at the start."""


@pytest.fixture(params=STORES)
def opens(request: pytest.FixtureRequest, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Opens]:
    """Opens the store of the test, as often as it is called."""
    with django_db_blocker.unblock(), STORES[request.param](tmp_path) as opens:
        yield opens


@pytest.fixture
def store(opens: Opens) -> Store:
    """An empty store."""
    return opens()
