"""What every test of the API begins with."""

import pytest

from forbear.web.api import caller
from forbear.web.ledger import gates
from tests.support.api import PLACED, Asker, Clock, key_of


@pytest.fixture
def clock(monkeypatch):
    """The server's clock; it stands at noon."""
    made = Clock()
    monkeypatch.setattr(gates, "now", made)
    return made


@pytest.fixture
def server(db, clock, settings):
    """A server that judges by Regulation F and knows P1, whose debt A is with COL and B with OTHER."""
    settings.RULES, settings.PLACES, settings.HOOKS_PRIVATE = ["us-reg-f"], [], True
    gates.rulebooks.cache_clear()
    gates.gate.cache_clear()
    caller._rates.__init__()
    admin = Asker(key_of("admin"))
    status, told = admin("PUT", "parties", PLACED)
    assert status == 200, told
    yield admin
    gates.rulebooks.cache_clear()
    gates.gate.cache_clear()


@pytest.fixture
def collector(server):
    """Somebody who asks for COL."""
    return Asker(key_of("collector", "COL"))
