"""Decisions per second: one small rule beside other rule engines, then the whole of Regulation F.

    python benchmarks/decide.py [--seconds 3]

Every engine answers the same contacts, and all must give the same answers before anything is timed. The others get the
two numbers that the rule needs ready-made; Forbear is given the history and works them out. All are asked from
Python, one contact at a time, with the rule in the form that they prepare once. They take turns, so that a busy
moment of the machine meets them all; shown is the end of the quicker quarter of the turns, as on a quiet machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean, median, quantiles
from time import perf_counter, perf_counter_ns
from zoneinfo import ZoneInfo

from account import ZONE, contacts, history
from peers import Ready, peers

from forbear.engine.scalar import Judge
from forbear.engine.verdict import Verdict
from forbear.events import Facts, History
from forbear.rules.catalog import get
from forbear.rules.format import Rulebook
from forbear.rules.load import load

EARLIER = (10, 100, 1_000)
CONTACTS = 300
SMALL = Path(__file__).with_name("hour-and-count.toml")
Asked = list[tuple[Facts, int]]
Answers = Callable[[], list[bool]]


@dataclass
class Subject:
    """Something that says of each contact whether it is refused, and what that cost in each turn, in µs a contact."""

    name: str
    given: str
    answers: Answers
    turns: list[float] = field(default_factory=list)

    def turn(self) -> None:
        begin = perf_counter()
        count = len(self.answers())
        self.turns.append((perf_counter() - begin) / count * 1e6)

    @property
    def cost(self) -> float:
        return quicker(self.turns)


def quicker(turns: list[float]) -> float:
    """The end of the quicker quarter."""
    return quantiles(turns, n=4)[0]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=float, default=3, help="how long each part takes turns")
    seconds = options.parse_args().seconds
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; {CONTACTS} contacts")
    asked = contacts(CONTACTS)
    if not agree(asked):
        return 1
    small_rule(asked, seconds)
    regulation_f(asked, seconds)
    return 0


def agree(asked: Asked) -> bool:
    """Does every engine give the same answers, whatever the length of the history?"""
    print("\nOne rule: from 8 to 21 at the debtor's place, fewer than 7 calls in 7 days\n")
    for count in EARLIER:
        past = history(count)
        ours, ready = forbear(past, asked)(), ready_made(past, asked)
        for name, peer in peers().items():
            wrong = [one for one, refused in zip(ready, ours, strict=True) if peer(one) != refused]
            if wrong:
                print(f"{name} and forbear differ on {len(wrong)} contacts, as {wrong[0]}", file=sys.stderr)
                return False
        print(f"  after {count:5,} earlier events all engines give the same answers: {sum(ours)} refused")
    return True


def small_rule(asked: Asked, seconds: float) -> None:
    """The small rule by all engines, as ratios."""
    ours = [
        Subject(f"forbear, {count:,} earlier events", "the history", forbear(history(count), asked))
        for count in EARLIER
    ]
    ready = ready_made(history(100), asked)
    others = [Subject(name, "the numbers", answers_of(peer, ready)) for name, peer in peers().items()]
    take_turns([*ours, *others], seconds)
    base = ours[EARLIER.index(100)].cost
    print(f"\n  {'engine':50} {'given':11} {'µs':>8} {'decisions/s':>12} {'times forbear':>14}")
    for subject in (*ours, *others):
        figures = f"{subject.cost:8.1f} {1e6 / subject.cost:12,.0f} {subject.cost / base:14.2f}"
        print(f"  {subject.name:50} {subject.given:11} {figures}")
    print("\n  Times forbear: above 1 is slower than Forbear after 100 events. Forbear finds hour and count itself and")
    print("  gives every reason; the others are handed both numbers and say yes or no.")


def forbear(past: History, asked: Asked) -> Answers:
    """Forbear with the small rule over a history."""
    judge = Judge([load(SMALL)], past, "strict")
    return lambda: [judge.decide(facts, at).answer == "refuse" for facts, at in asked]


def answers_of(peer: Callable[[Ready], bool], ready: list[Ready]) -> Answers:
    """Another engine on the numbers of each contact."""
    return lambda: [peer(one) for one in ready]


def ready_made(past: History, asked: Asked) -> list[Ready]:
    """The two numbers, worked out in plain Python and by nothing of the engine's."""
    zone = ZoneInfo(ZONE)
    calls = [
        (datetime.fromtimestamp(event.at / 1e6, UTC).astimezone(zone).date(), event.facts["person"])
        for event in past
        if (event.facts.get("channel"), event.facts.get("direction")) == ("call", "outbound")
    ]
    found = []
    for facts, at in asked:
        now = datetime.fromtimestamp(at / 1e6, UTC).astimezone(zone)
        before = [day for day, person in calls if person == facts["person"] and (now.date() - day).days < 7]
        found.append({"minute": now.hour * 60 + now.minute, "calls_before": len(before)})
    return found


