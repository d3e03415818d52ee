"""The page of a digest as one HTML file that needs nothing else: no script, no network, for a phone and for paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forbear.bodies import Body, dialled
from forbear.calendar import weekday_of
from forbear.render import chart, page
from forbear.report.bodies_told import source_line
from forbear.report.digest import Digest
from forbear.report.digest_chart import day_chart
from forbear.report.digest_sorted import Group
from forbear.report.digest_told import Telling
from forbear.report.palette import PALETTE
from forbear.report.words import HTML_LANGUAGE

MOST = 20
"""So many groups of one heap stand on the page."""


def build(digest: Digest, telling: Telling) -> str:
    """The page as HTML."""
    words = telling.words
    frame = {"t": words, "language": HTML_LANGUAGE[words.lang], "palette": PALETTE}
    return page("forbear.report", "digest.html", frame | shown(digest, telling))


def shown(digest: Digest, telling: Telling) -> dict[str, Any]:
    """Everything that a page of a digest says and draws, as plain data."""
    words = telling.words
    return {
        "title": telling.title(digest),
        "lead": telling.lead(digest),
        "read": digest.has_log,
        "rejected": telling.rejected(digest),
        "tiles": _tiles(digest, telling),
        "asked": [_asked(one, telling) for one in digest.asked],
        "answer": [_group(one, telling) for one in digest.groups["answer"][:MOST]],
        "look": [_group(one, telling) for one in digest.groups["look"][:MOST]],
        "more": {heap: max(0, len(digest.groups[heap]) - MOST) for heap in ("answer", "look")},
        "left": telling.left(digest),
        "left_by": telling.left_by(digest),
        "others": telling.others(digest),
        "own": words("digest.own", n=digest.heaps["own"]) if digest.heaps["own"] else "",
        "chart": _chart(digest, telling),
        "against": telling.against(digest.against),
        "repaid": telling.repaid(digest.repaid),
        "quiet": telling.quiet(digest.quiet) if digest.quiet else [],
        "help": [*_help(digest, telling)],
    }


def _tiles(digest: Digest, telling: Telling) -> list[tuple[str, str, str]]:
    words, groups = telling.words, digest.groups
    counts = (
        ("came", digest.contacts - digest.heaps["own"], "plain"),
        ("answer", digest.to_answer, "ask" if digest.to_answer else "plain"),
        ("look", len(groups["look"]), "plain"),
        ("left", digest.heaps["left"], "good"),
    )
    return [(words.number(count), words(f"digest.tile_{name}"), style) for name, count, style in counts]


def _asked(one: Any, telling: Telling) -> Mapping[str, Any]:
    return {"day": telling.day(one), "title": one.title, "says": one.says, "passed": one.passed, "kind": one.kind}


def _group(one: Group, telling: Telling) -> Mapping[str, Any]:
    naming = telling.naming
    return {
        "what": telling.group(one),
        "when": telling.when(one),
        "text": naming.plain(one.text) if naming else one.text,
        "rows": telling.words("digest.rows", rows="; ".join(naming.rows(one.contacts))) if naming else "",
    }


def _chart(digest: Digest, telling: Telling) -> str | None:
    if len(digest.by_day) < 2 or not any(one.contacts for one in digest.by_day):
        return None
    names = [telling.words.label("weekday", weekday_of(one.day)) for one in digest.by_day]
    return chart(day_chart(digest.by_day, names))


def _help(digest: Digest, telling: Telling) -> Iterator[Mapping[str, Any]]:
    """The bodies by kind, the crisis first, each with numbers that a phone can dial."""
    for kind in ("crisis", "advice", "complain"):
        rows = [_body(one, telling) for one in digest.help if one.kind == kind]
        if rows:
            yield {"kind": telling.words(f"digest.help_{kind}"), "rows": rows, "folded": kind == "complain"}


def _body(one: Body, telling: Telling) -> Mapping[str, Any]:
    lang = telling.words.lang
    return {
        "name": one.name[lang],
        "does": one.does[lang],
        "hours": one.hours.get(lang, ""),
        "phones": [(number, dialled(number)) for number in one.phones],
        "url": one.url,
        "first": one.first.says[lang] if one.first else "",
        "source": source_line(one, telling.words),
    }
