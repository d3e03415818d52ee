"""The fonts of charts and letters; they come as packages, so that no machine draws empty boxes."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from forbear.errors import Problem, SetupError

if TYPE_CHECKING:
    import typst

LATIN = "FiraGO"
"""Latin, Greek, Cyrillic, Arabic, Hebrew, Thai, Georgian and Devanagari letters, in regular and bold."""
CJK = "Noto Sans CJK SC"
"""Chinese, Japanese and Korean letters, in regular only."""

_CJK_PACKAGE = "noto_cjk_sans_otc"
_CJK_FILE = "NotoSansCJK-Regular.ttc"
_LATIN_MODULES = ("pymupdf_fonts.FiraGO_Regular", "pymupdf_fonts.FiraGO_Bold")
_INVISIBLE = frozenset(
    "\n\t\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)


def folder_of_cjk() -> Path:
    """Where the font with Chinese letters lies; raises SetupError where its package is missing."""
    found = find_spec(_CJK_PACKAGE)
    if found is None or not found.submodule_search_locations:
        hint = "Install Forbear with the packages that it names: pip install noto-cjk-sans-otc"
        raise SetupError(Problem("", "the font with Chinese letters is not installed", hint=hint, code="font-missing"))
    return Path(found.submodule_search_locations[0])


@cache
def for_paper() -> typst.Fonts:
    """The fonts of letters, and no other, whatever the machine has."""
    import typst

    folders = [str(_latin_folder()), str(folder_of_cjk())]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def without_glyph(text: str) -> str:
    """The characters of ``text`` that none of the fonts can draw, each once; empty where all is well."""
    return "".join(dict.fromkeys(sign for sign in text if ord(sign) not in _drawn() and sign not in _INVISIBLE))


def _latin_folder() -> Path:
    """The package holds them as bytes, the typesetter reads files, and not before it needs them."""
    folder = Path(tempfile.mkdtemp(prefix="forbear-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for module in _LATIN_MODULES:
        (folder / f"{module}.ttf").write_bytes(_bytes_of(module))
    return folder


def _bytes_of(module: str) -> bytes:
    return bytes(import_module(module).fontbuffer)


@cache
def _drawn() -> frozenset[int]:
    from io import BytesIO

    from fontTools.ttLib import TTFont

    with (
        TTFont(BytesIO(_bytes_of(_LATIN_MODULES[0])), lazy=True) as latin,
        TTFont(folder_of_cjk() / _CJK_FILE, fontNumber=0, lazy=True) as chinese,
    ):
        return frozenset(latin.getBestCmap()) | frozenset(chinese.getBestCmap())
