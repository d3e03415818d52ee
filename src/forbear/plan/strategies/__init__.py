"""Strategies: ways to share a month's money among debts, carried out on the schedule, and compared.

``follow`` carries one out, ``compare`` all of them. A strategy is a name, a function of one shape (``Share``), and
what is paid before it has its way. To add one, write its file and name it in ``STRATEGIES``.
"""

from __future__ import annotations

from forbear.plan.strategies.compare import STRATEGIES, compare, named
from forbear.plan.strategies.custom import custom
from forbear.plan.strategies.run import follow
from forbear.plan.strategies.shapes import Lump, Means, Missed, Plan, Standing, Strategy, means_of

__all__ = [
    "STRATEGIES", "Lump", "Means", "Missed", "Plan", "Standing", "Strategy", "compare", "custom", "follow", "means_of",
    "named",
]  # fmt: skip
