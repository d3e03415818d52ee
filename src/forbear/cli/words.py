"""``forbear words``: what messages say, decided by phrases, with the words quoted."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from forbear.cli.choosing import Language
from forbear.cli.console import Exit, plain, say, table
from forbear.errors import Problem, RecordError, nearest
from forbear.report.words import Words
from forbear.words import Said, content_flags, read_message

COLUMNS = ("row", "what", "how", "quote", "phrase")


def words(
    messages: Annotated[Path, typer.Argument(help="Text (a message a line), .jsonl or .csv; - reads lines.")],
    role: Annotated[str | None, typer.Option("--role", help="Role of whom they went to.")] = None,
    direction: Annotated[str | None, typer.Option("--direction", help="Who began: outbound, inbound.")] = None,
    column: Annotated[str, typer.Option("--column", help="Column or key of the text.")] = "text",
    lang: Annotated[Language, typer.Option("--lang", help="Language of the table.")] = Language.en,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line a message, with content keys.")] = False,
) -> None:
    """Find disclosures, threats, insults, false claims and notices in messages. Nothing is stored.

    Exit code 3 where something was found.

    Example: forbear words messages.csv --role relative
    """
    shown = Words(lang)
    count, rows, found = 0, list[tuple[str, ...]](), 0
    for row, text in _messages(messages, column):
        reading = read_message(text, to_role=role, direction=direction)
        count += 1
        found += bool(reading.findings)
        if as_json:
            plain(_line(row, reading.findings, content_flags(reading)))
        rows += [_row(row, each, shown) for each in reading.findings]
    if not as_json:
        table("", [shown(f"words.{name}") for name in COLUMNS], rows)
        told = shown("words.found", n=found) if found else shown("words.nothing")
        say(shown.joined([shown("words.read", n=count), told]))
        say(shown("words.advice"))
    raise typer.Exit(Exit.FINDINGS if found else Exit.DONE)


def _row(row: int, said: Said, shown: Words) -> tuple[str, ...]:
    kind = shown.label("said_kind", said.kind) if said.kind else ""
    what = ": ".join(filter(None, (shown.label("said", said.category), kind)))
    why = shown.label("said_reason", said.reason) if said.reason else ""
    how = ": ".join(filter(None, (shown.label("said_certainty", said.certainty), why)))
    return str(row), what, how, said.quote, said.phrase


def _line(row: int, findings: tuple[Said, ...], flags: object) -> str:
    fields = ("category", "kind", "start", "end", "quote", "certainty", "reason", "phrase")
    listed = [{name: getattr(each, name) for name in fields if getattr(each, name) != ""} for each in findings]
    return json.dumps({"row": row, "findings": listed, "content": flags}, ensure_ascii=False)


def _messages(path: Path, column: str) -> Iterator[tuple[int, str]]:
    """Each message with its row, counted from 1; empty ones are left out."""
    if str(path) == "-":
        rows: Iterator[tuple[int, str]] = enumerate((line.rstrip("\n") for line in sys.stdin), start=1)
    elif path.suffix == ".jsonl":
        rows = _of_json(path, column)
    elif path.suffix == ".csv":
        rows = _of_table(path, column)
    else:
        rows = enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1)
    yield from ((row, text) for row, text in rows if text.strip())


def _of_json(path: Path, column: str) -> Iterator[tuple[int, str]]:
    for row, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise RecordError(Problem(f"{path}, line {row}", "this is no JSON", why=str(error))) from error
        if not isinstance(record, dict) or not isinstance(record.get(column), str):
            raise RecordError(_lacking(f"{path}, line {row}", column, record))
        yield row, record[column]


def _of_table(path: Path, column: str) -> Iterator[tuple[int, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if column not in (rows.fieldnames or ()):
            raise RecordError(_lacking(str(path), column, rows.fieldnames or ()))
        for row, record in enumerate(rows, start=1):
            yield row, record[column] or ""


def _lacking(where: str, column: str, known: object) -> Problem:
    names = [str(each) for each in known] if isinstance(known, (list, tuple, dict)) else []
    hint = nearest(column, names) or f"Name it with --column; there are: {', '.join(names) or 'none'}"
    return Problem(where, f"there is no text under {column!r}", hint=hint, code="column-unknown")
