"""What is sent for each question, and how often: the same for both clients.

Asking again is safe: every request that does something has an id, and the server gives one id one answer.
"""

from __future__ import annotations

import gzip
import json
import secrets
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forbear.client.errors import GateError, NotUsedError, UnreachableError

PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0)
"""Seconds between tries."""
LONGEST_PAUSE = 30
AGAIN = (429, 502, 503, 504)
WORTH_PACKING = 8192
Talk = Generator["Call | float", "Reply | None", Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One request."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    query: Mapping[str, Any] = field(default_factory=dict)

    def sent(self) -> tuple[bytes | None, dict[str, str]]:
        """The body and its headers."""
        if self.body is None:
            return None, {}
        body = json.dumps(self.body, ensure_ascii=False, default=str).encode()
        kind = {"Content-Type": "application/json"}
        if len(body) < WORTH_PACKING:
            return body, kind
        return gzip.compress(body, 1), {**kind, "Content-Encoding": "gzip"}

    def parameters(self) -> dict[str, Any]:
        """The query, without what is None."""
        return {key: value for key, value in self.query.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Reply:
    """The server's answer; status 0 where none came (``fault`` says why)."""

    status: int
    body: Any = None
    retry_after: str = ""
    fault: str = ""


def talk(call: Call) -> Talk:
    """Send a call until it is answered: yields the call or seconds to wait, takes replies; gives back the body."""
    reply: Reply | None = None
    for pause in (*PAUSES, None):
        reply = yield call
        if reply is None or (reply.status and reply.status not in AGAIN):
            return _read(reply)
        if pause is not None:
            yield _pause(reply, pause)
        elif reply.status:
            return _read(reply)
    raise UnreachableError(f"The server did not answer: {reply.fault if reply else ''}. Ask again with the same id.")


def _pause(reply: Reply, usual: float) -> float:
    return min(LONGEST_PAUSE, max(usual, int(reply.retry_after))) if reply.retry_after.isdecimal() else usual


def _read(reply: Reply | None) -> Any:
    if reply is None or not 200 <= reply.status < 300:
        body = reply.body if reply is not None and isinstance(reply.body, Mapping) else {}
        kind = NotUsedError if body.get("use") else GateError
        raise kind(reply.status if reply is not None else 0, body)
    return reply.body


def ask(debtor: str, contact: Mapping[str, Any], request: str | None, **more: Any) -> Call:
    """May this contact be made?"""
    return Call("POST", "ask", asked(debtor, contact, request, **more))


def asked(debtor: str, contact: Mapping[str, Any], request: str | None, **more: Any) -> dict[str, Any]:
    """The body of a question about one contact."""
    stated = {key: value for key, value in more.items() if value is not None}
    return {"request": request or new_id(), "debtor": debtor, "contact": dict(contact), **stated}


def ask_many(contacts: Sequence[Mapping[str, Any]]) -> Call:
    """May these contacts be made?"""
    return Call("POST", "ask/many", {"contacts": [{"request": new_id(), **each} for each in contacts]})


def use(permit: str, contact: Mapping[str, Any], text: str | None) -> Call:
    """The contact is being made."""
    return Call("POST", f"permits/{permit}/use", {"contact": dict(contact)} | ({"text": text} if text else {}))


def tell(permit: str, contact: Mapping[str, Any]) -> Call:
    """How it went."""
    return Call("POST", f"permits/{permit}/tell", {"contact": dict(contact)})


def release(permit: str) -> Call:
    """It will not be made."""
    return Call("POST", f"permits/{permit}/release")


def record(debtor: str, event: Mapping[str, Any], request: str | None) -> Call:
    """Something happened."""
    return Call("POST", "events", {"request": request or new_id(), "debtor": debtor, "event": dict(event)})


def inbound(debtor: str, at: str, contact: Mapping[str, Any], request: str | None) -> Call:
    """A contact came in."""
    body = {"request": request or new_id(), "debtor": debtor, "at": at, "contact": dict(contact)}
    return Call("POST", "inbound", body)


def page(path: str, cursor: str | None, query: Mapping[str, Any]) -> Call:
    """A page of something."""
    return Call("GET", path, query={**query, "cursor": cursor})


def new_id() -> str:
    """An id of a request that nobody used before."""
    return secrets.token_hex(16)
