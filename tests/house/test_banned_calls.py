"""What the code never does: read a clock low down, use floats for money or time, run text, or print."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator

from tests.house.tree import HOUSE, Module, none_of, sources

ALLOWED = tomllib.loads((HOUSE / "allowed.toml").read_text(encoding="utf-8"))
LAYERS = tomllib.loads((HOUSE / "layers.toml").read_text(encoding="utf-8"))
CLOCKS = {
    "datetime.now", "datetime.today", "datetime.utcnow", "datetime.utcfromtimestamp", "date.today",
    "time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.monotonic", "time.perf_counter",
}  # fmt: skip
NAIVE = {"datetime.today", "datetime.utcnow", "datetime.utcfromtimestamp", "time.localtime"}
EXACT = {"money", "calendar", "events", "records", "vocabulary", "rules", "engine", "plan"}
TOP = 5


def test_no_clock_is_read_below_the_command_line_and_the_web():
    none_of(
        _calls(CLOCKS, below=TOP),
        "The time comes in as an argument, with the data; take an Instant instead of reading a clock:",
    )


def test_no_naive_time_is_made_anywhere_in_the_package():
    none_of(_calls(NAIVE), "These give a time without a zone; use datetime.now(UTC) in cli or web:")


def test_no_number_is_turned_into_a_float_below_layer_five():
    found = list(_calls({"float"}, below=TOP))
    allowed = set(ALLOWED["float"])
    none_of(
        (one for one in found if one.split(":")[0] not in allowed),
        "Money is whole minor units and rates are Decimal; a float loses cents. Use int or Decimal:",
    )
    none_of(
        sorted(allowed - {one.split(":")[0] for one in found}),
        "These no longer need float: take them out of tests/house/allowed.toml (the list only shrinks):",
    )


def test_no_float_is_written_out_where_numbers_must_be_exact():
    none_of(
        (
            f"{module.where}:{node.lineno}: {node.value!r}"
            for module in sources()
            if _package(module) in EXACT - set(ALLOWED["float_literal"])
            for node in module.nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, float)
        ),
        "Floats do not belong into the nouns, the rules, the engine or the plan; use int or Decimal:",
    )


def test_no_text_is_ever_run_as_code():
    none_of(
        _calls({"eval", "exec", "compile", "__import__"}),
        "Rules are data; expressions are read by rules/expressions.py into our own tree, and never run:",
    )


def test_nothing_but_the_command_line_prints_to_the_screen():
    none_of(
        (one for one in _calls({"print", "sys.stdout.write"}) if not one.startswith("src/forbear/cli/")),
        "Give back a value and let cli/ show it:",
    )


def test_no_error_is_caught_without_saying_which():
    none_of(
        (
            f"{module.where}:{node.lineno}"
            for module in sources()
            for node in module.nodes
            if isinstance(node, ast.ExceptHandler) and _catches_all(node)
        ),
        "A bare except hides what went wrong; name the errors that are expected:",
    )


def _calls(names: set[str], below: int = TOP + 1) -> Iterator[str]:
    """Where one of these is called, or handed on to be called, in a package below a layer."""
    for module in sources():
        if LAYERS.get(_package(module), {"layer": TOP})["layer"] >= below:
            continue
        for node in module.nodes:
            name = _dotted(node.func) if isinstance(node, ast.Call) else ""
            if name and any(name == one or ("." in one and name.endswith(f".{one}")) for one in names):
                yield f"{module.where}:{node.lineno}: {name}()"


def _package(module: Module) -> str:
    parts = module.name.split(".")
    return parts[1] if len(parts) > 1 else ""


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return ""


def _catches_all(handler: ast.ExceptHandler) -> bool:
    """A handler of everything is fine where it tidies up and raises again."""
    kinds = {one.id for one in ast.walk(handler.type) if isinstance(one, ast.Name)} if handler.type else set()
    last = handler.body[-1]
    raises_again = isinstance(last, ast.Raise) and last.exc is None
    return (handler.type is None or bool(kinds & {"Exception", "BaseException"})) and not raises_again
