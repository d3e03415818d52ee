"""The rulebooks of a gate as one thing that can be named in a record, kept, and laid together again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forbear.chain import fingerprint
from forbear.errors import Problem, RulebookError
from forbear.rules.format import Rulebook
from forbear.rules.load import texts_of

TABLE = "places.toml"
"""What the table of places is called in a set, and as a text that is kept; no rulebook has such an id."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rulebooks by name, with the SHA-256 of each one's text. ``sha256`` names them all.

    Under ``TABLE`` stands the table of places by which the gate chose among them; without one, all judged everybody.
    """

    parts: Mapping[str, str]

    @classmethod
    def of(cls, books: Iterable[Rulebook], table: str) -> RuleSet:
        """The set of some rulebooks, and of a table of places by its SHA-256."""
        return cls({book.id: book.sha256 for book in books} | {TABLE: table})

    @property
    def sha256(self) -> str:
        """The name of the set: the fingerprint of what it holds."""
        return fingerprint(self.parts)


def text_print(parts: Mapping[str, str]) -> str:
    """The SHA-256 of the text of a rulebook, as its loader works it out: ``book.toml`` first, then by name."""
    names = sorted(parts, key=lambda name: (name != "book.toml", name))
    return hashlib.sha256("".join(str(parts[name]) for name in names).encode("utf-8")).hexdigest()


def text_to_keep(book: Rulebook) -> Mapping[str, str]:
    """The text by which a rulebook decides; raises RulebookError where its files are no more what was loaded."""
    parts = texts_of(book)
    if text_print(parts) != book.sha256:
        hint = "Start the gate again"
        raise RulebookError(Problem(book.origin, "it changed since it was loaded", hint=hint, code="rulebook-changed"))
    return parts
