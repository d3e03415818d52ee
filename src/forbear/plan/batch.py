"""Simple strategies for very many borrowers at once: a table of debts in Parquet in, a table of outcomes out.

Whole minor units in columns of 64-bit integers, and the rounding of the schedule (half up). The debts of a table are of
one simple kind, that of ``as_debt``: revolving, equal months, unpaid interest bears interest, one due day, a fixed
minimum, nothing overdue. Figures with which a product could overflow are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from forbear.calendar import Day
from forbear.errors import Problem, RecordError, SetupError, nearest
from forbear.plan.debts import Debt, Minimum, Rate

COLUMNS = ("borrower", "debt", "owed", "rate", "minimum", "money")
"""``owed``, ``minimum`` and ``money`` (of the borrower, each month) in minor units; ``rate`` in hundredths of a percent
a year."""
YEAR = 12 * 10_000
LARGEST = 2**62
BEYOND = 1000
"""A debt that has grown to so many times the largest at the start ends for nobody; the borrower is put aside."""
READ = """
select dense_rank() over (order by borrower) - 1 as borrower, owed::bigint as owed, rate::bigint as rate,
    row_number() over (partition by borrower order by debt) - 1 as place, minimum::bigint as minimum,
    money::bigint as money
from read_parquet($path)
"""
WRITE = """
select names.borrower, outcome.strategy, nullif(outcome.months, 0) as months, outcome.paid, outcome.interest,
    nullif(outcome.first_closed, 0) as first_closed, outcome.late_months
