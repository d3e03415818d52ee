"""The server's answers as both clients read them."""

from __future__ import annotations

import httpx

from forbear.client.calls import Reply

TIMEOUT = httpx.Timeout(30, connect=5)
LOST = (httpx.TransportError,)
"""No answer came; it may have been done or not."""


def read_reply(answer: httpx.Response) -> Reply:
    """Status and body."""
    try:
        body = answer.json()
    except ValueError:
        body = None
    return Reply(answer.status_code, body, answer.headers.get("Retry-After", ""))


def lost(error: Exception) -> Reply:
    """No answer."""
    return Reply(0, fault=str(error) or type(error).__name__)
