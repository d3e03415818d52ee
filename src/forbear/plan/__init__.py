"""What can really be paid: debts, schedules, true rates and budgets, as exact arithmetic.

No rule of law is read here and no clock: limits and days arrive as arguments or stand in dated tables.
Conventions: ``docs/decisions/0010-plans.md``.
"""
