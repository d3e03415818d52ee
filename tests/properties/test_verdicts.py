"""What must hold of every verdict, whatever the rulebooks say: refusals win, silence refuses, order is no matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear import vocabulary
from forbear.engine.examples import Case, read_case
from forbear.engine.scalar import END_OF_ORDER, Judge
from forbear.engine.verdict import READINGS, Reading, Verdict
from forbear.events import Event, Facts, History
from forbear.rules.catalog import all_books
from forbear.rules.expressions import ListOf, Literal, Node, parse, walk
from forbear.rules.format import Fact, Rule, Rulebook
from tests.support.amount import examples, in_turn
from tests.support.histories import (
    HOUR,
    STRANGER,
    TOGETHER,
    Question,
    events,
    facts_of,
    near_examples,
    questions,
    values,
)
from tests.support.histories import NAMES as PEOPLE_AND_THINGS

ALL = all_books()
NAMES = [book.id for book in ALL]
BOOKS = [book for book in ALL if book.id in TOGETHER]
READING = st.sampled_from(READINGS)
ANY = near_examples(BOOKS) | questions()


def decide(question: Question, reading: Reading, books: list[Rulebook] | None = None) -> Verdict:
    """The verdict on a question by a judge of its own, drafts included, under some rulebooks that are laid together."""
    judge = Judge(question.laid(BOOKS) if books is None else books, question.history(), reading, drafts=True)
    return judge.decide_at(question.facts, question.at, (question.at, END_OF_ORDER))


def with_event(question: Question, kind: str, facts: dict[str, Any], at: int) -> Question:
    """The same question with one more event."""
    seq = max((event.seq for event in question.events), default=0) + 1
    return replace(question, events=(*question.events, Event(seq, at, kind, facts, at)))


def spoken(verdict: Verdict) -> tuple[str, frozenset[str], frozenset[str], frozenset[str]]:
    """The answer and the clauses behind it, in no order."""
    return (
        verdict.answer,
        frozenset(f"{reason.rulebook}/{reason.clause} {reason.debts}" for reason in verdict.reasons),
        frozenset(f"{reason.rulebook}/{reason.clause} {reason.missing}" for reason in verdict.unknowns),
        frozenset(f"{reason.rulebook}/{reason.clause}" for reason in verdict.notes),
    )


def trees_of(book: Rulebook) -> Iterator[Node]:
    """Every condition of a rulebook."""
    yield book.scope
    for fact in book.facts.values():
        if fact.where is not None:
            yield fact.where
        yield from (ending.when for ending in fact.ends)
    yield from (rule.when for rule in book.rules.values())
    yield from (exemption.when for exemption in book.exemptions.values())


def scopes_without_meaning(book: Rulebook) -> list[str]:
    """The scopes of consent that a rulebook nowhere names."""
    nodes = [node for tree in trees_of(book) for node in walk(tree)]
    lists = [node.items for node in nodes if isinstance(node, ListOf)]
    named = {node.value for node in (*nodes, *chain(*lists)) if isinstance(node, Literal)}
    named.update(chain(*book.sets.values()))
    return [scope for scope in vocabulary.VALUES["consent_scope"] if scope not in named]


_ORDER = {"allow": 0, "review": 1, "unknown": 2, "refuse": 3}


@examples(150)
@given(question=ANY, reading=READING)
def test_a_refusal_beats_any_permission(question: Question, reading: Reading) -> None:
    each = [decide(question, reading, [book]) for book in question.laid(BOOKS)]
    both = decide(question, reading)
    assert _ORDER[both.answer] == max(_ORDER[verdict.answer] for verdict in each)
    together = zip(*(spoken(verdict)[1:] for verdict in each), strict=True)
    assert spoken(both)[1:] == tuple(frozenset().union(*parts) for parts in together)
    assert (both.answer == "refuse") == any(reason.effect == "refuse" for reason in both.reasons)
    assert both.permits == (not both.reasons and not both.unknowns)


@examples(25)
@given(data=st.data(), question=ANY, reading=READING)
@pytest.mark.parametrize("book", in_turn(ALL, 2), ids=in_turn(NAMES, 2))
def test_a_consent_that_a_rulebook_does_not_name_never_undoes_a_refusal(
    book: Rulebook, data: st.DataObject, question: Question, reading: Reading
) -> None:
    scope = data.draw(st.sampled_from(scopes_without_meaning(book)))
    consent = {**data.draw(facts_of("consent", question.at)), "scope": scope}
    more = with_event(question, "consent", consent, question.at - 1)
    before, after = decide(question, reading, [book]), decide(more, reading, [book])
    assert not (before.answer != "allow" and after.answer == "allow")


CLOSING = [
    Rule(
        f"closing-{number}",
        f"closing-{number}",
        "",
        parse(when, "test"),
        effect,
        "duty",
        {"en": ".", "zh": "."},
        "seen",
    )
    for number, when in enumerate(("channel == 'call'", "purpose != 'marketing'", "not recorded", "debtor.vulnerable"))
    for effect in ("refuse", "review")
]
CLOSED = {
    (book.id, rule.id, rule.effect): replace(
        book, rules={**book.rules, rule.id: rule}, sha256=f"{book.id}{rule.id}{rule.effect}"
    )
    for book in BOOKS
    for rule in CLOSING
}


@examples(150)
@given(question=ANY, reading=READING, book=st.sampled_from(BOOKS), rule=st.sampled_from(CLOSING))
def test_one_more_rule_never_opens_anything(question: Question, reading: Reading, book: Rulebook, rule: Rule) -> None:
    before = decide(question, reading, [book])
    after = decide(question, reading, [CLOSED[book.id, rule.id, rule.effect]])
    assert _ORDER[after.answer] >= _ORDER[before.answer]
    assert spoken(before)[1] <= spoken(after)[1]


def turned(book: Rulebook) -> Rulebook:
    """The same rulebook with rules, facts and exceptions in the opposite order, each rule and exception twice."""
    rules = {**book.rules, **{f"{name}-again": replace(rule, id=f"{name}-again") for name, rule in book.rules.items()}}
    lifted = {
        name: replace(each, lifts=(*each.lifts, *(f"{lift}-again" for lift in each.lifts)))
        for name, each in book.exemptions.items()
    }
    return replace(
        book,
        rules=dict(reversed(rules.items())),
        facts=dict(reversed(book.facts.items())),
        exemptions=dict(reversed([*lifted.items(), *((f"{name}-again", each) for name, each in lifted.items())])),
        sha256=f"{book.id} turned",
    )


TURNED = {book.id: turned(book) for book in ALL}


def once(clauses: frozenset[str]) -> frozenset[str]:
    return frozenset(clause.replace("-again", "") for clause in clauses)


@examples(150)
@given(question=ANY, reading=READING)
def test_order_and_repetition_of_rules_and_rulebooks_change_nothing(question: Question, reading: Reading) -> None:
    before = spoken(decide(question, reading))
    laid = question.laid(BOOKS)
    twice = [*reversed(laid), *(TURNED[book.id] for book in laid)]
    after = spoken(decide(question, reading, twice))
    assert (after[0], *map(once, after[1:])) == before


@examples(300)
@given(question=ANY)
def test_what_is_allowed_strictly_is_not_refused_in_order(question: Question) -> None:
    if decide(question, "strict").permits:
        assert decide(question, "in-order").permits


@examples(150)
@given(question=ANY)
def test_what_is_refused_in_order_is_refused_in_every_reading_for_the_same_reasons(question: Question) -> None:
    strict, listed = decide(question, "strict"), decide(question, "listed")
    assert spoken(strict) == spoken(listed)
    if decide(question, "in-order").answer == "refuse":
        assert not strict.permits


@examples(150)
@given(data=st.data(), question=ANY, reading=READING)
def test_what_happens_after_a_contact_changes_nothing(
    data: st.DataObject, question: Question, reading: Reading
) -> None:
    judge = Judge(question.laid(BOOKS), question.history(), reading)
    seq = len(question.events) + 1
    before = judge.decide(question.facts, question.at, seq)
    later = [data.draw(events(question.at + 40 * 24 * HOUR, seq + 1 + number)) for number in range(3)]
    later = [replace(event, known_at=max(event.known_at, question.at)) for event in later]
    more = replace(question, events=(*question.events, *later))
    assert Judge(question.laid(BOOKS), more.history(), reading).decide(question.facts, question.at, seq) == before


def stands_on_persons(book: Rulebook, rule: Rule) -> bool:
    """Are all facts of the history under a rule counted per person?"""
    from forbear.engine.scalar import compiled

    names = compiled(book).names
    waiting = [rule.when, *(each.when for each in book.exemptions_of(rule))]
    seen: set[str] = set()
    while waiting:
        for node in walk(waiting.pop()):
            path = getattr(node, "path", "").removeprefix("ask.").split(".")[0]
            if path in names.facts and path not in seen:
                seen.add(path)
                waiting.extend(_under(names.facts[path], names.facts, seen))
    folds = [names.facts[name] for name in seen if names.facts[name].kind not in ("is", "clock")]
    return all("person" in fact.per for fact in folds)


def _under(fact: Fact, facts: Any, seen: set[str]) -> list[Node]:
    since = str(fact.window.length) if fact.window.kind == "since" else ""
    if since and since not in seen:
        seen.add(since)
        return [*_under(facts[since], facts, seen), *_own(fact)]
    return _own(fact)


def _own(fact: Fact) -> list[Node]:
    return [*([fact.where] if fact.where is not None else []), *(ending.when for ending in fact.ends)]


PERSONAL = {(book.id, rule.id) for book in BOOKS for rule in book.rules.values() if stands_on_persons(book, rule)}


@examples(150)
@given(data=st.data(), question=ANY, reading=READING)
def test_a_stranger_s_doings_change_no_rule_that_counts_per_person(
    data: st.DataObject, question: Question, reading: Reading
) -> None:
    kind = data.draw(st.sampled_from(("contact", "wish", "consent", "consent_revoked", "refusal")))
    facts = {**data.draw(facts_of(kind, question.at)), "person": STRANGER}
    more = with_event(question, kind, facts, question.at - 1)

    def personal(verdict: Verdict) -> set[str]:
        every = (*verdict.reasons, *verdict.unknowns, *verdict.notes)
        return {
            f"{each.rulebook}/{each.clause} {each.missing}"
            for each in every
            if (each.rulebook, each.clause) in PERSONAL
        }

    assert personal(decide(question, reading)) == personal(decide(more, reading))


@examples(100)
@given(question=ANY, others=st.lists(questions(most_events=0), min_size=1, max_size=3), reading=READING)
def test_a_judge_that_was_asked_before_answers_as_a_fresh_one(
    question: Question, others: list[Question], reading: Reading
) -> None:
    used = Judge(question.laid(BOOKS), question.history(), reading, drafts=True)
    for other in others:
        used.decide(other.facts, other.at)
    assert used.decide(question.facts, question.at) == decide(question, reading)
    assert used.decide(question.facts, question.at) == decide(question, reading)


@examples(100)
@given(question=ANY, reading=READING)
def test_a_history_that_grows_is_answered_as_one_built_at_once(question: Question, reading: Reading) -> None:
    growing = History(question.parties)
    judge = Judge(question.laid(BOOKS), growing, reading, drafts=True)
    ordered = sorted(question.events, key=lambda event: event.order)
    for number, event in enumerate(ordered, start=1):
        growing.append(event)
        built = replace(question, events=tuple(ordered[:number]))
        assert judge.decide(question.facts, question.at) == decide(built, reading)


ANSWERED_BY_ABSENCE = frozenset(
    {"required_by_law", "notice", "content.poses_as"}  # no word of theirs says "none"
    | {key for table, key in vocabulary.ABSENT_MEANS if table == "contact"}  # the form of the records says what
    | {"creditor"}  # the debt's record names it
    | {"initial", "initial_written"}  # the history says whether it is the first contact, or the first in writing
)
ASKED_ONLY_WHERE_KNOWN = {"us-reg-f": {"address_domain", "address_kind", "others_may_hear"}}
"""Where the law asks what the collector knows: that an address is the employer's, that others will hear."""


