"""``forbear rules``: list, show, check and test the rulebooks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from forbear.audit.intake.base import near_file
from forbear.calendar import show_day
from forbear.cli.case_lines import Ran, Read, Unrunnable, case_record, show_failure
from forbear.cli.choosing import CaseEngine, Expected, Language, Reading
from forbear.cli.console import Exit, plain, say, show_problems, table
from forbear.cli.rules_for import rules_for
from forbear.cli.rules_site import site
from forbear.engine.duty_cases import DutyCase, DutyOutcome, run_duty_case, run_duty_example
from forbear.engine.examples import Case, Outcome, Skipped, case_lines, read_line, run_case, run_example
from forbear.errors import InputError, Problem, RecordError
from forbear.places import shipped
from forbear.report.words import Words
from forbear.rules import catalog
from forbear.rules.format import Exemption, Rule, Rulebook, Span

if TYPE_CHECKING:
    from forbear.engine.relational.loading import Backend

app = typer.Typer(
    help="The rulebooks: what is in them, whether they hold together, whether cases pass.", no_args_is_help=True
)
LANG = Annotated[Language, typer.Option("--lang", help="Language of titles and sentences.")]
COLUMNS = ("id", "title", "place", "status", "rules", "since")
app.command("for")(rules_for)
app.command("site")(site)


@app.command("list")
def list_books(
    lang: LANG = Language.en,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """List the rulebooks that ship with Forbear.

    Example: forbear rules list --lang zh
    """
    books, words = [*catalog.all_books(), *catalog.credit_books()], Words(lang)
    if as_json:
        plain(json.dumps([_summary(book) for book in books], ensure_ascii=False, indent=2))
        return
    table("", [words(f"rules.{name}") for name in COLUMNS], (_book_row(book, words) for book in books), whole=(0, 5))


@app.command("show")
def show(name: Annotated[str, typer.Argument(help="A rulebook id, or a file.")], lang: LANG = Language.en) -> None:
    """Show one rulebook: its sources, its rules with citation and force, and what it leaves out.

    Example: forbear rules show us-reg-f
    """
    book, words = catalog.any_book(name), Words(lang)
    say(f"{book.id} · {book.title[lang]}", style="bold")
    say(words.kept(book.covers))
    since = _span(book.in_force, words)
    say(words("rules.head", status=words.label("status", book.status), since=since, sha=book.sha256[:16]))
    for heading, lines in (
        (
            "sources",
            (f"{words.kept(s.title)} ({words.label('confidence', s.confidence)})" for s in book.sources.values()),
        ),
        ("leaves_out", map(words.kept, book.leaves_out)),
    ):
        _listed(words(f"rules.{heading}"), lines)
    _headed(words("rules.all"))
    for rule in book.rules.values():
        _show_rule(book, rule, words)
    _headed_duties(book, words)
    _listed(words("rules.exceptions"), (_exception(book, each, words) for each in book.exemptions.values()))


@app.command("check")
def check(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders; all shipped ones if absent.")] = None,
    lang: LANG = Language.en,
) -> None:
    """Check rulebooks as a whole and run their own examples. Exit code 1 where one does not hold.

    Example: forbear rules check my-book.toml
    """
    faulty = sum(not _holds(name, Words(lang)) for name in _named(paths or ()))
    if faulty:
        raise typer.Exit(Exit.FAILED)


@app.command("test")
def run_cases(
    files: Annotated[list[Path], typer.Argument(help="Case files, one JSON object a line.")],
    only: Annotated[Expected | None, typer.Option("--only", help="Only cases that expect this verdict.")] = None,
    reading: Annotated[Reading, typer.Option("--reading", help="How what is not stated is read.")] = Reading.in_order,
    engine: Annotated[CaseEngine, typer.Option("--engine", help="What judges.")] = CaseEngine.scalar,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a case, then the closing line.")] = False,
) -> None:
    """Run case files against the rulebooks. The last line is ``N passed, N failed``; exit code 1 where one failed.

    Example: forbear rules test tests/cases/us-reg-f.jsonl
    """
    passed, failed, skipped = 0, 0, 0
    for result in _judged(_run_all(files, only, reading), engine):
        if isinstance(result, Skipped):
            skipped += 1
        elif isinstance(result, Outcome | DutyOutcome) and result.passed:
            passed += 1
        else:
            failed += 1
        if as_json:
            plain(json.dumps(case_record(result), ensure_ascii=False))
        elif isinstance(result, Unrunnable):
            say(result.id, sign="✗", style="bold")
            say(result.why, indent=4)
        elif isinstance(result, Outcome | DutyOutcome) and not result.passed:
            show_failure(result)
    plain(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    if failed:
        raise typer.Exit(Exit.FAILED)


def _judged(read: Iterable[Read], engine: CaseEngine) -> Iterator[Ran]:
    """The outcome of every case, in order; a set-based engine judges the contacts all together, duties never."""
    if engine is CaseEngine.scalar:
        yield from map(_outcome, read)
        return
    from forbear.engine.relational.cases import run_cases as run_together

    lines = list(read)
    outcomes = iter(run_together(_backend(engine), [line for line in lines if isinstance(line, Case)], catalog.get))
    yield from (next(outcomes) if isinstance(line, Case) else _outcome(line) for line in lines)


def _backend(engine: CaseEngine) -> Backend:
    """The engine; Spark is loaded only where it was asked for."""
    if engine is CaseEngine.spark:
        from forbear.engine.backends.spark import Spark

        return Spark()
    from forbear.engine.backends.duckdb import DuckDB

    return DuckDB()


def _outcome(case: Read) -> Ran:
    if not isinstance(case, Case | DutyCase):
        return case
    try:
        return run_case(case, catalog.any_book) if isinstance(case, Case) else run_duty_case(case, catalog.any_book)
    except InputError as error:
        return Unrunnable(case.where, str(error))


def _run_all(files: Sequence[Path], only: Expected | None, reading: Reading) -> Iterator[Read]:
    missing = [path for path in files if not path.is_file()]
    if missing:
        raise RecordError(
            Problem(str(path), "there is no such file", hint=near_file(path) or "Check the path", code="file-missing")
            for path in missing
        )
    for path in files:
        for where, line in case_lines(path):
            result = _read(line, where, reading, only)
            if result is not None:
                yield result


def _read(line: str, where: str, reading: Reading, only: Expected | None) -> Read | None:
    """The case of one line; None where ``only`` leaves it out."""
    try:
        case = read_line(line, where, reading.value)
    except InputError as error:
        return Unrunnable(where, str(error))
    left_out = only is not None and (not isinstance(case, Case) or case.expect["verdict"] != only)
    return None if left_out else case


def _named(paths: Sequence[Path]) -> list[str]:
    """Rulebooks by id or path; a folder that is no rulebook stands for those in it."""
    if not paths:
        return sorted(catalog.paths(catalog.EVERYTHING))
    names: list[str] = []
    for path in paths:
        inside = path.is_dir() and not (path / "book.toml").is_file()
        names += [str(one) for one in catalog.paths([path]).values()] if inside else [str(path)]
    return names


def _holds(name: str, words: Words) -> bool:
    """Check one rulebook and say what was found."""
    try:
        book = catalog.any_book(name)
        outcomes: list[Outcome | DutyOutcome] = [
            *(run_example(book, example.record, example.where) for example in book.examples),
            *(run_duty_example(book, example.record, example.where) for example in book.duty_examples),
        ]
    except InputError as error:
        show_problems(error.problems)
        return False
    failed = [outcome for outcome in outcomes if not outcome.passed]
    for outcome in failed:
        show_failure(outcome)
    held = len(outcomes) - len(failed)
    say(words("rules.checked", book=book.id, n=len(book.rules), held=held, all=len(outcomes)))
    return not failed


def _summary(book: Rulebook) -> dict[str, Any]:
    return {
        "id": book.id,
        "subject": book.subject,
        "title": dict(book.title),
        "place": dict(book.place),
        "status": book.status,
        "rules": sorted({rule.name for rule in book.rules.values()}),
        "duties": sorted({duty.name for duty in book.duties.values()}),
        "in_force": {"from": _day(book.in_force.first), "to": _day(book.in_force.last)},
        "sha256": book.sha256,
    }


def _book_row(book: Rulebook, words: Words) -> tuple[str, ...]:
    place, status = shipped().of(book.place).code, words.label("status", book.status)
    rules = len({rule.name for rule in book.rules.values()})
    return book.id, book.title[words.lang], place, status, str(rules), _span(book.in_force, words)


def _headed(heading: str) -> None:
    plain("")
    say(heading, style="bold")


def _listed(heading: str, lines: Iterable[str]) -> None:
    """A heading and its lines; nothing where there is no line."""
    kept = list(lines)
    if kept:
        _headed(heading)
    for line in kept:
        say(line, indent=2, sign="-")


def _show_rule(book: Rulebook, rule: Rule, words: Words) -> None:
    name = rule.name if rule.id == rule.name else f"{rule.name} ({rule.id})"
    force = words.label("force", rule.force) if rule.force else ""
    draft = words("rules.draft") if rule.status == "draft" else ""
    parts = (name, words.label("effect", rule.effect), force, draft)
    say(" · ".join(filter(None, parts)), indent=2, style="bold")
    say(rule.says[words.lang], indent=4)
    say(book.cited(rule.cite), indent=4, style="dim")


def _headed_duties(book: Rulebook, words: Words) -> None:
    if book.duties:
        _headed(words("rules.duties"))
    for duty in book.duties.values():
        draft = words("rules.draft") if duty.status == "draft" else ""
        say(" · ".join(filter(None, (duty.id, words.label("force", duty.force), draft))), indent=2, style="bold")
        say(duty.says[words.lang], indent=4)
        say(book.cited(duty.cite), indent=4, style="dim")


def _exception(book: Rulebook, each: Exemption, words: Words) -> str:
    return words("rules.exception", id=each.id, lifts=", ".join(each.lifts), cite=book.cited(each.cite))


def _span(span: Span, words: Words) -> str:
    first = _day(span.first) or words("rules.not_established")
    return f"{first} – {_day(span.last)}" if span.last else first


def _day(day: int | None) -> str | None:
    return None if day is None else show_day(day)
