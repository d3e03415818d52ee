"""Many borrowers at once: the same whole units as the schedule, row by row; bad tables are refused in words."""

from __future__ import annotations

import random
from datetime import date

import duckdb
import numpy as np
import pytest

from forbear.errors import RecordError
from forbear.plan.batch import NAMES, Columns, as_debt, run_batch, simulate_all
from forbear.plan.debts import Debts
from forbear.plan.goals import month_of_end
from forbear.plan.strategies import Means, follow, named

START = date(2026, 1, 1).toordinal()
MONTHS = 80


def borrowers(count, seed=5):
    chance = random.Random(seed)
    owed = np.array(
        [[chance.choice([0, 1, 1, 1]) * chance.randrange(100, 900_000) for _ in range(5)] for _ in range(count)]
    )
    rate = np.array([[chance.randrange(0, 3_700) for _ in range(5)] for _ in range(count)])
    minimum = owed // chance.randrange(15, 60)
    money = owed.sum(axis=1) // np.array([chance.randrange(10, 60) for _ in range(count)]) + 50
    return Columns(owed, rate, minimum, money)


@pytest.mark.parametrize("name", NAMES)
def test_each_row_is_what_the_schedule_gives(name):
    columns = borrowers(30)
    outcome = simulate_all(columns, name, MONTHS)
    for row in range(30):
        held = [at for at in range(5) if columns.owed[row, at]]
        terms = zip(columns.owed[row], columns.rate[row], columns.minimum[row], strict=True)
        told = [(f"d{at}", *map(int, one)) for at, one in enumerate(terms)]
        debts = Debts(tuple(as_debt(*told[at], START, "EUR") for at in held))
        plan = follow(debts, Means(START, (int(columns.money[row]),)), named(name), MONTHS, replayed=False)
        ends = [month_of_end(plan, debt.name) for debt in debts.all if plan.schedule.closed_on[debt.name]]
        assert outcome.months[row] == (max(ends) if plan.feasible else 0)
        assert outcome.first_closed[row] == min(ends, default=0)
        assert (outcome.paid[row], outcome.interest[row]) == (plan.paid, plan.sums.interest)
        assert outcome.late_months[row] == plan.creditor_months_late
    assert 0 < (outcome.months == 0).sum() < 30


def test_a_table_in_gives_a_row_for_each_borrower_and_strategy_and_no_date_for_those_who_never_end(tmp_path):
    rows = [
        ("Ann", "x", 10_000, 1_200, 500, 5_000),
        ("Ann", "y", 20_000, 2_400, 500, 5_000),
        ("Bo", "z", 90_000, 3_600, 0, 2_000),
    ]
    with duckdb.connect() as base:
        base.execute("create table t (borrower text, debt text, owed bigint, rate int, minimum bigint, money bigint)")
        base.executemany("insert into t values (?, ?, ?, ?, ?, ?)", rows)
        base.execute(f"copy t to '{tmp_path / 'in.parquet'}' (format parquet)")
        assert run_batch(tmp_path / "in.parquet", tmp_path / "out.parquet", ("snowball", "avalanche")) == 4
        out = base.read_parquet(str(tmp_path / "out.parquet"))
        found = out.project("borrower, strategy, months, paid").fetchall()
    debts = Debts((as_debt("x", 10_000, 1_200, 500, START, "EUR"), as_debt("y", 20_000, 2_400, 500, START, "EUR")))
    plan = follow(debts, Means(START, (5_000,)), named("avalanche"))
    assert found[0] == ("Ann", "avalanche", plan.months, plan.paid)
    assert [(who, months) for who, _, months, _ in found[2:]] == [("Bo", None), ("Bo", None)]


def test_tables_that_cannot_be_reckoned_exactly_are_refused(tmp_path):
    one = np.array([[2**40]])
    with pytest.raises(RecordError, match="too large"):
        simulate_all(Columns(one, one, one, one[0]), "snowball")
    with pytest.raises(RecordError, match="below nought"):
        simulate_all(Columns(-one, one, one, one[0]), "snowball")
    with pytest.raises(RecordError, match="none for tables"):
        simulate_all(borrowers(1), "snowbal")
    duckdb.sql("select 1 as borrower").write_parquet(str(tmp_path / "in.parquet"))
    with pytest.raises(RecordError, match="no column 'debt'"):
        run_batch(tmp_path / "in.parquet", tmp_path / "out.parquet", NAMES)
