"""The JSON Schema of a document, for those who read documents by machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

_FEW = 6
"""So many words are listed; more have a line of their own."""


@cache
def schema() -> dict[str, Any]:
    """The schema, as it also stands in the reference."""
    found: dict[str, Any] = json.loads(
        files("forbear.creditfile.statements").joinpath("document.schema.json").read_text(encoding="utf-8")
    )
    return found


def page() -> str:
    """The reference of a document as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    found = schema()
    yield from (
        "# The document of a credit file",
        "",
        "Written by `make docs` from `src/forbear/creditfile/statements/document.schema.json`, a JSON Schema to which",
        "every document keeps. One document is one look at one person as of a day, as JSON;",
        "[how to make one](../how-to/make-a-credit-report.md).",
        "",
        f"{found['description']} So nothing is stated for which no row stands, and what is absent is not stated.",
        "",
        "| part | what it says |",
        "|---|---|",
    )
    yield from (f"| `{name}` | {_told(found, one)} |" for name, one in found["properties"].items())
    for name in ("report", "statement", "evidence", "delivery", "decision"):
        one = found["$defs"].get(name) or found["properties"][name]
        yield from ("", f"## {name}", "", "| key | what it says |", "|---|---|")
        yield from (
            f"| `{key}` | {_told(found, value)} |" for key, value in _resolved(found, one)["properties"].items()
        )
    sections = found["$defs"]["statement"]["properties"]["section"]["enum"]
    yield from ("", f"Sections: {', '.join(f'`{one}`' for one in sections)}.")
    yield from ("", "Money is whole minor units of `currency`, a day is `2026-06-05`, an instant UTC.")


def _told(whole: dict[str, Any], one: dict[str, Any]) -> str:
    found = _resolved(whole, one)
    says = one.get("description") or found.get("description") or ""
    if "const" in found:
        return f"always `{found['const']}`"
    words = " or ".join(f"`{word}`" for word in found.get("enum", ())) if len(found.get("enum", ())) < _FEW else ""
    return " ".join(filter(None, (says, words))) or f"{found.get('type', 'value')}"


def _resolved(whole: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    name = one.get("$ref", "").removeprefix("#/$defs/")
    found: dict[str, Any] = whole["$defs"][name] if name else one
    return found
