"""What other people write of debts, of threats they heard of and of money that came, beside what a lender says."""

import pytest

from forbear.words import read_message

OF_DEBTS = [
    "Collectors call about an overdue loan of $300 and consumers may dispute it.",
    "I owe them an overdue loan and they ring at night.",
    "Consumers who get a message about an overdue loan should ask for it in writing.",
]
RECEIVED = [
    "Refund of 40 euros recorded today.",
    "Transfer of N9,000 to your wallet completed.",
    "Payment of KES 1,200 received with thanks.",
    "Loan application of 20,000 pesos received; we reply by Friday.",
]
TERSE_WAYS_OUT = [
    "Quiz of the week. Rpl STOP 2 cnl",
    "Text YES 4 a call back, no to remove",
    'New menu from May. "STOP"2end',
]
OF_ANOTHER_MATTER = {
    "borrow_elsewhere": "Our records show your loan with Equity is two weeks late.",
    "threat": "Please send proof of the transfer. Kindly share the slip by e-mail.",
    "poses_as": "We are reporting your friend to the police station for the loan she took.",
    "false_record": "A bank may mark an account as high risk after three returned cheques.",
}


@pytest.mark.parametrize("text", OF_DEBTS)
def test_talk_of_debts_in_general_or_of_ones_own_tells_nobody_of_one(text):
    assert not read_message(text).of("disclosure")


def test_who_is_known_to_collect_tells_of_the_debt_though_he_talks_of_other_borrowers():
    text = "Borrowers who wait pay more. Your loan of $300 is overdue."
    assert not read_message(text).of("disclosure")
    assert read_message(text, to_role="debtor", direction="outbound").of("disclosure")


@pytest.mark.parametrize("text", RECEIVED)
def test_money_that_came_or_went_is_surely_no_debt(text):
    assert "says" not in _certain(read_message(text, to_role="debtor").of("disclosure"))


def test_a_debit_that_failed_is_one():
    assert read_message("Debit of Rs 2,000 for your loan bounced yesterday.", to_role="debtor").of("disclosure")


@pytest.mark.parametrize("text", TERSE_WAYS_OUT)
def test_a_way_out_in_three_words_is_one(text):
    assert read_message(text).of("opt_out_notice")


@pytest.mark.parametrize(("category", "text"), OF_ANOTHER_MATTER.items())
def test_words_of_another_matter_say_nothing_of_the_kind(category, text):
    assert not read_message(text, to_role="debtor", direction="outbound").of(category)


def test_what_somebody_tells_whom_nobody_knows_is_left_to_a_person_however_far_it_stands_from_the_telling():
    text = (
        "The agent called my sister. Then came letters, calls and knocks at the door, day after day, until nobody "
        "could sleep any more. The last one read: pay or we will break your legs and burn your shop."
    )
    assert _certain(read_message(text).of("threat")) == {"review"}
    assert "says" in _certain(read_message(text, to_role="relative", direction="outbound").of("threat"))


def test_a_friend_who_is_reported_to_the_police_is_a_threat():
    assert read_message(OF_ANOTHER_MATTER["poses_as"], to_role="friend", direction="outbound").of("threat")


def test_who_is_to_be_reported_to_the_police_is_threatened_and_what_is_reported_complained_of():
    threat = read_message("We will report you to the police and you will be arrested.", direction="outbound").of(
        "threat"
    )
    assert _certain(threat) == {"says"}
    complaint = "We reported these calls: pay or you will be arrested, they said."
    assert _certain(read_message(complaint, direction="outbound").of("threat")) == {"review"}


def _certain(found):
    return {each.certainty for each in found}
