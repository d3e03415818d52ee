"""How often a key may ask: a bucket of requests that refills, for each key and each process.

The buckets are in memory, so that a limit costs no write; with n processes a key has n buckets.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from forbear.calendar import SECOND, Instant

BURST_SECONDS = 2
MOST = 10_000


@dataclass(slots=True)
class _Bucket:
    left: int
    """In millionths of a request."""
    at: Instant


class Rates:
    """The buckets of all keys."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, name: str, rate: int, now: Instant) -> int:
        """Take one request; 0 where there was one, else the seconds until there is."""
        most = rate * BURST_SECONDS * SECOND
        with self._lock:
            bucket = self._buckets.pop(name, None) or _Bucket(most, now)
            self._buckets[name] = bucket
            if len(self._buckets) > MOST:
                self._buckets.popitem(last=False)
            bucket.left = min(most, bucket.left + rate * max(0, now - bucket.at))
            bucket.at = now
            if bucket.left >= SECOND:
                bucket.left -= SECOND
                return 0
            return -(-(SECOND - bucket.left) // (rate * SECOND))
