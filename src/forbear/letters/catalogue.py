"""Every kind of letter as a page: what it is for, what it needs, its choices, and the law that it can name."""

from __future__ import annotations

from collections.abc import Iterator

from forbear import places
from forbear.labels import label
from forbear.letters.asked import needs_of
from forbear.letters.kinds import BY, Kind, Option, all_kinds
from forbear.letters.laws import SAID, Law, places_of

_HEAD = """# Letters

Written by `make docs` from `src/forbear/letters/`. Each kind is written with `forbear letter KIND --case case.toml`,
in English and in Chinese; `forbear letter KIND --example` shows it. Law is named with its citation and only where a
text or a trustworthy report of it was seen; the letters inform and are no legal advice. A kind that stands on a right
is refused where no such right is on record for the place, with the nearest kind that can be written.
"""
_WRITERS = {
    "borrower": "From the borrower",
    "relative": "For relatives, friends and colleagues",
    "collector": "From the collector or lender",
}


def page() -> str:
    """The page, as Markdown in English."""
    return "\n".join([_HEAD, *_lines()]).rstrip() + "\n"


def _lines() -> Iterator[str]:
    kinds = all_kinds().values()
    for by in BY:
        chosen = [kind for kind in kinds if kind.by == by]
        if chosen:
            yield f"## {_WRITERS[by]}\n\n| kind | what it is for | where |\n|---|---|---|"
            yield from (f"| [`{kind.name}`](#{kind.name}) | {kind.says['en']} | {_where(kind)} |" for kind in chosen)
            yield ""
    for kind in kinds:
        yield from _kind(kind)


def _kind(kind: Kind) -> Iterator[str]:
    yield f"### {kind.name}\n\n{kind.title['en']} · {kind.title['zh']}\n"
    yield f"It needs {'; '.join(needs_of(kind, 'en')) or 'nothing'}.\n"
    if kind.options:
        yield "| choice | what it does | values | where nothing is said |\n|---|---|---|---|"
        yield from (_option(option) for option in kind.options.values())
        yield ""
    laws = [law for law in kind.laws if law.confidence in SAID]
    if laws:
        yield "| where | what it says | citation | force | confidence |\n|---|---|---|---|---|"
        yield from (_law(law) for law in laws)
        yield ""


def _option(option: Option) -> str:
    values = ", ".join(f"`{word}`" for word in option.words) or option.type
    default = "" if option.default is None else f"`{str(option.default).lower()}`"
    return f"| `{option.name}` | {option.says['en']} | {values} | {'needed' if option.needed else default} |"


def _law(law: Law) -> str:
    force, sure = label("law_force", law.force, "en"), label("confidence", law.confidence, "en")
    return f"| {', '.join(law.places)} | {law.says['en']} | {law.cite['en']} | {force} | {sure} |"


def _where(kind: Kind) -> str:
    if not kind.right:
        return "everywhere"
    table = places.shipped()
    return ", ".join(table.name(table.read(code), "en") for code in places_of(kind.laws, kind.right))
