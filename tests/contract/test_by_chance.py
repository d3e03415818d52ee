"""Whatever is done in whatever order: each store answers as the one in memory, and a recount finds no limit exceeded.

The recount is naive: it reads the records of a debtor as they stand, tells apart what happened before each contact by
the numbers of the rows, and asks the definition. More examples: ``pytest --hypothesis-profile search``.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from forbear import vocabulary
from forbear.calendar import HOUR, MINUTE, SECOND, local_day, show_instant
from forbear.chain import faults
from forbear.engine.scalar import END_OF_ORDER, Judge
from forbear.errors import ForbearError
from forbear.events import Event, Facts, History
from forbear.gate.asked import Asked
from forbear.gate.chain import Record
from forbear.gate.gate import Gate
from forbear.gate.memory import MemoryStore
from forbear.gate.permit import Permit
from forbear.gate.store import Store
from forbear.records import read_event, read_facts, read_parties
from tests.support.amount import examples
from tests.support.gates import (
    BY,
    CALL,
    DAY,
    HOUSE,
    NOON,
    OTHER_PHONE,
    PARTIES,
    ask,
    event,
    gate_of,
)
from tests.support.meanwhile import meanwhile

TEXT = "Please call us back."
NEVER_REACHED = ("busy", "not_in_service")
NUMBERS = itertools.count()
"""A store is kept for all examples of a test: each has debtors and requests of its own."""

STEPS = st.sampled_from([1, SECOND, MINUTE, 6 * MINUTE, HOUR, 11 * HOUR, DAY, -1, -MINUTE, -HOUR])
OUTCOMES = st.sampled_from(["no_answer", "busy", "voicemail", "conversation"])
CONTACTS = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(["call", "call", "call", "sms", "visit"]),
        "debts": st.sampled_from([["A"], ["B"], ["A", "B"]]),
    },
    optional={"address": st.just(OTHER_PHONE), "content": st.just({}), "others_may_hear": st.booleans()},
)
CHANGES = st.sampled_from(
    [{}, {}, {}, {}, {"address": "+12125550199"}, {"debts": ["B"]}, {"channel": "visit"}, {"role": "colleague"},
     {"direction": "inbound"}, {"others_may_hear": True}, {"from_number": OTHER_PHONE}, {"outcome": "busy"}]
)  # fmt: skip
HAPPENED = st.sampled_from(
    [("hold", {"hold": "cease", "debts": ["A"]}), ("hold_lifted", {"hold": "cease", "debts": ["A"]}),
     ("payment", {"debts": ["B"]}), ("contact", {**CALL, "direction": "inbound"}),
     ("contact", {**CALL, "direction": "outbound", "outcome": "no_answer"}),
     ("contact", {**CALL, "direction": "outbound", "outcome": "conversation"})]
)  # fmt: skip
WHO = st.integers(0, 1)
ANY = st.integers(0, 99)


def stated(asked: Asked, **changes: Any) -> dict[str, Any]:
    """What the use of a permit states: the contact that was asked for, but for some changes."""
    kept = {key: value for key, value in asked.contact.items() if key not in ("text_sha256", "content", "direction")}
    return {**kept, **changes}


class Askers(RuleBasedStateMachine):
    """Some people ask, use, tell and record at a gate before a store; a gate before a store in memory gets the same."""

    opens: Callable[[], Store]
    books: tuple[str, ...]

    @initialize()
    def begin(self) -> None:
        """Two debtors, who are known to both gates."""
        self.name = f"{self.books[0]}-{next(NUMBERS)}"
        self.debtors = tuple(f"{self.name}-{letter}" for letter in "ab")
        self.model = MemoryStore()
        self.now, self.requests = NOON, itertools.count()
        self.asked: list[Asked] = []
        self.permits: list[tuple[Permit, Asked]] = []
        self.told: set[str] = set()
        self.made = 0
        self.restart()
        for debtor in self.debtors:
            self.both(lambda gate, debtor=debtor: gate.set_parties(debtor, PARTIES, NOON - 30 * DAY, BY))

    @rule()
    def restart(self) -> None:
        """Both gates are started anew."""
        self.gates = [gate_of(store, *self.books, debtors=()) for store in (self.model, self.opens())]

    def both(self, act: Callable[[Gate], Any]) -> Any:
        """Do the same at both gates; the answers must be the same."""
        answers = [self._answer(act, gate) for gate in self.gates]
        assert answers[0] == answers[1]
        return answers[0]

    def _answer(self, act: Callable[[Gate], Any], gate: Gate) -> Any:
        try:
            return act(gate)
        except ForbearError as error:
            return type(error), str(error)

    @rule(step=STEPS)
    def time_passes(self, step: int) -> None:
        """A clock may also be set back."""
        self.now += step

    def _new(self, who: int, contact: dict[str, Any], approval: str | None) -> Asked:
        text = TEXT if contact["channel"] == "sms" else None
        request = f"{self.name}-{next(self.requests)}"
        self.asked.append(ask(request, self.debtors[who], text, approval, **contact))
        return self.asked[-1]

    @rule(wanted=st.lists(st.tuples(WHO, CONTACTS, st.sampled_from([None, None, "Ms Li"])), min_size=1, max_size=3))
    def asks(self, wanted: list[tuple[int, dict[str, Any], str | None]]) -> None:
        """New contacts are asked for, one or several at once."""
        asked = [self._new(*one) for one in wanted]
        answers = self.both(lambda gate: gate.ask_many(asked, self.now))
        for one, answer in zip(asked, answers, strict=True):
            if answer.permit:
                self.permits.append((answer.permit, one))

    @rule(wanted=st.lists(st.tuples(WHO, CONTACTS), min_size=2, max_size=3), first=st.tuples(WHO, CONTACTS))
    def asks_while_somebody_else_does(self, wanted: list[Any], first: tuple[int, Any]) -> None:
        """Somebody asks while several contacts are judged: that is as if it had been asked for before them."""
        before, asked = self._new(*first, None), [self._new(*one, None) for one in wanted]
        model, gate = self.gates
        expected = [model.ask(before, self.now), *model.ask_many(asked, self.now)]
        answers: list[Any] = []
        with meanwhile(lambda: answers.append(gate.ask(before, self.now))):
            answers += gate.ask_many(asked, self.now)
        assert answers == expected
        self.permits += [
            (answer.permit, one) for one, answer in zip([before, *asked], answers, strict=True) if answer.permit
        ]

    @rule(who=WHO, contact=CONTACTS, outcome=OUTCOMES, tell=st.booleans())
    def makes_a_contact(self, who: int, contact: dict[str, Any], outcome: str, tell: bool) -> None:
        """A contact is asked for and, if it may be, made at once."""
        before = len(self.permits)
        self.asks([(who, contact, None)])
        if len(self.permits) > before:
            self.uses(0, {})
            if tell:
                self.tells(0, outcome)

    @precondition(lambda self: self.asked)
    @rule(which=ANY, other=st.booleans())
    def asks_again(self, which: int, other: bool) -> None:
        """A request comes again, as it was or for another person."""
        asked = self.asked[which % len(self.asked)]
        again = asked._replace(debtor=self.debtors[which % 2]) if other else asked
        fresh = asked._replace(request=f"{self.name}-fresh-{next(self.requests)}")
        self.both(lambda gate: gate.ask_many([fresh, again], self.now))

    def _one_of_the_last(self, which: int) -> tuple[Permit, Asked]:
        return self.permits[-1 - which % min(5, len(self.permits))]

    @precondition(lambda self: self.permits)
    @rule(which=ANY, changes=CHANGES)
    def uses(self, which: int, changes: dict[str, Any]) -> None:
        """A permit is used, rightly or for something else."""
        permit, asked = self._one_of_the_last(which)
        text = TEXT if asked.contact["channel"] == "sms" else None
        use = self.both(lambda gate: gate.use(permit.id, stated(asked, **changes), self.now, BY, text=text))
        if use.accepted and "outcome" in changes:
            self.told.add(permit.id)
        self.made += use.accepted

    @precondition(lambda self: self.permits)
    @rule(which=ANY, outcome=OUTCOMES)
    def tells(self, which: int, outcome: str) -> None:
        """How a contact went is told, once."""
        permit, _ = self._one_of_the_last(which)
        if permit.id not in self.told:
            answer = self.both(lambda gate: gate.tell(permit.id, {"outcome": outcome}, self.now, BY))
            if isinstance(answer, Record):
                self.told.add(permit.id)

    @precondition(lambda self: self.permits)
    @rule(which=ANY)
    def releases(self, which: int) -> None:
        """A contact will not be made."""
        permit, _ = self._one_of_the_last(which)
        self.both(lambda gate: gate.release(permit.id, self.now, BY))

    @rule(who=WHO, happened=HAPPENED, ago=st.sampled_from([-MINUTE, 0, 0, 0, MINUTE, HOUR, 2 * DAY]))
    def records(self, who: int, happened: tuple[str, dict[str, Any]], ago: int) -> None:
        """Something happened, now or some time ago."""
        kind, facts = happened
        told = event(kind, show_instant(self.now - ago, "UTC"), **facts)
        self.both(lambda gate: gate.record(self.debtors[who], told, self.now, BY))

    def teardown(self) -> None:
        """At the end both stores hold the same, and nothing that a recount would refuse."""
        for debtor in getattr(self, "debtors", ()):
            records = self.gates[1].store.read(debtor)
            assert list(records) == list(self.model.read(debtor))
            assert list(faults(records)) == []
            recount(records, self.gates[0])


def recount(records: list[Record], gate: Gate) -> None:
    """Ask the definition about each contact that was made under a permit, by what was on record before it."""
    parties = read_parties(records[0].body["parties"], "the parties")
    decided = {
        record.body["permit"]["id"]: record for record in records if record.kind == "decision" and record.body["permit"]
    }
    spent: set[str] = set()
    events: list[Event] = []
    for record in records:
        if record.kind == "event":
            events.append(read_event(record.body["event"], record.seq, "an event"))
        elif record.body.get("becomes") == "used":
            name = record.body["permit"]
            assert name not in spent, "a permit was used twice"
            spent.add(name)
            assert decided[name].at <= record.at < decided[name].body["permit"]["expires_at"]
            made = contact_of(record, decided[name], records)
            verdict = Judge(gate.books, History(parties, events), "listed").decide_at(
                made.facts, made.at, (made.at + HOUR, END_OF_ORDER)
            )
            assert verdict.answer != "refuse", verdict.reasons
            if gate.books.all[0].id == HOUSE:
                assert_by_counting(made, events)
            events.append(made)


def contact_of(record: Record, decision: Record, records: list[Record]) -> Event:
    """A contact as it was made, with what was ever told of it."""
    told = [
        record,
        *(one for one in records if one.body.get("becomes") == "told" and one.body["permit"] == record.body["permit"]),
    ]
    facts: dict[str, Any] = {}
    for one in (decision, *told):
        facts |= {key: value for key, value in facts_of(one.body["contact"]).items() if value is not None}
    return Event(record.seq, record.at, "contact", facts, record.at)


def facts_of(contact: dict[str, Any]) -> Facts:
    """A contact in the words of the vocabulary."""
    problems: list[Any] = []
    facts = read_facts(contact, vocabulary.EVENT_KEYS["contact"], "a contact", problems)
    assert problems == []
    return facts


def assert_by_counting(made: Event, events: list[Event]) -> None:
    """The first rule of the small rulebook without the engine: at most three contacts a day, none from June 5."""
    day = local_day(made.at, "America/New_York")
    before = [each for each in outbound(events) if local_day(each.at, "America/New_York") == day]
    assert len(before) < 3
    assert made.at < NOON + 36 * HOUR


def outbound(events: list[Event]) -> Iterator[Event]:
    """The contacts with the debtor that count."""
    for each in events:
        if each.kind == "contact" and each.get("direction") == "outbound" and each.get("outcome") not in NEVER_REACHED:
            yield each


@pytest.mark.parametrize(("books", "count"), [((HOUSE,), 40), (("us-reg-f", HOUSE), 4)], ids=["small", "federal"])
def test_stores_answer_alike_and_no_limit_is_exceeded(opens, books, count):
    askers = type("Askers", (Askers,), {"opens": staticmethod(opens), "books": books})
    settings = examples(count)
    run_state_machine_as_test(askers, settings=type(settings)(settings, stateful_step_count=40))
