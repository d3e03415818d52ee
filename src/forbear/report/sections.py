"""The sections of the audit report: figures put into words, as plain dicts that the template lays out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forbear.audit.result import AuditResult, Bombing, Finding, QuietHours, Reached
from forbear.calendar import MINUTE, WEEKDAYS, show_clock
from forbear.events import Event
from forbear.render import chart
from forbear.report import charts
from forbear.report.figures import (
    collector_figures,
    rule_figures,
    undetermined_figures,
)
from forbear.report.headline import bombing_sentence
from forbear.report.naming import Naming
from forbear.report.pictures import ANSWERS, Lane, Timeline, hour_figures, quiet_figures, timeline_figures
from forbear.report.timeline_chart import CHANNEL_SHAPES, timeline_chart
from forbear.report.words import Words

Section = Mapping[str, Any]

BARS_MOST = 25
TICKS_MOST = 10
ROWS_MOST = 1_000
"""So many findings of one rule, and rejected rows, are listed; a page of a hundred thousand opens in no browser."""

SLOTS_WHEN_BUSY, BUSY_CONTACTS = 6, 2_000


def hours(result: AuditResult, words: Words) -> Section:
    """The picture of contacts by weekday and hour, with the closed hours in words."""
    cells, quiet = hour_figures(result), quiet_figures(result.quiet_hours)
    rules = [_quiet_rule(quiet_hours, words) for quiet_hours in _by_rule(result.quiet_hours)]
    return {
        "svg": chart(charts.hours_chart(cells, quiet, words)) if cells else None,
        "quiet": words("hours.quiet", rules=words.listed(rules)) if rules else words("hours.no_quiet"),
        "shaded": bool(rules),
    }


def timeline(result: AuditResult, words: Words, naming: Naming) -> Section:
    """The picture of contacts by person and day, and what was left out of it."""
    busy = len(result.judged) > BUSY_CONTACTS
    figures = timeline_figures(result, slots_most=SLOTS_WHEN_BUSY if busy else 2 * SLOTS_WHEN_BUSY)
    if figures is None:
        return {"svg": None}
    merged = sum(lane.merged for lane in figures.lanes)
    names = [_lane_name(lane, figures.hidden_persons, words, naming) for lane in figures.lanes]
    marks = [mark for lane in figures.lanes for mark in lane.marks]
    notes = [words("timeline.per_column", n=figures.days_per_column)] if figures.days_per_column > 1 else []
    notes += [words("timeline.hidden", n=figures.hidden_persons)] if figures.hidden_persons else []
    notes += [words("timeline.merged", n=merged)] if merged else []
    return {
        "svg": chart(timeline_chart(figures, _ticks(figures, words), names)),
        "notes": notes,
        "third": any(lane.third for lane in figures.lanes),
        "channels": [
            (CHANNEL_SHAPES.get(channel, "stroke"), words.label("channel", channel))
            for channel in sorted({mark.channel for mark in marks})
        ],
        "answers": [
            (answer, words.label("answer", answer))
            for answer in ANSWERS
            if any(mark.answer == answer for mark in marks)
        ],
    }


def bombing(result: AuditResult, words: Words, naming: Naming) -> Section:
    """People without a duty to pay who were contacted, with the signals and our own thresholds."""
    found = result.bombing
    reached = sorted(found.reached, key=lambda person: (-len(person.contacts), person.person))
    shown = reached[:BARS_MOST]
    names = [f"{naming.person(person.person)} · {words.label('role', person.role)}" for person in shown]
    return {
        "sentence": bombing_sentence(found.level, len(reached), sum(len(one.contacts) for one in reached), words),
        "svg": chart(charts.reached_chart(shown, names, words)) if shown else None,
        "capped": words("bombing.capped", n=BARS_MOST) if len(reached) > BARS_MOST else "",
        "people": [_reached(person, words, naming) for person in reached],
        "signals": [naming.says(sentences) for sentences in found.signals.values()],
        "burst": _burst(found.burst, words, naming),
        "thresholds": _thresholds(found, words),
    }


def findings(result: AuditResult, words: Words, naming: Naming) -> Sequence[Section]:
    """All findings, by rule, the strongest force first."""
    return [
        {
            "rulebook": rule.rulebook,
            "title": naming.rulebook(rule.rulebook),
            "rule": rule.rule,
            "force": rule.force,
            "review": rule.effect == "review",
            "cite": words.cite(rule.cite),
            "confidence": words.label("confidence", rule.confidence) if rule.confidence else "",
            "count": words(
                "findings.group",
                findings=words("summary.findings", n=len(rule.findings)),
                contacts=words("summary.contacts", n=rule.contacts),
            ),
            "rows": [_finding(finding, words, naming) for finding in rule.findings[:ROWS_MOST]],
            "left": words("findings.left", n=left) if (left := len(rule.findings) - ROWS_MOST) > 0 else "",
        }
        for rule in rule_figures(result)
    ]


def undetermined(result: AuditResult, words: Words, naming: Naming) -> Sequence[Section]:
    """Rules that could not be decided, each with the missing facts in words."""
    return [
        {
            "rulebook": row.rulebook,
            "rule": row.rule,
            "force": words.label("force", row.force),
            "cite": words.cite(row.cite),
            "missing": [words.label("fact", name) for name in row.missing],
            "contacts": words.number(row.contacts),
        }
        for row in undetermined_figures(result)
    ]


def collectors(result: AuditResult, words: Words, naming: Naming) -> Sequence[Section]:
    """One row per collector, the busiest first."""
    return [
        {
            "name": naming.collector(row.collector),
            "contacts": words.number(row.contacts),
            "channels": [f"{words.label('channel', name)} {words.number(count)}" for name, count in row.channels],
            "persons": words.number(row.persons),
            "third": words.number(row.third_persons),
            "refused": words.number(row.refused),
            "force": words.label("force", row.force) if row.force else "–",
        }
        for row in collector_figures(result)
    ]


def files_read(result: AuditResult, words: Words, naming: Naming) -> Sequence[Section]:
    """The files with their counts and fingerprints."""
    return [
        {
            "name": naming.plain(file.name),
            "log_of": f"{naming.person(file.person)} · {words.label('role', file.role)}",
            "format": file.format,
            "counts": [words.number(count) for count in (file.rows, file.kept, file.dropped, file.rejected)],
            "sha": file.sha256,
        }
        for file in result.files
    ]


def rejected(result: AuditResult, naming: Naming) -> Sequence[Section]:
    """Rows that could not be read; telephone numbers in the raw text are hidden where asked."""
    return [
        {
            "where": naming.plain(row.problem.where),
            "what": naming.raw(" ".join(filter(None, (row.problem.what, row.problem.hint)))),
            "text": naming.raw(row.text),
        }
        for row in result.rejected[:ROWS_MOST]
    ]


def rejected_left(result: AuditResult, words: Words) -> str:
    """How many rejected rows the page leaves to the file, in words."""
    left = len(result.rejected) - ROWS_MOST
    return words("files.left", n=left) if left > 0 else ""


def _by_rule(quiet_hours: Sequence[QuietHours]) -> list[list[QuietHours]]:
    rules: dict[tuple[str, str, str], list[QuietHours]] = {}
    for quiet in quiet_hours:
        rules.setdefault((quiet.rulebook, quiet.rule, quiet.force), []).append(quiet)
    return list(rules.values())


def _quiet_rule(quiet_hours: list[QuietHours], words: Words) -> str:
    """One rule's closed hours in words; the two halves of a night are told as one."""
    first = min(quiet_hours, key=lambda quiet: quiet.from_clock)
    last = max(quiet_hours, key=lambda quiet: quiet.from_clock)
    night = len(quiet_hours) == 2 and first.from_clock == 0 and last.to_clock == 24 * 60 * MINUTE
    spans = [(last.from_clock, first.to_clock)] if night else [(q.from_clock, q.to_clock) for q in quiet_hours]
    days = {day for quiet in quiet_hours for day in quiet.weekdays} or set(WEEKDAYS)
    shown = (
        words("hours.every_day")
        if len(days) == len(WEEKDAYS)
        else words.listed([words.label("weekday", day) for day in WEEKDAYS if day in days])
    )
    return words.listed(
        [
            words(
                "hours.quiet_rule",
                rulebook=first.rulebook,
                rule=first.rule,
                **{"from": _clock(start)},
                to=_clock(end),
                days=shown,
                force=words.label("force", first.force),
            )
            for start, end in spans
        ]
    )


