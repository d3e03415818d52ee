"""Rulebooks by chance, from the grammar of the format: facts of every kind over all events, conditions of every node.

They mean nothing; they are there so that two engines disagree where one of them is wrong. What is drawn is well typed.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from forbear import vocabulary
from forbear.calendar import HOUR
from forbear.rules.expressions import parse
from forbear.rules.format import (
    COUNTED_DEBT,
    DatedValue,
    Ending,
    Exemption,
    Fact,
    FactKind,
    Grouping,
    Rule,
    Rulebook,
    Span,
    Window,
)

KINDS = (
    "contact",
    "contact",
    "contact",
    "consent",
    "hold",
    "wish",
    "refusal",
    "notice",
    "check",
    "activity",
    "payment",
)
ENDINGS = {
    "consent": ("consent_revoked", "wish", "contact"),
    "hold": ("hold_lifted", "notice"),
    "wish": ("consent", "contact"),
    "refusal": ("consent",),
    "contact": ("contact", "hold"),
    "notice": ("notice",),
}
LIKELY = {
    "contact": (
        "channel",
        "direction",
        "role",
        "outcome",
        "purpose",
        "disclosure",
        "address",
        "recorded",
        "initial",
        "content.opt_out_notice",
        "address_kind",
        "place",
        "collector",
        "person",
    ),
    "consent": ("scope", "channel", "person", "place", "in_writing", "until", "given_to"),
    "consent_revoked": ("scope", "person", "via"),
    "hold": ("hold", "type", "in_writing", "via", "partial", "until"),
    "hold_lifted": ("hold", "reason"),
    "wish": ("channel", "place", "only", "scope", "until", "person"),
    "refusal": ("scope", "channel", "address", "until"),
    "notice": ("notice", "complete", "address", "period_ends"),
    "check": ("check", "result", "address"),
    "activity": ("collector",),
    "payment": ("currency",),
}
PARTIES = (
    "debtor.kind",
    "debtor.minor",
    "debtor.reachable",
    "collector.kind",
    "collector.other_name",
    "person.household",
    "person.confirmed",
    "debt.product",
    "debt.purpose",
    "debt.judgment",
    "debt.creditor",
)
COLLECTORS = ("collector", "by", "given_to")
FIRST_DAY = 700_000
LATE_DAY = 739_700


class Author:
    """Writes rulebooks from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.facts: dict[str, Fact] = {}

    def book(self, number: int = 0) -> Rulebook:
        """A rulebook of a few facts and rules, with an exception, dated values and sometimes a grouping."""
        self.facts = {}
        self.values = self._values()
        for place in range(self.random.randint(2, 6)):
            fact = self._fact(f"fact_{place}")
            self.facts[fact.id] = fact
        rules = {rule.id: rule for rule in (self._rule(f"rule-{place}") for place in range(self.random.randint(1, 4)))}
        lifted = tuple(self.random.sample(sorted(rules), 1))
        exemption = Exemption("exception-0", "law 1", self._node("contact"), lifted, "seen")
        grouping = Grouping(
            "law 1", parse("in_order(product, 'online_loan') == 'student_loan'", "grouping"), "account_when_obtained"
        )
        scope = self.random.choice(
            ("true", "true", "debt.purpose == 'consumer'", "in_order(debtor.kind, 'individual') == 'individual'")
        )
        return Rulebook(
            id=f"chance-{number}",
            title={"en": ".", "zh": "."},
            covers="",
            status="complete",
            place={"country": "US"},
            scope=parse(scope if scope != "true" else "channel == channel or true", "scope"),
            scope_cite="law 1",
            in_force=Span(self.random.choice((None, None, LATE_DAY))),
            sources={},
            leaves_out=(),
            sets={"chosen": ("call", "sms")},
            values=self.values,
            facts=self.facts,
            rules=rules,
            exemptions={exemption.id: exemption},
            grouping=grouping if self.random.random() < 0.3 else None,
            examples=(),
            sha256=f"chance-{number}-{self.random.random()}",
        )

    def _values(self) -> dict[str, DatedValue]:
        def dated(name: str, kind: str, least: int, most: int) -> DatedValue:
            steps = [(FIRST_DAY, self.random.randint(least, most))]
            if self.random.random() < 0.4:
                steps.append((LATE_DAY, self.random.randint(least, most)))
            return DatedValue(name, "law 1", kind, tuple(steps[self.random.random() < 0.1 and len(steps) > 1 :]))

        clocks = DatedValue("closing", "law 1", "clock", ((FIRST_DAY, self.random.choice((8, 12, 21)) * HOUR),))
        return {"limit": dated("limit", "int", 0, 3), "span": dated("span", "int", 1, 9), "closing": clocks}

    def _rule(self, name: str) -> Rule:
        effect = self.random.choice(("refuse", "refuse", "review", "note"))
        span = Span(None, self.random.choice((None, None, LATE_DAY)))
        shown = self.random.choice([*self.facts, "channel"])
        return Rule(
            name,
            name,
            "law 1",
            self._node("contact"),
            effect,
            "duty",
            {"en": f"{{{shown}}}", "zh": "."},
            "seen",
            in_force=span,
        )

    def _fact(self, name: str) -> Fact:
        kind: FactKind = self.random.choice(
            ("is", "clock", "count", "count", "any", "last", "first", "distinct", "holding", "holding")
        )
        if kind == "is":
            return Fact(name, "law 1", kind, where=self._node("contact"))
        if kind == "clock":
            return Fact(name, "law 1", kind, where=self._clock(), zones=self.random.choice(("any", "every")))
        event = self.random.choice(KINDS)
        ends = (
            tuple(self._ending(event) for _ in range(self.random.randint(0, 2)))
            if kind == "holding" and event in ENDINGS
            else ()
        )
        where = self._node("event", event) if self.random.random() < 0.8 else None
        of = self.random.choice(("person", "address", "channel")) if kind == "distinct" else ""
        of = of if of in vocabulary.EVENT_KEYS[event] else ""
        kind = "count" if kind == "distinct" and not of else kind
        return Fact(name, "law 1", kind, event, where, self._per(event), self._window(), ends, of)

    def _per(self, event: str) -> tuple[str, ...]:
        keys = vocabulary.EVENT_KEYS[event]
        possible = [
            group
            for group, needed in (
                ("person", ("person",)),
                ("collector", COLLECTORS),
                ("debt", ("debts",)),
                (COUNTED_DEBT, ("debts",)),
                ("address", ("address",)),
                ("creditor", ("debts",)),
            )
            if any(key in keys for key in needed)
        ]
        return tuple(group for group in possible if self.random.random() < 0.45)

    def _window(self) -> Window:
        found = [name for name, fact in self.facts.items() if fact.kind in ("last", "first")]
        kinds = ["", "", "days", "days", "past_days", "hours", "minutes", "this", "business_days"]
        kinds += ["since"] if found else []
        kind = self.random.choice(kinds)
        length = {
            "": lambda: 0,
            "this": lambda: self.random.choice(("day", "week", "month")),
            "since": lambda: self.random.choice(found),
        }.get(kind, lambda: self.random.choice(("span", self.random.randint(1, 40))))()
        return Window(kind, length)

    def _ending(self, held: str) -> Ending:
        event = self.random.choice(ENDINGS[held])
        return Ending(event, self._node("ending", event, held), self.random.choice((0, 0, 1, 7)))

    def _clock(self) -> object:
        tests = (
            "time < closing",
            "time >= closing",
            "weekday in ['Sat', 'Sun']",
            "day == day",
            "not (weekday == 'Mon')",
            "holiday_national",
            "not holiday_state",
        )
        return parse(" or ".join(self.random.sample(tests, self.random.randint(1, 2))), "clock")

    def _node(self, place: str, event: str = "contact", held: str = "") -> object:
        return parse(self._text(place, event, held, self.random.randint(0, 3)), f"{place} {event}")

    def _text(self, place: str, event: str, held: str, depth: int) -> str:
        if depth == 0:
            return self._atom(place, event, held)

        def part() -> str:
            return self._text(place, event, held, depth - 1)

        form = self.random.choice(("{} and {}", "({} or {})", "not ({})", "({} if {} else {})", "{} and {} and {}"))
        return form.format(*(f"({part()})" for _ in range(form.count("{}"))))

    def _atom(self, place: str, event: str, held: str) -> str:
        makers: list[Callable[[], str]] = [lambda: self._of_key("", event), self._of_party]
        if place == "contact":
            makers += [self._of_now, *([self._of_fact] * 3)]
        else:
            makers += [
                lambda: self._of_key("ask.", "contact"),
                lambda: self._of_time(event),
                lambda: self._of_fact("ask."),
                self._of_stood,
            ]
            makers += [lambda: self._of_same(event)]
        if place == "ending":
            makers += [lambda: self._of_key("held.", held), lambda: self._of_held(event, held)]
        if place == "event" and event in ("wish", "consent"):
            makers.append(lambda: self.random.choice(("slot_somewhere", "slot_everywhere")))
        return (
            self.random.choice(makers)() or "true or channel == channel"
            if place == "contact"
            else self._some(makers, event)
        )

    def _some(self, makers: list[Callable[[], str]], event: str) -> str:
        return self.random.choice(makers)() or self._of_key("", event)

    def _of_key(self, prefix: str, event: str) -> str:
        key = self.random.choice(LIKELY[event])
        return self._test(prefix + key, vocabulary.EVENT_KEYS[event][key], stated=True)

    def _of_party(self) -> str:
        path = self.random.choice(PARTIES)
        party, _, key = path.partition(".")
        return self._test(path, vocabulary.PARTY_KEYS[party][key], stated=True)

    def _test(self, path: str, kind: str, stated: bool) -> str:
        if stated and self.random.random() < 0.15:
            return f"stated({path})"
        if kind == "bool":
            return self.random.choice((path, f"in_order({path}, true)", f"in_order({path}, false)"))
        if kind == "instant":
            return f"(stated({path}) and {path} == {path})"
        if kind == "day":
            return f"ask.today <= {path} + 3"
        if kind == "text":
            return f"{path} == '{self.random.choice(('P1', 'COL', 'CR', '+1 202 555 0101'))}'"
        word = self.random.choice(vocabulary.VALUES[kind])
        if kind == "channel" and self.random.random() < 0.3:
            return f"{path} in chosen"
        return self.random.choice(
            (f"{path} == '{word}'", f"{path} != '{word}'", f"in_order({path}, '{word}') in ['{word}']")
        )

    def _of_now(self) -> str:
        return self.random.choice(
            ("several_zones", "weekday in ['Sat', 'Sun', 'Mon']", "today - today == 0", "debt.id in debts")
        )

    def _of_fact(self, prefix: str = "") -> str:
        if not self.facts:
            return ""
        name = self.random.choice(sorted(self.facts))
        fact, path = self.facts[name], f"{prefix}{name}"
        if fact.kind in ("count", "distinct"):
            return self.random.choice(
                (f"{path} >= limit", f"{path} + 1 > 2", f"2 <= {path}", f"{path} == 0", f"{path} != limit")
            )
        if fact.kind in ("last", "first") and self.random.random() < 0.5:
            today = "ask.today" if prefix else "today"
            return f"{today} - {path}.day <= span"
        return path

    def _of_stood(self) -> str:
        plain = [name for name, fact in self.facts.items() if fact.kind not in ("count", "distinct")]
        return self.random.choice(plain) if plain else ""

    def _of_time(self, event: str) -> str:
        return self.random.choice(
            ("day == ask.today", "known_day >= ask.today - 3", "at < known_at", "day == known_day")
        )

    def _of_same(self, event: str) -> str:
        keys = [key for key in LIKELY[event] if key in LIKELY["contact"]]
        if not keys:
            return ""
        key = self.random.choice(keys)
        kind = vocabulary.EVENT_KEYS[event][key]
        return f"{key} == ask.{key}" if kind != "bool" else f"{key} and ask.{key}"

    def _of_held(self, event: str, held: str) -> str:
        keys = [key for key in LIKELY[event] if key in LIKELY[held] and vocabulary.EVENT_KEYS[event][key] != "bool"]
        return self.random.choice([*(f"{key} == held.{key}" for key in keys), "day > held.day", "held.at < at"])
