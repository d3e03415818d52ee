"""Webhooks: told of holds and revoked permits, signed, again and again, never lost, never to private addresses."""

import hashlib
import hmac
import http.server
import json

import pytest

from forbear.calendar import HOUR, MINUTE, SECOND
from forbear.web.channels import hooks, outside
from forbear.web.channels.hooks import announced
from forbear.web.channels.models import Delivery, Watch
from forbear.web.channels.outside import NotToldError, checked_address, is_public, post
from forbear.web.channels.telling import MOST_TRIES, pause, tell_due
from forbear.web.ledger import gates
from tests.support.api import Asker, asked, key_of
from tests.support.mail import running
from tests.web.api.test_recording import HOLD

pytestmark = pytest.mark.loopback


class Listener(http.server.ThreadingHTTPServer):
    """A dialler that listens; ``answer`` is the status it gives."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Hears)
        self.heard, self.answer = [], 200

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/hook?x=1"


class _Hears(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.heard.append((self.path, dict(self.headers), body))
        self.send_response(self.server.answer)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def dialler():
    with running(Listener()) as listening:
        yield listening


@pytest.fixture
def hooked(collector, dialler):
    status, hook = collector("POST", "hooks", {"url": dialler.url})
    assert status == 200
    return hook


def hold(collector, request="h1", **changes):
    event = {**HOLD, **changes}
    status, told = collector("POST", "events", {"request": request, "debtor": "P1", "event": event})
    assert status == 200, told
    return told


def heard(dialler):
    return [json.loads(body) for _, _, body in dialler.heard]


def test_a_hold_and_each_permit_that_it_revokes_are_told_and_signed(collector, hooked, dialler, clock):
    permit = collector("POST", "ask", asked("1"))[1]["permit"]["id"]
    hold(collector)
    assert tell_due(clock()) == 2
    told = {one["event"]: one for one in heard(dialler)}
    assert told["permit.revoked"]["permit"] == permit and told["permit.revoked"]["debts"] == ["A"]
    assert (told["hold.recorded"]["hold"], told["hold.recorded"]["debtor"]) == ("cease", "P1")
    path, headers, body = dialler.heard[0]
    stamp, _, signed = headers["Forbear-Signature"].removeprefix("t=").partition(",v1=")
    expected = hmac.new(hooked["secret"].encode(), f"{stamp}.{body}".encode(), hashlib.sha256).hexdigest()
    assert (path, int(stamp), signed) == ("/hook?x=1", clock() // SECOND, expected)
    assert tell_due(clock() + HOUR) == 0


def test_what_was_not_heard_is_told_again_ever_more_seldom_and_given_up_at_last(collector, hooked, dialler, clock):
    dialler.answer = 500
    hold(collector)
    assert tell_due(clock()) == 1
    assert tell_due(clock()) == 0
    for tries in range(1, MOST_TRIES):
        clock.at += pause(tries - 1)
        assert tell_due(clock()) == 1
    clock.at += 3 * HOUR
    assert tell_due(clock()) == 0
    row = Delivery.objects.get()
    assert (row.told, row.tries, row.fault) == (False, MOST_TRIES, "the answer was 500") and row.done_at
    pauses = [pause(tries) for tries in range(MOST_TRIES)]
    assert pauses[:3] == [5 * SECOND, 10 * SECOND, 20 * SECOND] and max(pauses) == 2 * HOUR
    assert 40 * HOUR < sum(pauses) < 60 * HOUR


def test_a_redirect_is_no_answer_and_is_not_followed(collector, hooked, dialler, clock):
    dialler.answer = 302
    hold(collector)
    tell_due(clock())
    assert len(dialler.heard) == 1 and Delivery.objects.get().done_at is None


def test_nothing_is_lost_where_the_process_dies_after_the_record_was_made(
    collector, hooked, dialler, clock, monkeypatch
):
    monkeypatch.setattr(hooks, "queue", lambda *_: (_ for _ in ()).throw(MemoryError))
    assert collector("POST", "events", {"request": "h1", "debtor": "P1", "event": HOLD})[0] == 500
    monkeypatch.undo()
    monkeypatch.setattr(gates, "now", clock)
    assert (Watch.objects.count(), Delivery.objects.count()) == (1, 0)
    assert tell_due(clock()) == 0
    clock.at += 2 * MINUTE
    assert tell_due(clock()) == 1 and heard(dialler)[0]["event"] == "hold.recorded"
    assert Watch.objects.count() == 0


def test_what_was_queued_before_is_not_told_twice(collector, hooked, dialler, clock):
    with announced("P1", clock()):
        hold(collector)
        hold(collector)
    assert Delivery.objects.count() == 1
    assert tell_due(clock()) == 1 and tell_due(clock()) == 0


def test_two_who_tell_at_once_tell_it_once(collector, hooked, dialler, clock, monkeypatch):
    from forbear.web.channels import telling

    hold(collector)
    real = telling.post

    def meanwhile(*rest, **named):
        assert tell_due(clock()) == 0
        return real(*rest, **named)

    monkeypatch.setattr(telling, "post", meanwhile)
    assert tell_due(clock()) == 1 and len(dialler.heard) == 1


def test_a_collector_is_told_of_its_own_debts_only_and_the_house_of_all(server, collector, hooked, dialler, clock):
    other = Asker(key_of("collector", "OTHER"))
    assert other("POST", "hooks", {"url": dialler.url})[0] == 200
    hold(collector)
    assert tell_due(clock()) == 1
    hold(other, "h2", debts=["B"])
    assert tell_due(clock()) == 1
    clock.at += SECOND
    server("POST", "hooks", {"url": dialler.url})
    hold(collector, "h3", hold="dispute")
    assert tell_due(clock()) == 2


def test_a_hook_that_was_ended_is_told_nothing_that_still_waited(collector, hooked, dialler, clock):
    hold(collector)
    assert collector("DELETE", f"hooks/{hooked['id']}")[0] == 200
    tell_due(clock())
    assert dialler.heard == [] and collector("GET", "hooks")[1]["hooks"] == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",  # noqa: S104
        "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:0a00:0001::1", "ff02::1",
        "240.0.0.1", "255.255.255.255",
    ],
)  # fmt: skip
def test_an_address_of_this_machine_or_its_network_is_never_told_anything(address):
    assert not is_public(address)


def test_public_addresses_are_told():
    assert all(map(is_public, ("1.1.1.1", "2606:4700::1111", "64:ff9b::101:101")))


def test_a_name_with_one_private_address_is_not_told_and_what_was_looked_at_is_what_is_called(monkeypatch, dialler):
    port = dialler.server_address[1]
    answers = {"mixed.example": ["1.1.1.1", "127.0.0.1"], "inside.example": ["127.0.0.1"], "good.example": ["1.1.1.1"]}
    monkeypatch.setattr(
        outside.socket, "getaddrinfo", lambda host, port, **_: [(0, 0, 0, "", (each, port)) for each in answers[host]]
    )
    for host in ("mixed.example", "inside.example"):
        with pytest.raises(NotToldError, match="not public"):
            post(f"http://{host}:{port}/", b"{}", {})
    assert checked_address("good.example", 443, False) == ("1.1.1.1", 443)
    assert dialler.heard == []


def test_only_addresses_with_tls_and_no_password_can_be_told(collector, settings):
    settings.HOOKS_PRIVATE = False
    for url in ("http://dialler.example/", "https://user:word@dialler.example/", "https://.b]", "https://x:99999/"):
        assert collector("POST", "hooks", {"url": url})[1]["code"] == "url"
    assert collector("POST", "hooks", {"url": "https://dialler.example/hook"})[0] == 200
