"""A mixed-integer program written in exact numbers, and HiGHS, the only place where they become floats.

What comes back is a hint and a bound: values are used only to guide whole-unit simulations, and the bound is said with
the solver's tolerance taken off.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Any

from forbear.errors import Problem, SetupError

Number = int | Fraction
Term = tuple[Number, int]
"""A coefficient and the number of a variable."""
NEAR = Fraction(1, 10**6)
"""What a solver in floats may be wrong by, as a part."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solver says: ``solved`` (to the end), ``infeasible`` or ``stopped`` (out of time).

    ``gap`` is what lies between its best answer and its bound, as a part: 0 where it proved its answer the best.
    """

    status: str
    values: tuple[Fraction, ...] = ()
    bound: Fraction | None = None
    gap: Fraction | None = None
    nodes: int = 0
    seconds: int = 0


@dataclass
class Program:
    """Variables with bounds and costs, rows of terms between bounds; the sum of costs is to be least."""

    lower: list[Number] = field(default_factory=list)
    upper: list[Number | None] = field(default_factory=list)
    cost: list[Number] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[tuple[Term, ...], Number | None, Number | None]] = field(default_factory=list)
    constant: Number = 0

    def var(self, upper: Number | None = None, cost: Number = 0, whole: bool = False, lower: Number = 0) -> int:
        """A new variable; gives back its number."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.cost.append(cost)
        self.whole.append(whole)
        return len(self.cost) - 1

    def switch(self, lower: int = 0, upper: int = 1) -> int:
        """A new variable that is nought or one."""
        return self.var(upper, whole=True, lower=lower)

    def row(self, terms: Iterable[Term], least: Number | None = None, most: Number | None = None) -> None:
        """A new row; terms of one variable are added up."""
        summed: dict[int, Number] = {}
        for factor, variable in terms:
            summed[variable] = summed.get(variable, 0) + factor
        self.rows.append((tuple((factor, variable) for variable, factor in summed.items() if factor), least, most))

    def solve(self, seconds: int, start: Mapping[int, int] | None = None, within: Fraction = Fraction(0)) -> Answer:
        """Ask HiGHS, for so many seconds; ``start`` gives switches of a known answer, ``within`` is near enough."""
        highs = _highs(self)
        highs.setOptionValue("time_limit", seconds / 1)
        highs.setOptionValue("mip_rel_gap", 0 / 1)
        highs.setOptionValue("mip_heuristic_effort", 1 / 100)
        highs.setOptionValue("mip_abs_gap", within.numerator / within.denominator)
        if start:
            _spare_heuristics(highs)
            import numpy as np

            highs.setSolution(
                len(start), np.array(list(start), dtype="int32"), np.array(list(start.values()), dtype="float64")
            )
        highs.run()
        return _answer(highs, self)


class Probe:
    """The program with its switches loosened: which of their values no answer of at most ``most`` can have."""

    def __init__(self, program: Program, most: Number) -> None:
        self._program, self._most = program, most
        self._highs = _highs(program, loose=True)
        self._highs.setOptionValue("presolve", "off")
        self._highs.setOptionValue("objective_bound", most * (1 + NEAR) / 1)
        self._highs.run()

    def possible(self, switch: int, value: int) -> bool:
        """May the switch have this value?"""
        lower, upper = self._program.lower[switch], self._program.upper[switch]
        if not lower <= value <= (value if upper is None else upper):
            return False
        self._highs.changeColBounds(switch, value, value)
        self._highs.run()
        kinds, status = _library().HighsModelStatus, self._highs.getModelStatus()
        found = self._highs.getInfo().objective_function_value
        self._highs.changeColBounds(switch, lower, upper)
        over = status == kinds.kOptimal and Fraction(found) > self._most * (1 + NEAR)
        return status not in (kinds.kInfeasible, kinds.kObjectiveBound) and not over

    def fix(self, switch: int, value: int) -> None:
        """Hold the switch at this value, here and in the program; nothing where it was held at the other before."""
        if not self._program.lower[switch] <= value <= (self._program.upper[switch] or 0):
            return
        self._program.lower[switch] = self._program.upper[switch] = value
        self._highs.changeColBounds(switch, value, value)


def _spare_heuristics(highs: Any) -> None:
    """A good answer is known: the solver need not search for one in smaller programs of its own."""
    for name in ("rins", "rens", "root_reduced_cost"):
        highs.setOptionValue(f"mip_heuristic_run_{name}", False)


def _library() -> Any:
    try:
        import highspy
    except ModuleNotFoundError:
        hint = "Install it with: pip install 'forbear[optimum]'; the simple strategies need nothing"
        raise SetupError(Problem("the optimum", "the solver HiGHS is not installed", hint=hint)) from None
    return highspy


@contextmanager
def _quiet() -> Iterator[None]:
    """HiGHS greets on the screen when it is first made, whatever its settings; the greeting goes nowhere."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _highs(program: Program, loose: bool = False) -> Any:
    """The program in the solver's own columns; ``loose``: switches may lie between nought and one."""
    import numpy as np

    highspy = _library()
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(program.cost), len(program.rows)
    infinity = highspy.kHighsInf

    def column(numbers: Iterable[Number | None], missing: Any = infinity) -> Any:
        return np.array([missing if one is None else one for one in numbers], dtype="float64")

    model.col_cost_, model.offset_ = column(program.cost), program.constant / 1
    model.col_lower_, model.col_upper_ = column(program.lower), column(program.upper)
    model.row_lower_ = column((least for _, least, _ in program.rows), -infinity)
    model.row_upper_ = column(most for _, _, most in program.rows)
    counts = [len(terms) for terms, _, _ in program.rows]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *counts]).astype("int32")
    model.a_matrix_.index_ = np.array([at for terms, _, _ in program.rows for _, at in terms], dtype="int32")
    model.a_matrix_.value_ = column(factor for terms, _, _ in program.rows for factor, _ in terms)
    kinds = highspy.HighsVarType
    model.integrality_ = [] if loose else [kinds.kInteger if one else kinds.kContinuous for one in program.whole]
    with _quiet():
        highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.passModel(model)
    return highs


def _answer(highs: Any, program: Program) -> Answer:
    kinds = _library().HighsModelStatus
    status, info = highs.getModelStatus(), highs.getInfo()
    if status == kinds.kInfeasible:
        return Answer("infeasible", seconds=_seconds(highs))
    found = info.primal_solution_status == 2
    values = tuple(Fraction(one) for one in highs.getSolution().col_value) if found else ()
    is_mip = any(program.whole)
    bound = info.mip_dual_bound if is_mip else info.objective_function_value
    known = None if bound in (highs.inf, -highs.inf) else Fraction(bound)
    return Answer(
        "solved" if status == kinds.kOptimal else "stopped", values, known, _gap(found, is_mip, info.mip_gap),
        max(0, info.mip_node_count), _seconds(highs),
    )  # fmt: skip


def _gap(found: bool, is_mip: bool, gap: Any) -> Fraction | None:
    """The solver's own gap; there is none without an answer, and none to close where nothing is a choice."""
    if not found:
        return None
    return Fraction(gap) if is_mip else Fraction(0)


def _seconds(highs: Any) -> int:
    """How long it took, in whole seconds that have begun."""
    return ceil(Fraction(highs.getRunTime()))
