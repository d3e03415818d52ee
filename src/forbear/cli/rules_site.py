"""``forbear rules site``: the rulebooks as a small site, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from forbear.cli.choosing import Language
from forbear.cli.console import plain
from forbear.report.words import Words
from forbear.rules import catalog


def site(
    out: Annotated[Path, typer.Option("--out", help="Folder for the pages.")] = Path("rulebooks"),
    lang: Annotated[Language, typer.Option("--lang", help="Language of the closing line; pages come in both.")] = (
        Language.en
    ),
) -> None:
    """Write the rulebooks as web pages: places side by side with a picture, and a page for each rulebook.

    Example: forbear rules site --out rulebooks
    """
    from forbear.report.catalogue.html import site as pages

    made = dict(pages(catalog.all_books()))
    out.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        (out / name).write_text(text, encoding="utf-8")
    plain(Words(lang)("catalogue.site_done", n=len(made), path=out / "index.html"))
