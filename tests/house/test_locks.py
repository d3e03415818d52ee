"""The locked sets are exact, hashed, free of addresses, and agree with each other and pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache

import pytest

from tests.house.tree import ROOT, none_of

FOLDER = ROOT / "requirements"
SETS = ("core", "dev", "bench", "fuzz", "fit", "lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PROJECT["dependency-groups"]


@pytest.mark.parametrize("name", SETS)
def test_no_line_of_a_lock_file_holds_an_address(name):
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    none_of(
        (f"{name}.txt:{at}: {line}" for at, line in enumerate(lines, 1) if "://" in line or "@" in line),
        "Write the lock files with `make lock`:",
    )


@pytest.mark.parametrize("name", SETS)
def test_every_locked_package_has_one_version_and_a_hash(name):
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    none_of(
        (
            line
            for line in text.splitlines()
            if not re.fullmatch(r"[\w.-]+==[\w.!+]+( *; [^-]+)?( +--hash=sha256:[0-9a-f]{64})+ *", line)
        ),
        f"requirements/{name}.txt must hold exact versions with hashes only:",
    )


@pytest.mark.parametrize("name", [one for one in SETS if one != "core"])
def test_no_two_locked_sets_disagree_about_a_version(name):
    core = locked("core") | (locked("dev") if name in ("bench", "fuzz", "fit") else {})
    none_of(
        (
            f"{package}: {version} in {name}.txt, {core[package]} before"
            for package, version in locked(name).items()
            if core.get(package, version) != version
        ),
        "One environment holds these sets together; run `make lock`:",
    )


def test_the_development_set_holds_the_whole_core():
    none_of(sorted(set(locked("core")) - set(locked("dev"))), "Missing in dev.txt; run `make lock`:")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("core", PROJECT["project"]["dependencies"]), *((one, GROUPS[one]) for one in GROUPS)],
)
def test_every_declared_dependency_is_pinned_and_locked(name, wanted):
    none_of(
        (one for one in wanted if one.split("==")[1:] != [locked(name).get(re.split(r"==|\[", one)[0])]),
        f"pyproject.toml and requirements/{name}.txt differ; pin with == and run `make lock`:",
    )


@cache
def locked(name: str) -> dict[str, str]:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE))
