"""What every request to the API passes first and every answer last: size, gzip, one shape of errors."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from forbear.errors import Problem
from forbear.web.api.problems import error_answer

MOST_BYTES = 8 * 1024 * 1024
"""The greatest body, as it comes and as it is unpacked."""
WORTH_PACKING = 1024
FAST = 1
_SHAPES = {
    404: ("there is no such address", "See /api/v1/openapi.json for what there is", "address-unknown"),
    405: ("this address does not take that method", "See the header Allow", "method"),
    400: ("the request could not be understood", "See /api/v1/openapi.json", "http"),
    500: ("this is a fault of Forbear itself", "Please report it; asking again with the same id is safe", "fault"),
}


class ApiGuard:
    """Middleware for the addresses under /api/; others pass untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer to a request."""
        if not request.path_info.startswith("/api/"):
            return self.get_response(request)
        refused = read_body(request)
        return packed(request, shaped(self.get_response(request) if refused is None else refused))


def read_body(request: HttpRequest) -> HttpResponse | None:
    """Read the body and unpack it; the answer where it is too great or of another kind than JSON."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return _too_great()
    body = request.read(MOST_BYTES + 1) if int(length) else b""
    if request.headers.get("Content-Encoding", "identity").lower() == "gzip":
        unpacked = unpack(body)
        if unpacked is None:
            return error_answer(400, Problem("the body", "this is no gzip", hint="Send it unpacked", code="gzip"))
        body = unpacked
    elif request.headers.get("Content-Encoding", "identity").lower() != "identity":
        return _other_kind("Content-Encoding", "gzip, or none")
    if len(body) > MOST_BYTES:
        return _too_great()
    if body and request.content_type != "application/json":
        return _other_kind("Content-Type", "application/json")
    request._body = body
    return None


def unpack(body: bytes) -> bytes | None:
    """What was packed by gzip, at most a byte more than a body may have; None where it is none."""
    reader = zlib.decompressobj(wbits=31)
    try:
        found = reader.decompress(body, MOST_BYTES + 1)
    except zlib.error:
        return None
    return found if reader.eof or len(found) > MOST_BYTES else None


def shaped(answer: HttpResponseBase) -> HttpResponseBase:
    """The answer, an error of Django's in the shape of ours."""
    if answer.status_code not in _SHAPES or answer.headers.get("Content-Type", "").startswith("application/json"):
        return answer
    what, hint, code = _SHAPES[answer.status_code]
    told = error_answer(answer.status_code, Problem("", what, hint=hint, code=code))
    if "Allow" in answer.headers:
        told.headers["Allow"] = answer.headers["Allow"]
    return told


def packed(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """The answer, packed where the caller takes gzip and it is worth it."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Vary"] = "Accept-Encoding"
    if (
        takes_gzip(request.headers.get("Accept-Encoding", ""))
        and isinstance(answer, HttpResponse)
        and len(answer.content) >= WORTH_PACKING
    ):
        answer.content = gzip.compress(answer.content, FAST, mtime=0)
        answer.headers["Content-Encoding"] = "gzip"
    if isinstance(answer, HttpResponse):
        answer.headers["Content-Length"] = str(len(answer.content))
    return answer


def takes_gzip(header: str) -> bool:
    """Does a caller take gzip? ``gzip;q=0`` says that it does not."""
    asked = [word.replace(" ", "").lower() for word in header.split(",")]
    return any(word == "gzip" or (word.startswith("gzip;q=") and word[7:].strip("0.") != "") for word in asked)


def _too_great() -> HttpResponse:
    hint = f"Send at most {MOST_BYTES} bytes, unpacked; ask for fewer contacts at once"
    return error_answer(413, Problem("the body", "it is too great", hint=hint, code="too-great"))


def _other_kind(header: str, takes: str) -> HttpResponse:
    return error_answer(415, Problem(header, "this kind is not taken", hint=f"Send {takes}", code="media-type"))
