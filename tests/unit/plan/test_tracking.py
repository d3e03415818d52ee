"""An offer through its days, as data: what was told and paid, and where that leads."""

from fractions import Fraction

import pytest

from forbear.errors import RecordError
from forbear.plan.negotiation import END, EVENTS, MOVES, SAID, STATES
from forbear.plan.schedule import Payment
from forbear.plan.terms import Due, Terms
from forbear.plan.tracking import Promise, Told, follow

TERMS = Terms("A", "CNY", (Due(100, 1000), Due(130, 1000), Due(160, 1000)))
AGREED = (Told(90, "propose", TERMS, 95), Told(92, "accept"))

COURSES = {
    # name: (payments, day, days of grace, state, paid, missing, what comes next)
    "nothing was due yet": ([], 100, 0, "accepted", 0, 0, Due(100, 1000)),
    "paid on the due day": ([(100, 1000)], 100, 0, "kept", 1000, 0, Due(130, 1000)),
    "paid before the due day": ([(93, 1000)], 94, 0, "kept", 1000, 0, Due(130, 1000)),
    "the due day itself is still good": ([], 100, 0, "accepted", 0, 0, Due(100, 1000)),
    "the day after is too late": ([], 101, 0, "broken", 0, 1000, Due(100, 1000)),
    "the last day of grace is still good": ([], 103, 3, "accepted", 0, 0, Due(100, 1000)),
    "the day after the last day of grace is not": ([], 104, 3, "broken", 0, 1000, Due(100, 1000)),
    "paid within the days of grace": ([(103, 1000)], 140, 3, "broken", 1000, 1000, Due(130, 1000)),
    "a part came": ([(100, 400)], 101, 0, "partly_kept", 400, 600, Due(100, 600)),
    "the rest came": ([(100, 400), (105, 600)], 105, 0, "cured", 1000, 0, Due(130, 1000)),
    "the rest did not come until the next due": ([(100, 400)], 131, 0, "broken", 400, 1600, Due(100, 600)),
    "a broken promise is cured": ([(102, 1000)], 102, 0, "cured", 1000, 0, Due(130, 1000)),
    "cured and kept again": ([(102, 1000), (130, 1000)], 130, 0, "kept", 2000, 0, Due(160, 1000)),
    "all at once": ([(99, 3000)], 99, 0, "fulfilled", 3000, 0, None),
    "more than all": ([(99, 3500)], 99, 0, "fulfilled", 3000, 0, None),
    "paid while the answer was open": ([(91, 1000)], 101, 0, "kept", 1000, 0, Due(130, 1000)),
    "paid before anything was proposed": ([(89, 1000)], 101, 0, "broken", 0, 1000, Due(100, 1000)),
}


@pytest.mark.parametrize("name", COURSES)
def test_what_is_paid_leads_where_the_promise_says(name):
    payments, day, grace, state, paid, missing, coming = COURSES[name]
    made = [Payment(on, "A", amount) for on, amount in payments]
    status = follow(AGREED, made, day, Promise(grace_days=grace))
    assert (status.state, status.paid, status.missing, status.coming) == (state, paid, missing, coming)
    assert status.paid + status.aside == sum(amount for _, amount in payments)


def test_less_than_the_agreed_part_of_a_due_breaks_the_promise():
    made = [Payment(100, "A", 400)]
    assert follow(AGREED, made, 101, Promise(part=Fraction(1, 2))).state == "broken"
    assert follow(AGREED, made, 101, Promise(part=Fraction(2, 5))).state == "partly_kept"


def test_an_offer_expires_after_its_last_day_and_can_be_made_anew():
    offer = Told(90, "propose", TERMS, 95)
    assert follow([offer], [], 95).state == "proposed"
    gone = follow([offer], [], 96)
    assert (gone.state, gone.until) == ("expired", None)
    assert follow([offer, Told(97, "propose", TERMS, 110)], [], 97).state == "proposed"
    with pytest.raises(RecordError, match=r"'accept' on .* cannot follow: the offer is expired"):
        follow([offer, Told(96, "accept")], [], 96)


def test_a_counter_offer_that_is_accepted_replaces_the_terms():
    theirs = Terms("A", "CNY", (Due(110, 1500), Due(140, 1500)))
    talk = [AGREED[0], Told(91, "counter", theirs), Told(92, "accept")]
    status = follow(talk, [Payment(110, "A", 1500)], 111)
    assert status.terms == theirs and status.state == "kept"


def test_amended_terms_count_from_the_day_of_the_change():
    less = Terms("A", "CNY", (Due(120, 500), Due(150, 500)))
    told = [*AGREED, Told(105, "amend", less)]
    status = follow(told, [Payment(100, "A", 400), Payment(120, "A", 500)], 121)
    assert (status.state, status.paid, status.aside) == ("kept", 500, 400)
    assert [step.state for step in status.steps if step.event != "pay"][:4] == [
        "proposed", "accepted", "partly_kept", "accepted",
    ]  # fmt: skip


def test_a_broken_promise_can_be_talked_about_anew():
    assert follow([*AGREED, Told(105, "propose", TERMS)], [], 105).state == "proposed"


def test_what_was_told_after_the_day_is_not_heard():
    assert follow(AGREED, [], 91).state == "proposed"


@pytest.mark.parametrize(
    "told, words",
    [
        ([], "nothing was proposed up to .*Begin with an event 'propose'"),
        ([Told(1, "accept")], "nothing was proposed"),
        ([Told(96, "propose", TERMS)], "nothing was proposed up to"),
        ([Told(1, "propose")], "names no payments"),
        ([AGREED[0], Told(91, "accept", TERMS)], "has payments of its own"),
        ([AGREED[0], Told(91, "miss")], "nobody can say 'miss'. It follows from the days and the payments"),
        ([*AGREED, Told(93, "refuse")], "What can be told now: amend"),
    ],
)
def test_an_event_out_of_turn_is_refused_with_what_could_be_said(told, words):
    with pytest.raises(RecordError, match=words):
        follow(told, [], 95)


def test_every_state_but_the_end_leads_on_and_all_states_can_reach_the_end():
    assert set(MOVES) == set(STATES)
    assert {event for moves in MOVES.values() for event in moves} == set(EVENTS)
    assert [state for state in STATES if not MOVES[state]] == [END]
    reaching = {END}
    for _ in STATES:
        reaching |= {state for state in STATES if reaching & set(MOVES[state].values())}
    assert reaching == set(STATES)


def test_in_every_state_but_the_end_somebody_can_say_something():
    assert all(set(MOVES[state]) & set(SAID) for state in STATES if state != END)
