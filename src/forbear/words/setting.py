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
ONLY_IN_A_COLLECTION = ("agreed_contact", "emergency_contact", "address_book_contact", "reference")
"""Roles that only a collection gives: what such a person is sent is about the debt."""
MAYBE_IN_A_COLLECTION = (*LIABLE, "public")
"""Roles in which somebody is sent things about the debt, and others write to him as well."""
SPEAKING_OF_DEBT = ("money", "debt_talk", "told_of_debt", "disclosure")
"""What shows that a message is about money or debts at all."""
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
        """Whether it is taken to belong to a collection, so that an ordinary word in it is about the debt."""
        return self.known or self.to_role in MAYBE_IN_A_COLLECTION

    @property
    def known(self) -> bool:
        """Whether there is no doubt of that."""
        return self.direction is not None or self.to_role in ONLY_IN_A_COLLECTION

    @property
    def to_others(self) -> bool:
        """Whether it is known to go to somebody who does not owe."""
        return self.to_role is not None and self.to_role not in LIABLE

    def wants(self, phrase: Phrase) -> bool:
        """Whether such a message can say such a thing at all."""
        if phrase.category == "third_party_pay" and self.to_role in LIABLE:
            return phrase.to == "debtors"
        if phrase.to == "debtors":
            return not self.to_others
        return phrase.to != "others" or self.to_others

    def grants(self, phrase: Phrase) -> bool:
        """Whether the words only take for granted a debt that the reader is known to have."""
        return phrase.sure_to == "others" and self.to_role in LIABLE

    def doubts(self, phrase: Phrase, around: set[str]) -> bool:
        """Whether a person is to say if it is about a debt, since it is not known who began.

        Banks, courts and schools write to debtors, too; who threatens for a debt speaks of money; and a debt
        is disclosed only by who collects it: shops and friends are owed money as well.
        """
        if self.known:
            return False
        if phrase.category == "disclosure":
            return True
        unasked = self.collecting and not self._has(phrase, around)
        return unasked or (phrase.category in BY_COLLECTORS and around.isdisjoint(SPEAKING_OF_DEBT))

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
