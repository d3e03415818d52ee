"""Typst templates to PDF: same template and data, same bytes; tagged, with the fonts in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from forbear.errors import InputError, Problem
from forbear.render.fonts import CJK, LATIN, for_paper

if TYPE_CHECKING:
    import typst

ACCESSIBLE = "ua-1"
"""PDF/UA-1: a screen reader finds headings, lists, tables, language and title."""


def template_of(folder: str, name: str) -> bytes:
    """The template ``name`` of the package ``folder``."""
    return files(folder).joinpath("templates", name).read_bytes()


def pdf(template: bytes, data: Mapping[str, Any], at_s: int) -> bytes:
    """The PDF of a Typst template, which reads ``data`` as ``json(bytes(sys.inputs.data))``: text, never markup.

    ``at_s`` is when it was made, in seconds since 1970: part of the input, so that the same input gives the same
    bytes. ``data`` also holds ``fonts``. Raises InputError with what the typesetter says of a template.
    """
    return _compiled(template, data, format="pdf", pdf_standards=[ACCESSIBLE], timestamp=at_s)[0]


def pictures_of_pages(template: bytes, data: Mapping[str, Any], ppi: int = 100) -> list[bytes]:
    """The same, each page as a PNG."""
    return _compiled(template, data, format="png", ppi=ppi)


def _compiled(template: bytes, data: Mapping[str, Any], **wanted: Any) -> list[bytes]:
    import typst

    inputs = {"data": json.dumps({"fonts": [LATIN, CJK], **data}, ensure_ascii=False)}
    try:
        made = _typesetter().compile(template, sys_inputs=inputs, **wanted)
    except typst.TypstError as error:
        hint = "Mend the template; forbear writes the same letter with its own where --templates is left out"
        raise InputError(
            Problem("the template", "it cannot be typeset", why=str(error), hint=hint, code="template-broken")
        ) from None
    return made if isinstance(made, list) else [made or b""]


@cache
def _typesetter() -> typst.Compiler:
    import typst

    return typst.Compiler(font_paths=for_paper(), ignore_system_fonts=True)
