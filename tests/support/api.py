"""A server to ask in a test: its own clock, keys of each role, a debtor with debts at two collectors."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from typing import Any

from django.test import Client

from forbear.calendar import Instant
from forbear.web.access.keys import ROLES, new_key
from tests.support.gates import CALL, NOON, PARTIES

DEBT = {"creditor": "BANK", "product": "credit_card", "purpose": "consumer"}
PLACED = {
    "collectors": [{"id": "COL", "kind": "third-party-collector"}, {"id": "OTHER", "kind": "third-party-collector"}],
    "debtor": {**PARTIES["debtor"], "id": "P1"},
    "people": list(PARTIES["people"]),
    "debts": [{**DEBT, "id": "A"}, {**DEBT, "id": "B"}],
    "placed": {"COL": ["A"], "OTHER": ["B"]},
}
SAID = {"content": {"initial_disclosure": True}}
CONTACT = {**CALL, **SAID}


class Clock:
    """A clock that stands still until somebody moves it."""

    def __init__(self, at: Instant = NOON) -> None:
        self.at = at

    def __call__(self) -> Instant:
        return self.at


class Asker:
    """Somebody with a key, or without one."""

    def __init__(self, key: str | None) -> None:
        self.key = key
        self.client = Client(raise_request_exception=False)

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """The status and the body of an answer."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.key is not None:
            told.setdefault("Authorization", f"Bearer {self.key}")
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        kind = told.pop("Content-Type", "application/json")
        answer = self.client.generic(method, f"/api/v1/{path}", data, content_type=kind, headers=told)
        self.last = answer
        content = answer.content
        text = (gzip.decompress(content) if answer.headers.get("Content-Encoding") == "gzip" else content).decode()
        is_json = answer.headers.get("Content-Type", "").startswith("application/json")
        return answer.status_code, json.loads(text) if is_json else text


def key_of(role: str, collector: str = "", organisation: str = "") -> str:
    """A new key of a role."""
    return new_key(organisation or collector or "house", role, ROLES[role], NOON, collector=collector)[1]


def asked(request: str, **changes: Any) -> Mapping[str, Any]:
    """A request for a call about the debt A of P1."""
    return {"request": request, "debtor": "P1", "contact": {**CONTACT, **changes}}
