"""Several processes of one server on PostgreSQL: each has connections of its own."""

import json
import os
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from forbear.client import Gate
from tests.support.databases import new_address
from tests.support.servers import serving

pytestmark = [pytest.mark.loopback, pytest.mark.slow]


def status(request):
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 (of this machine)
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.fixture
def served(tmp_path, django_db_blocker):
    """The address of a server of two processes on PostgreSQL, and a key that may do everything."""
    with django_db_blocker.unblock():
        address = new_address("postgresql")
    told = {
        **os.environ, "FORBEAR_DATA": str(tmp_path), "DATABASE_URL": address, "FORBEAR_WORKERS": "2",
        "FORBEAR_RULES": "us-bankruptcy", "FORBEAR_LOG_LEVEL": "ERROR",
    }  # fmt: skip
    with serving(told) as (port, key):
        yield f"http://127.0.0.1:{port}", key


def parties(name):
    debts = [{"id": "card", "creditor": "BANK", "product": "credit_card", "purpose": "consumer"}]
    debtor = {"id": name, "kind": "individual", "zones": ["America/New_York"], "place": {"country": "US"}}
    collectors = [{"id": "AX", "kind": "third-party-collector"}]
    return {"debtor": debtor, "collectors": collectors, "debts": debts}


def test_processes_of_a_server_do_not_speak_into_one_another_s_connections(served):
    address, key = served

    def place(number):
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        body = json.dumps(parties(f"D{number}")).encode()
        return status(urllib.request.Request(f"{address}/api/v1/parties", body, headers, method="PUT"))  # noqa: S310

    with ThreadPoolExecutor(8) as callers:
        assert set(callers.map(place, range(60))) == {200}
    _goes_through_all_of_it(address, key)


def _goes_through_all_of_it(address, key):
    call = {"channel": "call", "collector": "AX", "person": "D1", "role": "debtor", "debts": ["card"],
            "address": "+12025550101", "purpose": "demand_payment"}  # fmt: skip
    with Gate(address, key) as gate:
        used, open_, many = gate.ask("D1", call).permit, gate.ask("D1", call).permit, gate.ask("D1", call).permit
        gate.use(used.id, call)
        gate.tell(used.id, {"outcome": "no_answer"})
        assert gate.release(many.id).state == "released"
        hold = {"kind": "hold", "at": used.granted_at.isoformat(), "hold": "insolvency", "debts": ["card"]}
        assert gate.record("D1", hold, request="h").revoked == (open_.id,)
        assert gate.record("D1", hold, request="h").revoked == (open_.id,)
        assert [one.word for one in gate.ask_many([{"debtor": "D1", "contact": call}])] == ["refuse"]
        assert sorted(one.state for one in gate.permits("D1")) == ["released", "revoked", "used"]
        assert len(list(gate.decisions("D1"))) == 4 and list(gate.findings("D1")) == []
        assert {one["answer"] for one in gate.options("D1", "demand_payment", channels=["call"])} == {"refuse"}
