"""Asking a time-stamp server that somebody named, over HTTP: only the SHA-256 of the manifest goes out."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Sequence
from urllib.parse import urlsplit

from forbear.errors import InputError, Problem
from forbear.evidence.stamp import Certificate, accepted, request_for

SECONDS = 20
LONGEST = 1 << 20
"""A reply of more bytes than this is none."""

_HEADERS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
_OK = 200


def check_server(url: str) -> None:
    """Raises InputError where ``url`` names no server that can be asked."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or not url.isascii():
        raise InputError(
            Problem("--timestamp", f"{url!r} names no server", code="server-name",
                    hint="Write its address like http://stamps.example.org/tsr, without a name or password")
        )  # fmt: skip


def stamp_of(manifest: bytes, url: str, roots: Sequence[Certificate]) -> bytes:
    """The reply of a server over a manifest, checked; raises InputError where there is none to be relied on."""
    asked = request_for(manifest)
    reply = _asked(url, asked.as_bytes())
    accepted(reply, asked, manifest, roots, url)
    return reply


def _asked(url: str, body: bytes) -> bytes:
    try:
        connection = _connection(url)
        try:
            parts = urlsplit(url)
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, body, _HEADERS)
            answer = connection.getresponse()
            reply = answer.read(LONGEST + 1)
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        raise _none(url, f"it does not answer ({_short(error)})") from None
    if answer.status != _OK:
        raise _none(url, f"it answered {answer.status} {answer.reason}")
    if len(reply) > LONGEST:
        raise _none(url, "its answer is too long for a time stamp")
    return reply


def _connection(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    if parts.scheme == "https":
        trusted = ssl.create_default_context()
        return http.client.HTTPSConnection(str(parts.hostname), parts.port, timeout=SECONDS, context=trusted)
    return http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=SECONDS)


def _short(error: Exception) -> str:
    return str(getattr(error, "strerror", "") or "") or str(error) or type(error).__name__


def _none(url: str, why: str) -> InputError:
    hint = "Try again, name another server, or leave --timestamp out; nothing was written"
    return InputError(Problem(url, "there is no time stamp", why=why, hint=hint, code="time-stamp"))
