"""Templates to HTML and chart specifications to SVG; the only module that imports the libraries for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from typing import Any

import jinja2
import vl_convert
from markupsafe import Markup

FONT = "Noto Sans CJK SC"
"""The font that charts are measured with; it comes as a package, so that no machine draws empty labels."""

_FONT_PACKAGE = "noto_cjk_sans_otc"
_NAMESPACES = re.compile(r' xmlns(:\w+)?="[^"]*"| version="1\.1"')
_NOWHERE: list[str] = []


def page(folder: str, template: str, context: Mapping[str, Any]) -> str:
    """The template of the package ``folder`` (as ``forbear.report``) filled in; all texts are escaped.

    Raises jinja2.UndefinedError where the template names what ``context`` lacks.
    """
    return _templates(folder).get_template(template).render(context)


def chart(spec: Mapping[str, Any]) -> str:
    """The picture of a Vega-Lite specification as an ``<svg>`` to put into a page, marked as safe HTML.

    Nothing is fetched. Raises ValueError where the specification is not one.
    """
    _register_font()
    drawn = vl_convert.vegalite_to_svg(
        dict(spec), config={"font": FONT}, allowed_base_urls=_NOWHERE, show_warnings=False
    )
    return Markup(_NAMESPACES.sub("", drawn, count=3))  # noqa: S704 Vega escapes the texts: a test proves it


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
def _register_font() -> None:
    """Without a font that has Chinese letters the labels vanish, and nothing says so."""
    found = find_spec(_FONT_PACKAGE)
    for place in (found.submodule_search_locations or []) if found else []:
        vl_convert.register_font_directory(place)
