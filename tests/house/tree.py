"""What the house tests look at: the files of this checkout, read and parsed once."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "forbear"
HOUSE = ROOT / "tests" / "house"
_MADE = {
    ".git", ".venv", "demo", "build", "dist", "__pycache__", ".hypothesis", ".mypy_cache", ".pytest_cache",
    ".ruff_cache", ".fuzz", "out",
}  # fmt: skip
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file: where it is, its dotted name, and its tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def where(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def name(self) -> str:
        """``forbear.audit.sweep`` for src/forbear/audit/sweep.py."""
        parts = self.path.relative_to(SRC.parent).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All nodes of the tree: several tests look through them."""
        return tuple(ast.walk(self.tree))


def read(path: Path) -> Module:
    """The file parsed; a file that Python cannot read fails the test that asks."""
    text = path.read_text(encoding="utf-8")
    return Module(path, text, ast.parse(text, str(path)))


@cache
def scripts() -> tuple[Module, ...]:
    """All programs of the folder of scripts."""
    return tuple(read(path) for path in sorted((ROOT / "scripts").glob("*.py")))


@cache
def sources() -> tuple[Module, ...]:
    """All modules of the package."""
    return tuple(read(path) for path in sorted(SRC.rglob("*.py")))


@cache
def checks() -> tuple[Module, ...]:
    """All Python files under tests/, test files or not."""
    return tuple(read(path) for path in sorted((ROOT / "tests").rglob("*.py")))


def files(*suffixes: str) -> Iterator[Path]:
    """All files of the checkout that people wrote, or those with one of these suffixes (``""``: none)."""
    for folder, names, found in os.walk(ROOT):
        names[:] = sorted(name for name in names if name not in _MADE)
        for name in sorted(found):
            path = Path(folder, name)
            if not suffixes or path.suffix in suffixes:
                yield path


def functions(module: Module) -> Iterator[tuple[str, Function]]:
    """The functions and methods of a module with their full names; those inside functions belong to them."""
    stack: list[tuple[str, ast.AST]] = [("", module.tree)]
    while stack:
        prefix, node = stack.pop(0)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, Function):
                yield prefix + child.name, child
            elif isinstance(child, ast.ClassDef):
                stack.append((f"{prefix}{child.name}.", child))
            elif isinstance(child, (ast.If, ast.Try, ast.With)):
                stack.append((prefix, child))


def length(function: Function) -> int:
    """Lines from ``def`` to the end, without the docstring: explaining costs nothing."""
    whole = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function, clean=False) is None:
        return whole
    doc = function.body[0]
    return whole - (doc.end_lineno - doc.lineno + 1)


def none_of(offenders: Iterable[str], rule: str) -> None:
    """Fail with the rule and every offender at once, or pass."""
    found = list(offenders)
    if found:
        pytest.fail(f"{rule}\n" + "\n".join(f"  - {one}" for one in found), pytrace=False)
