"""Write a letter: the right is checked, the text filled in, the parts found, the day to follow up worked out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from forbear import places
from forbear.calendar import Day
from forbear.errors import InputError, Problem
from forbear.letters.asked import Asked
from forbear.letters.blocks import MARK, Block, Table, parts_of
from forbear.letters.case import Addressee, Writer
from forbear.letters.check import Checked, check
from forbear.letters.kinds import PACKAGE, Kind, all_kinds, text_of
from forbear.letters.laws import Law, places_of
from forbear.render import filled


@dataclass(frozen=True, slots=True)
class Content:
    """What a builder gives: ``values`` for the text, its ``tables``, and the names of what is enclosed."""

    values: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    enclosures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it is, before it is put on paper.

    ``notes`` are for the writer alone: what it does not do, how to send it, what comes next. ``laws`` are those named
    in it, ``answer_by`` the day on which to look whether an answer came. ``checked``: how a collector's was judged.
    """

    kind: Kind
    lang: str
    day: Day
    me: Writer
    to: Addressee | None
    subject: str
    body: tuple[Block, ...]
    notes: tuple[Block, ...]
    enclosures: tuple[str, ...]
    laws: tuple[Law, ...]
    answer_by: Day | None
    debts: tuple[str, ...] = ()
    checked: Checked | None = None


class NoRightError(InputError):
    """The letter asks for a right that the place does not have."""


def write(asked: Asked, templates: Path | None = None) -> Letter:
    """The letter asked for. ``templates`` is a folder whose ``KIND.LANG.txt`` stands in place of ours.

    Raises NoRightError where the place has no such right, InputError where a text of one's own is broken, ContactError
    where it is a collector's and the contact may not be made, or is not known to be allowed.
    """
    check_right(asked)
    kind = asked.kind
    content: Content = import_module(f"{PACKAGE}.{kind.id}.build").build(asked)
    used: dict[str, Law] = {}
    values = {**_always(asked, used), **content.values}
    own = templates / f"{kind.id}.{asked.lang}.txt" if templates else None
    text = own.read_text(encoding="utf-8") if own and own.is_file() else text_of(kind, asked.lang)
    try:
        parts = parts_of(filled(text, values, MARK), content.tables)
    except (KeyError, ValueError) as error:
        where = str(own) if own and own.is_file() else f"the text of {kind.name} in {asked.lang}"
        hint = "It may use the values, tables and laws that the text of the same kind in Forbear uses"
        raise InputError(
            Problem(where, "it cannot be filled in", why=str(error), hint=hint, code="template-broken")
        ) from None
    letter = Letter(
        kind, asked.lang, asked.day, asked.case.me, asked.to, parts.subject, parts.body, parts.notes,
        content.enclosures, tuple(used.values()), answer_by(asked), tuple(debt.name for debt in asked.debts),
    )  # fmt: skip
    if kind.by != "collector":
        return letter
    return _with_check(letter, asked, check(asked, letter, bool(own and own.is_file())))


def _with_check(letter: Letter, asked: Asked, checked: Checked) -> Letter:
    """The letter with a note of how, when and by what it was judged."""
    words = asked.words
    note = words("letter.checked", channel=words.label("channel", str(checked.contact["channel"])),
                 time=words.time(checked.at, checked.zone), zone=checked.zone,
                 rulebooks=words.listed(list(checked.rulebooks)))  # fmt: skip
    told = (Block("heading", words("letter.checked_head")), Block("paragraph", note))
    return replace(letter, notes=(*letter.notes, *told), checked=checked)


def check_right(asked: Asked) -> None:
    """Raise NoRightError, with the nearest kind that can be written, where the place lacks the right it is about."""
    kind = asked.kind
    if not kind.right or asked.laws.find(kind.right):
        return
    names = [_name(code, asked.lang) for code in places_of(kind.laws, kind.right)]
    here = places.shipped().name(asked.case.place, asked.lang)
    instead = all_kinds()[kind.nearest]
    if asked.lang == "zh":
        what = f"未查到{here}有“{kind.title['zh']}”所依据的权利"
        why = f"已查到该权利的地方：{'、'.join(names)}"
        hint = f"可改写：{instead.name}（{instead.title['zh']}）"
    else:
        what = f"Forbear knows no right in {here} on which this letter could stand: {kind.title['en']}"
        why = f"Such a right is on record for: {', '.join(names)}"
        hint = f"The nearest that can be written: {instead.name} ({instead.title['en']})"
    raise NoRightError(Problem(kind.name, what, why=why, hint=hint, code="no-right"))


def answer_by(asked: Asked) -> Day | None:
    """When to look whether an answer came: by law where one says, else after the days of the kind."""
    law = asked.laws.find(asked.kind.answer_law) if asked.kind.answer_law else None
    days = law.days if law and law.days else asked.kind.answer_days
    return None if days is None else asked.day + days


def _always(asked: Asked, used: dict[str, Law]) -> dict[str, Any]:
    """What every text may use."""
    words, due = asked.words, answer_by(asked)

    def law(name: str) -> str:
        found = asked.laws.find(name)
        if found is None:
            return ""
        used[name] = found
        return found.cited(asked.lang)

    return {
        "law": law,
        "has": lambda name: asked.laws.find(name) is not None,
        "me": asked.case.me,
        "to": asked.to,
        "option": asked.options,
        "today": words.day(asked.day),
        "answer_by": words.day(due) if due is not None else "",
        "place": places.shipped().name(asked.case.place, asked.lang),
        "reference": asked.to.reference if asked.to else "",
        "admits": bool(asked.options.get("admit")),
        "day": _or_empty(words.day),
        "money": _money(asked),
    }


def _or_empty(show: Callable[[Day], str]) -> Callable[[Day | None], str]:
    return lambda day: "" if day is None else show(day)


def _money(asked: Asked) -> Callable[[int], str]:
    currency = asked.debts[0].currency if asked.debts else asked.case.budget.currency if asked.case.budget else ""
    return lambda amount: asked.words.money(amount, currency)


def _name(code: str, lang: str) -> str:
    table = places.shipped()
    return table.name(table.read(code), lang)
