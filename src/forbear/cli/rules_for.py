"""``forbear rules for``: which rulebooks apply to a place, a collector and a loan, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from forbear.calendar import Day, show_day
from forbear.cli.choosing import Drafts, Language, day_or_today
from forbear.cli.console import plain, say, table
from forbear.engine.applies import Applies, applying
from forbear.errors import Problem, RecordError, nearest
from forbear.places import Place, Places, shipped, with_own
from forbear.report.words import Words
from forbear.rules import catalog
from forbear.rules.format import Rulebook
from forbear.vocabulary import VALUES

COLUMNS = ("answer", "id", "title", "why")
_AND = {"en": "; ", "zh": "；"}


def rules_for(
    place: Annotated[str, typer.Option("--place", help="Where the debtor lives: CN, US-MA, US-NY-NYC.")],
    collector: Annotated[str, typer.Option("--collector", help="The kind of collector.")] = "",
    product: Annotated[str, typer.Option("--product", help="The kind of loan.")] = "",
    license_: Annotated[str, typer.Option("--license", help="The collector's licence, where it matters.")] = "",
    on: Annotated[str, typer.Option("--on", help="The day, as 2026-11-01; today if absent.")] = "",
    rules: Annotated[list[str] | None, typer.Option("--rules", help="A rulebook of your own too.")] = None,
    places: Annotated[Path | None, typer.Option("--places", help="A table of places of your own too.")] = None,
    drafts: Drafts = False,
    lang: Annotated[Language, typer.Option("--lang", help="Language of the answer.")] = Language.en,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Which rulebooks apply, and why or why not. All that apply are applied together; the strictest answer wins.

    Example: forbear rules for --place US-MA --collector third-party-collector --product credit_card --on 2026-11-01
    """
    known, words = with_own(places) if places else shipped(), Words(lang)
    where = known.read(place)
    stated = {
        "collector_kind": _word("--collector", "collector_kind", collector),
        "product": _word("--product", "product", product),
        "license": _word("--license", "license", license_),
    }
    day = day_or_today(on, next(iter(known.zones(where)), "UTC"))
    answers = applying(
        where, stated["collector_kind"], stated["product"], day, _near(where, known, rules or []),
        license_=stated["license"], table=known, drafts=drafts,
    )  # fmt: skip
    if as_json:
        plain(json.dumps(_as_record(where, stated, day, answers), ensure_ascii=False, indent=2))
    else:
        _show(answers, _headline(where, stated, day, known, words), words)


def _near(where: Place, known: Places, own: list[str]) -> list[Rulebook]:
    """The shipped rulebooks of the same country and of what holds it, and those named."""
    return list(
        {book.id: book for book in (*catalog.of_country(where.country, known), *map(catalog.get, own))}.values()
    )


def _word(option: str, kind: str, said: str) -> str:
    """A value of the vocabulary, or nothing; raises RecordError with the nearest one."""
    if said and said not in VALUES[kind]:
        hint = nearest(said, VALUES[kind]) or f"One of: {', '.join(VALUES[kind])}"
        raise RecordError(Problem(option, f"{said!r} is not known", hint=hint, code="value-unknown"))
    return said


def _headline(where: Place, stated: dict[str, str], day: Day, known: Places, words: Words) -> str:
    chain = [Place(where.country), Place(where.country, where.state), where]
    names = list(dict.fromkeys(known.name(place, words.lang) for place in chain))
    kinds = [words.label(kind, value) for kind, value in stated.items() if value]
    spelt = "".join(names) if words.lang == "zh" else ", ".join(reversed(names))
    return " · ".join([spelt, *kinds, show_day(day)])


def _show(answers: list[Applies], headline: str, words: Words) -> None:
    say(headline, style="bold")
    rows = [
        (
            words(f"rules_for.{one.answer}"),
            one.book.id,
            one.book.title[words.lang],
            _AND[words.lang].join(reason.says[words.lang] for reason in one.because),
        )
        for one in answers
    ]
    table("", [words(f"rules_for.column_{name}") for name in COLUMNS], rows, whole=(0, 1))
    plain("")
    say(words("rules_for.together") if rows else words("rules_for.none"))
    say(words("ask.advice"))


def _as_record(where: Place, stated: dict[str, str], day: Day, answers: list[Applies]) -> dict[str, Any]:
    return {
        "place": where.code,
        "on": show_day(day),
        **{key: value or None for key, value in stated.items()},
        "rulebooks": [
            {
                "id": one.book.id,
                "answer": one.answer,
                "title": dict(one.book.title),
                "place": dict(one.book.place),
                "status": one.book.status,
                "scope_cite": one.book.cited(one.book.scope_cite),
                "because": [
                    {"code": reason.code, "says": dict(reason.says), "facts": list(reason.facts)}
                    for reason in one.because
                ],
                "missing": list(one.missing),
            }
            for one in answers
        ],
    }
