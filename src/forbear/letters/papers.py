"""A letter as files: PDF, Word, plain text, a page to look at first, and the notes to its writer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from forbear.errors import InputError, Problem, nearest
from forbear.letters.kinds import PACKAGE
from forbear.letters.make import Letter
from forbear.letters.shown import data_of, notes_of, text_of
from forbear.render import page, pdf, pictures_of_pages, template_of, without_glyph, word
from forbear.report.words import Words

FORMATS = ("pdf", "docx", "txt", "html")
DAY_ONE = 719_163
"""The day number of 1 January 1970."""
_UNFIT = re.compile(r'[\s/\\:*?"<>|.\x00-\x1f]+')
_LONGEST_NAME = 40
_THUMBNAIL = 8
"""Dots per inch of pages that are only counted."""


def formats_of(text: str) -> tuple[str, ...]:
    """``pdf,docx`` as formats; raises InputError with the nearest one."""
    wanted = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    wrong = [one for one in wanted if one not in FORMATS]
    if wrong or not wanted:
        hint = nearest(wrong[0], FORMATS) if wrong else ""
        what = f"there is no format {wrong[0]!r}" if wrong else "no format is named"
        raise InputError(
            Problem("--format", what, hint=hint or f"Some of: {', '.join(FORMATS)}", code="format-unknown")
        )
    return wanted


def files_of(letter: Letter, formats: Sequence[str], templates: Path | None = None) -> dict[str, bytes]:
    """File name → bytes: the letter in each format, and the notes to its writer. Same letter, same bytes.

    ``templates`` is a folder whose ``letter.typ``, ``letter.LANG.docx`` stand in place of ours. Raises InputError where
    the fonts of the PDF lack a sign of the letter, or a template cannot be filled in.
    """
    stem, data = name_of(letter), data_of(letter)
    _check_frames(letter, templates)
    made = {f"{stem}.{one}": MAKERS[one](letter, data, templates) for one in formats}
    return made | ({f"{stem}.notes.txt": notes_of(letter).encode()} if letter.notes else {})


def _check_frames(letter: Letter, templates: Path | None) -> None:
    """What a frame of one's own adds is read by nobody: a collector's letter comes in ours."""
    frames = ("letter.typ", f"letter.{letter.lang}.docx")
    own = [name for name in frames if templates and (templates / name).is_file()]
    if own and letter.kind.by == "collector":
        why = "nothing would read what it adds to the letter"
        hint = f"Take {' and '.join(own)} out of the folder; texts such as {letter.kind.id}.{letter.lang}.txt may stay"
        what = "a collector's letter is not put into a frame of one's own"
        raise InputError(Problem(f"--templates {templates}", what, why=why, hint=hint, code="frame-unread"))


def name_of(letter: Letter) -> str:
    """``repayment-offer-Lanjing-Example-Loans``: safe as the name of a file everywhere."""
    to = _UNFIT.sub("-", letter.to.name)[:_LONGEST_NAME].strip("-") if letter.to else ""
    return "-".join(filter(None, (letter.kind.name, to)))


def pdf_of(letter: Letter, data: Mapping[str, Any], templates: Path | None = None) -> bytes:
    """The PDF; what its fonts cannot draw is told and not left as an empty box."""
    missing = without_glyph("".join(_texts({key: one for key, one in data.items() if key not in ("notes", "sources")})))
    if missing:
        what = Words(letter.lang)("letter.no_glyph", signs=" ".join(missing))
        hint = "Use --format docx,txt, or write them in other letters"
        raise InputError(Problem("--format pdf", what, hint=hint, code="glyph-missing"))
    template = _template("letter.typ", templates)
    return pdf(template, fitted(template, data), (letter.day - DAY_ONE) * 86_400)


def fitted(template: bytes, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The data, with ``tight`` where lines that stand closer save a page: nobody likes a page for a name alone."""
    tight = {**data, "tight": True}
    pages = [len(pictures_of_pages(template, one, ppi=_THUMBNAIL)) for one in (data, tight)]
    return tight if pages[1] < pages[0] else data


def _docx(letter: Letter, data: Mapping[str, Any], templates: Path | None) -> bytes:
    return word(_template(f"letter.{letter.lang}.docx", templates), data)


def _html(letter: Letter, data: Mapping[str, Any], _templates: Path | None) -> bytes:
    return page(PACKAGE, "letter.html", {**data, "t": Words(letter.lang)}).encode()


def _txt(letter: Letter, _data: Mapping[str, Any], _templates: Path | None) -> bytes:
    return text_of(letter).encode()


MAKERS = {"pdf": pdf_of, "docx": _docx, "txt": _txt, "html": _html}


def _template(name: str, templates: Path | None) -> bytes:
    own = templates / name if templates else None
    return own.read_bytes() if own and own.is_file() else template_of(PACKAGE, name)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(value.values())
    elif isinstance(value, Iterable):
        for one in value:
            yield from _texts(one)
