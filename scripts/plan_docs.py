"""Write docs/reference/plan-files.md and case-files.md from the fields that the readers know.

python scripts/plan_docs.py
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
PAGES = {"plan-files.md": "forbear.plan", "case-files.md": "forbear.letters"}


def main() -> None:
    from forbear.plan.fields import page

    for name, package in PAGES.items():
        (FOLDER / name).write_text(page(package), encoding="utf-8")


if __name__ == "__main__":
    main()
