"""Deliveries that are late, doubled, partial, corrected and out of order rebuild the truth that they were cut from."""

import csv
import random
from decimal import Decimal
from pathlib import Path

import pytest

from forbear.creditfile.intake.listed import listed
from forbear.creditfile.intake.mapping import read_mapping
from forbear.creditfile.intake.taking import Delivery, take_in
from forbear.creditfile.store import Store

CASES = Path(__file__).resolve().parents[2] / "cases" / "credit" / "creforge"
NUMBERS = ("credit_limit", "principal", "interest_rate", "balance", "amount_due", "amount_paid")


def deliveries():
    base = Delivery(CASES / "inbox", "", None, read_mapping(str(CASES / "map.toml")), "made up")
    return listed(base, CASES / "deliveries.csv")


def truth(name):
    with (CASES / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return sorted(tuple(normal(key, cell or None) for key, cell in row.items()) for row in csv.DictReader(stream))


def normal(key, cell):
    """A cell of the truth or of ours, so that they can be compared; a missing one sorts first."""
    if cell is None:
        return ""
    return str(Decimal(str(cell)).normalize()) if key in NUMBERS else str(cell).lower()


def rebuilt(store, name):
    cursor = store.connection.execute((CASES / f"{name}.sql").read_text(encoding="utf-8"))
    names = [column[0] for column in cursor.description]
    rows = cursor.fetchall()
    return sorted(tuple(normal(key, cell) for key, cell in zip(names, row, strict=True)) for row in rows)


@pytest.mark.slow
def test_deliveries_in_an_order_by_chance_rebuild_the_truth_of_the_generator(tmp_path):
    came = deliveries()
    random.Random(1).shuffle(came)
    with Store(tmp_path, write=True) as store:
        taken = [take_in(store, one) for one in came]
        assert sum(one.again for one in taken) == 3, "three of them came twice"
        assert sum(one.rejected for one in taken) == 0
        for name in ("account", "account_month"):
            assert rebuilt(store, name) == truth(name)
        assert len(truth("account_month")) > 300


@pytest.mark.slow
def test_without_the_corrections_the_truth_is_not_rebuilt(tmp_path):
    """The comparison above can fail: what was sent wrong at first is really wrong."""
    with Store(tmp_path, write=True) as store:
        for one in deliveries():
            if not one.correction:
                take_in(store, one)
        assert rebuilt(store, "account_month") != truth("account_month")
