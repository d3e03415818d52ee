"""Many callers of an HTTP server in one thread: each keeps a connection, sends, waits for the answer, sends again."""

from __future__ import annotations

import json
import selectors
import socket
from collections.abc import Iterator, Mapping
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


class Caller:
    """One connection."""

    def __init__(self, address: tuple[str, int], head: str) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.head = head
        self.came = b""
        self.began = 0.0

    def send(self, sent: Sent) -> None:
        method, path, body = sent
        text = json.dumps(body).encode()
        head = f"{method} /api/v1/{path} HTTP/1.1\r\n{self.head}Content-Length: {len(text)}\r\n\r\n"
        self.came = b""
        self.began = perf_counter()
        self.socket.sendall(head.encode() + text)

    def answered(self) -> tuple[int, bytes] | None:
        """Status and body, once all of it is there."""
        piece = self.socket.recv(1 << 20)
        if not piece:
            raise ConnectionError("the server hung up")
        self.came += piece
        head, found, body = self.came.partition(b"\r\n\r\n")
        if not found:
            return None
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        if len(body) < int(lengths[0].split(b":")[1]):
            return None
        return int(head.split(b" ", 2)[1]), body


def call(address: tuple[str, int], key: str, callers: int, wanted: Iterator[Sent], seconds: float) -> Measured:
    """Let so many callers send what is wanted, for so long or until there is no more."""
    head = f"Host: {address[0]}\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n"
    measured, began = Measured(), perf_counter()
    with selectors.DefaultSelector() as selector:
        for _ in range(callers):
            caller = Caller(address, head)
            selector.register(caller.socket, selectors.EVENT_READ, caller)
            if not _go_on(selector, caller, wanted):
                break
        while selector.get_map():
            for ready, _ in selector.select():
                answer = ready.data.answered()
                if answer is None:
                    continue
                now = perf_counter()
                measured.took.append(now - ready.data.began)
                measured.statuses[answer[0]] = measured.statuses.get(answer[0], 0) + 1
                measured.answers.append(answer[1])
                if now - began > seconds:
                    _hang_up(selector, ready.data)
                else:
                    _go_on(selector, ready.data, wanted)
    measured.seconds = perf_counter() - began
    return measured


def _go_on(selector: selectors.BaseSelector, caller: Caller, wanted: Iterator[Sent]) -> bool:
    sent = next(wanted, None)
    if sent is None:
        _hang_up(selector, caller)
        return False
    caller.send(sent)
    return True


def _hang_up(selector: selectors.BaseSelector, caller: Caller) -> None:
    selector.unregister(caller.socket)
    caller.socket.close()
