"""The layers hold: who imports whom, and which library is known where. The table is layers.toml."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator

from tests.house.tree import HOUSE, SRC, Module, none_of, sources

TABLE = tomllib.loads((HOUSE / "layers.toml").read_text(encoding="utf-8"))
CLOSED_WORLD = {
    "socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "imaplib", "poplib", "xmlrpc", "asyncio",
    "subprocess", "multiprocessing", "ctypes", "pickle", "marshal", "shelve", "webbrowser",
}  # fmt: skip
"""Below the web nothing calls anyone, starts a program or loads code from data."""


def test_every_package_stands_in_the_table_of_layers():
    found = {path.stem for path in SRC.iterdir() if path.suffix == ".py" or any(path.glob("**/*.py"))}
    none_of(
        sorted(found - set(TABLE) - {"__init__", "__main__", "__pycache__"}),
        "Say in tests/house/layers.toml what these may import:",
    )


def test_each_module_imports_only_what_lies_below_it():
    none_of(
        (
            f"{module.where}:{line}: {package} (layer {TABLE[package]['layer']}) imports {target}"
            f" (layer {TABLE[target]['layer']})"
            for module, package in _packages()
            for line, target in _ours(module)
            if not _allowed(package, target)
        ),
        "A package imports only lower layers (tests/house/layers.toml); move code down or hand values in:",
    )


def test_each_library_is_known_only_where_the_table_says():
    none_of(
        (
            f"{module.where}:{line}: {name}"
            for module, package in _packages()
            for line, name in _libraries(module)
            if name.split(".")[0] not in TABLE[package].get("third_party", ())
        ),
        "These libraries are not for this package (tests/house/layers.toml, third_party):",
    )


def test_nothing_below_the_web_reaches_out_or_runs_programs():
    none_of(
        (
            f"{module.where}:{line}: {name}"
            for module, package in _packages()
            if package != "web" and module.name not in TABLE[package].get("reaches_out", ())
            for line, name in _imports(module)
            if name in CLOSED_WORLD or name.split(".")[0] in CLOSED_WORLD
        ),
        "Forbear calls no one, starts nothing, and loads no code from data; these imports could:",
    )


def test_the_root_of_the_package_stays_light():
    root = next(module for module in sources() if module.name == "forbear")
    none_of(
        (f"{root.where}:{line}: {name}" for line, name in _libraries(root)),
        "`import forbear` loads no library:",
    )


def _packages() -> Iterator[tuple[Module, str]]:
    for module in sources():
        parts = module.name.split(".")
        if len(parts) > 1 and parts[1] in TABLE:
            yield module, parts[1]


def _allowed(package: str, target: str) -> bool:
    if package == target:
        return True
    rule, other = TABLE[package], TABLE[target]
    if target in rule.get("not", ()):
        return False
    return other["layer"] < rule["layer"] or target in rule.get("also", ())


def _ours(module: Module) -> Iterator[tuple[int, str]]:
    for line, name in _imports(module):
        parts = name.split(".")
        if parts[0] == "forbear" and len(parts) > 1 and parts[1] in TABLE:
            yield line, parts[1]


def _libraries(module: Module) -> Iterator[tuple[int, str]]:
    for line, name in _imports(module):
        first = name.split(".")[0]
        if first != "forbear" and first not in sys.stdlib_module_names:
            yield line, name


def _imports(module: Module) -> Iterator[tuple[int, str]]:
    """Every import with its line, wherever it stands; ``from forbear import x`` counts as forbear.x."""
    for node in module.nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module.where}:{node.lineno}: imports are written out in full"
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
