"""The line in which the batches of a server's processes wait: whichever is free takes the next."""

import io
import json
import os
import socket
import struct
import threading
from contextlib import ExitStack, closing
from multiprocessing.connection import Connection
from queue import Queue

import pytest
from django.urls import resolve

from forbear.web.api.guard import MOST_BYTES
from forbear.web.config import line as lines
from forbear.web.config.line import PATH, Line, in_line, opened_line, run, served

PATIENCE = 20
OK = "200 OK"
MOST = 20


@pytest.fixture
def new_line():
    """Makes lines, which end with the test."""
    with ExitStack() as made:
        yield lambda most=MOST: made.enter_context(closing(Line(most)))


def batch(body=b"[1]", path=PATH, **more):
    length = str(len(body))
    return {"PATH_INFO": path, "CONTENT_LENGTH": length, "REQUEST_METHOD": "POST", "HTTP_AUTHORIZATION": "Bearer k",
            "wsgi.input": io.BytesIO(body), "wsgi.version": (1, 0), **more}  # fmt: skip


def application(name, seen=None):
    """An application that says who answered what."""

    def answer(environ, start_response):
        body = environ["wsgi.input"].read()
        if seen is not None:
            seen.append((environ, body))
        start_response(OK, [("X-By", name)])
        return [body, b" by ", name.encode()]

    return answer


def asked(app, environ):
    told = []
    body = b"".join(app(environ, lambda *begun: told.append(begun)))
    return *told[0], body


def asking(app, environ):
    """A caller in a thread of its own, and what it was answered once it has been."""
    found = []
    caller = threading.Thread(target=lambda: found.append(asked(app, environ)), daemon=True)
    caller.start()
    return caller, found


def died(line):
    """A process took the next batch and died."""
    _, (number,), *_ = socket.recv_fds(line._front, 16, 1)
    socket.socket(fileno=number).close()


def test_the_line_is_for_the_address_that_asks_for_many():
    assert resolve(PATH).view_name == "api-v1:ask_many"


def test_a_batch_is_answered_by_who_took_it_with_all_that_was_asked(new_line):
    line, seen = new_line(), []
    front = in_line(application("front"), line)
    caller, found = asking(front, batch(b'{"a": "\xc3\xa4"}', QUERY_STRING="q=1"))
    line.take(application("other", seen))
    caller.join(PATIENCE)
    assert found == [(OK, [("X-By", "other")], b'{"a": "\xc3\xa4"} by other')]
    ((environ, body),) = seen
    assert body == b'{"a": "\xc3\xa4"}' and environ["HTTP_AUTHORIZATION"] == "Bearer k"
    assert environ["QUERY_STRING"] == "q=1" and environ["REQUEST_METHOD"] == "POST"


@pytest.mark.parametrize("environ", [
    batch(path="/api/v1/ask"), batch(CONTENT_LENGTH=""), batch(CONTENT_LENGTH="-1"), batch(CONTENT_LENGTH="²"),
    batch(CONTENT_LENGTH=str(MOST_BYTES + 1)),
])  # fmt: skip
def test_all_else_is_answered_where_it_was_asked(new_line, environ):
    status, headers, _ = asked(in_line(application("front"), new_line()), environ)
    assert (status, headers) == (OK, [("X-By", "front")])


def test_while_one_process_is_busy_the_other_answers(new_line):
    line, goes_on, taken = new_line(), threading.Event(), threading.Event()

    def busy(environ, start_response):
        taken.set()
        assert goes_on.wait(PATIENCE)
        return application("busy")(environ, start_response)

    front = in_line(application("front"), line)
    line.keep_taking(busy)
    first, late = asking(front, batch(b"1"))
    assert taken.wait(PATIENCE)
    line.keep_taking(application("free"))
    for number in (b"2", b"3", b"4"):
        assert asked(front, batch(number))[2] == number + b" by free"
    assert late == []
    goes_on.set()
    first.join(PATIENCE)
    assert late == [(OK, [("X-By", "busy")], b"1 by busy")]


def test_so_many_batches_wait_and_no_more_and_single_asks_are_answered_meanwhile(new_line):
    line = new_line(most=2)
    front = in_line(application("front"), line)
    waiting = [asking(front, batch(b"%d" % number)) for number in range(2)]
    while line.room.acquire(blocking=False):
        line.room.release()
    status, headers, body = asked(front, batch(b"third"))
    assert status == "429 Too Many Requests" and ("Retry-After", "1") in headers
    assert json.loads(body)["code"] == "too-many" and "wait" in json.loads(body)["what"]
    assert asked(front, batch(b"single", path="/api/v1/ask"))[2] == b"single by front"
    line.keep_taking(application("one"))
    for caller, _ in waiting:
        caller.join(PATIENCE)
    assert sorted(found[0][2] for _, found in waiting) == [b"0 by one", b"1 by one"]
    assert asked(front, batch(b"third"))[2] == b"third by one"


