"""What can happen to an offer, as one table: which event leads from which state to which; all else is refused."""

from __future__ import annotations

from collections.abc import Mapping

from forbear.calendar import Day, show_day
from forbear.errors import Problem, RecordError

STATES = (
    "proposed", "countered", "accepted", "refused", "expired", "kept", "partly_kept", "broken", "cured", "fulfilled",
)  # fmt: skip
STANDING = ("accepted", "kept", "partly_kept", "broken", "cured")
"""States in which an agreement stands: payments count towards it and its due days are watched."""
TALKS = ("proposed", "countered")
"""States in which somebody waits for an answer, so that an offer can expire."""
END = "fulfilled"
SAID = ("propose", "counter", "accept", "refuse", "amend")
"""Events that somebody tells; ``amend`` is new terms that both agreed to while an agreement stands."""
FOUND = ("lapse", "meet", "part", "miss", "cure", "finish")
"""Events that follow from days and payments: an answer came too late; a due was met, met in part, missed; all that was
missing came; all that was promised is paid."""
EVENTS = (*SAID, *FOUND)

_TALKING = {
    "propose": "proposed",
    "counter": "countered",
    "accept": "accepted",
    "refuse": "refused",
    "lapse": "expired",
}
_ANEW = {"propose": "proposed", "counter": "countered"}
_WATCHED = {"meet": "kept", "part": "partly_kept", "miss": "broken", "finish": END, "amend": "accepted"}
_BEHIND = {"miss": "broken", "cure": "cured", "finish": END, "amend": "accepted"}

MOVES: Mapping[str, Mapping[str, str]] = {
    "proposed": _TALKING,
    "countered": _TALKING,
    "refused": _ANEW,
    "expired": _ANEW,
    "accepted": _WATCHED,
    "kept": _WATCHED,
    "cured": _WATCHED,
    "partly_kept": _BEHIND,
    "broken": {**_BEHIND, **_ANEW},
    END: {},
}
"""State → event → state."""


def move(state: str, event: str, where: str, day: Day) -> str:
    """The state after an event; raises RecordError with what could happen instead, and never passes one over."""
    following = MOVES[state].get(event)
    if following is None:
        raise RecordError(_cannot(state, event, where, day))
    return following


def _cannot(state: str, event: str, where: str, day: Day) -> Problem:
    possible = [one for one in MOVES[state] if one in SAID]
    hint = f"What can be told now: {', '.join(possible)}" if possible else "Begin a new offer for what comes after it"
    what = f"{event!r} on {show_day(day)} cannot follow: the offer is {state.replace('_', ' ')} then"
    why = "an answer that is left out would change what is owed" if possible else ""
    return Problem(where, what, why=why, hint=hint, code="event-out-of-turn")