def needs_no_telling(book: Rulebook, question: Question, key: str) -> bool:
    """Is a key answered though the contact does not state it? Where a phone is, only a visitor must know."""
    if key == "place" and key not in question.facts:
        return question.facts["channel"] != "visit"
    return key in question.facts or key in ANSWERED_BY_ABSENCE or key in ASKED_ONLY_WHERE_KNOWN.get(book.id, ())


def every_value(key: str, kind: str, around: int) -> list[Any]:
    """Each word of a closed type, both truth values, a few numbers; one value of an open type."""
    if kind in vocabulary.VALUES:
        return list(vocabulary.VALUES[kind])
    names = [*PEOPLE_AND_THINGS.get(key, ("x",))]
    return {"bool": [True, False], "int": [0, 1, 2, 9], "text": names}.get(
        kind, [around - HOUR] if kind == "instant" else []
    )


@st.composite
def told_all(draw: st.DrawFn, book: Rulebook) -> tuple[Question, Verdict]:
    """A question to which every fact about the contact that the verdict named as missing was added."""
    question = draw(near_examples([book]) | questions())
    keys = vocabulary.EVENT_KEYS["contact"]
    verdict = decide(question, "strict", [book])
    for _ in range(len(keys)):
        wanted = [name for name in verdict.missing if name in keys and question.facts.get(name) is None]
        if not wanted:
            break
        told = {name: draw(values(name, keys[name], question.at)) for name in wanted}
        question = replace(question, facts={**question.facts, **told})
        verdict = decide(question, "strict", [book])
    return question, verdict


