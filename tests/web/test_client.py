"""The client against the server: answers as types, retries under one id, errors as the server tells them."""

import httpx
import pytest

from forbear.client import AsyncGate, Gate, GateError, NotUsedError, UnreachableError
from forbear.client.calls import PAUSES
from forbear.web.config.wsgi import application
from forbear.web.ledger import gates
from tests.support.api import CONTACT, PLACED, key_of
from tests.web.api.conftest import clock, server
from tests.web.api.test_recording import AT, HOLD

__all__ = ["clock", "server"]


class Shaky(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A way to the server that loses answers: after the server did what was asked, or before."""

    def __init__(self):
        self.server = httpx.WSGITransport(app=application)
        self.faults = []
        self.sent = []

    def handle_request(self, request):
        fault = self.faults.pop(0) if self.faults else None
        self.sent.append(request.read())
        if fault == "before":
            raise httpx.ConnectError("refused")
        answer = self.server.handle_request(request)
        answer.read()
        if fault == "after":
            raise httpx.ReadTimeout("timed out")
        if isinstance(fault, int):
            return httpx.Response(fault, headers={"Retry-After": "7"}, content=b"busy")
        headers = {key: value for key, value in answer.headers.items() if key != "content-encoding"}
        return httpx.Response(answer.status_code, headers=headers, content=answer.content)

    async def handle_async_request(self, request):
        await request.aread()
        return self.handle_request(request)


@pytest.fixture
def way():
    return Shaky()


@pytest.fixture
def gate(server, way, slept):
    with Gate("http://gate/", key_of("admin", organisation="client"), transport=way) as made:
        yield made


@pytest.fixture
def slept(monkeypatch):
    waited = []
    monkeypatch.setattr("time.sleep", waited.append)
    return waited


def test_a_call_is_asked_for_used_and_told_and_every_page_is_read(gate):
    answer = gate.ask("P1", CONTACT, request="1")
    assert (answer.word, answer.permit.bound["person"]) == ("allow", "P1")
    assert answer.permit.expires_at > answer.at and answer.at.tzinfo is not None
    gate.use(answer.permit.id, CONTACT)
    gate.tell(answer.permit.id, {"outcome": "no_answer"})
    assert gate.permit(answer.permit.id).state == "used"
    assert gate.inbound("P1", AT, {**CONTACT, "direction": "inbound"}).revoked == ()
    assert [one["request"] for one in gate.decisions("P1")] == ["1"]
    assert [one.id for one in gate.permits(state="used")] == [answer.permit.id]
    assert list(gate.findings("P1")) == [] and gate.rulebooks()[0]["id"] == "us-reg-f"
    assert gate.options("P1", "offer_help", about={"collector": "COL"}, channels=["call"])


def test_a_refusal_tells_why_in_both_languages_and_from_when_it_is_free(gate, clock):
    clock.at += 12 * 3600 * 1_000_000
    answer = gate.ask("P1", CONTACT)
    assert (answer.word, answer.permit) == ("not-now", None)
    assert answer.free_at.isoformat() == "2026-06-04T12:00:00+00:00"
    assert "1006.6" in answer.reasons()[0] and answer.reasons("zh") != answer.reasons()


@pytest.mark.parametrize("fault", ["before", "after", 503, 429])
def test_what_got_no_answer_is_sent_again_under_the_same_id_and_done_once(gate, way, slept, fault):
    way.faults = [fault, fault]
    answer = gate.ask("P1", CONTACT)
    assert answer.word == "allow" and len(set(way.sent)) == 1 and len(way.sent) == 3
    assert len(gates.gate().case("P1").requests) == 1
    assert slept == ([7, 7] if isinstance(fault, int) else list(PAUSES[:2]))


def test_an_event_whose_answer_was_lost_is_recorded_once_and_revokes_the_same(gate, way):
    permit = gate.ask("P1", CONTACT).permit
    way.faults = ["after"]
    assert gate.record("P1", HOLD).revoked == (permit.id,)
    assert len(gates.gate().case("P1").events) == 1
    assert gate.release(permit.id).state == "revoked"


def test_a_use_whose_answer_was_lost_is_the_same_use(gate, way):
    permit = gate.ask("P1", CONTACT).permit
    way.faults = ["after", "before"]
    gate.use(permit.id, CONTACT)
    assert len(gates.gate().case("P1").events) == 1


def test_a_server_that_never_answers_is_given_up_and_said_so(gate, way, slept):
    way.faults = ["before"] * (len(PAUSES) + 1)
    with pytest.raises(UnreachableError, match=r"refused.*same id"):
        gate.ask("P1", CONTACT)
    assert slept == list(PAUSES)
    way.faults = [503] * (len(PAUSES) + 1)
    with pytest.raises(GateError, match="503"):
        gate.ask("P1", CONTACT)


def test_a_permit_that_is_not_accepted_raises_so_that_nobody_calls(gate):
    permit = gate.ask("P1", CONTACT).permit
    with pytest.raises(NotUsedError, match="for another address") as caught:
        gate.use(permit.id, {**CONTACT, "address": "+12125550199"})
    assert (caught.value.status, caught.value.why, caught.value.differs) == (409, "differs", ("address",))


def test_every_problem_of_a_request_is_in_the_error_and_it_is_not_sent_again(gate, way):
    with pytest.raises(GateError) as caught:
        gate.ask("P1", {**CONTACT, "chanel": "call", "outcome": "fine"})
    assert caught.value.status == 422 and len(caught.value.problems) == 2 and len(way.sent) == 1
    assert "'channel'" in str(caught.value)


def test_many_contacts_go_packed_in_one_request(gate, way):
    contacts = [{"debtor": "P1", "contact": CONTACT, "request": str(number)} for number in range(40)]
    words = [answer.word for answer in gate.ask_many(contacts)]
    assert words[0] == "allow" and len(words) == 40
    assert len(way.sent) == 1 and way.sent[0][:2] == b"\x1f\x8b"


def test_the_client_that_is_awaited_does_the_same(server, way, monkeypatch):
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    monkeypatch.setattr("anyio.sleep", sleep)

    async def all_of_it():
        async with AsyncGate("http://gate", key_of("admin"), transport=way) as gate:
            await gate.set_parties(PLACED)
            way.faults = ["after"]
            answer = await gate.ask("P1", CONTACT)
            await gate.use(answer.permit.id, CONTACT)
            with pytest.raises(NotUsedError):
                await gate.use(answer.permit.id, {**CONTACT, "from_number": "+12125550111"})
            return answer, [one.state async for one in gate.permits("P1")], len(await gate.ask_many([]) or "")

    with pytest.raises(GateError, match="at least 1"):
        run(all_of_it())
    assert slept == [PAUSES[0]]


def run(awaited):
    """Run what is awaited and never has to wait: the way to the server answers at once."""
    with pytest.raises(StopIteration) as ended:
        awaited.send(None)
    return ended.value.value