def _clock(clock: int) -> str:
    return "24:00" if clock == 24 * 60 * MINUTE else show_clock(clock)


def _ticks(figures: Timeline, words: Words) -> Mapping[int, str]:
    every = max(1, -(-figures.columns // TICKS_MOST))
    return {
        column: words.short_day(figures.first_day + column * figures.days_per_column)
        for column in range(0, figures.columns, every)
    }


def _lane_name(lane: Lane, hidden: int, words: Words, naming: Naming) -> str:
    if not lane.person:
        return words("timeline.others", n=hidden)
    if not lane.role:
        return naming.person(lane.person)
    key = "timeline.third_lane" if lane.third else "timeline.lane"
    return words(key, name=naming.person(lane.person), role=words.label("role", lane.role))


def _reached(person: Reached, words: Words, naming: Naming) -> Section:
    remarks = [words("bombing.agreed")] if person.agreed else []
    remarks += [words("bombing.phone_book")] if person.from_phone_book else []
    return {
        "name": naming.person(person.person),
        "role": words.label("role", person.role),
        "contacts": words.number(len(person.contacts)),
        "told": words.number(person.told_of_debt),
        "by": [naming.collector(collector) for collector in person.collectors],
        "first": naming.time(min(event.at for event in person.contacts)) if person.contacts else "–",
        "last": naming.time(max(event.at for event in person.contacts)) if person.contacts else "–",
        "remarks": remarks,
    }


def _burst(burst: Sequence[Event], words: Words, naming: Naming) -> str:
    if not burst:
        return ""
    return words(
        "bombing.burst",
        contacts=words("summary.contacts", n=len(burst)),
        persons=words("summary.persons", n=len({event.get("person") for event in burst})),
        first=naming.time(min(event.at for event in burst)),
        last=naming.time(max(event.at for event in burst)),
    )


def _thresholds(found: Bombing, words: Words) -> list[tuple[str, str, str]]:
    names = list(dict.fromkeys([*found.thresholds, *found.counts]))
    return [
        (
            words.known(f"threshold.{name}", name.replace("_", " ").replace("-", " ")),
            words.number(found.counts[name]) if name in found.counts else "–",
            words.number(found.thresholds[name]) if name in found.thresholds else "–",
        )
        for name in names
    ]


def _finding(finding: Finding, words: Words, naming: Naming) -> Section:
    facts = {
        key: str(finding.contact.get(key) or "")
        for key in ("channel", "outcome", "collector", "person", "role", "address")
    }
    channel, outcome = words.label("channel", facts["channel"]), words.label("outcome", facts["outcome"])
    return {
        "number": words.number(finding.number),
        "when": naming.time(finding.contact.at),
        "who": words(
            "findings.from_to",
            collector=naming.collector(facts["collector"]),
            person=naming.person(facts["person"]),
            role=words.label("role", facts["role"]),
        ),
        "channel": words("findings.channel", channel=channel, outcome=outcome) if outcome else channel,
        "says": naming.says(finding.reason.says),
        "rows": naming.rows(finding.rows),
        "free_at": "–" if finding.free_at is None else naming.time(finding.free_at),
    }
