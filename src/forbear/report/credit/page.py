"""The page of a view: header, tiles and sections, as plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from forbear import __version__
from forbear.report.credit import decided, history, origins, persons
from forbear.report.credit.blocks import Page, Section, Text
from forbear.report.credit.leaving import leaving
from forbear.report.credit.told import Names, Told
from forbear.report.credit.view import Seen, view

_SECTIONS: tuple[Callable[[Told], Section | None], ...] = (
    decided.decision, decided.rules, history.applications, history.inquiries, history.accounts, history.months,
    history.late, history.due, history.others, persons.lists, persons.identity, persons.doubts, persons.belongs,
    persons.held, leaving, persons.rights, origins.sources,
)  # fmt: skip
_NAME_MOST = 60


def page(document: Mapping[str, Any], seen: Seen, lang: str, names: Names | None = None) -> Page:
    """The page for whoever looks; ``names``: the words for figures and rules, from the rulebook."""
    told = Told(view(document, seen), seen.view, lang, names)
    report = told.document["report"]
    sections = [section for make in _SECTIONS if (section := make(told))]
    if not told.document["statements"]:
        sections.insert(0, Section("empty", told("no_record"), [Text(told("empty"))]))
    meta = told(
        "meta", as_of=told.day(report["as_of"]), known=_known(told, report["known_until"]), number=report["number"]
    )
    return Page(
        lang=lang,
        title=_title(told),
        kicker=f"{told('kicker')} · {told(f'view_{seen.view}')}",
        meta=meta,
        tiles=_tiles(told),
        facts=(),
        sections=sections,
        footer=told("footer", version=__version__, number=report["number"], sha=report["sha256"][:16]),
        note=told("no_advice"),
        extra={"of": told("of_pages")},
    )


def _known(told: Told, moment: str) -> str:
    return f"{told.day(moment[:10])} {moment[11:16]} UTC"


def _title(told: Told) -> str:
    if told.view == "regulator":
        return told("title_regulator", number=told.document["report"]["number"])
    named = told.statements("identity", "name")
    variants = sorted(named[0]["values"]["variants"], key=lambda one: _often(one, told.lang)) if named else []
    name = variants[0]["value"] if variants else told("somebody", person=told.document["person"]["person_id"])
    return told(f"title_{told.view}", name=name if len(name) <= _NAME_MOST else f"{name[:_NAME_MOST]}…")


def _often(variant: Mapping[str, Any], lang: str) -> tuple[int, bool, str]:
    """The name that most records carry; among equals one in the letters of the reader."""
    return -len(variant.get("rows", ())), variant["value"].isascii() != (lang == "en"), variant["value"]


def _tiles(told: Told) -> list[tuple[str, str, str]]:
    decision = told.document.get("decision", {})
    tiles = []
    if decision:
        answer = decision["answer"]
        tone = {"approve": "good", "reject": "refuse"}.get(answer, "")
        tiles.append((told(f"answer_{answer}"), told("tile_answer"), tone))
        low, high = map(told.words.number, decision["score"])
        score = low if low == high else f"{low} – {high}"
        tiles.append((score, told("tile_score", cutoff=decision["cutoff"]), ""))
    counts = {
        "applications": len(told.statements("applications", "application")),
        "accounts": len(told.statements("accounts", "account")),
        "late": len({month for one in told.statements("late", "months") for month in one["values"]["months"]}),
        "lists": len(told.statements("lists", "entry")),
    }
    bad = ("late", "lists")
    tiles += [
        (told.words.number(n), told(f"tile_{name}", n=n), "refuse" if n and name in bad else "")
        for name, n in counts.items()
        if n or name == "applications"
    ]
    return tiles if told.document["statements"] else []
