"""Letters of the sample for tests: the case is read once, texts come back out of the papers."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import pypdfium2

from forbear import places
from forbear.letters import examples
from forbear.letters.asked import Asked, ask
from forbear.letters.case import Case, read_case
from forbear.letters.kinds import Kind, all_kinds
from forbear.letters.make import Letter, write
from forbear.report.words import Words

SAMPLE = Path(str(files("forbear").joinpath("sample")))
LANGS = ("en", "zh")
EVERY = [
    (kind, example, lang) for kind in all_kinds().values() for example in examples.examples_of(kind) for lang in LANGS
]
"""Every example of every kind in both languages."""


def named(value: object) -> str:
    """How a kind, an example or a language is called in the name of a test."""
    return value.name if isinstance(value, (Kind, examples.Example)) else str(value)


@cache
def case_at(name: str, place: str = "") -> Case:
    """A case of the sample folder, in its own place or another; its audit is made once."""
    case = read_case(SAMPLE / name)
    return replace(case, place=places.shipped().read(place)) if place else case


def asked(kind: Kind, example: examples.Example, lang: str) -> Asked:
    """What an example asks for."""
    case = case_at(example.case, example.place)
    return ask(kind, case, Words(lang), example.day, example.to, example.debts, example.options)


@cache
def written(kind: str, example: str, lang: str) -> Letter:
    """The letter of an example."""
    found = all_kinds()[kind]
    return write(asked(found, next(one for one in examples.examples_of(found) if one.name == example), lang))


def pdf_text(document: bytes) -> str:
    """The text of a PDF as a reader takes it out, page after page; a hyphen that ends a line comes out as U+FFFE."""
    pages = pypdfium2.PdfDocument(document)
    try:
        texts = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in pages]
        return "\n".join(texts).replace("\ufffe", "-")
    finally:
        pages.close()
