"""What the server counts: decisions by answer, permits, how long requests take, errors. Nothing about persons."""

from __future__ import annotations

import heapq
import os
import threading
from datetime import UTC, datetime
from typing import Any

import prometheus_client as prometheus
from prometheus_client.multiprocess import MultiProcessCollector

from forbear.calendar import Instant, instant_of
from forbear.gate.permit import Permit

CONTENT_TYPE = prometheus.CONTENT_TYPE_LATEST
SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder in which several processes count together."""
_STEPS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)

DECISIONS = prometheus.Counter("forbear_decisions", "Answers given to what was asked", ["answer"])
PERMITS = prometheus.Counter("forbear_permits", "What became of permits", ["became"])
REFUSED_USES = prometheus.Counter("forbear_refused_uses", "Uses of permits that were refused", ["why"])
ERRORS = prometheus.Counter("forbear_errors", "What could not be answered, by the name of the error", ["error"])
REQUESTS = prometheus.Histogram(
    "forbear_request_seconds", "How long requests took", ["method", "route", "status"], buckets=_STEPS
)
OPEN = prometheus.Gauge("forbear_permits_open", "Permits that may still be used", multiprocess_mode="livesum")


class OpenPermits:
    """Counts permits that may still be used.

    A permit counts one from when it is granted, and one less from when it was closed, each until it would expire: so
    it does not matter which of several processes grants and which closes it.
    """

    def __init__(self) -> None:
        self._counted: list[tuple[Instant, int]] = []
        self._lock = threading.Lock()
        self._open = 0

    def granted(self, permit: Permit, now: Instant) -> None:
        """A permit was given."""
        self._count(permit, 1, now)

    def closed(self, permit: Permit, now: Instant) -> None:
        """A permit was used, released or revoked."""
        self._count(permit, -1, now)

    def at(self, now: Instant) -> int:
        """How many are open."""
        with self._lock:
            while self._counted and self._counted[0][0] <= now:
                self._open -= heapq.heappop(self._counted)[1]
            OPEN.set(self._open)
            return self._open

    def _count(self, permit: Permit, one: int, now: Instant) -> None:
        if permit.expires_at > now:
            with self._lock:
                heapq.heappush(self._counted, (permit.expires_at, one))
                self._open += one
        self.at(now)


OPEN_PERMITS = OpenPermits()


def shown() -> bytes:
    """All counts as text, those of all processes together where there are several."""
    OPEN_PERMITS.at(instant_of(datetime.now(UTC)))
    return bytes(prometheus.generate_latest(_registry()))


def _registry() -> Any:
    if SHARED not in os.environ:
        return prometheus.REGISTRY
    registry = prometheus.CollectorRegistry()
    MultiProcessCollector(registry)
    return registry
