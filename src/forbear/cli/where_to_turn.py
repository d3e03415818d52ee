"""``forbear where-to-turn``: where to complain, free debt advice, a line for a crisis; each with its source and day."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from forbear.bodies import Bodies, Body, asked, shipped, with_own
from forbear.calendar import show_day
from forbear.cli.choosing import Language
from forbear.cli.console import plain, say
from forbear.places import shipped as shipped_places
from forbear.places import with_own as places_with_own
from forbear.report.bodies_told import first_steps, source_line
from forbear.report.words import Words


class Kind(StrEnum):
    """What somebody may look for, in the order in which it is shown."""

    crisis = "crisis"
    advice = "advice"
    complain = "complain"


def where_to_turn(
    place: Annotated[str, typer.Option("--place", help="Where you live: CN, GB, US-MA, US-NY-NYC.")],
    kind: Annotated[Kind | None, typer.Option("--kind", help="One kind alone.")] = None,
    bodies: Annotated[
        Path | None, typer.Option("--bodies", help="A table of bodies of your own, laid over ours.")
    ] = None,
    places: Annotated[Path | None, typer.Option("--places", help="A table of places of your own too.")] = None,
    lang: Annotated[Language, typer.Option("--lang", help="Language of the answer.")] = Language.en,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Whom can I turn to here? Lines for a crisis, free debt advice, where to complain; each with its source and day.

    What nobody has looked up is left out: a wrong number is worse than none.

    Example: forbear where-to-turn --place GB --kind advice
    """
    known = places_with_own(places) if places else shipped_places()
    where, words = known.read(place), Words(lang)
    table = with_own(bodies, known) if bodies else Bodies(shipped().all(), known)
    kinds = [kind] if kind else list(Kind)
    found = {one.value: table.for_place(where, one.value) for one in kinds}
    if as_json:
        record = {one: [_record(body, lang) for body in rows] for one, rows in found.items()}
        plain(json.dumps({"place": where.code, **record}, ensure_ascii=False, indent=2))
    else:
        for one, rows in found.items():
            _show(one, rows, known.name(where, lang), words)
        plain("")
        say(words("turn.note"))


def _show(kind: str, rows: tuple[Body, ...], place: str, words: Words) -> None:
    plain("")
    say(words(f"turn.{kind}", place=place), style="bold")
    if not rows:
        say(words("turn.none"), indent=2)
    for body in rows:
        _show_body(body, words)


def _show_body(body: Body, words: Words) -> None:
    lang = words.lang
    plain("")
    say(" · ".join([body.name[lang], *body.phones]), indent=2, style="bold")
    reach = [body.hours.get(lang, ""), body.url, body.email, body.post]
    for line in (body.does[lang], " · ".join(filter(None, reach)), *first_steps(body, words)):
        if line:
            say(line, indent=4)
    if body.asks:
        between = "；" if lang == "zh" else "; "
        say(words("turn.asks", what=between.join(asked(key, lang) for key in body.asks)), indent=4)
    say(source_line(body, words), indent=4, style="dim")


def _record(body: Body, lang: str) -> dict[str, Any]:
    """A body as other programs read it."""
    first = body.first
    return {
        "id": body.id, "place": body.place.code, "name": body.name[lang], "does": body.does[lang],
        "phones": list(body.phones), "hours": body.hours.get(lang), "url": body.url or None,
        "email": body.email or None, "post": body.post or None, "asks": list(body.asks),
        "first": first and {
            "required": first.required, "days": first.days, "within": first.within, "says": first.says[lang],
            "cite": first.cite,
        },
        "source": body.source.cite, "source_url": body.source.url, "seen": show_day(body.seen),
        "confidence": body.confidence,
    }  # fmt: skip
