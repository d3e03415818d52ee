"""What goes with a row on every copy that leaves (in dispute, corrected, a statement of the person); what stays out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from forbear.calendar import Day, Instant, show_day
from forbear.creditfile.rights.records import Entry
from forbear.creditfile.rights.steps import GONE, OPEN, Dispute, disputes
from forbear.creditfile.rights.texts import Said, says


@dataclass(frozen=True, slots=True)
class Mark:
    """How a row is marked. ``words``: the hash of the person's statement; ``instead``: what holds now, by column."""

    state: str
    dispute: int
    since: Day | None
    says: Said
    words: str = ""
    instead: Mapping[str, Any] = field(default_factory=dict)


def marks(entries: Iterable[Entry], at: Instant | None = None) -> dict[str, Mark]:
    """Row → mark, by the records of a person; with ``at`` as it was then, by what was written down until that instant.

    A row whose dispute ended without a change carries no mark, unless the person added a statement.
    """
    kept = [entry for entry in entries if at is None or entry.at <= at]
    found: dict[str, Mark] = {}
    for entry in kept:
        if entry.kind == "statement":
            mark = Mark("statement", 0, None, says("mark", "statement"), entry.body["words"])
            found.update(dict.fromkeys(entry.body["rows"], mark))
    for dispute in disputes(kept):
        for row in dispute.rows:
            after = _mark(dispute, row, found.get(row))
            if after is None:
                found.pop(row, None)
            else:
                found[row] = after
    return found


def blocked(entries: Iterable[Entry]) -> dict[str, int]:
    """Row → the dispute by which it is out of the file: no copy may hold it until it is certified and put back."""
    found: dict[str, int] = {}
    for dispute in disputes(entries):
        for row in dispute.rows:
            if dispute.state in GONE:
                found[row] = dispute.number
            elif dispute.state == "reinserted":
                found.pop(row, None)
    return found


def _mark(dispute: Dispute, row: str, before: Mark | None) -> Mark | None:
    """The mark after a dispute, by the mark before it: a statement and a correction outlast later disputes."""
    words = dispute.statement or (before.words if before else "")
    if dispute.state == "upheld":
        return _upheld(dispute, words, before)
    state = "disputed" if dispute.state in OPEN else "deleted" if dispute.state in GONE else dispute.state
    since = dispute.opened if state == "disputed" else dispute.last
    instead = {**(before.instead if before else {}), **dispute.instead.get(row, {})}
    said = says("mark", state, day=show_day(since), number=str(dispute.number))
    return Mark(state, dispute.number, since, said, words, instead)


def _upheld(dispute: Dispute, words: str, before: Mark | None) -> Mark | None:
    if before is not None and before.state in ("corrected", "reinserted"):
        return replace(before, words=words)
    return Mark("statement", dispute.number, None, says("mark", "statement"), words) if words else None
