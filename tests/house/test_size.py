"""Code is short enough to be read aloud. What is longer stands in allowed.toml, which only shrinks."""

from __future__ import annotations

import tomllib
from statistics import median

from tests.house.tree import HOUSE, functions, length, none_of, scripts, sources

ALLOWED = tomllib.loads((HOUSE / "allowed.toml").read_text(encoding="utf-8"))
FUNCTION_LINES = 60
FUNCTION_MEDIAN = 10
MODULE_LINES = 300
SLACK = 10
"""An allowance may stand this many lines above what is needed, so that a small change does not break it."""


def test_no_function_is_longer_than_sixty_lines():
    lengths = {
        f"{module.where}:{name}": length(node)
        for module in (*sources(), *scripts())
        for name, node in functions(module)
    }
    _within(lengths, FUNCTION_LINES, ALLOWED["function_lines"])


def test_no_module_is_longer_than_three_hundred_lines():
    _within({module.where: module.lines for module in (*sources(), *scripts())}, MODULE_LINES, ALLOWED["module_lines"])


def test_half_of_all_functions_have_at_most_ten_lines():
    lengths = [length(node) for module in sources() for _, node in functions(module)]
    assert not lengths or median(lengths) <= FUNCTION_MEDIAN, (
        f"the median function has {median(lengths)} lines, allowed are {FUNCTION_MEDIAN}: split the longest"
    )


def _within(sizes: dict[str, int], limit: int, allowed: dict[str, int]) -> None:
    none_of(
        (
            f"{where}: {size} lines, allowed {allowed.get(where, limit)}"
            for where, size in sorted(sizes.items())
            if size > allowed.get(where, limit)
        ),
        f"Longer than {limit} lines; split it by what it does (do not raise tests/house/allowed.toml):",
    )
    none_of(
        (
            f"{where}: allowed {most}, has {sizes.get(where, 0)}"
            for where, most in sorted(allowed.items())
            if sizes.get(where, 0) <= limit or sizes[where] + SLACK < most
        ),
        "Better than allowed: lower the number in tests/house/allowed.toml, or take the line out:",
    )
