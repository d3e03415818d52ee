"""Who asks: the key of a request, and its id."""

from __future__ import annotations

from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Header
from ninja.security import HttpBearer

from forbear.errors import Problem, RecordError
from forbear.web.access.keys import find_key
from forbear.web.access.view import Eyes
from forbear.web.api.problems import TooManyError
from forbear.web.api.rates import Rates
from forbear.web.api.shapes import ErrorOut, Name
from forbear.web.ledger import gates

ERRORS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422, 429), ErrorOut)
"""What any address may answer besides."""
RequestId = Annotated[Name | None, Header(alias="Idempotency-Key")]

_rates = Rates()


class Bearer(HttpBearer):
    """``Authorization: Bearer <key>``."""

    def authenticate(self, request: HttpRequest, token: str) -> Eyes | None:
        """What the key may see; None where there is no such key. Raises TooManyError."""
        key = find_key(token)
        if key is None:
            return None
        seconds = _rates.take(key.pk, max(1, key.rate or settings.KEY_RATE), gates.now())
        if seconds:
            raise TooManyError(seconds)
        return Eyes(key)


def eyes(request: HttpRequest, scope: str = "") -> Eyes:
    """The view of the key of a request; raises RefusedError where it has not the scope."""
    found: Eyes = request.auth  # type: ignore[attr-defined]
    if scope:
        found.need(scope)
    return found


def request_id(stated: str | None, header: str | None) -> str | None:
    """The caller's id of a request, from its body or the header; raises RecordError where they differ."""
    if stated and header and stated != header:
        raise RecordError(Problem("request", "the body and the header Idempotency-Key name different ids",
                                  hint="Give one of them", code="request-twice"))  # fmt: skip
    return stated or header
