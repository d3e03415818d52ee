"""Write docs/reference/plan-files.md from the fields that the reader knows.

python scripts/plan_docs.py
"""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "plan-files.md"


def main() -> None:
    from forbear.plan.fields import page

    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
