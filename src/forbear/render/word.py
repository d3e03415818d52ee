"""Word templates to Word files; same template and context, same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from forbear.errors import InputError, Problem

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of every part, since the format needs one."""


def word(template: bytes, context: Mapping[str, Any]) -> bytes:
    """The Word file of a template with ``context`` filled in; texts are escaped.

    Raises InputError where the template cannot be read or names what ``context`` lacks.
    """
    import jinja2
    from docxtpl import DocxTemplate

    made = BytesIO()
    strict = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    try:
        document = DocxTemplate(BytesIO(template))
        document.render(dict(context), strict, autoescape=True)
        document.save(made)
    except (jinja2.TemplateError, BadZipFile, ValueError, KeyError, OSError) as error:
        hint = "Mend the template; forbear writes the same letter with its own where --templates is left out"
        raise InputError(
            Problem("the Word template", "it cannot be filled in", why=str(error), hint=hint, code="template-broken")
        ) from None
    return _without_dates(made.getvalue())


def _without_dates(made: bytes) -> bytes:
    again = BytesIO()
    with ZipFile(BytesIO(made)) as parts, ZipFile(again, "w", ZIP_DEFLATED) as kept:
        for name in parts.namelist():
            kept.writestr(ZipInfo(name, _LONG_AGO), parts.read(name), compress_type=ZIP_DEFLATED)
    return again.getvalue()
