"""A digest put into words: the lines that its page and its plain text share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forbear.bodies import Body
from forbear.calendar import MINUTE, WEEKDAYS, Day, local_day, show_clock, weekday_of
from forbear.report.digest import Against, Digest, Quiet, Repaid
from forbear.report.digest_due import Asked
from forbear.report.digest_sorted import Group
from forbear.report.naming import Naming
from forbear.report.words import Words

_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Telling:
    """How one digest is told: its language, who is called what, and by which clock."""

    words: Words
    naming: Naming | None
    zone: str

    def firm(self, collector: str) -> str:
        """The name of a firm."""
        return self.naming.collector(collector) if self.naming else collector

    def title(self, digest: Digest) -> str:
        """Which day, or which week."""
        days, words = digest.days, self.words
        if days.first == days.last:
            return words("digest.title_day", last=words.day(days.last))
        ends = (words.day, words.short_day) if words.lang == "zh" else (words.short_day, words.day)
        return words("digest.title_week", first=ends[0](days.first), last=ends[1](days.last))

    def came(self, digest: Digest) -> str:
        """How much came, and from how many."""
        words, outbound = self.words, digest.contacts - digest.heaps["own"]
        if not digest.has_log:
            return words("digest.no_log")
        if not outbound:
            return words("digest.nothing_came")
        return words("digest.from_firms", came=words("digest.came_all", n=outbound), n=digest.firms)

    def calm(self, digest: Digest) -> str:
        """What it comes to, in two sentences."""
        words, look = self.words, len(digest.groups["look"])
        found = [words("digest.calm_some", n=digest.to_answer) if digest.to_answer else words("digest.calm_none")]
        return words.joined([*found, words("digest.calm_look", n=look) if look else ""])

    def lead(self, digest: Digest) -> str:
        """How much came, and what it comes to."""
        return self.words.joined([self.came(digest), self.calm(digest)])

    def rejected(self, digest: Digest) -> str:
        """How many rows could not be read, if any."""
        return self.words("digest.rejected", n=digest.rejected) if digest.rejected else ""

    def day(self, one: Asked) -> str:
        """By when."""
        if one.day is None:
            return self.words("digest.no_day")
        key = "was_due" if one.passed else "by"
        return self.words(f"digest.{key}", day=self.dated(one.day))

    def dated(self, day: Day) -> str:
        """A day with its weekday."""
        weekday, shown = self.words.label("weekday", weekday_of(day)), self.words.day(day)
        return f"{shown}（{weekday}）" if self.words.lang == "zh" else f"{weekday} {shown}"

    def group(self, one: Group) -> str:
        """``Example Agency, SMS: an offer; names a day``."""
        signs = [self.words(f"digest.sign_{sign}") for sign in one.signs]
        channel = self.words.label("channel", one.channel)
        colon, between = ("：", "；") if self.words.lang == "zh" else (": ", "; ")
        told = f"{self.firm(one.collector)} · {channel}{colon if signs else ''}{between.join(signs)}"
        if not one.person:
            return told
        person = self.naming.person(one.person) if self.naming else one.person
        return self.words("digest.sent_to", what=told, person=person)

    def when(self, one: Group) -> str:
        """How often, and on which days."""
        days = dict.fromkeys(local_day(each.at, self.zone) for each in one.contacts)
        shown = self.words.listed([self.words.short_day(day) for day in days])
        count = len(one.contacts)
        return shown if count == 1 else f"{self.words('digest.times', n=count)} · {shown}"

    def left(self, digest: Digest) -> list[str]:
        """What can be left, counted."""
        words, plain = self.words, digest.heaps["left"] - digest.rung
        counts = (("left_rung", digest.rung), ("left_plain", plain))
        found = [words(f"digest.{key}", n=count) for key, count in counts if count]
        return found or [words("digest.left_none")]

    def left_by(self, digest: Digest) -> str:
        """The same by firm."""
        firms = [self.words("digest.firm_count", firm=self.firm(firm), n=count) for firm, count in digest.firms_left]
        told = [self.words("digest.left_by", firms=comma(firms, self.words)), self.words("digest.left_note")]
        return self.words.joined(told) if firms else ""

    def others(self, digest: Digest) -> str:
        """What went to people who owe nothing."""
        count = digest.heaps["others"]
        persons = self.words("summary.persons", n=digest.persons)
        told = [self.words("digest.others", n=count, persons=persons), self.words("digest.others_note")]
        return self.words.joined(told) if count else ""

    def against(self, found: Against) -> list[str]:
        """What went against a rule, and the rules that spoke most."""
        words = self.words
        lines = [
            words("digest.against", n=found.contacts, judged=found.judged)
            if found.contacts
            else words("digest.against_none")
        ]
        lines += [self._rule(rule.findings[0].reason.says, rule.contacts, rule.force) for rule in found.rules]
        return lines + [words("digest.late", says=says) for says in found.late]

    def _rule(self, says: object, count: int, force: str) -> str:
        words = self.words
        told = self.naming.says(says) if self.naming else ""  # type: ignore[arg-type]
        meant = words("digest.against_rule_force", force=words.label("force", force))
        return words.joined([words("digest.against_rule", n=count, says=told), meant])

    def repaid(self, found: Repaid | None) -> list[str]:
        """What was repaid, what is closed, what comes next."""
        words = self.words
        if found is None:
            return [words("digest.repaid_none")]
        whole, now = (words.money(amount, found.currency) for amount in (found.whole, found.now))
        lines = [words("digest.repaid", whole=whole, now=now)]
        if found.closed:
            lines.append(words("digest.closed", n=len(found.closed), names=words.listed(list(found.closed))))
        if found.following:
            name, left = found.following
            lines.append(words("digest.following", name=name, left=words.money(left, found.currency)))
        return lines

    def quiet(self, found: Quiet) -> list[str]:
        """The closed hours, whose they are, what came in them, and what one may do."""
        words = self.words
        hours = comma([self._stretches(*week) for week in found.weeks], words)
        rules = [
            words("digest.quiet_rule", rulebook=book, force=words.label("force", force)) for book, force in found.rules
        ]
        lines = [words("digest.quiet", hours=hours), words("digest.quiet_whose", rules=comma(rules, words))]
        if found.contacts:
            lines.append(words("digest.quiet_came", n=found.contacts))
        return [*lines, words("digest.quiet_phone")]

    def _stretches(self, weekdays: Sequence[str], shape: Iterable[tuple[int, int]]) -> str:
        words = self.words
        hours = comma([f"{_clock(begin)}–{_clock(end)}" for begin, end in shape], words)
        if len(weekdays) == len(WEEKDAYS):
            return hours
        return words(
            "digest.quiet_on", days=words.listed([words.label("weekday", day) for day in weekdays]), hours=hours
        )

    def body(self, one: Body) -> str:
        """``Samaritans · 116 123 · day and night``."""
        lang = self.words.lang
        return " · ".join(filter(None, [one.name[lang], *one.phones, one.hours.get(lang, "")]))


def comma(parts: Iterable[str], words: Words) -> str:
    """Parts with commas of the language between them."""
    return ("、" if words.lang == "zh" else ", ").join(parts)


def _clock(minute: int) -> str:
    return "24:00" if minute == _DAY_MINUTES else show_clock(minute * MINUTE)
