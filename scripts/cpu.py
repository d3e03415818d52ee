"""Where the time of the tests goes: the processor's, not the clock's, so that a busy machine tells the same.

    .venv/bin/python -m pytest -p scripts.cpu tests/differential

prints the files and the tests that took most, programs that a test started included, and what gathering the tests took.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from os import times

import pytest

MOST = 15
spent: dict[str, float] = defaultdict(float)


def seconds() -> float:
    """The processor's time so far, of this program and of those that it started and that have ended."""
    return sum(times()[:4])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Time a test, with what it sets up."""
    before = seconds()
    try:
        return (yield)
    finally:
        spent[item.nodeid] += seconds() - before


def pytest_collection_finish() -> None:
    """Note what it took until the first test begins."""
    spent["before the first test"] += seconds()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which files and which tests took most."""
    files: dict[str, float] = defaultdict(float)
    for name, took in spent.items():
        files[name.partition("::")[0]] += took
    for title, table in (("files", files), ("tests", spent)):
        terminalreporter.section(f"seconds of the processor: {title}")
        for name, took in sorted(table.items(), key=lambda each: -each[1])[:MOST]:
            terminalreporter.write_line(f"{took:8.1f}  {name}")
    terminalreporter.write_line(f"{sum(spent.values()):8.1f}  in all")
