"""By what documents are made: the figures that a scorecard asks for are those of the book."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forbear.creditfile.decision.cards import shipped
from forbear.creditfile.statements.making import By
from forbear.errors import InputError
from forbear.rules.catalog import credit_book

CARD = shipped("sample-lending-club")


def test_the_shipped_card_asks_only_for_figures_of_the_shipped_book():
    assert By(credit_book("figures"), CARD).card == CARD


def test_a_card_that_asks_for_a_figure_that_the_book_does_not_have_is_refused_with_the_nearest_name():
    first, *others = CARD.figures
    card = replace(CARD, figures=[replace(first, name="applications_180d"), *others])
    with pytest.raises(InputError, match=r"'applications_180d', which is no figure.*Did you mean 'applications_180'\?"):
        By(credit_book("figures"), card)


def test_every_figure_that_is_missing_is_named_at_once():
    card = replace(CARD, figures=[replace(one, name=f"x{at}") for at, one in enumerate(CARD.figures)])
    with pytest.raises(InputError) as told:
        By(credit_book("figures"), card)
    assert [problem.code for problem in told.value.problems] == ["figure-unknown"] * len(CARD.figures)
