"""The one line in which the batches of all processes of a server wait: whichever is free takes the next.

A connection stays with the process that took it, and one process may take all connections of a caller who asks for
thousands: the other cores then stand idle. So whoever is asked for a batch puts it at the end of the line, waits for
the answer and passes it on; it is read, judged, recorded and put into words by the process that takes it, its own as
well as another. In each process one thread does nothing else, so that one batch at a time is judged there.

Whoever waits keeps a thread of his process. So that some are left for single asks, only so many batches wait for each
process; whoever comes then is told to come again in a second.

The processes are copies of the one that opened the line, and nobody else has it. Where a server runs as one process,
or its processes are no copies, there is none, and each answers what it was asked.
"""

from __future__ import annotations

import io
import json
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

from forbear.errors import Problem
from forbear.web.api.guard import MOST_BYTES
from forbear.web.api.problems import error_answer

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Told = tuple[str, list[tuple[str, str]], bytes]
"""Status, headers, body."""
PATH = "/api/v1/ask/many"
TRIES = 3
"""So often a batch is put into the line where the process that took it has died. To ask again is safe: what was
recorded is answered as it was."""
GONE = OSError, EOFError
"""What tells that the other end of a connection has gone, or goes in the middle of what it sends."""


class Line:
    """Batches that wait, each as a connection to whoever waits for its answer: at most so many of each process."""

    def __init__(self, most: int) -> None:
        self.room = threading.BoundedSemaphore(most)  # of which each process, a copy, has its own
        self._end, self._front = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)

    def answered(self, environ: Mapping[str, Any], body: bytes) -> Told | None:
        """What the process that took the batch answered; None where each that took it has died."""
        plain = {key: value for key, value in environ.items() if isinstance(value, str)}
        for _ in range(TRIES):
            with self._waiting() as waiting:
                try:
                    _send(waiting, plain, body)
                    (status, headers), answer = _received(waiting)
                except GONE:
                    continue
                return status, [(name, value) for name, value in headers], answer
        return None

    def _waiting(self) -> Connection:
        """Our end of a connection whose other end stands in the line."""
        ours, theirs = Pipe()
        with theirs:
            socket.send_fds(self._end, [b"a batch"], [theirs.fileno()])
        return ours

    def take(self, application: Wsgi) -> bool:
        """Take the next, let the application answer it and tell who waits. False where the line has ended."""
        try:
            goes_on, found, *_ = socket.recv_fds(self._front, 16, 1)
        except OSError:
            return False
        for number in found:  # none where this process has too many files open: then it is put into the line again
            with Connection(number) as waiting:
                _answer(application, waiting)
        return bool(goes_on)

    def keep_taking(self, application: Wsgi) -> None:
        """Take one after another, in a thread of its own, until the line or the process ends."""

        def until_the_end() -> None:
            ended = False
            try:
                while self.take(application):
                    pass
                ended = True
            finally:
                if not ended:  # a fault ends the thread, which tells of it; the next batch must be answered
                    self.keep_taking(application)

        threading.Thread(target=until_the_end, name="batches", daemon=True).start()

    def close(self) -> None:
        """End it for all processes."""
        self._front.shutdown(socket.SHUT_RDWR)
        self._front.close()
        self._end.close()


def in_line(application: Wsgi, line: Line) -> Wsgi:
    """The application, whose batches are put into the line; all else it answers itself."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not _is_batch(environ):
            return application(environ, start_response)
        if not line.room.acquire(blocking=False):
            return _come_again(start_response)
        try:
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            told = line.answered(environ, body)
        finally:
            line.room.release()
        if told is None:
            return application(environ | {"wsgi.input": io.BytesIO(body)}, start_response)
        start_response(*told[:2])
        return [told[2]]

    return answer


def _come_again(start_response: Callable[..., Any]) -> list[bytes]:
    hint = "Ask for it again in a second, under the same names; single contacts are answered meanwhile"
    told = error_answer(429, Problem("", "many batches wait already", hint=hint, code="too-many"), Retry_After="1")
    start_response(f"{told.status_code} {told.reason_phrase}", list(told.items()))
    return [told.content]


def run(application: Wsgi, environ: Mapping[str, str], body: bytes) -> Told:
    """What a WSGI application answers, all of it."""
    begun: list[tuple[str, list[tuple[str, str]]]] = []
    fixed = {
        "wsgi.version": (1, 0), "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr, "wsgi.multithread": True,
        "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip
    told = application({**environ, **fixed}, lambda status, headers, *_: begun.append((status, headers)))
    try:
        answer = b"".join(told)
    finally:
        if hasattr(told, "close"):
            told.close()
    return *begun[-1], answer


def _is_batch(environ: Mapping[str, Any]) -> bool:
    """A batch of a length that is known and not too great; the application refuses all others."""
    length = environ.get("CONTENT_LENGTH") or ""
    return environ["PATH_INFO"] == PATH and length.isdecimal() and int(length) <= MOST_BYTES


def _answer(application: Wsgi, waiting: Connection) -> None:
    """Tell who waits, unless it has gone."""
    try:
        asked = _received(waiting)
    except GONE:
        return
    status, headers, answer = run(application, *asked)
    with suppress(*GONE):
        _send(waiting, [status, headers], answer)


def _send(to: Connection, head: Any, body: bytes) -> None:
    to.send_bytes(json.dumps(head).encode())
    to.send_bytes(body)


def _received(came: Connection) -> tuple[Any, bytes]:
    return json.loads(came.recv_bytes()), came.recv_bytes()


_opened: list[Line] = []


@contextmanager
def opened_line(processes: int, threads: int) -> Iterator[None]:
    """A line for the processes that are made in this block, where there are several and the system has one to share.

    Half of the ``threads`` of each may wait for batches.
    """
    if processes < 2 or not (hasattr(socket, "send_fds") and hasattr(socket, "AF_UNIX")):
        yield
        return
    with closing(Line(max(1, threads // 2))) as line:
        _opened.append(line)
        try:
            yield
        finally:
            _opened.remove(line)


def served(application: Wsgi) -> Wsgi:
    """The application as each process serves it: with the line where one is open."""
    if not _opened:
        return application
    (line,) = _opened
    line.keep_taking(application)
    return in_line(application, line)
