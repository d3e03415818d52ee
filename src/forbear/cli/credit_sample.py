"""``forbear credit sample``: made-up deliveries to try the credit file with."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from forbear.cli.choosing import Language
from forbear.cli.console import say
from forbear.report.words import Words


def sample(
    out: Annotated[Path, typer.Option("--out", help="Folder to write the files into.")] = Path("sample"),
    lang: Annotated[Language, typer.Option("--lang", help="Language of the answer.")] = Language.en,
) -> None:
    """Write made-up deliveries of four lenders: late, corrected, two people alike, an entry of a list.

    Example: forbear credit sample --out sample
    """
    out.mkdir(parents=True, exist_ok=True)
    count = 0
    for one in sorted(files("forbear").joinpath("sample", "credit").iterdir(), key=lambda each: each.name):
        (out / one.name).write_bytes(one.read_bytes())
        count += 1
    say(Words(lang)("credit_report.sample", n=count, path=str(out)))
