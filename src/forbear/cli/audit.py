"""``forbear audit``: bring the log, get the findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from forbear.audit.assemble import Assembled, Log, assemble
from forbear.audit.build import build_audit, contacts_to_judge
from forbear.audit.export import write_all, write_text_safely
from forbear.audit.intake.base import Options
from forbear.audit.intake.mapping import read_mapping
from forbear.audit.marks import Marks, Owner, parse_mark, read_marks
from forbear.audit.result import AuditResult
from forbear.audit.tables.database import MEMORY
from forbear.audit.tables.sweep import Sweep
from forbear.cli.audit_tables import Shown, is_for_tables, run_on_tables
from forbear.cli.choosing import DateOrder, Drafts, Engine, Language, Place, Rules, books_for
from forbear.cli.console import Exit, progress, say, show_warnings
from forbear.cli.findings import show_audit
from forbear.errors import Problem, RecordError, nearest
from forbear.report.words import Words
from forbear.rules.format import Rulebook
from forbear.vocabulary import VALUES

Out = Annotated[
    Path, typer.Option("--out", help="Folder for report.html, findings.jsonl, findings.csv, rejected.jsonl.")
]


def audit(
    logs: Annotated[list[Path], typer.Argument(help="Logs of the debtor's telephone, or tables of contacts.")],
    rules: Rules = None,
    place: Place = None,
    out: Out = Path("audit"),
    collector: Annotated[
        list[str] | None, typer.Option("--collector", help="Mark a number: '+8610…=Agency X;creditor=Y'.")
    ] = None,
    marks: Annotated[
        Path | None, typer.Option("--marks", help="A TOML file of marks (collectors, debtor, people).")
    ] = None,
    log: Annotated[list[str] | None, typer.Option("--log", help="Another person's log: PERSON:ROLE:FILE.")] = None,
    mapping: Annotated[
        str | None, typer.Option("--map", help="Columns of a table: a TOML file or a ready map.")
    ] = None,
    zone: Annotated[str | None, typer.Option("--zone", help="The debtor's time zone, such as Asia/Shanghai.")] = None,
    date_order: Annotated[DateOrder | None, typer.Option("--date-order", help="Of the dates of a chat.")] = None,
    region: Annotated[
        str | None, typer.Option("--region", help="Country of numbers written without one, such as CN.")
    ] = None,
    me: Annotated[str | None, typer.Option("--me", help="Under which name the owner of a chat writes in it.")] = None,
    debtor: Annotated[str | None, typer.Option("--debtor", help="Whose rows of a table of several debtors.")] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="Of text, where it is not found out.")] = None,
    lang: Annotated[Language, typer.Option("--lang", help="Language of report and table.")] = Language.en,
    drafts: Drafts = False,
    unmasked: Annotated[bool, typer.Option("--unmasked", help="Show telephone numbers in full.")] = False,
    engine: Annotated[
        Engine, typer.Option("--engine", help="scalar: one debtor's log; duckdb, spark: tables of many.")
    ] = Engine.auto,
    explain: Annotated[bool, typer.Option("--explain", help="Tables: print the SQL and judge nothing.")] = False,
    memory: Annotated[str, typer.Option("--memory", help="Tables: at most so much memory.")] = MEMORY,
) -> None:
    """Judge every contact that a collector began. Exit code 3 where something was found.

    Example: forbear audit phone.xml --marks marks.toml --place CN --log sister:relative:sister.xml --out audit
    """
    books, words = books_for(rules or (), place), Words(lang)
    if is_for_tables(logs, engine, mapped=mapping is not None and debtor is None):
        wanted = Sweep(logs[0], books, drafts, memory, on_spark=engine == Engine.spark)
        return run_on_tables(wanted, mapping, zone, out, Shown(lang, masked=not unmasked), explain)
    country = (place or "").partition("-")[0].upper()
    options = Options(
        zone=zone, date_order=date_order, region=region or country or None,
        owner_name=me, debtor=debtor, encoding=encoding, mapping=read_mapping(mapping) if mapping else None,
    )  # fmt: skip
    every = [*(Log(path) for path in logs), *(parse_log(text) for text in log or ())]
    marked = gather_marks(marks, collector or (), options.region)
    with progress() as bar:
        made = read_with_progress(bar, words, every, marked, options, country)
        result = judge_with_progress(bar, words, made, books, drafts)
        bar.add_task(words("terminal.writing"), total=None)
        write_out(result, out, lang, masked=not unmasked)
    show_warnings(result.warnings)
    show_audit(result, lang, made.ignored, masked=not unmasked)
    say(words("terminal.report", path=out / "report.html"))
    if result.findings:
        raise typer.Exit(Exit.FINDINGS)
    return None


def read_with_progress(
    bar: Progress, words: Words, logs: Sequence[Log], marks: Marks, options: Options, country: str
) -> Assembled:
    """Read the logs with a bar over their bytes."""
    total = sum(log.path.stat().st_size for log in logs if log.path.is_file())
    task = bar.add_task(words("terminal.reading"), total=total)
    watched = replace(options, progress=lambda count: bar.advance(task, count))
    made = assemble(logs, marks, watched, country)
    bar.update(task, completed=total)
    if not made.history.parties.zones():
        raise RecordError(
            Problem("", "the debtor's time zone is not known", why="without it no hour and no day can be judged",
                    hint="Say it with --zone, such as --zone Asia/Shanghai", code="zone-missing")
        )  # fmt: skip
    return made


def judge_with_progress(
    bar: Progress, words: Words, made: Assembled, books: Sequence[Rulebook], drafts: bool
) -> AuditResult:
    """Judge with a bar over the contacts."""
    task = bar.add_task(words("terminal.judging"), total=contacts_to_judge(made))
    return build_audit(made, books, drafts, lambda count: bar.advance(task, count))


def write_out(result: AuditResult, folder: Path, lang: str, masked: bool = True) -> None:
    """Exports and report; each file is whole or as it was."""
    from forbear.report.audit_report import build  # templates and pictures, which no other command needs

    write_all(result, folder, masked)
    write_text_safely(folder / "report.html", build(result, lang, masked))


def gather_marks(path: Path | None, texts: Sequence[str], region: str | None) -> Marks:
    """Marks of a file and of the command line together; ``region`` is that of numbers without a country."""
    marked = read_marks(path) if path else Marks()
    marked.collectors += [parse_mark(text) for text in texts]
    marked.region = region
    return marked


def parse_log(text: str) -> Log:
    """``PERSON:ROLE:FILE``; raises RecordError with the nearest role."""
    person, _, rest = text.partition(":")
    role, _, path = rest.partition(":")
    if not person or not path:
        raise RecordError(Problem(f"--log {text!r}", "this names no person, role and file",
                                  hint="Write it like sister:relative:sister.xml", code="log-spec"))  # fmt: skip
    if role not in VALUES["role"]:
        hint = nearest(role, VALUES["role"]) or f"One of: {', '.join(VALUES['role'])}"
        raise RecordError(Problem(f"--log {text!r}", f"{role!r} is no role", hint=hint, code="role-unknown"))
    return Log(Path(path), Owner(person, role))
