"""``forbear numbers``: which numbers are worth marking, so that marking takes a minute."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from forbear.audit.intake import Format, is_phone, sniff_format
from forbear.audit.intake.base import Options, Row, Tally
from forbear.audit.mask import mask_number
from forbear.audit.numbers import NumberFigures, tally
from forbear.audit.result import Rejected
from forbear.calendar import show_instant
from forbear.cli.choosing import DateOrder, Language
from forbear.cli.console import complain, plain, progress, say, show_warnings, table
from forbear.errors import Problem, RecordError
from forbear.report.words import Words

COLUMNS = ("number", "calls", "texts", "about_debt", "at_night", "by_owner", "seen", "collector")


def numbers(
    logs: Annotated[list[Path], typer.Argument(help="Logs of a telephone.")],
    zone: Annotated[str, typer.Option("--zone", help="The telephone's time zone.")] = "UTC",
    region: Annotated[str | None, typer.Option("--region", help="Country of numbers written without one.")] = None,
    date_order: Annotated[DateOrder | None, typer.Option("--date-order", help="Of the dates of a chat.")] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="Of text, where it is not found out.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Also numbers saved in the phone, masked.")] = False,
    lang: Annotated[Language, typer.Option("--lang", help="Language of the table.")] = Language.en,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """List unknown numbers, the likeliest collectors' first. Nothing is stored.

    Example: forbear numbers phone.xml --zone Asia/Shanghai
    """
    words = Words(lang)
    options = Options(zone=zone, date_order=date_order, region=region, encoding=encoding)
    figures = tally(_rows(logs, options, words), zone)
    shown = [each for each in figures if every or not each.saved or each.suggestion == "collector"]
    if as_json:
        plain(json.dumps([_record(each, zone) for each in shown], ensure_ascii=False, indent=2))
        return
    table("", [words(f"numbers.{name}") for name in COLUMNS], (_row(each, zone, words) for each in shown))
    if left := len(figures) - len(shown):
        say(words("numbers.saved", n=left))
    example = next((each.number for each in shown if each.number and not each.saved), "")
    say(words("numbers.next", number=example) if example else words("numbers.none"))


def _rows(logs: Sequence[Path], options: Options, words: Words) -> Iterator[Row]:
    formats = {path: _phone_format(path) for path in logs}
    with progress() as bar:
        task = bar.add_task(words("terminal.reading"), total=sum(path.stat().st_size for path in logs))
        watched = replace(options, progress=lambda count: bar.advance(task, count))
        for path, module in formats.items():
            yield from _rows_of(path, module, watched)


def _rows_of(path: Path, module: Format, options: Options) -> Iterator[Row]:
    """The rows of one log; what could not be read is told, the first of it in words."""
    counts = Tally()
    unread: list[Problem] = []
    for found in module.read(path, options, counts):
        if isinstance(found, Row):
            yield found
        elif isinstance(found, Rejected):
            unread.append(found.problem)
    show_warnings([*counts.warnings, *unread[:1]])
    if len(unread) > 1:
        complain(f"{path}: {len(unread)} rows could not be read.")


def _phone_format(path: Path) -> Format:
    module = sniff_format(path)
    if not is_phone(module):
        raise RecordError(
            Problem(str(path), "this log says who contacted whom already", why="no number in it is left to be marked",
                    hint="Give it to forbear audit", code="no-marks-needed")
        )  # fmt: skip
    return module


def _shown(figures: NumberFigures) -> str:
    return mask_number(figures.number) if figures.saved else figures.number


def _row(each: NumberFigures, zone: str, words: Words) -> tuple[str, ...]:
    counts = (each.calls, each.texts, each.about_debt, each.at_night, each.by_owner)
    first, last = (show_instant(instant, zone)[:10] for instant in (each.first, each.last))
    seen = first if first == last else f"{first} – {last}"
    hint = words(f"numbers.hint_{each.suggestion}") if each.suggestion else ""
    return (_shown(each) or words("numbers.withheld"), *(words.number(count) for count in counts), seen, hint)


def _record(each: NumberFigures, zone: str) -> dict[str, object]:
    return {
        "number": _shown(each), "saved": each.saved, "calls": each.calls, "texts": each.texts,
        "about_debt": each.about_debt, "at_night": each.at_night, "by_owner": each.by_owner,
        "first": show_instant(each.first, zone), "last": show_instant(each.last, zone), "suggestion": each.suggestion,
    }  # fmt: skip
