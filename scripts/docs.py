"""Write docs/reference/commands.md from the program itself, and docs/rulebooks/ from the rulebooks.

python scripts/docs.py
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "commands.md"
CATALOGUE = ROOT / "docs" / "rulebooks"
HEAD = """# Commands

Written by `make docs` from the program itself; change the texts in `src/forbear/cli/`.
Exit codes: 0 done, 1 failed, 2 refused, 3 findings.
"""


def page() -> str:
    """The whole page, as it should stand in docs/reference."""
    import typer

    from forbear.cli.main import COMMANDS, app_with

    return "\n".join([HEAD, *_sections(typer.main.get_command(app_with(*COMMANDS)), "forbear")]).rstrip() + "\n"


def catalogue() -> Mapping[str, str]:
    """Every page of docs/rulebooks by its file name, as it should stand there."""
    from forbear.report.catalogue.markdown import pages
    from forbear.rules.catalog import all_books

    return pages(all_books())


def _sections(command: Any, name: str) -> Iterator[str]:
    inner = getattr(command, "commands", {})
    if not inner:
        yield from _section(command, name)
    for one in sorted(inner):
        yield from _sections(inner[one], f"{name} {one}")


def _section(command: Any, name: str) -> Iterator[str]:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    usage = " ".join([name, "[OPTIONS]", *(_shape(one) for one in arguments)])
    text, _, example = command.help.partition("Example:")
    shown = [usage, f"# {_flat(example)}"] if example else [usage]
    yield f"## `{name}`\n\n{_flat(text)}\n\n```text\n" + "\n".join(shown) + "\n```\n"
    rows = [(_labels(one), _told(one)) for one in command.params if not getattr(one, "hidden", False)]
    if rows:
        yield "| | |\n|---|---|"
        yield from (f"| {label} | {text} |" for label, text in rows)
        yield ""


def _shape(argument: Any) -> str:
    shown = argument.name.upper() + ("..." if argument.nargs == -1 else "")
    return shown if argument.required else f"[{shown}]"


def _labels(one: Any) -> str:
    if one.param_type_name == "argument":
        return f"`{one.name.upper()}`"
    value = "" if getattr(one, "is_flag", False) else f" {_value(one)}"
    return ", ".join(f"`{name}{value}`" for name in (*one.opts, *one.secondary_opts))


def _value(one: Any) -> str:
    kind = one.type_descriptor.annotation
    choices = list(kind) if isinstance(kind, type) and issubclass(kind, StrEnum) else []
    return " \\| ".join(choices) or (one.metavar or one.name).upper()


def _told(one: Any) -> str:
    """The help, with what holds where the option is not given."""
    default = getattr(one, "default", None)
    plain = isinstance(default, (str, Path)) and not getattr(one, "is_flag", False)
    return _flat(one.help) + (f" Default: `{default}`." if plain else "")


def _flat(text: str | None) -> str:
    return " ".join((text or "").replace("|", "\\|").split())


def write() -> None:
    """Write all pages, and take away those of rulebooks that are no more."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    CATALOGUE.mkdir(parents=True, exist_ok=True)
    made = catalogue()
    for old in CATALOGUE.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (CATALOGUE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
    print(f"Wrote {PAGE.relative_to(ROOT)} and {CATALOGUE.relative_to(ROOT)}.")
