"""What the file of talks says of the debts that a letter is about: counter-offers that wait, agreements that stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forbear.errors import InputError, Problem
from forbear.letters.asked import Asked
from forbear.letters.paying import percent
from forbear.plan.debts import Debt
from forbear.plan.negotiation import END, STANDING
from forbear.plan.offers import outcome
from forbear.plan.talks import Negotiation, Talks
from forbear.plan.terms import Terms
from forbear.plan.tracking import Status, Told

WAITING = ("countered", "expired")
AGREED = {*STANDING, END} - {"broken"}


def countered(asked: Asked) -> tuple[Debt, Negotiation, Status]:
    """The debt with a counter-offer that waits for an answer; raises InputError where there is none, or several."""
    found = [one for one in _all(asked) if one[2].state in WAITING and last_told(one[1], "counter", asked.day)]
    what = "no counter-offer waits for an answer on that day"
    hint = "Write it into the file of talks as an event 'counter' with its payments; docs/how-to/negotiate-a-plan.md"
    return one_of(found, what, hint)


def agreed(asked: Asked) -> tuple[Debt, Negotiation, Status] | None:
    """The debt about which an agreement stands; None where there is none; raises InputError where there are several."""
    found = [one for one in _all(asked) if one[2].state in AGREED]
    return one_of(found, "", "") if found else None


def last_told(about: Negotiation, event: str, day: int) -> Told | None:
    """The last time that an event was told up to a day."""
    told = [one for one in about.told if one.event == event and one.day <= day]
    return told[-1] if told else None


def terms_of(about: Negotiation, event: str, day: int) -> Terms | None:
    """The last terms that were told by an event up to a day."""
    told = last_told(about, event, day)
    return told.terms if told else None


def only_debt(asked: Asked) -> Debt:
    """The debt that the letter is about; raises InputError where there are several."""
    if len(asked.debts) > 1:
        raise InputError(_unclear(", ".join(debt.name for debt in asked.debts)))
    return asked.debts[0]


def one_of(found: Sequence[tuple[Debt, Negotiation, Status]], what: str, hint: str) -> tuple[Debt, Negotiation, Status]:
    """The only one; raises InputError where there is none, or where it is not said which."""
    if not found:
        raise InputError(Problem("the talks", what, hint=hint, code="talks-nothing"))
    if len(found) > 1:
        raise InputError(_unclear(", ".join(debt.name for debt, _, _ in found)))
    return found[0]


def concessions_of(terms: Terms) -> Mapping[str, object]:
    """What a text reads of terms besides their payments."""
    rate = "" if terms.rate is None else percent(terms.rate.yearly)
    return {"frozen": terms.frozen, "waives_rest": terms.waives_rest, "rate": rate}


def needed_of(debt: Debt, terms: Terms) -> int | None:
    """What of the payments repays the debt, where that is less than all of them; else None."""
    sums, _ = outcome(debt, terms)
    return sums.paid if not sums.closing and sums.paid < terms.total else None


def _unclear(names: str) -> Problem:
    what = f"it may be about several debts: {names}"
    return Problem("--debt", what, hint="Name one of them with --debt", code="debt-unclear")


def _all(asked: Asked) -> list[tuple[Debt, Negotiation, Status]]:
    talks = asked.case.talks.begun(asked.day) if asked.case.talks else Talks("", (), ())
    states = talks.status(asked.day)
    debts = {debt.name: debt for debt in asked.debts}
    return [(debts[one.debt], one, states[one.debt]) for one in talks.all if one.debt in debts]
