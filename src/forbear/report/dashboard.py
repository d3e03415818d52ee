"""The dashboard of an audit of many debtors: one page, and a page of rows behind each of its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from forbear.audit.bombing import thresholds
from forbear.audit.mask import mask_number
from forbear.audit.tables.figures import FEW, BombingFigure, CollectorFigure, Counts, Figures, Key, RuleFigure
from forbear.calendar import WEEKDAYS, local_day
from forbear.render import chart, page
from forbear.report.dashboard_chart import trend_chart
from forbear.report.dashboard_rows import link_of, row_pages
from forbear.report.palette import PALETTE
from forbear.report.words import HTML_LANGUAGE, Words

Section = Mapping[str, Any]
Link = Callable[[Key], str]

COLLECTORS_SHOWN, RULES_OF_COLLECTOR = 40, 3
HEATS = 6


def pages(figures: Figures, lang: str, masked: bool = True) -> Iterator[tuple[str, str]]:
    """Path inside the folder of results → page, in ``en`` or ``zh``; ``masked`` hides telephone numbers."""
    words = Words(lang)
    frame = {"t": words, "language": HTML_LANGUAGE[words.lang], "palette": PALETTE}
    shown = sections(figures, words, masked, lambda key: link_of(None if key.kind == "debtor" else figures, key))
    yield "dashboard.html", page("forbear.report", "dashboard.html", frame | shown)
    yield from row_pages(figures, words, masked)


def sections(figures: Figures, words: Words, masked: bool, link: Link) -> dict[str, Any]:
    """What the dashboard shows; ``link`` says where the rows behind a number are, or nothing."""
    days = [words.day(local_day(moment, "UTC")) for moment in (figures.first, figures.last)]
    return {
        "title": words("dashboard.title", n=len(figures.collectors)),
        "period": words("page.period", first=days[0], last=days[1]),
        "masked": masked,
        "summary": _summary(figures, words),
        "trend": _trend(figures, words, link),
        "collectors": [_collector(each, figures, words, link) for each in figures.collectors[:COLLECTORS_SHOWN]],
        "collectors_left": max(0, len(figures.collectors) - COLLECTORS_SHOWN),
        "few": FEW,
        "burst_hours": thresholds()["burst"]["hours"],
        "rules": [_rule(rule, words, link) for rule in figures.rules if rule.counts.refused or rule.counts.review],
        "hours": _hours(figures, words, link),
        "bombing": [
            _bombing(number, each, words, masked, link) for number, each in enumerate(figures.bombing, start=1)
        ],
        "levels": {level: figures.levels.get(level, 0) for level in ("bombing", "signs", "none")},
        "undecided": [_undecided(rule, figures, words, link) for rule in figures.rules if rule.counts.undecided],
        "books": [_book(book, words) for book in figures.books],
    }


def _summary(figures: Figures, words: Words) -> Section:
    counts, same = figures.counts, not figures.differing
    called = figures.levels.get("bombing", 0) + figures.levels.get("signs", 0)
    judged = words("summary.contacts", n=counts.contacts)
    return {
        "sentence": words(
            "dashboard.sentence", contacts=judged, collectors=words("summary.collectors", n=len(figures.collectors)),
            debtors=words("dashboard.debtors", n=figures.debtors), refused=words("summary.broken", n=counts.refused),
            rate=rate(counts),
        ),
        "tiles": [
            (words.number(counts.contacts), words("summary.tile_judged"), "plain"),
            (words.number(counts.refused), words("summary.tile_refused"), "refuse" if counts.refused else "plain"),
            (words.number(called), words("dashboard.tile_bombing"), "refuse" if called else "plain"),
            (words.number(counts.undecided), words("summary.tile_unknown"), "plain"),
        ],
        "same": same,
        "compared": words("dashboard.same", n=figures.compared) if same
        else words("dashboard.differ", n=len(figures.differing), all=figures.compared),
    }  # fmt: skip


def rate(counts: Counts) -> str:
    """The part of the contacts that was refused, as ``2.1 %`` that no line breaks."""
    return f"{counts.per_thousand // 10}.{counts.per_thousand % 10}\u00a0%"


def _trend(figures: Figures, words: Words, link: Link) -> Section:
    weeks = sorted(figures.weeks.items())
    return {
        "svg": chart(trend_chart(weeks, words)) if weeks else None,
        "weeks": [
            (week, words.number(counts.contacts), words.number(counts.refused), rate(counts),
             link(Key("week", place=week)))
            for week, counts in weeks
        ],
    }  # fmt: skip


def _collector(each: CollectorFigure, figures: Figures, words: Words, link: Link) -> Section:
    highest = max((one.counts.per_thousand for one in figures.collectors), default=0)
    spoken = [
        (f"{rule} ({words.number(count)})", link(Key("rule", each.collector, book, rule)))
        for book, rule, count in each.rules[:RULES_OF_COLLECTOR]
    ]
    return {
        "name": each.name,
        "id": each.collector if each.collector != each.name else "",
        "contacts": words.number(each.counts.contacts),
        "refused": words.number(each.counts.refused),
        "link": link(Key("collector", each.collector)),
        "rate": rate(each.counts),
        "bar": 100 * each.counts.per_thousand // highest if highest else 0,
        "undecided": words.number(each.counts.undecided),
        "rules": spoken,
        "few": each.counts.contacts < FEW,
    }


def _rule(rule: RuleFigure, words: Words, link: Link) -> Section:
    return {
        "rule": rule.rule,
        "rulebook": rule.rulebook,
        "force": words.label("force", rule.force),
        "cite": words.cite(rule.cite),
        "refused": words.number(rule.counts.refused),
        "review": words.number(rule.counts.review),
        "link": link(Key("rule", "", rule.rulebook, rule.rule)),
        "collectors": words.number(rule.collectors),
    }


def _hours(figures: Figures, words: Words, link: Link) -> Section:
    """A row for each hour in which anybody was contacted, a cell for each weekday."""
    used = sorted({hour for _, hour in figures.hours})
    most = max((counts.refused for counts in figures.hours.values()), default=0)
    return {
        "days": [words.label("weekday", day) for day in WEEKDAYS],
        "rows": [
            (f"{hour:02}", [_cell(figures.hours.get((day, hour), Counts()), day, hour, most, words, link)
                            for day in range(1, 8)])
            for hour in (range(used[0], used[-1] + 1) if used else ())
        ],
    }  # fmt: skip


def _cell(counts: Counts, day: int, hour: int, most: int, words: Words, link: Link) -> Section:
    return {
        "refused": words.number(counts.refused) if counts.contacts else "",
        "contacts": words.number(counts.contacts),
        "link": link(Key("hour", place=f"{day}-{hour}")),
        "heat": -(-(HEATS - 1) * counts.refused // most) if most else 0,
        "rate": rate(counts),
    }


def _bombing(number: int, each: BombingFigure, words: Words, masked: bool, link: Link) -> Section:
    return {
        "debtor": mask_number(each.debtor) if masked else each.debtor,
        "link": link(Key("debtor", place=str(number))),
        "level": words(f"dashboard.level_{each.level}"),
        "strong": each.level == "bombing",
        "numbers": [
            words.number(count) for count in (each.people, each.contacts, each.told, each.phone_book, each.burst)
        ],
        "collectors": _listed(each.collectors, words),
    }


def _listed(names: Sequence[str], words: Words, most: int = 4) -> str:
    left = len(names) - most
    return ", ".join(names[:most]) + (words("dashboard.and_more", n=left) if left > 0 else "")


def _undecided(rule: RuleFigure, figures: Figures, words: Words, link: Link) -> Section:
    missing = {
        name for (book, name_, *_), told in figures.told.items() if (book, name_) == (rule.rulebook, rule.rule)
        for name in told.missing
    }  # fmt: skip
    return {
        "rule": rule.rule,
        "rulebook": rule.rulebook,
        "cite": words.cite(rule.cite),
        "missing": "; ".join(words.label("fact", name) for name in sorted(missing)),
        "contacts": words.number(rule.counts.undecided),
        "link": link(Key("undecided", "", rule.rulebook, rule.rule)),
    }


def _book(book: Any, words: Words) -> Section:
    place = ", ".join(book.place.values())
    title = book.title.get(words.lang) or book.title.get("en") or book.id
    return {"id": book.id, "title": title, "place": place, "sha": book.sha256,
            "status": words.label("status", book.status)}  # fmt: skip
