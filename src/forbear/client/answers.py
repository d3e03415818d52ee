"""What the server answers, as types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Word = Literal["allow", "not-now", "ask-a-person", "refuse"]


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave for one contact, once, until just before ``expires_at``; ``bound`` is what it is for."""

    id: str
    debtor: str
    state: str
    granted_at: datetime
    expires_at: datetime
    bound: Mapping[str, Any]

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Permit:
        """From the server's JSON."""
        granted, ends = (datetime.fromisoformat(body[key]) for key in ("granted_at", "expires_at"))
        return cls(body["id"], body["debtor"], body["state"], granted, ends, body["bound"])


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer on one contact. Make it only with a ``permit`` that was used; ``body`` is all that the server said."""

    request: str
    debtor: str
    word: Word
    at: datetime
    free_at: datetime | None
    permit: Permit | None
    receipt: str
    body: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Answer:
        """From the server's JSON."""
        free = body["free_at"] and datetime.fromisoformat(body["free_at"])
        permit = body["permit"] and Permit.read(body["permit"])
        at = datetime.fromisoformat(body["at"])
        return cls(body["request"], body["debtor"], body["answer"], at, free, permit, body["receipt"], body)

    def reasons(self, language: str = "en") -> list[str]:
        """Why not, a sentence each, with the citation."""
        verdict = self.body["verdict"]
        return [f"{one['says'][language]} ({one['cite']})" for one in (*verdict["reasons"], *verdict["unknown"])]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded: its number in the debtor's log, the hash of the record, and the permits that it revoked."""

    debtor: str
    record: int
    at: datetime
    receipt: str
    revoked: tuple[str, ...]

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Recorded:
        """From the server's JSON."""
        at = datetime.fromisoformat(body["at"])
        return cls(body["debtor"], body["record"], at, body["receipt"], tuple(body["revoked"]))
