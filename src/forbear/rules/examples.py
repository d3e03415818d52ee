"""Worked examples in a rulebook: short in the file, complete cases when read.

``[example_base]`` holds what most examples of a file share: parties, ``event`` (defaults of
contact events) and ``ask``. An event may say ``repeat = 7, every_hours = 24``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from forbear.rules.format import Example
from forbear.vocabulary import CONDUCT, Vocabulary

Table = Mapping[str, Any]
PARTIES: Mapping[str, tuple[str, ...]] = {
    "conduct": ("collector", "collectors", "debtor", "people", "debts", "calendars", "policy"),
    "credit": ("bureau", "person", "disputes", "calendars", "policy"),
}
"""The keys of a case that name its parties, by the subject of its rulebook."""

_EXAMPLE_KEYS = ("name", "tests", "cite", "events", "ask", "expect", "drafts", "reading")


def example_keys(words: Vocabulary) -> tuple[str, ...]:
    """The keys that a worked example may have."""
    return (*_EXAMPLE_KEYS, *PARTIES[words.subject])


def examples_of(table: Table, origin: str, words: Vocabulary) -> tuple[Example, ...]:
    """All examples of a rulebook as complete cases, named ``<rulebook>/<name>``."""
    return tuple(
        Example(
            name=f"{table['id']}/{example.get('name', f'number {number}')}",
            record=complete(table["id"], base, example, words),
            where=f"{origin}/{part}, example {example.get('name', number)!r}",
        )
        for number, (part, base, example) in enumerate(table.get("example", ()), start=1)
    )


def complete(book: str, base: Table, example: Table, words: Vocabulary = CONDUCT) -> dict[str, Any]:
    """One example with the defaults of its file filled in."""
    record: dict[str, Any] = {
        "id": f"{book}/{example.get('name', '')}",
        "rulebooks": [book],
        **({} if words is CONDUCT else {"subject": words.subject}),
        **{key: base[key] for key in PARTIES[words.subject] if key in base},
        **{key: value for key, value in example.items() if key not in ("name", "ask", "events")},
    }
    record["ask"] = {**base.get("ask", {}), **example.get("ask", {})}
    record["events"] = [
        event for short in example.get("events", ()) for event in _repeated(short, base.get("event", {}), words.asked)
    ]
    return record


def _repeated(short: Table, base: Table, asked: str) -> Iterator[dict[str, Any]]:
    kind = short.get("kind", asked)
    defaults = base if kind == asked else {}
    event = {**defaults, **short, "kind": kind}
    times, step = event.pop("repeat", 1), timedelta(hours=event.pop("every_hours", 24))
    start = event["at"] if isinstance(event.get("at"), datetime) else None
    for turn in range(times):
        yield {**event, "at": start + turn * step} if start else dict(event)