from outcome join names on names.place = outcome.place order by all
"""


def as_debt(name: str, owed: int, rate: int, minimum: int, as_of: Day, currency: str) -> Debt:
    """The debt that a row of the table means, as the schedule knows it."""
    return Debt(
        name, currency, as_of, owed, kind="revolving", rate=Rate(Fraction(rate, 10_000)), interest_on_interest=True,
        minimum=Minimum(floor=minimum),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Columns:
    """Debts by borrower (rows) and place (columns), nought where a borrower has fewer; money by borrower."""

    owed: Any
    rate: Any
    minimum: Any
    money: Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """By borrower: months until all is paid (0: not within those looked at), money paid and interest until then or
    the last month, the month in which the first debt ends (0: none), creditor-months in arrears.
    """

    months: Any
    paid: Any
    interest: Any
    first_closed: Any
    late_months: Any


def simulate_all(columns: Columns, strategy: str, months: int = 120) -> Outcome:
    """What one strategy does to all borrowers; those who are done are put aside."""
    np = _numpy()
    share = _share(strategy)
    largest = _check_size(np, columns)
    count = len(columns.money)
    result = {name: np.zeros(count, "int64") for name in Outcome.__slots__}
    live = np.arange(count)
    owed, arrears, start = columns.owed.copy(), np.zeros_like(columns.owed), columns.owed
    for month in range(1, months + 1):
        rate, minimum, money = columns.rate[live], columns.minimum[live], columns.money[live]
        interest = (2 * owed * rate + YEAR) // (2 * YEAR)
        owed = owed + interest
        late = arrears > 0
        arrears = np.minimum(owed, arrears + np.minimum(owed, minimum))
        parts = _parts(np, share, owed, np.where(late, 0, arrears), money, rate, start[live])
        was_open = owed > 0
        owed, arrears = owed - parts, np.maximum(0, arrears - parts)
        result["paid"][live] += parts.sum(axis=1)
        result["interest"][live] += interest.sum(axis=1)
        result["late_months"][live] += (arrears > 0).sum(axis=1)
        ended = (was_open & (owed == 0)).any(axis=1) & (result["first_closed"][live] == 0)
        result["first_closed"][live[ended]] = month
        done = ~owed.any(axis=1)
        result["months"][live[done]] = month
        on = ~done & (owed.max(axis=1) < BEYOND * largest)
        live, owed, arrears = live[on], owed[on], arrears[on]
        if not len(live):
            break
    return Outcome(**result)


def run_batch(source: Path, target: Path, strategies: tuple[str, ...], months: int = 120) -> int:
    """Read debts from a Parquet file, write an outcome for each borrower and strategy to another."""
    import duckdb

    np = _numpy()
    with duckdb.connect() as base:
        columns = read_columns(base, source)
        base.execute(
            "create table names as select distinct borrower, dense_rank() over (order by borrower) - 1 as place"
            " from read_parquet(?)", [str(source)],
        )  # fmt: skip
        base.execute(
            "create table outcome (place bigint, strategy text, months bigint, paid bigint, interest bigint,"
            " first_closed bigint, late_months bigint)"
        )
        for name in strategies:
            found = simulate_all(columns, name, months)
            table = {"place": np.arange(len(found.paid)), **{one: getattr(found, one) for one in Outcome.__slots__}}
            base.register("found", table)
            base.execute(
                "insert into outcome select place, ?, months, paid, interest, first_closed, late_months from found",
                [name],
            )
        base.sql(WRITE).write_parquet(str(target))
    return len(columns.money) * len(strategies)


def read_columns(base: Any, source: Path) -> Columns:
    """The table of debts as columns."""
    np = _numpy()
    found = base.execute("select * from read_parquet(?) limit 0", [str(source)]).description
    missing = [name for name in COLUMNS if name not in {column[0] for column in found}]
    if missing:
        hint = f"Give the columns {', '.join(COLUMNS)}"
        raise RecordError(Problem(str(source), f"there is no column {missing[0]!r}", hint=hint, code="column-missing"))
    rows = base.execute(READ, {"path": str(source)}).fetchnumpy()
    shape = (int(rows["borrower"].max()) + 1, int(rows["place"].max()) + 1)

    def spread(name: str) -> Any:
        filled = np.zeros(shape, "int64")
        filled[rows["borrower"], rows["place"]] = rows[name]
        return filled

    return Columns(spread("owed"), spread("rate"), spread("minimum"), spread("money").max(axis=1))


def _numpy() -> Any:
    try:
        import numpy as np
    except ModuleNotFoundError:
        hint = "Install it with: pip install 'forbear[optimum]'"
        raise SetupError(Problem("many borrowers at once", "numpy is not installed", hint=hint)) from None
    return np


def _check_size(np: Any, columns: Columns) -> int:
    """The largest amount owed; refuses what could overflow."""
    parts = (columns.owed, columns.rate, columns.minimum, columns.money)
    largest = [int(np.abs(one).max(initial=0)) for one in parts]
    lowest = min(int(one.min(initial=0)) for one in parts)
    product = max(2 * largest[0] * largest[1], largest[0] * largest[3], largest[0] * columns.owed.shape[1]) * BEYOND
    if lowest < 0 or product > LARGEST:
        what = "amounts below nought" if lowest < 0 else "amounts or rates too large to be exact in 64 bits"
        hint = "Give minor units, and rates in hundredths of a percent (24 % is 2400)"
        raise RecordError(Problem("the table of debts", f"it holds {what}", hint=hint, code="value-invalid"))
    return max(1, largest[0])


Keys = Callable[[Any, Any, Any], tuple[Any, ...]]
ORDERS: Mapping[str, Keys] = {
    "one_platform": lambda closes, _rate, _start: (closes,),
    "snowball": lambda closes, _rate, _start: (closes,),
    "snowball_fixed": lambda _closes, _rate, start: (start,),
    "avalanche": lambda _closes, rate, start: (start, -rate),
}
"""The sorting keys of each strategy, the last the most important; equals by their place."""
NAMES = (*ORDERS, "pro_rata")


def _share(strategy: str) -> Keys | None:
    if strategy not in NAMES:
        hint = f"Choose one of {', '.join(NAMES)}. {nearest(strategy, NAMES)}".strip()
        raise RecordError(
            Problem("the strategy", f"{strategy!r} is none for tables", hint=hint, code="strategy-unknown")
        )
    return ORDERS.get(strategy)


def _parts(np: Any, keys: Keys | None, closes: Any, asked: Any, money: Any, rate: Any, start: Any) -> Any:
    """How much each debt gets: what current debts ask, then the rest, each in the strategy's order; or all by parts."""
    if keys is None:
        return _by_parts(np, closes, money)
    first = _pour(np, keys(asked, rate, start), asked, money)
    rest = closes - first
    return first + _pour(np, keys(rest, rate, start), rest, money - first.sum(axis=1))


def _pour(np: Any, keys: tuple[Any, ...], closes: Any, money: Any) -> Any:
    order = np.lexsort(keys, axis=-1) if len(keys) > 1 else np.argsort(keys[0], axis=-1, kind="stable")
    wanted = np.take_along_axis(closes, order, axis=1)
    before = wanted.cumsum(axis=1) - wanted
    parts = np.empty_like(closes)
    np.put_along_axis(parts, order, np.clip(money[:, None] - before, 0, wanted), axis=1)
    return parts


def _by_parts(np: Any, closes: Any, money: Any) -> Any:
    total = closes.sum(axis=1)
    whole, rest = np.divmod(money[:, None] * closes, np.maximum(1, total)[:, None])
    rest[closes == 0] = -1
    rank = np.argsort(np.argsort(-rest, axis=1, kind="stable"), axis=1, kind="stable")
    parts = whole + (rank < (money - whole.sum(axis=1))[:, None])
    return np.where((money >= total)[:, None], closes, parts)