def take_turns(subjects: list[Subject], seconds: float) -> None:
    """One after the other, again and again: at least five turns each after one to warm up."""
    for subject in subjects:
        subject.answers()
    end = perf_counter() + seconds
    while perf_counter() < end or len(subjects[-1].turns) < 5:
        for subject in subjects:
            subject.turn()


def regulation_f(asked: Asked, seconds: float) -> None:
    """The whole of us-reg-f: a judge that has met the history, one decision a contact, with every reason."""
    book = get("us-reg-f")
    print(f"\nThe whole of Regulation F: {len(book.rules)} rules, {len(book.facts)} facts, read strictly\n")
    heads = ("median µs", "9 in 10 µs", "decisions/s", "and words", "first")
    print(f"  {'earlier events':>14} " + " ".join(f"{head:>11}" for head in heads))
    for count in EARLIER:
        past = history(count)
        judge = Judge([book], past, "strict")
        costs, words = one_by_one(judge, asked, seconds / 2), one_by_one(judge, asked, seconds / 4, read)
        figures = (
            count,
            median(costs),
            quantiles(costs, n=10)[-1],
            1e6 / fmean(costs),
            median(words),
            first(book, past, asked),
        )
        print("  {:14,} {:11.1f} {:11.1f} {:11,.0f} {:11.1f} {:11,.0f}".format(*figures))
        say_what(f"after {count:,}:", [judge.decide(facts, at) for facts, at in asked])
    print("\n  A judge that has met the history; one decision a contact, with every reason, its facts and rows.")
    print(
        "  Median, 9 in 10: over the contacts. And words: the median with the sentences of all reasons, both languages."
    )
    print("  First: the first decision of a judge that has yet to meet the history; paid once a history.")


def one_by_one(judge: Judge, asked: Asked, seconds: float, then: Callable[[Verdict], object] = id) -> list[float]:
    """What each contact costs, in µs: the quicker quarter of its turns."""
    turns: list[list[float]] = [[] for _ in asked]
    end = perf_counter() + seconds
    while perf_counter() < end or len(turns[0]) < 5:
        for (facts, at), own in zip(asked, turns, strict=True):
            begin = perf_counter_ns()
            then(judge.decide(facts, at))
            own.append(perf_counter_ns() - begin)
    return [quicker(own) / 1e3 for own in turns]


def read(verdict: Verdict) -> list[dict[str, str]]:
    """The sentences of every reason, in all languages."""
    return [dict(reason.says) for reason in (*verdict.reasons, *verdict.unknowns, *verdict.notes)]


def first(book: Rulebook, past: History, asked: Asked) -> float:
    """The first decision of a judge that has yet to meet the history, in µs."""
    costs: list[float] = []
    for facts, at in asked[:20]:
        begin = perf_counter_ns()
        Judge([book], past, "strict").decide(facts, at)
        costs.append((perf_counter_ns() - begin) / 1e3)
    return quicker(costs)


def say_what(where: str, verdicts: list[Verdict]) -> None:
    """What the answers were, so that it shows what was measured."""
    answers = Counter(verdict.answer for verdict in verdicts)
    spoke = Counter(len(verdict.reasons) + len(verdict.unknowns) for verdict in verdicts)
    named = ", ".join(f"{count} {name}" for name, count in answers.most_common())
    print(f"  {'':14} {where} {named}; reasons: {', '.join(f'{n} on {count}' for n, count in sorted(spoke.items()))}")


if __name__ == "__main__":
    sys.exit(main())
