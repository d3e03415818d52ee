"""A decision, what would change it and what time does, in sentences of both languages.

Days are counted from 1970-01-01, as everywhere in the figures of a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from forbear.calendar import show_day
from forbear.creditfile.decision.ageing import Ageing, Item
from forbear.creditfile.decision.changes import Change, Ways
from forbear.creditfile.decision.fairness import percent
from forbear.creditfile.decision.scorecard import Decision, Line, Reason, Scorecard, Value
from forbear.creditfile.decision.texts import texts

_EPOCH = date(1970, 1, 1).toordinal()


def tell(card: Scorecard, decision: Decision, lang: str, rules: Mapping[str, str] | None = None) -> list[str]:
    """The answer and all that it rests on; ``rules``: the words of the rules that reject by themselves."""
    words = rules or {}
    lines = {one.figure: one for one in decision.points}
    return [
        _answer(decision, lang),
        *(_say("hard", "speaks", lang, rule=words.get(rule, rule)) for rule in decision.hard),
        *(_say("hard", "may", lang, rule=words.get(rule, rule)) for rule in decision.unsure),
        *(_reason(card, one, lines, lang) for one in decision.reasons),
        *(_open(card, lines[name], lang) for name in decision.open_figures),
    ]


def tell_ways(card: Scorecard, ways: Ways, lang: str) -> Iterator[str]:
    """What would be enough, and that it is no advice."""
    if ways.none:
        yield _say("way", ways.none, lang)
        return
    for changes in ways.sets:
        yield _say("way", "one", lang, changes=_joined([_change(card, one, lang) for one in changes], lang))
    if ways.more:
        yield _say("way", "more", lang)
    yield _say("way", "caution", lang)


def tell_ageing(card: Scorecard, found: Ageing, lang: str, rules: Mapping[str, str] | None = None) -> Iterator[str]:
    """From which day time alone is enough, and the day of each item."""
    if found.first is None:
        yield _say("ageing", "never", lang, day=_day(found.until))
    else:
        key = "first" if found.stays == found.first else "first_only"
        yield _say("ageing", key, lang, day=_day(found.first))
    for one in found.items:
        label = (rules or {}).get(one.name, one.name) if one.rule else card.figure(one.name).label[lang]
        yield _item(one, label, found.until, lang)


def told_value(value: Value, lang: str) -> str:
    """A value as people read it."""
    if value is None or value == (None, None):
        return _say("value", "unknown", lang)
    if isinstance(value, str):
        return value
    low, high = value
    if low == high:
        return f"{low:,}"
    key = "to" if low is None else "from" if high is None else "between"
    return _say("value", key, lang, low=_number(low), high=_number(high))


def measured(card: Scorecard, line: Line, lang: str) -> str:
    """How those ended on whom the card was fitted and who had such a value; empty where it is not known."""
    if len(line.bins) != 1 or not card.figure(line.figure).bins[line.bins[0]].people:
        return ""
    one = card.figure(line.figure).bins[line.bins[0]]
    people, bad = f"{one.people:,}", f"{one.bad:,}"
    return _say("reason", "measured", lang, people=people, bad=bad, rate=percent(one.bad, one.people))


def _answer(decision: Decision, lang: str) -> str:
    low, high = decision.score
    score = str(low) if low == high else _say("answer", "between", lang, low=str(low), high=str(high))
    key = "reject_hard" if decision.answer == "reject" and not decision.shortfall else decision.answer
    return _say("answer", key, lang, score=score, cutoff=str(decision.cutoff), points=str(decision.shortfall))


def _reason(card: Scorecard, reason: Reason, lines: Mapping[str, Line], lang: str) -> str:
    parts = [_part(card, lines[name], lost, reason, lang) for name, lost in reason.lost]
    if len(parts) == 1:
        about = measured(card, lines[reason.lost[0][0]], lang)
        return ("" if lang == "zh" else " ").join(filter(None, [parts[0], about]))
    return _say("reason", "rest", lang, points=str(reason.points), figures=_joined(parts, lang))


def _part(card: Scorecard, line: Line, lost: int, reason: Reason, lang: str) -> str:
    label, value = card.figure(line.figure).label[lang], told_value(line.value, lang)
    key = "one" if len(reason.lost) == 1 else "part"
    return _say("reason", key, lang, label=_capital(label, key), value=value, lost=str(lost), points=str(reason.points))


def _open(card: Scorecard, line: Line, lang: str) -> str:
    label = _capital(card.figure(line.figure).label[lang], "one")
    return _say("reason", "open", lang, label=label, value=told_value(line.value, lang))


def _change(card: Scorecard, one: Change, lang: str) -> str:
    before, after = told_value(one.before, lang), told_value(one.after, lang)
    label = card.figure(one.figure).label[lang]
    return _say("way", "change", lang, label=label, before=before, after=after, gained=str(one.gained))


def _item(one: Item, label: str, until: int, lang: str) -> str:
    label = _capital(label, "one")
    if one.out is None:
        return _say("ageing", "stays", lang, label=label, day=_day(until))
    return _say("ageing", "out", lang, label=label, day=_day(one.out))


def _capital(label: str, key: str) -> str:
    return label[:1].upper() + label[1:] if key == "one" else label


def _joined(parts: list[str], lang: str) -> str:
    return ("；" if lang == "zh" else "; ").join(parts)


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def _day(day: int) -> str:
    return show_day(_EPOCH + day)


def _say(topic: str, key: str, lang: str, **filled: str) -> str:
    return str(texts()[topic][key][lang]).format(**filled)
