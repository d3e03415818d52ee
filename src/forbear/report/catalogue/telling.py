"""Limits, spans, values and sentences of rulebooks in the words of one language."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from forbear.calendar import WEEKDAYS, show_clock, show_day
from forbear.report.words import Words
from forbear.rules.format import PLACE, DatedValue, Exemption, Rule, Rulebook, Span
from forbear.rules.limits import DAY, Count, Hours, Stretches, reaches
from forbear.vocabulary import VALUES


def comma(words: Words, parts: Iterable[str]) -> str:
    """Parts with commas of the language between them."""
    return ("，" if words.lang == "zh" else ", ").join(filter(None, parts))


def hours_told(hours: Hours, words: Words) -> str:
    """``22:00–08:00``, or day by day: ``Mon–Fri 20:00–08:00, Sat–Sun all day``."""
    runs = [(shape, [*days]) for shape, days in groupby(WEEKDAYS, key=lambda day: hours.week[day])]
    parts = [_on(days, shape, words, alone=len(runs) == 1) for shape, days in runs]
    if hours.holiday is not None:
        parts.append(f"{words('catalogue.holidays')} {_stretches(hours.holiday, words)}")
    return comma(words, parts)


def count_told(count: Count, words: Words) -> str:
    """``3 in a calendar day, per person and creditor``."""
    key = {"hours": "hours_long"}.get(count.window, count.window)
    window = words(f"catalogue.{key}", n=count.length)
    told = words("catalogue.count", number=count.number, window=window)
    groups = words.listed([words(f"catalogue.{group}") for group in count.per])
    return comma(words, [told, words("catalogue.per", groups=groups) if groups else ""])


def channels_told(book: Rulebook, rule: Rule, words: Words) -> str:
    """The channels that a rule is about; nothing where it is about (nearly) all."""
    reached = reaches(book, rule, "channel")
    few = 2 * len(reached) < len(VALUES["channel"])
    return words.listed([words.label("channel", one) for one in reached]) if few else ""


def force_told(rule: Rule, words: Words) -> str:
    """How strong a rule is, and whether it only asks a person to judge."""
    force = words.label("force", rule.force) if rule.force else words.label("effect", "note")
    return comma(words, [force, words("catalogue.review") if rule.effect == "review" else ""])


def span_told(span: Span, words: Words) -> str:
    """From when to when something holds."""
    if span.first is not None and span.last is not None:
        return words("catalogue.span", first=show_day(span.first), last=show_day(span.last))
    if span.last is not None:
        return words("catalogue.until", day=show_day(span.last))
    return words("catalogue.since", day=show_day(span.first)) if span.first is not None else words("catalogue.always")


def span_of(book: Rulebook, part: Rule | Exemption) -> Span:
    """When a rule or exception holds: its own days, or those of its book."""
    own = part.in_force
    return own if own.first is not None or own.last is not None else book.in_force


def steps_told(value: DatedValue) -> list[tuple[str, str]]:
    """Each version of a value with the day from which it holds."""
    return [(show_day(day), shown(value, version)) for day, version in value.steps]


def shown(value: DatedValue, version: int) -> str:
    """A version of a value as people read it."""
    return show_clock(version) if value.type == "clock" else str(version)


def pieces(book: Rulebook, rule: Rule, lang: str) -> list[tuple[str, str]]:
    """The sentence of a rule as (``text``, ``value`` or ``name``, words): values are filled in, in each version."""
    return [
        ("text", piece) if place % 2 == 0 else _filled(book, piece)
        for place, piece in enumerate(PLACE.split(rule.says[lang]))
    ]


def _filled(book: Rulebook, name: str) -> tuple[str, str]:
    if name not in book.values:
        return "name", f"{{{name}}}"
    return "value", " / ".join(dict.fromkeys(told for _, told in steps_told(book.values[name])))


def _on(days: list[str], shape: Stretches, words: Words, alone: bool) -> str:
    ends = [words.label("weekday", day) for day in (days[0], days[-1])]
    named = "" if alone else f"{'–'.join(dict.fromkeys(ends))} "
    return named + _stretches(shape, words)


def _stretches(shape: Iterable[tuple[int, int]], words: Words) -> str:
    """Closed hours; what runs over midnight is told in one piece."""
    found = list(shape)
    if found == [(0, DAY)]:
        return words("catalogue.all_day")
    if len(found) > 1 and found[0][0] == 0 and found[-1][1] == DAY:
        found = [*found[1:-1], (found[-1][0], found[0][1])]
    told = [f"{show_clock(begin)}–{'24:00' if end == DAY else show_clock(end)}" for begin, end in found]
    return comma(words, told) if told else words("catalogue.no_hour")
