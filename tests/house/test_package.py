"""What is shipped is what lies in src/forbear: the rulebooks, templates and samples too."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile

import pytest

import forbear
from tests.house.tree import ROOT, SRC, none_of

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_version_is_the_same_wherever_it_stands():
    assert forbear.__version__ == PROJECT["version"]
    assert f"\n## {PROJECT['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.skipif(not (ROOT / "README.md").exists(), reason="a wheel needs README.md, which is not there yet")
def test_the_wheel_holds_every_file_of_the_package(tmp_path):
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    shipped = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("forbear/")}
    here = {
        path.relative_to(SRC.parent).as_posix()
        for path in SRC.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    none_of(sorted(here - shipped), "Not in the wheel (is it ignored by .gitignore?):")
    none_of(sorted(shipped - here), "In the wheel, but not in src/forbear:")
