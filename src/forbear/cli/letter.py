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
    from forbear.letters.asked import Asked
    from forbear.letters.case import Case
    from forbear.letters.make import Letter

DEADLINES = "deadlines.ics"


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
    templates: Annotated[
        Path | None, typer.Option("--templates", help="A folder of your own texts and frames, laid over ours.")
    ] = None,
    about: Annotated[
        bool, typer.Option("--about", help="Tell what this kind needs, its choices and its law; write nothing.")
    ] = False,
) -> None:
    """Write a letter from a case: PDF, Word, text, a page to look at first, and notes that are for you alone.

    Exit code 2 where the place has no such right, or where something is still needed.

    Example: forbear letter repayment-offer --case case.toml --to Lanjing --lang zh --format pdf,docx
    """
    from forbear.cli import letter_shown as shown
    from forbear.letters.case import language_of, read_case
    from forbear.letters.kinds import kind_named

    read = read_case(case) if case else None
    words = Words(language_of(read, lang) if read else lang or Language.en)
    if kind == "list":
        return shown.show_list(read, words)
    wanted = kind_named(kind)
    if about:
        return shown.show_kind(wanted, words)
    if read is None:
        hint = "Name it with --case case.toml; docs/reference/case-files.md says what stands in it"
        raise InputError(Problem("--case", "no case is named", hint=hint, code="case-missing"))
    given = choices(choose or ())
    day = day_or_today(on, read.zone or "UTC")
    try:
        written = write_all(read, kind, words, day, to, debt or (), given, templates)
        keep(read, written, formats, out, templates, words)
    except InputError as error:
        show_problems(error.problems)
        raise typer.Exit(Exit.REFUSED) from None
    return None


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
    case: Case, kind: str, words: Words, day: int, to: str, debts: Sequence[str], given: dict[str, str],
    templates: Path | None,
) -> list[Letter]:  # fmt: skip
    """The letter, or where nobody is named and the kind is for many at once, one for each of them.

    Of many, those that may not be written are told and left out; raises InputError where none may.
    """
    from forbear.letters.asked import everybody
    from forbear.letters.kinds import kind_named
    from forbear.letters.make import write

    asked: list[Asked] = everybody(kind_named(kind), case, words, day, to, debts, given)
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


def keep(case: Case, written: Sequence[Letter], formats: str, out: Path, templates: Path | None, words: Words) -> None:
    """All files, the diary and the calendar: made first, then written, each whole or as it was."""
    from forbear.audit.export import write_safely, write_text_safely
    from forbear.letters.diary import deadlines, diary_of, diary_text, entry_of, read_diary, with_entry
    from forbear.letters.papers import files_of, formats_of
    from forbear.letters.shown import notes_of

    wanted = formats_of(formats)
    entries = read_diary(case.path)
    made = [files_of(one, wanted, templates) for one in written]
    for one, files in zip(written, made, strict=True):
        entries = with_entry(entries, entry_of(one, files))
    out.mkdir(parents=True, exist_ok=True)
    for files in made:
        for name, content in files.items():
            write_safely(out / name, content)
            say(words("letter.wrote", path=out / name))
    write_text_safely(diary_of(case.path), diary_text(entries))
    write_text_safely(out / DEADLINES, deadlines(case, entries, words))
    if written[0].notes:
        say("")
        plain(notes_of(written[0]).rstrip())
    due = min((one.answer_by for one in written if one.answer_by is not None), default=None)
    if due is not None:
        say(words("letter.follow_up", day=words.day(due), path=out / DEADLINES))
