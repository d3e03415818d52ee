"""Many callers of an HTTP server in one thread, as cheap as they can be: what they send is put together before.

``call`` is a closed loop: each caller sends, waits for the answer, and sends again at once. Then the time in which an
answer comes is the number of callers by the answers a second, however quick the server is (Little's law). ``paced`` is
an open loop: callers together ask so many times a second, whether or not the answers before are there yet. There an
answer counts from when it was due to be asked for, also where no connection was free.
"""

from __future__ import annotations

import json
import selectors
import socket
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from statistics import quantiles
from time import perf_counter
from typing import Any

Sent = tuple[str, str, Mapping[str, Any]]
"""Method, path, body."""


@dataclass
class Measured:
    """How long each answer took, in seconds, what was answered, and how long all of it took."""

    took: list[float] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    seconds: float = 0

    @property
    def rate(self) -> float:
        return len(self.took) / self.seconds

    def percentile(self, part: int) -> float:
        return quantiles(self.took, n=100)[part - 1] * 1000 if len(self.took) > 1 else self.took[0] * 1000

    def add(self, status: int, body: bytes, took: float) -> None:
        self.took.append(took)
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.answers.append(body)


class Caller:
    """One connection."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.came = b""
        self.began = 0.0

    def send(self, request: bytes, began: float) -> None:
        self.came = b""
        self.began = began
        self.socket.sendall(request)

    def answered(self) -> tuple[int, bytes] | None:
        """Status and body, once all of it is there."""
        piece = self.socket.recv(1 << 20)
        if not piece:
            raise ConnectionError("the server hung up")
        self.came += piece
        head, found, body = self.came.partition(b"\r\n\r\n")
        if not found:
            return None
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        return (int(head.split(b" ", 2)[1]), body) if len(body) >= int(length) else None


def prepared(address: tuple[str, int], key: str, wanted: Iterable[Sent]) -> Iterator[bytes]:
    """Requests as they go over the wire."""
    own = f"Host: {address[0]}\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n"
    for method, path, body in wanted:
        text = json.dumps(body, separators=(",", ":")).encode()
        head = f"{method} /api/v1/{path} HTTP/1.1\r\n{own}Content-Length: {len(text)}\r\n\r\n"
        yield head.encode() + text


def call(address: tuple[str, int], callers: int, requests: Iterator[bytes], seconds: float) -> Measured:
    """Let so many callers send what is wanted one after another, for so long or until there is no more."""
    measured, began = Measured(), perf_counter()
    with selectors.DefaultSelector() as selector:
        for _ in range(callers):
            caller = Caller(address)
            selector.register(caller.socket, selectors.EVENT_READ, caller)
            if not _go_on(selector, caller, requests):
                break
        while selector.get_map():
            for ready, _ in selector.select():
                answer = ready.data.answered()
                if answer is None:
                    continue
                now = perf_counter()
                measured.add(*answer, now - ready.data.began)
                if now - began > seconds:
                    _hang_up(selector, ready.data)
                else:
                    _go_on(selector, ready.data, requests)
    measured.seconds = perf_counter() - began
    return measured


def paced(address: tuple[str, int], callers: int, requests: list[bytes], rate: float) -> Measured:
    """Send what is wanted at a steady rate over so many connections."""
    measured, began, sent = Measured(), perf_counter(), 0
    with selectors.DefaultSelector() as selector:
        free = deque(Caller(address) for _ in range(callers))
        for caller in free:
            selector.register(caller.socket, selectors.EVENT_READ, caller)
        while len(measured.took) < len(requests):
            while free and sent < len(requests) and (due := began + sent / rate) <= perf_counter():
                free.popleft().send(requests[sent], due)
                sent += 1
            waits = began + sent / rate - perf_counter() if free and sent < len(requests) else None
            for ready, _ in selector.select(None if waits is None else max(0, waits)):
                answer = ready.data.answered()
                if answer is not None:
                    measured.add(*answer, perf_counter() - ready.data.began)
                    free.append(ready.data)
        for caller in free:
            _hang_up(selector, caller)
    measured.seconds = perf_counter() - began
    return measured


def _go_on(selector: selectors.BaseSelector, caller: Caller, requests: Iterator[bytes]) -> bool:
    request = next(requests, None)
    if request is None:
        _hang_up(selector, caller)
        return False
    caller.send(request, perf_counter())
    return True


def _hang_up(selector: selectors.BaseSelector, caller: Caller) -> None:
    selector.unregister(caller.socket)
    caller.socket.close()
