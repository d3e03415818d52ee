"""Write the pages of docs/reference that come from tables: files of the plan, the case file, letters, the credit file.

python scripts/references.py
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"


def pages() -> Mapping[str, str]:
    """Every page by the name of its file, as it should stand there."""
    from forbear.creditfile import tables
    from forbear.creditfile.statements import schema
    from forbear.letters import catalogue
    from forbear.plan import fields

    return {
        "plan-files.md": fields.page("forbear.plan"),
        "case-files.md": fields.page("forbear.letters"),
        "letters.md": catalogue.page(),
        "credit-tables.md": tables.page(),
        "credit-document.md": schema.page(),
    }


def main() -> None:
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
