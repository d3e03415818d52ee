"""For all tests: no luck, no local time zone, no network.

Hypothesis repeats the same examples in every run, so that `make test` says the same twice; `make thorough` tries about
three times as many (``tests/support/amount.py``). To search for new ones: ``pytest --hypothesis-profile search``.
"""

import gc
import os
import shutil
import socket
import tempfile
import time

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.vendor.pretty import for_type_by_name

settings.register_profile(
    "thorough", derandomize=True, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("repeat", settings.get_profile("thorough"), max_examples=35)
settings.register_profile("search", derandomize=False, deadline=None, print_blob=True, max_examples=2_000)
settings.load_profile("repeat")

# Walks through pages need a browser and minutes: `make browser`.
collect_ignore = [] if "FORBEAR_ALL_PAGES" in os.environ else ["browser"]

# Printed field by field, a rulebook is megabytes; Hypothesis warns of that, and the warning would hide the fault.
for_type_by_name("forbear.rules.format", "Rulebook", lambda book, printer, cycle: printer.text(repr(book)))


def pytest_addoption(parser):
    parser.addoption("--money-cases", metavar="FILE", help="published numbers to reproduce instead of our own file")


def pytest_configure(config):
    """A folder in which the processes of a run find what one of them made; it is gone at the end."""
    if not hasattr(config, "workerinput"):
        os.environ["FORBEAR_TESTS_SHARED"] = folder = tempfile.mkdtemp(prefix="forbear-tests-")
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """All tests are gathered and stay: to look again and again for what of it may go would take seconds.

    Afterwards what is made is looked through a tenth as often as is usual; nearly all of it goes by itself.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(7_000)
        gc.enable()


# A machine's own zone must never matter; this one is 45 minutes off, and has summer time, to make it show.
os.environ["TZ"] = "Pacific/Chatham"
time.tzset()

# What is sealed in tests needs keys of no worth; a test of the file of keys takes these away.
os.environ.setdefault("FORBEAR_SEAL_KEYS", "c2VhbCBvZiB0ZXN0cywgc2VhbCBvZiB0ZXN0cywgMDA=")
os.environ.setdefault("FORBEAR_HASH_KEY", "aGFzaCBvZiB0ZXN0cywgaGFzaCBvZiB0ZXN0cywgMDA=")


@pytest.fixture(autouse=True)
def _no_network(request, monkeypatch):
    """Forbear never calls anyone: a test that connects fails; one marked ``loopback`` may talk to this machine."""
    inside = request.node.get_closest_marker("loopback") is not None

    def guarded(connect):
        def guard(own, address):
            if not (inside and address[0] in ("127.0.0.1", "localhost")):
                raise AssertionError(f"a test tried to connect to {address!r}")
            return connect(own, address)

        return guard

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))


@pytest.fixture(scope="session")
def _database_of_tests(django_db_blocker):
    """Django's database for tests is made as a copy: pytest-django's own set-up asks for this one first."""
    from django.db import connections

    from tests.support.databases import filled_in

    with django_db_blocker.unblock(), filled_in(connections["default"].creation):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(_database_of_tests):
    """Where pytest-django lets others have a say before the database is made."""
