"""Typing of conditions: each name has a type in its place, and only like things are compared."""

from __future__ import annotations

import pytest

from forbear.errors import Problem
from forbear.rules.expressions import parse
from forbear.rules.format import DatedValue, Fact
from forbear.rules.names import Names, Scope
from forbear.rules.types import Typer, type_of_fact

FACTS = {
    "calls": Fact("calls", "c", "count", "contact"),
    "talk": Fact("talk", "c", "last", "contact"),
    "wished": Fact("wished", "c", "holding", "wish"),
}
NAMES = Names(
    {
        "limit": DatedValue("limit", "c", "int", ((1, 7),)),
        "opening": DatedValue("opening", "c", "clock", ((1, 8),)),
    },
    {"phones": ("call", "ringless_voicemail")},
    FACTS,
    {name: type_of_fact(fact.kind) for name, fact in FACTS.items()},
)
SCOPES = {
    "contact": Scope("contact", "contact"),
    "event": Scope("event", "wish"),
    "ending": Scope("ending", "consent_revoked", "consent"),
    "clock": Scope("clock"),
    "debt": Scope("debt"),
    "duty": Scope("duty", "contact"),
}


def faults(text: str, scope: str) -> list[str]:
    found: list[Problem] = []
    Typer(NAMES, SCOPES[scope], "here", found).truth(parse(text, "here"))
    return [f"{problem.where}: {problem.what} {problem.hint}".strip() for problem in found]


SOUND = [
    ("contact", "channel in phones and calls >= limit and talk"),
    ("contact", "today - talk.day > 30 and talk.channel == channel"),
    ("contact", "debtor.minor or person.confirmed or debt.judgment or policy.attorney_reply_days == 3"),
    ("contact", "weekday in ['Sat', 'Sun'] and not several_zones"),
    ("contact", "(initial if stated(initial) else wished)"),
    ("contact", "in_order(outcome, 'no_answer') == 'busy' and in_order(initial, true)"),
    ("contact", "raised_by.A == 'debtor'"),
    ("event", "slot_somewhere and ask.now <= until and from <= to"),
    ("event", "channel == ask.channel and ask.calls < limit and day <= ask.today"),
    ("event", "person == ask.person and calls == 0 and debt.id in debts"),
    ("ending", "person == held.person and scope == held.scope and held.day <= day"),
    ("clock", "time < opening or weekday == 'Sun' or holiday_national and calls == 1"),
    ("debt", "product == 'student_loan'"),
    ("duty", "act.months > limit or talk.day <= due and due - start == 3 and act.means == 'sale'"),
    ("duty", "act.amount <= limit and stated(act.currency) and debt.secured"),
]


@pytest.mark.parametrize(("scope", "text"), SOUND)
def test_a_sound_condition_has_no_fault(scope: str, text: str) -> None:
    assert faults(text, scope) == []


HERE = "here, column "

FAULTY = [
    ("duty", "act.mean == 'sale'", ["1: unknown name 'act.mean' Did you mean 'act.means'?"]),
    ("duty", "dew > start", ["1: unknown name 'dew' Did you mean 'due'?"]),
    ("duty", "due == limit", ["1: day is compared with int"]),
    ("contact", "due == today", ["1: unknown name 'due'"]),
    ("contact", "act.months == limit", ["1: unknown name 'act.months'"]),
    (
        "contact",
        "chanel == 'call'",
        [
            "1: unknown name 'chanel' Did you mean 'channel'?",
        ],
    ),
    (
        "contact",
        "channel == 'cal'",
        [
            "12: 'cal' is no channel Did you mean 'call'?",
        ],
    ),
    (
        "contact",
        "'cal' != channel",
        [
            "1: 'cal' is no channel Did you mean 'call'?",
        ],
    ),
    (
        "contact",
        "outcome in phones",
        [
            "12: 'call' is no outcome",
            "12: 'ringless_voicemail' is no outcome",
        ],
    ),
    (
        "contact",
        "channel in calls",
        [
            "12: 'calls' is no list",
        ],
    ),
    (
        "contact",
        "channel in nothing",
        [
            "12: unknown name 'nothing'",
        ],
    ),
    (
        "contact",
        "channel in 'call'",
        [
            "1: 'in' needs a list, a named set or a fact that is a list",
        ],
    ),
    (
        "contact",
        "calls",
        [
            "1: a condition must be true or false, but this is int",
        ],
    ),
    (
        "contact",
        "not calls",
        [
            "5: a condition must be true or false, but this is int",
        ],
    ),
    (
        "contact",
        "calls == opening",
        [
            "1: int is compared with clock",
        ],
    ),
    (
        "contact",
        "calls == 'three'",
        [
            "10: the text 'three' is compared with int",
        ],
    ),
    (
        "contact",
        "channel < outcome",
        [
            "1: channel cannot be ordered with <",
        ],
    ),
    (
        "contact",
        "talk.slot_somewhere",
        [
            "1: unknown name 'talk.slot_somewhere' Did you mean 'slot_somewhere'?",
        ],
    ),
    (
        "contact",
        "calls.day == today",
        [
            "1: unknown name 'calls.day'",
        ],
    ),
    (
        "contact",
        "calls + today == 3",
        [
            "1: int + day has no meaning here",
        ],
    ),
    (
        "contact",
        "(calls if talk else channel) == 3",
        [
            "2: the two sides differ: int and channel",
        ],
    ),
    (
        "contact",
        "in_order(outcome, 'bussy') == 'busy'",
        [
            "1: 'bussy' is no outcome Did you mean 'busy'?",
        ],
    ),
    (
        "contact",
        "stated(nowhere.at_all)",
        [
            "8: unknown name 'nowhere.at_all'",
        ],
    ),
    (
        "contact",
        "['call']",
        [
            "1: a list may only stand after 'in'",
        ],
    ),
    (
        "contact",
        "held.person == 'x'",
        [
            "1: unknown name 'held.person'",
        ],
    ),
    (
        "clock",
        "channel == 'call'",
        [
            "1: unknown name 'channel'",
        ],
    ),
    (
        "debt",
        "channel == 'call'",
        [
            "1: unknown name 'channel'",
        ],
    ),
]


@pytest.mark.parametrize(("scope", "text", "expected"), FAULTY)
def test_a_faulty_condition_is_told_where_and_why(scope: str, text: str, expected: list[str]) -> None:
    found = faults(text, scope)
    begun = [each.startswith(HERE + want) for each, want in zip(found, expected, strict=False)]
    assert (len(found), begun) == (len(expected), [True] * len(expected)), found


def test_a_fact_has_the_type_of_its_kind() -> None:
    kinds = {kind: type_of_fact(kind) for kind in ("is", "clock", "count", "distinct", "any", "last", "holding")}
    assert kinds == {
        "is": "bool", "clock": "bool", "count": "int", "distinct": "int", "any": "bool", "last": "bool",
        "holding": "bool",
    }  # fmt: skip
