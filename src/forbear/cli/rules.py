"""``forbear rules``: list, show, check and test the rulebooks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from forbear.calendar import show_day
from forbear.cli.choosing import Language, Reading
from forbear.cli.console import Exit, out, plain, show_problems, table
from forbear.engine.examples import Case, Outcome, Skipped, read_cases, run_case, run_example
from forbear.errors import InputError
from forbear.rules import catalog
from forbear.rules.format import Rule, Rulebook, Span

app = typer.Typer(help="The rulebooks: what is in them, whether they hold together, whether cases pass.")
LANG = Annotated[Language, typer.Option("--lang", help="Language of titles and sentences.")]


@app.command("list")
def list_books(
    lang: LANG = Language.en,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """List the rulebooks that ship with Forbear. Example: forbear rules list"""
    books = catalog.all_books()
    if as_json:
        plain(json.dumps([_summary(book) for book in books], ensure_ascii=False, indent=2))
        return
    rows = (
        (
            book.id,
            book.title[lang],
            "-".join(book.place.values()),
            book.status,
            str(len(book.rules)),
            _span(book.in_force),
        )
        for book in books
    )
    table("", ("id", "title", "place", "status", "rules", "in force"), rows)


@app.command("show")
def show(name: str, lang: LANG = Language.en) -> None:
    """Show one rulebook: sources, rules with citation and force, what it leaves out. Example: forbear rules show us-reg-f"""
    book = catalog.get(name)
    out.rule(f"{book.id} · {book.title[lang]}")
    plain(f"{book.covers}\nin force {_span(book.in_force)} · {book.status} · sha256 {book.sha256[:16]}…")
    table("Sources", ("id", "title", "confidence"), ((s.id, s.title, s.confidence) for s in book.sources.values()))
    table(
        "Rules",
        ("rule", "effect", "force", "citation", "says"),
        (_rule_row(book, rule, lang) for rule in book.rules.values()),
    )
    exceptions = ((e.id, ", ".join(e.lifts), book.cited(e.cite)) for e in book.exemptions.values())
    table("Exceptions", ("exception", "lifts", "citation"), exceptions)
    plain("Left out:" if book.leaves_out else "Nothing is left out.")
    for line in book.leaves_out:
        plain(f"  - {line}")


@app.command("check")
def check(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders; all shipped ones if absent.")] = None,
) -> None:
    """Check rulebooks as a whole and run their own examples. Example: forbear rules check my-book.toml"""
    names = [str(path) for path in paths or ()] or sorted(catalog.paths())
    faulty = 0
    for name in names:
        try:
            book = catalog.get(name)
        except InputError as error:
            faulty += 1
            show_problems(error.problems)
            continue
        outcomes = [run_example(book, example.record, example.where) for example in book.examples]
        failed = [outcome for outcome in outcomes if not outcome.passed]
        faulty += bool(failed)
        for outcome in failed:
            _show_failure(outcome)
        plain(f"{book.id}: {len(book.rules)} rules, {len(outcomes) - len(failed)} of {len(outcomes)} examples hold")
    if faulty:
        raise typer.Exit(Exit.FAILED)


@dataclass(frozen=True, slots=True)
class _Unrunnable:
    """A case that could not be run at all."""

    id: str
    why: str


@app.command("test")
def test(
    files: Annotated[list[Path], typer.Argument(help="Case files, one JSON object a line.")],
    only: Annotated[
        str | None, typer.Option(help="Only cases that expect this verdict: allow, refuse, review, unknown.")
    ] = None,
    reading: Annotated[Reading, typer.Option(help="How what is not stated is read.")] = Reading.in_order,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a case, and a summary.")] = False,
) -> None:
    """Run case files against the rulebooks. Example: forbear rules test tests/cases/us-reg-f.jsonl"""
    passed, failed, skipped = 0, 0, 0
    for result in _run_all(files, only, reading):
        if isinstance(result, Skipped):
            skipped += 1
        elif isinstance(result, Outcome) and result.passed:
            passed += 1
        else:
            failed += 1
        if as_json:
            plain(json.dumps(_as_record(result), ensure_ascii=False))
        elif isinstance(result, _Unrunnable):
            plain(f"✗ {result.id}\n    {result.why}")
        elif isinstance(result, Outcome) and not result.passed:
            _show_failure(result)
    plain(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    if failed:
        raise typer.Exit(Exit.FAILED)


def _run_all(files: Iterable[Path], only: str | None, reading: Reading) -> Iterator[Outcome | Skipped | _Unrunnable]:
    for path in files:
        for case in read_cases(path, reading.value):
            if isinstance(case, Skipped):
                if only is None:
                    yield case
            elif only is None or case.expect["verdict"] == only:
                yield _run(case)


def _run(case: Case) -> Outcome | _Unrunnable:
    try:
        return run_case(case, catalog.get)
    except InputError as error:
        return _Unrunnable(case.id, str(error))


def _show_failure(outcome: Outcome) -> None:
    plain(f"✗ {outcome.case.id}")
    for fault in outcome.faults:
        plain(f"    {fault}")
    for reason in (*outcome.verdict.reasons, *outcome.verdict.unknowns, *outcome.verdict.notes):
        missing = f" (missing: {', '.join(reason.missing)})" if reason.missing else ""
        plain(f"    · {reason.name} [{reason.effect}, {reason.force or 'no force'}] {reason.says['en']}{missing}")
    if outcome.case.why:
        plain(f"    why expected: {outcome.case.why}")


def _as_record(result: Outcome | Skipped | _Unrunnable) -> dict[str, Any]:
    if isinstance(result, Outcome):
        return {
            "id": result.case.id,
            "passed": result.passed,
            "expected": dict(result.case.expect),
            "got": result.verdict.answer,
            "rules": [reason.name for reason in result.verdict.reasons],
            "unknown": [reason.name for reason in result.verdict.unknowns],
            "notes": [note.rule for note in result.verdict.notes],
            "faults": list(result.faults),
        }
    return {"id": result.id, "passed": None if isinstance(result, Skipped) else False, "why": result.why}


def _summary(book: Rulebook) -> dict[str, Any]:
    return {
        "id": book.id,
        "title": dict(book.title),
        "place": dict(book.place),
        "status": book.status,
        "rules": sorted({rule.name for rule in book.rules.values()}),
        "in_force": _span(book.in_force),
        "sha256": book.sha256,
    }


def _rule_row(book: Rulebook, rule: Rule, lang: Language) -> tuple[str, str, str, str, str]:
    name = rule.name if rule.id == rule.name else f"{rule.name} ({rule.id})"
    draft = " · draft, off by default" if rule.status == "draft" else ""
    return name, rule.effect, (rule.force or "none") + draft, book.cited(rule.cite), rule.says[lang]


def _span(span: Span) -> str:
    first = show_day(span.first) if span.first else "(not established)"
    return f"from {first}" + (f" to {show_day(span.last)}" if span.last else "")
