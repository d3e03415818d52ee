"""Write the style sheet of colours of the application from the palette of reports: one family, light and dark."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from forbear.report.palette import DEBTS, PALETTE

SHEET = Path(__file__).resolve().parents[1] / "src/forbear/web/desks/shared/static/shared/colours.css"
COLOURS = (*PALETTE, *DEBTS)


def sheet() -> str:
    """The style sheet: colours by name, and pictures drawn in the light ones."""
    light = _block(":root", ((colour.name, colour.light) for colour in COLOURS), "light")
    dark = tuple((colour.name, colour.dark) for colour in COLOURS)
    by_device = _block(':root:not([data-theme="light"])', dark, "dark")
    chosen = _block(':root[data-theme="dark"]', dark, "dark")
    pictures = "\n".join(
        f'.picture [{what}="{colour.light}"] {{ {what}: var(--{colour.name}); }}'
        for colour in COLOURS
        for what in ("fill", "stroke")
    )
    head = "/* Written by scripts/colours.py from src/forbear/report/palette.py. */"
    parts = (
        head,
        light,
        f"@media screen and (prefers-color-scheme: dark) {{\n{by_device}\n}}",
        f"@media screen {{\n{chosen}\n}}",
        pictures,
    )
    return "\n".join(parts) + "\n"


def _block(where: str, colours: Iterable[tuple[str, str]], scheme: str) -> str:
    lines = "\n".join(f"  --{name}: {value};" for name, value in colours)
    return f"{where} {{\n{lines}\n  color-scheme: {scheme};\n}}"


if __name__ == "__main__":
    SHEET.write_text(sheet(), encoding="utf-8")
