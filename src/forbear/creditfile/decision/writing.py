"""The tables of a card as TOML, one bin a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any


def written(card: Mapping[str, Any]) -> str:
    """A card as the text of its file; ``cards.read`` reads the same from it."""
    figures = {f"figure.{name}": table for name, table in card["figure"].items()}
    head = {key: value for key, value in card.items() if key not in ("figure", "fitted")}
    return "\n".join([*_lines(head), *_tables({"fitted": card["fitted"], **figures})]) + "\n"


def _tables(tables: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for name, table in tables.items():
        yield ""
        yield f"[{name}]"
        yield from _lines(table)


def _lines(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from (f"{key}.{each} = {_plain(one)}" for each, one in value.items())
        elif key == "bins":
            yield f"{key} = ["
            yield from (f"    {_row(one)}," for one in value)
            yield "]"
        else:
            yield f"{key} = {_plain(value)}"


def _row(row: Mapping[str, Any]) -> str:
    return "{ " + ", ".join(f"{key} = {_plain(value)}" for key, value in row.items()) + " }"


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
