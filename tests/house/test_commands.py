"""Two commands do everything, and what they start is there."""

from __future__ import annotations

import os
import re

from tests.house.tree import ROOT, none_of

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split()) - {"FORCE"}


def test_every_target_of_make_says_what_it_is_for():
    documented = set(re.findall(r"^(\w+):.*## \S", MAKEFILE, re.MULTILINE))
    none_of(sorted(TARGETS ^ documented), "Give these targets a `## text`, and name them in .PHONY:")


def test_make_test_checks_style_and_types_and_runs_every_test():
    rule = re.search(r"^test: (.*?) ##.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    assert "lint" in rule[1].split() and re.fullmatch(r"\t@\$\(MAKE\) .*-j 2 types tests\n", rule[2])
    every = re.search(r"^tests: .*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    assert re.fullmatch(r"\t\S+ -m pytest( -n \d+| --dist \w+| -q)*\n", every[1]), "`make test` leaves no test out"


def test_every_script_that_make_runs_is_there():
    none_of(
        (
            name
            for name in re.findall(r"(?:scripts|benchmarks)/[\w./-]+\.(?:py|sh)", MAKEFILE)
            if not (ROOT / name).exists()
        ),
        "The Makefile names these files, which are not there:",
    )


def test_the_integration_runs_what_a_person_runs():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK), ".ci/run must be executable"
    lines = [line for line in script.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    assert [line for line in lines if not line.startswith(("set ", "cd "))] == ["exec make test </dev/null"]
