import pytest

from forbear.audit.mask import Mask, mask_inside, mask_number


@pytest.mark.parametrize(
    ("shown", "hidden"),
    [
        ("+86 100 0000 0123", "•••0123"),
        ("8610000000123", "•••0123"),
        ("(202) 555-0143", "•••0143"),
        ("95588", "95588"),
        ("Beichen Recovery", "Beichen Recovery"),
        ("C1", "C1"),
    ],
)
def test_a_telephone_number_keeps_its_last_four_digits(shown, hidden):
    assert mask_number(shown) == hidden


def test_a_sentence_loses_the_numbers_of_the_history_and_keeps_dates_and_citations():
    mask = Mask(["+86 100 0000 0123", "P1"])
    sentence = "On 2026-06-03 10:00:00 +86 100 0000 0123 was dialled (GB/T 45251-2025, 5.3)."
    assert mask.text(sentence) == "On 2026-06-03 10:00:00 •••0123 was dialled (GB/T 45251-2025, 5.3)."


def test_a_longer_number_goes_before_a_shorter_one_inside_it():
    assert Mask(["1000000012", "+861000000012"]).text("+861000000012") == "•••0012"


def test_a_raw_row_loses_every_long_run_of_digits():
    assert mask_inside('<sms address="+86 100 0000 0123" date="1780448400000">') == (
        '<sms address="•••0123" date="•••0000">'
    )


def test_a_mask_that_is_off_hides_nothing():
    mask = Mask(["+86 100 0000 0123"], on=False)
    assert (mask.text("+86 100 0000 0123"), mask.raw("10000000123")) == ("+86 100 0000 0123", "10000000123")