def test_a_batch_that_breaks_off_takes_no_room(new_line):
    class BrokenOff(io.BytesIO):
        def read(self, size=-1):
            raise OSError("the caller has gone")

    line = new_line(most=1)
    line.keep_taking(application("one"))
    front = in_line(application("front"), line)
    with pytest.raises(OSError, match="has gone"):
        asked(front, batch() | {"wsgi.input": BrokenOff()})
    assert asked(front, batch(b"next"))[2] == b"next by one"


@pytest.mark.parametrize(("threads", "most"), [(1, 1), (2, 1), (16, 8)])
def test_half_of_the_threads_may_wait(threads, most):
    with opened_line(2, threads):
        (line,) = lines._opened
        assert [line.room.acquire(blocking=False) for _ in range(most + 1)] == [True] * most + [False]


def test_one_thread_answers_one_batch_after_another(new_line):
    line, now, most = new_line(), [], []

    def counting(environ, start_response):
        now.append(1)
        most.append(len(now))
        told = application("one")(environ, start_response)
        now.pop()
        return told

    line.keep_taking(counting)
    front = in_line(application("front"), line)
    callers = [asking(front, batch(b"%d" % number)) for number in range(20)]
    for caller, _ in callers:
        caller.join(PATIENCE)
    assert {found[0][2] for _, found in callers} == {b"%d by one" % number for number in range(20)}
    assert most == [1] * 20


def test_a_batch_whose_process_died_is_put_into_the_line_again(new_line):
    line = new_line()
    caller, found = asking(in_line(application("front"), line), batch(b"x" * 3_000_000))
    died(line)
    line.take(application("other"))
    caller.join(PATIENCE)
    assert found[0][1] == [("X-By", "other")] and len(found[0][2]) == 3_000_000 + len(b" by other")


def test_who_died_in_the_middle_of_the_answer_has_not_answered(new_line):
    line = new_line()
    caller, found = asking(in_line(application("front"), line), batch())
    _, (number,), *_ = socket.recv_fds(line._front, 16, 1)
    with Connection(number) as waiting:
        lines._received(waiting)
        waiting.send_bytes(json.dumps([OK, []]).encode())
        os.write(number, struct.pack("!i", 100) + b"half of it")
    line.take(application("other"))
    caller.join(PATIENCE)
    assert found[0][2] == b"[1] by other"


def test_where_all_who_took_it_died_it_is_answered_where_it_was_asked(new_line):
    line, seen = new_line(), []
    caller, found = asking(in_line(application("front", seen), line), batch(b"body"))
    for _ in range(lines.TRIES):
        died(line)
    caller.join(PATIENCE)
    assert found == [(OK, [("X-By", "front")], b"body by front")]


def test_a_fault_of_one_batch_ends_nothing_and_is_told_by_who_asked(new_line, monkeypatch):
    line, faults = new_line(), Queue()
    monkeypatch.setattr(threading, "excepthook", faults.put)

    def broken(environ, start_response):
        if environ["wsgi.input"].read() == b"bad":
            raise ValueError("of this batch")
        start_response(OK, [])
        return [b"well"]

    line.keep_taking(broken)
    front = in_line(broken, line)
    with pytest.raises(ValueError, match="of this batch"):
        asked(front, batch(b"bad"))
    assert asked(front, batch(b"good"))[2] == b"well"
    assert [faults.get(timeout=PATIENCE).exc_type for _ in range(lines.TRIES)] == [ValueError] * lines.TRIES


def test_who_waited_and_has_gone_stops_nobody(new_line):
    line = new_line()
    waiting = line._waiting()
    lines._send(waiting, batch() | {"wsgi.input": "", "wsgi.version": ""}, b"1")
    waiting.close()
    line._waiting().close()
    line.take(application("one"))
    line.take(application("one"))
    caller, found = asking(in_line(application("front"), line), batch(b"3"))
    line.take(application("one"))
    caller.join(PATIENCE)
    assert found[0][2] == b"3 by one"


def test_what_an_application_opened_is_closed():
    closed = []

    class Answer(list):
        def close(self):
            closed.append(True)

    def application(environ, start_response):
        start_response(OK, [])
        return Answer([b"a", b"b"])

    assert run(application, {}, b"") == (OK, [], b"ab") and closed == [True]


def test_without_a_line_the_application_stands_alone():
    own = application("alone")
    with opened_line(1, 16):
        assert served(own) is own
    assert served(own) is own


def test_each_of_several_processes_takes_from_the_line_until_it_ends():
    own, before = application("one"), threading.active_count()
    with opened_line(2, 16):
        assert asked(served(own), batch())[2] == b"[1] by one"
        (thread,) = [each for each in threading.enumerate() if each.name == "batches"]
    thread.join(PATIENCE)
    assert not thread.is_alive() and threading.active_count() == before
    assert served(own) is own
