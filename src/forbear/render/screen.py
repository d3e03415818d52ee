"""Templates to HTML, chart specifications to SVG and PNG."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

import jinja2
import vl_convert
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from forbear.render.fonts import CJK, folder_of_cjk

_NAMESPACES = re.compile(r' xmlns(:\w+)?="[^"]*"| version="1\.1"')
_PARTS = re.compile(r' (?:role="graphics-[a-z]+"|aria-roledescription="[^"]*")')
"""What Vega calls the parts of a picture, one mark after another, without a text for any."""
_NOWHERE: list[str] = []
_KEPT = 128


def page(folder: str, template: str, context: Mapping[str, Any]) -> str:
    """The template of the package ``folder`` (as ``forbear.report``) filled in; all texts are escaped.

    Raises jinja2.UndefinedError where the template names what ``context`` lacks.
    """
    return _templates(folder).get_template(template).render(context)


def filled(text: str, values: Mapping[str, Any], mark: str = "") -> str:
    """A template of plain text filled in; each value stands on one line and has ``mark`` before it.

    Raises ValueError where the template is broken, names what ``values`` lacks, or prints a value that is missing.
    """
    try:
        return _plain(mark).from_string(text).render(values)
    except jinja2.TemplateError as error:
        raise ValueError(str(error)) from None


def chart(spec: Mapping[str, Any]) -> str:
    """The picture of a Vega-Lite specification as an ``<svg>`` to put into a page, marked as safe HTML.

    Nothing is fetched. A page tells the picture as a whole: what its parts are called is left out. Drawing takes a
    tenth of a second, so that the last ones are kept in memory (and nowhere else).
    Raises ValueError where the specification is not one.
    """
    return _drawn(json.dumps(spec))


@lru_cache(maxsize=_KEPT)
def _drawn(spec: str) -> str:
    _register_font()
    drawn = vl_convert.vegalite_to_svg(spec, config={"font": CJK}, allowed_base_urls=_NOWHERE, show_warnings=False)
    return Markup(_PARTS.sub("", _NAMESPACES.sub("", drawn, count=3)))  # noqa: S704 Vega escapes the texts: a test proves it


def picture(svg: str) -> bytes:
    """An SVG of ``chart`` as a PNG, with the same font."""
    _register_font()
    whole = str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return vl_convert.svg_to_png(whole)


@cache
def _templates(folder: str) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _plain(mark: str) -> jinja2.Environment:
    def shown(value: object) -> str:
        if value is None:
            raise jinja2.UndefinedError("a value is missing where the text prints one")
        return mark + " ".join(str(value).split())

    return SandboxedEnvironment(autoescape=False, undefined=jinja2.StrictUndefined, finalize=shown, lstrip_blocks=True)


@cache
def _register_font() -> None:
    """Without a font that has Chinese letters the labels vanish, and nothing says so."""
    vl_convert.register_font_directory(str(folder_of_cjk()))
