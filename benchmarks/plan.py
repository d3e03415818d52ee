"""Plans: the simple strategies, the proven optimum, many borrowers at once, and a peer on the same debts.

    python benchmarks/plan.py [--seconds 60] [--borrowers 100000] [--peer PYTHON-WITH-financial-debt-optimizer]

The debts are made up: cards with minimums, instalment loans, a promotion, flat fees, late platforms with late fees and
with offers that expire. Times are seconds of the clock and of CPU.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import duckdb

from forbear.plan.batch import NAMES, run_batch
from forbear.plan.debts import Debt, Debts, Late, Minimum, Rate, Settlement, Spell
from forbear.plan.frontier import frontier
from forbear.plan.goals import GOALS
from forbear.plan.months import add_months
from forbear.plan.optimum import optimum
from forbear.plan.shortfall import shortfall
from forbear.plan.strategies import STRATEGIES, Means, follow, named

START = date(2026, 1, 1).toordinal()
PEER = Path(__file__).with_name("plan_peer.py")


def month(count: int) -> int:
    return add_months(START, count)


def rate(percent: int) -> Rate:
    return Rate(Fraction(percent, 100))


def card(name: str, owed: int, percent: int, **more: object) -> Debt:
    terms = {"interest_on_interest": True, "minimum": Minimum(Fraction(3, 100), 2_500), **more}
    return Debt(name, "CNY", START, owed, kind="revolving", rate=rate(percent), **terms)  # type: ignore[arg-type]


def loan(name: str, owed: int, percent: int, left: int) -> Debt:
    return Debt(name, "CNY", START, owed, rate=rate(percent), instalments_left=left)


def late(name: str, owed: int, percent: int, **more: object) -> Debt:
    return Debt(
        name, "CNY", START, owed, rate=rate(percent), accelerated=True, arrears=owed, instalments_left=1, **more
    )  # type: ignore[arg-type]


EIGHT = (
    card("Card A", 1_480_000, 18, accrual="daily", day_count="actual_365", due_day=8),
    card("Card B", 620_000, 24, spells=(Spell(START, month(6), rate(0)),)),
    loan("Loan C", 2_150_000, 11, 36),
    Debt("Flat D", "CNY", START, 480_000, method="flat_fee", flat_fee=Fraction(7, 1000), instalments_left=12),
    late("Late E", 560_000, 24, settlements=(Settlement(392_000, month(9)),)),
    late("Late F", 310_000, 35, late=Late(fee=1_500)),
    late("Late G", 905_000, 15),
    loan("Loan H", 700_000, 22, 24),
)
FIFTEEN = (
    *EIGHT,
    card("Card I", 940_000, 21, due_day=21),
    loan("Loan J", 1_800_000, 8, 60),
    loan("Loan K", 400_000, 30, 18),
    late("Late L", 220_000, 36),
    late("Late M", 780_000, 20, settlements=(Settlement(600_000, month(14)),)),
    card("Card N", 300_000, 28),
    loan("Loan O", 1_250_000, 16, 48),
)
LINEAR = tuple(
    late(f"Late {name}", owed, percent, interest_on_interest=True)
    for name, owed, percent in zip(
        "PQRSTUVW", (560, 310, 905, 1_250, 420, 180, 770, 640), (24, 35, 15, 18, 29, 36, 21, 12), strict=True
    )
)
LINEAR = tuple(replace(one, principal=one.principal * 1_000, arrears=one.arrears * 1_000) for one in LINEAR)


@contextmanager
def timed(what: str) -> Iterator[None]:
    clock, cpu = time.perf_counter(), time.process_time()
    yield
    print(f"    {what}: {time.perf_counter() - clock:.1f} s, {time.process_time() - cpu:.1f} s of CPU")


def best(debts: tuple[Debt, ...], months: int, money: int, seconds: int, goals: list[str]) -> None:
    print(f"\n{len(debts)} debts, {sum(one.owed for one in debts)} owed, {money} a month, {months} months")
    for name in goals:
        with timed(name):
            found = optimum(Debts(debts), Means(START, (money,)), GOALS[name], months, seconds=seconds)
        print(f"    value {found.value}, bound {found.bound}, gap in whole units {_percent(found.gap)}", end="")
        print(f", by {found.method}, {found.nodes} nodes, found by {found.found_by}")
        if found.program_gap is not None:
            print(f"    the program: solved {found.solved}, its own gap {_percent(found.program_gap)}")
        for one, distance in found.distances.items():
            print(f"        {one}: {'does not end' if distance.more is None else f'+{distance.more}'}", end="")
            print("" if distance.keeps else " (does not pay what is asked)")


def _percent(gap: Fraction | None) -> str:
    return "none" if gap is None else f"{float(100 * gap):.4f} %"


def mixes(debts: tuple[Debt, ...], months: int, money: int, seconds: int) -> None:
    print(f"\nCost against creditor-months in arrears, {len(debts)} debts, {money} a month")
    with timed("all mixes"):
        found = frontier(Debts(debts), Means(START, (money,)), months, seconds=seconds)
    for one in found:
        print(f"    a creditor-month counts {one.weight}: cost {one.place[0]}, {one.place[1]} creditor-months", end="")
        print(f", gap {_percent(one.found.gap)}")


def remedies(debts: tuple[Debt, ...], months: int, money: int) -> None:
    print(f"\nWhat mends a budget of {money} a month for {len(debts)} debts, {months} months")
    with timed("everything"):
        found = shortfall(Debts(debts), Means(START, (money,)), named("avalanche"), months)
    print(f"    {found.extra.amount} more a month" if found and found.extra else "    no amount mends it")


def simple(debts: tuple[Debt, ...], money: int) -> None:
    print("\nOne plan of each simple strategy on eight debts")
    for name, strategy in STRATEGIES.items():
        with timed(name):
            follow(Debts(debts), Means(START, (money,)), strategy)


def batch(borrowers: int) -> None:
    print(f"\n{borrowers} borrowers with 6 debts each, at most 120 months")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "debts.parquet")
        duckdb.sql(
            f"""copy (select b as borrower, 'debt ' || d as debt, (20000 + hash(b * 7 + d) % 700000)::bigint as owed,
            (hash(b + 31 * d) % 3600)::bigint as rate, ((20000 + hash(b * 7 + d) % 700000) // 40)::bigint as minimum,
            (55000 + hash(b) % 90000)::bigint as money from range({borrowers}) t(b), range(6) u(d))
            to '{source}' (format parquet)"""
        )
        with timed("all strategies, file in, file out"):
            run_batch(source, Path(folder, "out.parquet"), NAMES)


def peer(python: str) -> None:
    """The same cards for both: once with enough money, once with less than the minimums."""
    cards = (("A", 12_000, 240, 22), ("B", 8_000, 160, 12), ("C", 9_500, 190, 18))
    debts = Debts(tuple(
        Debt(name, "USD", START, owed * 100, kind="revolving", rate=rate(percent), interest_on_interest=True,
             minimum=Minimum(floor=least * 100), due_day=15)
        for name, owed, least, percent in cards
    ))  # fmt: skip
    print("\nfinancial-debt-optimizer on the same debts")
    for income in (1_200, 300):
        asked = {
            "income": income, "first": "2026-01-01",
            "debts": [{"name": n, "balance": b, "minimum": m, "rate": r} for n, b, m, r in cards],
        }  # fmt: skip
        done = subprocess.run([python, str(PEER)], input=json.dumps(asked), capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"    it does not run here: {done.stderr.strip().splitlines()[-1]}")
            return
        said = json.loads(done.stdout)
        ours = follow(debts, Means(START, (income * 100,)), named("avalanche"))
        invented = said["credited_interest"] + said["credited_principal"] - said["cash"]
        print(f"    {income} a month: peer free in {said['months']} months, interest {said['interest']:.2f}, ", end="")
        print(f"cash {said['cash']:.2f}, credited {said['credited_principal']:.2f} of principal and", end="")
        print(f" {said['credited_interest']:.2f} of interest: {invented:.2f} that nobody paid; {said['seconds']:.2f} s")
        end = f"{ours.months} months, {ours.sums.interest / 100:.2f} interest" if ours.feasible else "never free"
        print(f"        Forbear (avalanche): {end}, {len(ours.missed)} payments not met")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--borrowers", type=int, default=100_000)
    parser.add_argument("--peer", help="a Python that has financial-debt-optimizer")
    asked = parser.parse_args()
    simple(EIGHT, 330_000)
    best(LINEAR, 60, 330_000, asked.seconds, ["least_paid", "soonest_free"])
    best(EIGHT, 60, 330_000, asked.seconds, list(GOALS))
    best(FIFTEEN, 120, 560_000, asked.seconds, ["least_paid"])
    mixes(EIGHT, 60, 330_000, asked.seconds)
    remedies(EIGHT, 60, 200_000)
    batch(asked.borrowers)
    if asked.peer:
        peer(asked.peer)


if __name__ == "__main__":
    sys.exit(main())
