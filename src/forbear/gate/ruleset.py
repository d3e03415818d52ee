"""The rulebooks of a gate as one thing that can be named in a record, kept, and laid together again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forbear.gate.chain import fingerprint
from forbear.rules.format import Rulebook


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rulebooks by name, with the SHA-256 of each one's text. ``sha256`` names them all."""

    parts: Mapping[str, str]

    @classmethod
    def of(cls, books: Iterable[Rulebook]) -> RuleSet:
        """The set of some rulebooks."""
        return cls({book.id: book.sha256 for book in books})

    @property
    def sha256(self) -> str:
        """The name of the set: the fingerprint of what it holds."""
        return fingerprint(self.parts)
