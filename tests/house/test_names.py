"""Public things say what they are for, and tests say what holds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.tree import Module, checks, none_of, sources

WORDS = 4


def test_every_public_module_class_and_function_has_a_docstring():
    none_of(
        (
            f"{module.where}:{line}: {name}"
            for module in sources()
            for line, name, node in _public(module)
            if not ast.get_docstring(node)
        ),
        "Say in one sentence what these are for:",
    )


def test_every_test_has_a_name_that_reads_as_a_sentence():
    none_of(
        (
            f"{module.where}:{node.lineno}: {node.name}"
            for module in checks()
            for node in _tests_in(module)
            if len(node.name.removeprefix("test_").split("_")) < WORDS
        ),
        f"A test's name says what holds, in {WORDS} words or more (test_a_refusal_beats_any_permission):",
    )


def test_every_test_function_is_in_a_file_that_pytest_collects():
    none_of(
        (
            f"{module.where}:{node.lineno}: {node.name}"
            for module in checks()
            if not module.path.name.startswith("test_")
            for node in _tests_in(module)
        ),
        "pytest never runs these: name the file test_….py:",
    )


def test_every_test_file_holds_at_least_one_test():
    none_of(
        (module.where for module in checks() if module.path.name.startswith("test_") and not any(_tests_in(module))),
        "No test in these; a test's name begins with test_:",
    )


def test_no_two_tests_of_a_file_have_the_same_name():
    none_of(
        (
            f"{module.where}:{node.lineno}: {node.name}"
            for module in checks()
            for scope in [module.tree, *(one for one in module.tree.body if isinstance(one, ast.ClassDef))]
            for node in _shadowed(scope)
        ),
        "The later test hides the earlier, which never runs:",
    )


def _public(module: Module) -> Iterator[tuple[int, str, ast.AST]]:
    if module.text.strip():
        yield 1, module.name, module.tree
    for node in module.tree.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and not node.name.startswith("_"):
            yield node.lineno, node.name, node


def _tests_in(module: Module) -> Iterator[ast.FunctionDef]:
    for node in module.tree.body:
        inside = node.body if isinstance(node, ast.ClassDef) and node.name.startswith("Test") else [node]
        yield from (one for one in inside if isinstance(one, ast.FunctionDef) and one.name.startswith("test"))


def _shadowed(scope: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef]:
    seen: set[str] = set()
    for node in scope.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            if node.name in seen:
                yield node
            seen.add(node.name)
