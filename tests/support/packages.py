"""Packages that are wanted for the files that lie in them, and never imported."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def folder_of(package: str) -> Path:
    """Where a package lies, without importing it."""
    spec = find_spec(package)
    assert spec is not None and spec.submodule_search_locations, f"{package} is not there; run make test"
    return Path(next(iter(spec.submodule_search_locations)))
