"""For all tests: no luck, no local time zone, no network.

Hypothesis repeats the same examples in every run, so that `make test` says the same twice. To search for new
ones: ``pytest --hypothesis-profile search``.
"""

import os
import socket
import time

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.vendor.pretty import for_type_by_name

settings.register_profile(
    "repeat", derandomize=True, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("search", derandomize=False, deadline=None, print_blob=True, max_examples=2_000)
settings.load_profile("repeat")

# Printed field by field, a rulebook is megabytes; Hypothesis warns of that, and the warning would hide the fault.
for_type_by_name("forbear.rules.format", "Rulebook", lambda book, printer, cycle: printer.text(repr(book)))

# A machine's own zone must never matter; this one is 45 minutes off, and has summer time, to make it show.
os.environ["TZ"] = "Pacific/Chatham"
time.tzset()


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """Forbear never calls anyone: a test that connects to anything fails."""

    def refuse(_socket, address):
        raise AssertionError(f"a test tried to connect to {address!r}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
