"""The bins of a figure: numbers without hole and overlap, or words; every fault with the place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Protocol

from forbear.creditfile.decision.scorecard import Bin
from forbear.errors import nearest

BIN = ("from", "to", "words", "points", "people", "bad")


class Listed(Protocol):
    """Where faults are gathered."""

    def add(self, place: str, what: str, why: str = "", hint: str = "") -> None:
        """One more fault at a place of the file."""


def bins_of(given: Any, place: str, faults: Listed) -> Sequence[Bin]:
    """The bins of a figure, as far as they can be read."""
    rows = given if isinstance(given, list) else []
    bins = [one for at, row in enumerate(rows, 1) if (one := _bin(row, f"{place}, bin {at}", faults))]
    if not rows:
        faults.add(f"{place}, bins", "a figure needs bins", hint="Write rows such as { from = 1, to = 2, points = 10 }")
    elif len(bins) == len(rows):
        (_words if any(one.words for one in bins) else _edges)(bins, place, faults)
    return bins


def _bin(given: Any, place: str, faults: Listed) -> Bin | None:
    if not isinstance(given, dict):
        faults.add(place, "a bin is a row", hint="Write { from = 1, to = 2, points = 10 }")
        return None
    good = True
    for key, value in given.items():
        if key not in BIN:
            faults.add(place, f"there is no key {key!r}", hint=nearest(key, BIN) or f"There are: {', '.join(BIN)}")
        elif key == "words":
            good &= _are_words(value, place, faults)
        elif not isinstance(value, int) or isinstance(value, bool):
            faults.add(f"{place}, {key}", f"this must be a whole number, and is {value!r}")
        else:
            continue
        good &= key == "words"
    if "points" not in given:
        faults.add(place, "a bin needs points")
    return _made(given) if good and "points" in given else None


def _made(given: Mapping[str, Any]) -> Bin:
    words = tuple(given.get("words", ()))
    return Bin(given["points"], given.get("from"), given.get("to"), words, given.get("people", 0), given.get("bad", 0))


def _are_words(value: Any, place: str, faults: Listed) -> bool:
    good = isinstance(value, list) and bool(value) and all(isinstance(word, str) and word for word in value)
    if not good:
        faults.add(f"{place}, words", f"this must be a list of words, and is {value!r}")
    return good


def _edges(bins: Sequence[Bin], place: str, faults: Listed) -> None:
    """Each bin begins right after the one before it ends; both sides are open."""
    for at, end in ((1, bins[0].low), (len(bins), bins[-1].high)):
        if end is not None:
            side, key = ("below", "from") if at == 1 else ("above", "to")
            why = "every value must earn points"
            faults.add(f"{place}, bin {at}", f"a hole: nothing holds what lies {side} {end}", why, f"Leave `{key}` out")
    for at, (one, after) in enumerate(pairwise(bins), 2):
        where = f"{place}, bin {at}"
        if one.high is None or after.low is None:
            faults.add(where, "only the first bin has no `from`, only the last no `to`", "else bins overlap")
        elif after.low > one.high + 1:
            faults.add(where, f"a hole: nothing holds {one.high + 1}", hint=f"Write from = {one.high + 1}")
        elif after.low <= one.high:
            faults.add(where, f"an overlap: {after.low} lies in two bins", hint=f"Write from = {one.high + 1}")
        if after.low is not None and after.high is not None and after.high < after.low:
            faults.add(where, f"it ends at {after.high}, before it begins at {after.low}")


def _words(bins: Sequence[Bin], place: str, faults: Listed) -> None:
    seen: set[str] = set()
    for at, one in enumerate(bins, 1):
        where = f"{place}, bin {at}"
        if not one.words or one.low is not None or one.high is not None:
            faults.add(where, "bins hold words or numbers, not both", hint="Give each bin of the figure `words`")
        for word in one.words:
            if word in seen:
                faults.add(where, f"an overlap: {word!r} lies in two bins")
            seen.add(word)
