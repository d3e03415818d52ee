"""Reading pieces of a rulebook with every fault gathered: keys, words of closed lists, days, spans, conditions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from forbear.errors import Problem, RulebookError, nearest
from forbear.rules.expressions import Literal, Node, parse
from forbear.rules.format import Span

TRUE = Literal(True)


class Gatherer:
    """Reads pieces of the rulebook ``name``. A fault is kept, something harmless given back, and the rest read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []

    def condition(self, where: str, text: Any) -> Node:
        """A parsed condition; a problem is kept and a harmless tree given back."""
        if not isinstance(text, str):
            self.fault(where, "the condition is missing or is no text")
            return TRUE
        try:
            return parse(text, f"{self.name}: {where}")
        except RulebookError as error:
            self.problems.extend(error.problems)
            return TRUE

    def span(self, where: str, body: Any) -> Span:
        """Days in force."""
        if body is None:
            return Span()
        if not isinstance(body, Mapping):
            self.fault(where, "needs the form { from = 2021-11-30, until = ... }")
            return Span()
        self.keys(where, body, ("from", "until"), ())
        return Span(self.day(f"{where} from", body.get("from")), self.day(f"{where} until", body.get("until")))

    def day(self, where: str, raw: Any) -> int | None:
        """A day number from a TOML date or a key that reads like one."""
        try:
            if isinstance(raw, str):
                raw = date.fromisoformat(raw)
        except ValueError:
            self.fault(where, f"{raw!r} is no date", "Write it like 2021-11-30")
            return None
        if raw is not None and not isinstance(raw, date):
            self.fault(where, f"{raw!r} is no date", "Write it like 2021-11-30")
            return None
        return raw.toordinal() if raw else None

    def keys(self, where: str, body: Mapping[str, Any], known: Sequence[str], required: Sequence[str]) -> None:
        """Refuse unknown keys and name the missing ones."""
        for key in body:
            if key not in known:
                hint = nearest(key, known) or f"Known keys: {', '.join(known)}"
                self.fault(where, f"unknown key {key!r}", hint, "key-unknown")
        for key in required:
            if key not in body:
                self.fault(where, f"the key {key!r} is missing", code="key-missing")

    def one_of(self, where: str, raw: Any, known: Sequence[str]) -> str:
        """A word of a closed list."""
        if raw not in known:
            hint = nearest(str(raw), known) or f"One of: {', '.join(known)}"
            self.fault(where, f"{raw!r} is not known", hint, "word-unknown")
        return str(raw)

    def is_table(self, where: str, body: Any) -> bool:
        """Tables only."""
        if not isinstance(body, Mapping):
            self.fault(where, "is no table")
        return isinstance(body, Mapping)

    def fault(self, where: str, what: str, hint: str = "", code: str = "rulebook") -> None:
        """Keep a problem."""
        self.problems.append(Problem(f"{self.name}: {where}", what, hint=hint, code=code))
