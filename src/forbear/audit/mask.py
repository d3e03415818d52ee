"""Hiding telephone numbers in what is shown: the last digits stay, so that a person knows her own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from forbear.events import Event, Facts, Parties

_DIGITS_KEPT = 4
_WHOLE_NUMBER = re.compile(r"[+(]?\d[\d\s().-]{5,}\d")
_NUMBER_INSIDE = re.compile(r"(?<!\w)\+\d[\d\s()-]{5,}\d|\d{7,}")
_LEAST_DIGITS = 7


def mask_number(text: str) -> str:
    """``+86 100 0000 0123`` → ``•••0123``; a text that is no telephone number is given back as it is."""
    return _hide(text) if is_number(text) else text


def mask_inside(text: str) -> str:
    """The same for every long run of digits inside a raw text, where dates may be lost with the numbers."""
    return _NUMBER_INSIDE.sub(lambda found: _hide(found.group()), text)


def is_number(text: str) -> bool:
    """Is ``text`` as a whole a telephone number?"""
    return bool(_WHOLE_NUMBER.fullmatch(text.strip())) and len(_digits(text)) >= _LEAST_DIGITS


class Mask:
    """Hides the numbers of one history wherever they stand in a sentence, and nothing else.

    Sentences hold dates and citations that look like numbers, so only those that the history names go.
    """

    def __init__(self, numbers: Iterable[str], on: bool = True) -> None:
        self.on = on
        found = sorted({number for number in numbers if is_number(number)}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, found))) if found else None

    @classmethod
    def of(cls, parties: Parties, events: Iterable[Event], on: bool = True) -> Mask:
        """A mask for all ids, names and addresses that parties and events name."""
        return cls({*_numbers_of(parties), *(text for event in events for text in _texts(event.facts))}, on)

    def text(self, text: str) -> str:
        """A sentence or a name with the history's numbers hidden."""
        if not self.on or self._known is None:
            return text
        return self._known.sub(lambda found: _hide(found.group()), text)

    def raw(self, text: str) -> str:
        """A raw row or a file name, where any long run of digits may be a number."""
        return mask_inside(text) if self.on else text


def _numbers_of(parties: Parties) -> Iterable[str]:
    tables = (parties.collectors, parties.people)
    yield from _texts(parties.debtor)
    for table in tables:
        for key, facts in table.items():
            yield key
            yield from _texts(facts)


def _texts(facts: Facts) -> Iterable[str]:
    return (value for value in facts.values() if isinstance(value, str))


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _hide(number: str) -> str:
    return "•••" + _digits(number)[-_DIGITS_KEPT:]
