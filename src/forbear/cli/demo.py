"""``forbear demo``: the main job on the shipped sample."""

from __future__ import annotations

from importlib.resources import as_file, files
from os.path import relpath
from pathlib import Path
from typing import Annotated

import typer

from forbear.cli.audit import audit
from forbear.cli.choosing import Language
from forbear.cli.console import plain

OTHERS = (("sister", "relative"), ("colleague", "colleague"), ("friend", "address_book_contact"))
"""Whose logs the sample holds besides the borrower's, and in which role."""


def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder for the report and the findings.")] = Path("demo"),
    lang: Annotated[Language, typer.Option("--lang", help="Language of report and table.")] = Language.en,
) -> None:
    """Audit the shipped sample: an invented borrower, her sister, a colleague and a friend. Exit code 3, as it finds.

    Example: forbear demo --out demo --lang zh
    """
    with as_file(files("forbear").joinpath("sample")) as folder:
        plain(command_for(Path(relpath(folder)), out))
        audit(
            logs=[folder / "borrower-calls.xml", folder / "borrower-sms.xml"],
            place="CN",
            marks=folder / "collectors.toml",
            log=logs_of_others(folder),
            out=out,
            lang=lang,
        )


def logs_of_others(folder: Path) -> list[str]:
    """The ``--log`` arguments of the sample."""
    return [
        f"{person}:{role}:{folder / f'{person}-{kind}.xml'}" for person, role in OTHERS for kind in ("calls", "sms")
    ]


def command_for(folder: Path, out: Path) -> str:
    """The command that does the same by hand."""
    logs = " ".join(f"--log {text}" for text in logs_of_others(folder))
    own = f"{folder}/borrower-calls.xml {folder}/borrower-sms.xml"
    return f"forbear audit {own} --marks {folder}/collectors.toml --place CN {logs} --out {out}"
