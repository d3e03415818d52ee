"""``forbear letter``: write a letter from a case, or look which there are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forbear.cli.choosing import Language, day_or_today
from forbear.cli.console import Exit, plain, say, show_problems, show_warnings
from forbear.errors import InputError, Problem
from forbear.report.words import Words

if TYPE_CHECKING:
    from forbear.letters.case import Case
    from forbear.letters.kinds import Kind
    from forbear.letters.make import Letter

DEADLINES = "deadlines.ics"
Templates = Annotated[
    Path | None, typer.Option("--templates", help="A folder of your own texts and frames, laid over ours.")
]


def letter(
    kind: Annotated[str, typer.Argument(help="A kind of letter, or: list.")],
    case: Annotated[Path | None, typer.Option("--case", help="The case: a TOML or JSON file.")] = None,
    to: Annotated[str, typer.Option("--to", help="To whom: a name of the case, or its beginning.")] = "",
    debt: Annotated[
        list[str] | None, typer.Option("--debt", help="About this debt only; may be repeated. Else: all with them.")
    ] = None,
    choose: Annotated[
        list[str] | None, typer.Option("--set", help="A choice of this kind: NAME=VALUE; see --about.")
    ] = None,
    formats: Annotated[str, typer.Option("--format", help="Some of pdf, docx, txt, html.")] = "pdf,docx,txt,html",
    lang: Annotated[
        Language | None, typer.Option("--lang", help="Language of the letter; else that of the case.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder for the files.")] = Path("letters"),
    on: Annotated[str, typer.Option("--on", help="The day of the letter; else today: 2026-12-20.")] = "",
    templates: Templates = None,
    example: Annotated[
        bool, typer.Option("--example", help="Write the worked example of this kind, of an invented borrower.")
    ] = False,
    about: Annotated[
        bool, typer.Option("--about", help="Tell what this kind needs, its choices and its law; write nothing.")
    ] = False,
) -> None:
    """Write a letter from a case: PDF, Word, text, a page to look at first, and notes that are for you alone.

    Exit code 2 where the place has no such right, where something is still needed, or where a collector's letter
    may not go out.

    Example: forbear letter repayment-offer --case case.toml --to Lanjing --lang zh --format pdf,docx
    """
    from forbear.cli import letter_shown as shown
    from forbear.letters.case import language_of, read_case
    from forbear.letters.debtors import language_of as language_of_debtor
    from forbear.letters.kinds import kind_named

    read = read_case(case) if case else None
    words = Words(language_of(read, lang) if read else lang or Language.en)
    if kind == "list":
        return shown.show_list(read, words)
    wanted = kind_named(kind)
    if read and not lang:
        words = Words(language_of_debtor(read, wanted, to) or words.lang)
    if about:
        return shown.show_kind(wanted, words)
    if example:
        return show_example(wanted, words, formats, out, templates)
    if read is None:
        hint = "Name it with --case case.toml; docs/reference/case-files.md says what stands in it"
        raise InputError(Problem("--case", "no case is named", hint=hint, code="case-missing"))
    given = choices(choose or ())
    day = day_or_today(on, read.zone or "UTC")
    try:
        check_day(wanted, day, read)
        written = write_all(read, wanted, words, day, to, debt or (), given, templates)
        keep(read, written, formats, out, templates, words)
    except InputError as error:
        show_problems(error.problems)
        raise typer.Exit(Exit.REFUSED) from None
    return None


def check_day(kind: Kind, day: int, case: Case) -> None:
    """A collector's letter is judged for the day that it bears: it bears none that has not come."""
    today = day_or_today("", case.zone or "UTC")
    if kind.by == "collector" and day > today:
        what, why = "a collector's letter bears no day to come", "what happens until then would not be looked at"
        raise InputError(
            Problem("--on", what, why=why, hint="Write it on the day on which it goes out", code="dated-ahead")
        )


def choices(texts: Sequence[str]) -> dict[str, str]:
    """``NAME=VALUE`` of the command line."""
    found = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            hint = "Write it like --set admit=true"
            raise InputError(Problem(f"--set {text}", "this is no NAME=VALUE", hint=hint, code="choice-spec"))
        found[name.strip()] = value.strip()
    return found


def write_all(
    case: Case, kind: Kind, words: Words, day: int, to: str, debts: Sequence[str], given: dict[str, str],
    templates: Path | None,
) -> list[Letter]:  # fmt: skip
    """The letter, or where nobody is named and the kind is for many at once, one for each of them.

    Of many, those that may not be written are told and left out; raises InputError where none may.
    """
    from forbear.letters.asked import everybody
    from forbear.letters.make import write

    asked = everybody(kind, case, words, day, to, debts, given)
    if len(asked) == 1:
        return [write(asked[0], templates)]
    written: list[Letter] = []
    problems: list[Problem] = []
    for one in asked:
        try:
            written.append(write(one, templates))
        except InputError as error:
            problems += error.problems
    if not written:
        raise InputError(problems)
    show_warnings(problems)
    return written


def show_example(kind: Kind, words: Words, formats: str, out: Path, templates: Path | None) -> None:
    """The first worked example of a kind, written; nothing is noted."""
    from importlib.resources import as_file, files

    from forbear.letters.examples import asked_for, examples_of
    from forbear.letters.make import write

    usual = next(one for one in examples_of(kind) if not one.refused)
    with as_file(files("forbear").joinpath("sample")) as folder:
        written = write(asked_for(kind, usual, words.lang, folder), templates)
    put([written], formats, out, templates, words)


def put(
    written: Sequence[Letter], formats: str, out: Path, templates: Path | None, words: Words
) -> list[dict[str, bytes]]:
    """Make the files of all letters, then write them, each whole or as it was; the notes are shown."""
    from forbear.audit.export import write_safely
    from forbear.letters.papers import files_of, formats_of
    from forbear.letters.shown import notes_of

    wanted = formats_of(formats)
    made = [files_of(one, wanted, templates) for one in written]
    for files in made:
        for name, content in files.items():
            write_safely(out / name, content)
            say(words("letter.wrote", path=out / name))
    if written[0].notes:
        say("")
        plain(notes_of(written[0]).rstrip())
    return made


def keep(case: Case, written: Sequence[Letter], formats: str, out: Path, templates: Path | None, words: Words) -> None:
    """All files, and then the diary and the calendar of the case."""
    from forbear.audit.export import write_text_safely
    from forbear.letters.diary import deadlines, diary_of, diary_text, entry_of, read_diary, with_entry

    entries = read_diary(case.path)
    for one, files in zip(written, put(written, formats, out, templates, words), strict=True):
        entries = with_entry(entries, entry_of(one, files))
    write_text_safely(diary_of(case.path), diary_text(entries))
    write_text_safely(out / DEADLINES, deadlines(case, entries, words))
    due = min((one.answer_by for one in written if one.answer_by is not None), default=None)
    if due is not None:
        say(words("letter.follow_up", day=words.day(due), path=out / DEADLINES))
