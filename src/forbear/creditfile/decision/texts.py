"""What may be concluded of groups, in both languages; it is in ``texts.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def texts() -> Mapping[str, Any]:
    """The tables of ``texts.toml``: topic → key → language → text."""
    return tomllib.loads(files("forbear.creditfile.decision").joinpath("texts.toml").read_text(encoding="utf-8"))
