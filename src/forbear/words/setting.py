"""What is known of a message besides its words: to whom it went, and who began."""

from __future__ import annotations

from dataclasses import dataclass

from forbear.errors import InputError, Problem, nearest
from forbear.labels import LANGUAGES
from forbear.vocabulary import VALUES
from forbear.words.data import Phrase
from forbear.words.reading import BY_COLLECTORS

LIABLE = ("debtor", "co_debtor", "guarantor", "estate", "personal_representative", "successor_in_interest")
"""Roles of those who may be told to pay."""
IN_A_COLLECTION = (*LIABLE, "agreed_contact", "emergency_contact", "address_book_contact", "reference", "public")
"""Roles that only a collection gives: what such a person is sent is about the debt."""
ANYBODY_WRITES_TO = (*LIABLE, "public")
"""Of these roles those whom others write to as well, about other things."""
BY_WRITERS_TO_DEBTORS = ("opt_out_notice", "initial_disclosure")
"""What a debtor's own message can only be asking about."""
NOT_IN_TRADE = ("disclosure", "borrow_elsewhere")
"""What an advertisement or a notice of a purchase does not say by ordinary words alone, whoever sends it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a message besides its words."""

    to_role: str | None = None
    direction: str | None = None

    @property
    def collecting(self) -> bool:
        """Whether it is known to belong to a collection, so that an ordinary word in it is about the debt."""
        return self.to_role in IN_A_COLLECTION or self.direction is not None

    @property
    def to_others(self) -> bool:
        """Whether it is known to go to somebody who does not owe."""
        return self.to_role is not None and self.to_role not in LIABLE

    def wants(self, phrase: Phrase) -> bool:
        """Whether such a message can say such a thing at all."""
        if phrase.category == "third_party_pay" and self.to_role in LIABLE:
            return False
        if phrase.to == "debtors":
            return not self.to_others
        return phrase.to != "others" or self.to_others

    def grants(self, phrase: Phrase) -> bool:
        """Whether the words only take for granted a debt that the reader is known to have."""
        return phrase.sure_to == "others" and self.to_role in LIABLE

    def doubts(self, phrase: Phrase, around: set[str]) -> bool:
        """Whether an ordinary word is taken to be about the debt only since it reached somebody whom others write to.

        Banks, courts and schools write to debtors, too: it is not known that a collector began.
        """
        return self.direction is None and self.to_role in ANYBODY_WRITES_TO and not self._has(phrase, around)

    @staticmethod
    def _has(phrase: Phrase, around: set[str]) -> bool:
        return not phrase.needs or not around.isdisjoint(phrase.needs)

    def lets(self, phrase: Phrase, around: set[str], trading: bool) -> bool:
        """Whether a phrase has beside it what it needs; ``trading`` is whether the message sells something."""
        known = self.collecting and not phrase.strictly
        if trading and phrase.category in NOT_IN_TRADE:
            known, around = False, around - {str(self.direction)}
        return known or self._has(phrase, around)

    def counts(self, phrase: Phrase, told: bool, retold: bool) -> bool:
        """Whether a find counts: what the debtor writes, or somebody tells who is not known, discloses nothing.

        ``told`` is whether these are told words, ``retold`` whether the message has any.
        """
        if phrase.category == "disclosure":
            return self.direction == "outbound" or (self.direction is None and (self.to_others or not retold))
        if phrase.category in BY_WRITERS_TO_DEBTORS:
            return self.direction != "inbound"
        return told or self.direction != "inbound" or phrase.category not in BY_COLLECTORS


NOTHING_KNOWN = Setting()


def setting_of(to_role: str | None, direction: str | None, language: str | None) -> Setting:
    """What is stated of a message; raises InputError on a role, direction or language that is not known."""
    given = (("to_role", to_role, VALUES["role"]), ("direction", direction, VALUES["direction"]),
             ("language", language, LANGUAGES))  # fmt: skip
    problems = [
        Problem(name, f"{value!r} is not known", hint=nearest(str(value), known) or f"One of: {', '.join(known)}")
        for name, value, known in given
        if value is not None and value not in known
    ]
    if problems:
        raise InputError(problems)
    return Setting(to_role, direction)
