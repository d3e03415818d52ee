"""What the server counts: decisions by answer, permits, how long requests take, errors. Nothing about persons."""

from __future__ import annotations

import heapq
import os
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import prometheus_client as prometheus
from prometheus_client.multiprocess import MultiProcessCollector

from forbear.calendar import Instant, instant_of
from forbear.gate.chain import Record
from forbear.web.config.environment import COUNTS

CONTENT_TYPE = prometheus.CONTENT_TYPE_LATEST
_STEPS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)

DECISIONS = prometheus.Counter("forbear_decisions", "Answers given to what was asked", ["answer"])
PERMITS = prometheus.Counter("forbear_permits", "What became of permits", ["became"])
REFUSED_USES = prometheus.Counter("forbear_refused_uses", "Uses of permits that were refused", ["why"])
ERRORS = prometheus.Counter("forbear_errors", "Requests that could not be answered, by the address", ["route"])
REQUESTS = prometheus.Histogram(
    "forbear_request_seconds", "How long requests took", ["method", "route", "status"], buckets=_STEPS
)
OPEN = prometheus.Gauge("forbear_permits_open", "Permits that may still be used", multiprocess_mode="livesum")


class OpenPermits:
    """Which permits may still be used. One that another process closes is counted until it expires."""

    def __init__(self) -> None:
        self._until: dict[str, Instant] = {}
        self._ends: list[tuple[Instant, str]] = []
        self._lock = threading.Lock()

    def granted(self, until: Mapping[str, Instant], now: Instant) -> None:
        """Permits were given, each until some instant."""
        with self._lock:
            self._until.update(until)
            for name, end in until.items():
                heapq.heappush(self._ends, (end, name))
            self._forget(now)

    def closed(self, name: str) -> None:
        """A permit was used, released or revoked."""
        with self._lock:
            self._until.pop(name, None)
            OPEN.set(len(self._until))

    def at(self, now: Instant) -> int:
        """How many are open."""
        with self._lock:
            self._forget(now)
            return len(self._until)

    def _forget(self, now: Instant) -> None:
        """Leave out what has expired: also where nobody ever asks how many are open, only those are kept."""
        while self._ends and self._ends[0][0] <= now:
            self._until.pop(heapq.heappop(self._ends)[1], None)
        OPEN.set(len(self._until))


OPEN_PERMITS = OpenPermits()


def count(records: Iterable[Record]) -> None:
    """Count what was recorded, all decisions at once."""
    answers, permits = Counter[str](), Counter[str]()
    until: dict[str, Instant] = {}
    now: Instant = 0
    for record in records:
        body, now = record.body, max(now, record.at)
        if record.kind == "decision":
            answers[body["answer"]] += 1
            if body["permit"]:
                permits["granted"] += 1
                until[body["permit"]["id"]] = body["permit"]["expires_at"]
        elif record.kind == "permit" and body["becomes"] == "refused":
            REFUSED_USES.labels(body["why"]).inc()
        elif record.kind == "permit":
            permits[body["becomes"]] += 1
            until.pop(body["permit"], None)
            OPEN_PERMITS.closed(body["permit"])
    for answer, times in answers.items():
        DECISIONS.labels(answer).inc(times)
    for becomes, times in permits.items():
        PERMITS.labels(becomes).inc(times)
    if until:
        OPEN_PERMITS.granted(until, now)


def shown() -> bytes:
    """All counts as text, those of all processes together where there are several."""
    OPEN_PERMITS.at(instant_of(datetime.now(UTC)))
    return bytes(prometheus.generate_latest(_registry()))


def _registry() -> Any:
    if COUNTS not in os.environ:
        return prometheus.REGISTRY
    registry = prometheus.CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
