"""Each request is counted and logged: by the pattern of its address, never by what stands in it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from forbear.web.ledger import counts

LOG = logging.getLogger("forbear.requests")
MILLISECONDS = 1000
FAULT = 500
Answering = Callable[[HttpRequest], HttpResponseBase]


def watched(answer: Answering) -> Answering:
    """The middleware."""

    def watch(request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = answer(request)
        took = time.perf_counter() - began
        route = request.resolver_match.route if request.resolver_match else "unknown"
        counts.REQUESTS.labels(request.method, route, response.status_code).observe(took)
        if response.status_code >= FAULT:
            counts.ERRORS.labels(route).inc()
        level = logging.ERROR if response.status_code >= FAULT else logging.INFO
        fields = {"method": request.method, "route": route, "status": response.status_code}
        LOG.log(level, "request", extra=fields | {"ms": round(took * MILLISECONDS, 1)})
        return response

    return watch