@examples(60)
@given(data=st.data())
@pytest.mark.parametrize("book", ALL, ids=NAMES)
def test_silence_never_allows_what_knowing_could_refuse(book: Rulebook, data: st.DataObject) -> None:
    """What is allowed strictly stays so whatever else is learnt of the contact; what is told is not asked for again."""
    question, verdict = data.draw(told_all(book))
    keys = vocabulary.EVENT_KEYS["contact"]
    assert not [name for name in verdict.missing if question.facts.get(name) is not None]
    if not verdict.permits:
        return
    for key in keys:
        for value in () if needs_no_telling(book, question, key) else every_value(key, keys[key], question.at):
            after = decide(replace(question, facts={**question.facts, key: value}), "strict", [book])
            assert after.answer in ("allow", "unknown"), (key, value, spoken(after))


@examples(150)
@given(data=st.data(), book=st.sampled_from(ALL))
def test_a_fact_that_is_forgotten_never_opens_anything(data: st.DataObject, book: Rulebook) -> None:
    """What is stated as not known leaves the verdict as it was, undecided or stricter."""
    question = data.draw(near_examples([book]) | questions())
    before = decide(question, "strict", [book])
    for where, forgotten in with_one_fact_forgotten(question):
        after = decide(forgotten, "strict", [book])
        undecided = after.answer == "unknown"
        assert undecided or _ORDER[after.answer] >= _ORDER[before.answer], (where, spoken(before), spoken(after))


