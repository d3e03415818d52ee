"""Two made-up logs, swept once for all tests of this folder: one complete, one that lacks facts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from forbear.audit.tables.figures import Figures
from forbear.audit.tables.sweep import Sweep, sweep
from forbear.rules import catalog
from tests.support.one_database import connected
from tests.support.table_logs import made_up

BOOKS = ("us-reg-f", "us-ma")


@dataclass(frozen=True)
class Swept:
    """A log, the folder of results, the figures, and how far it came, step by step."""

    log: Path
    out: Path
    figures: Figures
    progress: list[tuple[int, int]]

    def rows(self, query: str) -> list[tuple]:
        """The rows of a query in which {log} and {out} stand for the folders."""
        with connected() as db:
            return db.execute(query.format(log=self.log, out=self.out)).fetchall()


def swept(folder: Path, **more: int) -> Swept:
    log, out, progress = made_up(folder / "log", **more), folder / "out", []
    wanted = Sweep(log, [catalog.get(name) for name in BOOKS], bucket_size=1_500, memory="1GB")
    figures = sweep(wanted, out, lambda figures, part: None, lambda *step: progress.append(step))
    return Swept(log, out, figures, progress)


@pytest.fixture(scope="session")
def whole(tmp_path_factory) -> Swept:
    """A complete log with many violations."""
    return swept(tmp_path_factory.mktemp("whole"), contacts=4_000, violations=100_000)


@pytest.fixture(scope="session")
def holey(tmp_path_factory) -> Swept:
    """A log in which a tenth of the facts is missing."""
    return swept(tmp_path_factory.mktemp("holey"), contacts=1_500, violations=100_000, missing=100_000, seed=8)
