"""Names, values and paths written safely into the SQL of DuckDB, for every package that writes some of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def quoted(name: str) -> str:
    """A name of a table or column."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: Any) -> str:
    """A value as SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(literal(item) for item in value)}]"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def exactly(path: Path) -> str:
    """A path of which no letter stands for several files."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in str(path))