def with_one_fact_forgotten(question: Question) -> Iterator[tuple[str, Question]]:
    """The same question with ``null`` for each fact in turn: of the contact, of earlier events, of the parties."""
    for key, facts in _forgetting(question.facts, vocabulary.REQUIRED_KEYS["contact"]):
        yield key, replace(question, facts=facts)
    for number, event in enumerate(question.events):
        for key, facts in _forgetting(event.facts, (*vocabulary.REQUIRED_KEYS[event.kind], "received_at")):
            happened = (*question.events[:number], replace(event, facts=facts), *question.events[number + 1 :])
            yield f"event {number}: {key}", replace(question, events=happened)
    for key, facts in _forgetting(question.parties.debtor, ("id", "zones")):
        yield f"debtor.{key}", replace(question, parties=replace(question.parties, debtor=facts))
    for party in ("collectors", "people", "debts"):
        table = getattr(question.parties, party)
        for name in table:
            for key, facts in _forgetting(table[name], ("id", "role")):
                parties = replace(question.parties, **{party: {**table, name: facts}})
                yield f"{party} {name}.{key}", replace(question, parties=parties)


def _forgetting(facts: Facts, kept: tuple[str, ...]) -> Iterator[tuple[str, Facts]]:
    return ((key, {**facts, key: None}) for key in sorted(set(facts) - {*kept}))


@pytest.mark.parametrize("book", ALL, ids=NAMES)
def test_the_order_and_repetition_of_rules_change_no_worked_example(book: Rulebook) -> None:
    for example in book.examples:
        case = read_case(example.record, example.where)
        assert isinstance(case, Case)
        question = Question(case.history.parties, tuple(case.history), case.facts, case.at)
        before, after = (spoken(decide(question, case.reading, [each])) for each in (book, TURNED[book.id]))
        assert (after[0], *map(once, after[1:])) == before, example.name
