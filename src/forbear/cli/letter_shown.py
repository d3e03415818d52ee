"""What ``forbear letter`` shows of the kinds of letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from forbear import places
from forbear.cli.console import out, say
from forbear.report.words import Words

if TYPE_CHECKING:
    from forbear.letters.case import Case
    from forbear.letters.kinds import Kind, Option
    from forbear.letters.laws import Law


def show_list(case: Case | None, words: Words) -> None:
    """All kinds by who writes them; with a case also which of them its place has no right for."""
    from forbear.letters.kinds import BY, all_kinds

    for by in BY:
        table = Table(title=words(f"letter.by_{by}"), title_justify="left", box=None, padding=(0, 2, 0, 0))
        for column in ("kind", "title", "says"):
            table.add_column(words(f"letter.column_{column}"), no_wrap=column == "kind", overflow="fold")
        for kind in all_kinds().values():
            if kind.by == by:
                table.add_row(kind.name, kind.title[words.lang], _says(kind, case, words))
        if table.row_count:
            out.print(table)
            out.print()


def show_kind(kind: Kind, words: Words) -> None:
    """What a kind is for, what it needs, its choices, and the law that it can name with source and confidence."""
    from forbear.letters.asked import needs_of

    lang = words.lang
    say(f"{kind.title[lang]} ({kind.name})", style="bold")
    say(kind.says[lang])
    _section(words("letter.needs"), list(needs_of(kind, lang)))
    _section(words("letter.choices"), [_choice(option, words) for option in kind.options.values()])
    _section(words("letter.laws"), [_law(law, words) for law in kind.laws])


def _says(kind: Kind, case: Case | None, words: Words) -> str:
    from forbear.letters.kinds import all_kinds
    from forbear.letters.laws import holds_anywhere_in

    if case is None or not kind.right or holds_anywhere_in(kind.laws, kind.right, case.place):
        return kind.says[words.lang]
    here, nearest = places.shipped().name(case.place, words.lang), all_kinds()[kind.nearest].name
    return words("letter.not_here", place=here, nearest=nearest)


def _choice(option: Option, words: Words) -> str:
    kind = ", ".join(option.words) or words(f"letter.type_{option.type}")
    if option.default is None:
        return words("letter.choice", name=option.name, says=option.says[words.lang], type=kind)
    default = str(option.default).lower() if isinstance(option.default, bool) else option.default
    return words("letter.choice_default", name=option.name, says=option.says[words.lang], type=kind, default=default)


def _law(law: Law, words: Words) -> str:
    lang = words.lang
    return words(
        "letter.law_line",
        places=words.listed([_place(code, lang) for code in law.places]),
        says=law.says[lang],
        cite=law.cite[lang],
        force=words.label("law_force", law.force),
        confidence=words.label("confidence", law.confidence),
    )


def _section(title: str, entries: list[str]) -> None:
    if entries:
        say("")
        say(title, style="bold")
        for entry in entries:
            say(entry, indent=2, sign="·")


def _place(code: str, lang: str) -> str:
    table = places.shipped()
    return table.name(table.read(code), lang)
