"""What financial-debt-optimizer says of debts and an income; run by benchmarks/plan.py with the peer's own Python.

Reads one JSON object on standard input (``income`` a month, ``debts``: name, balance, minimum, rate in percent) and
prints what the peer answers, with the cash that its own schedule pays and the interest and principal that it credits.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date

from debt_optimizer.core.debt_optimizer import DebtOptimizer, OptimizationGoal
from debt_optimizer.core.financial_calc import Debt, Income


def main() -> None:
    asked = json.load(sys.stdin)
    debts = [Debt(one["name"], one["balance"], one["minimum"], one["rate"], 15) for one in asked["debts"]]
    income = Income("Pay", asked["income"], "monthly", date.fromisoformat(asked["first"]))
    began = time.perf_counter()
    peer = DebtOptimizer(debts, [income], settings={"current_bank_balance": 0})
    found = peer.optimize_debt_strategy(OptimizationGoal.MINIMIZE_INTEREST)
    rows = found.payment_schedule
    paid = rows[rows["type"].isin(["payment", "extra_payment"])]
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - began,
                "strategy": found.strategy,
                "months": found.total_months_to_freedom,
                "interest": found.total_interest_paid,
                "cash": float(-paid["amount"].sum()),
                "credited_interest": float(paid["interest_portion"].sum()),
                "credited_principal": float(paid["principal_portion"].sum()),
                "left": float(rows["remaining_balance"].iloc[-1]),
            }
        )
    )


if __name__ == "__main__":
    main()
