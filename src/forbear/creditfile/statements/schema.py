"""The JSON Schema of a document, for those who read documents by machine."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def schema() -> dict[str, Any]:
    """The schema, as it also stands in the reference."""
    found: dict[str, Any] = json.loads(
        files("forbear.creditfile.statements").joinpath("document.schema.json").read_text(encoding="utf-8")
    )
    return found
