"""How far what stands around a find reaches: denials, warnings, dues of others, and the ends of a form."""

import pytest

from forbear.words import read_message


def sent(text, role="debtor"):
    return read_message(text, to_role=role, direction="outbound")


@pytest.mark.parametrize(
    "text",
    [
        "You can't be arrested for a debt and nobody from our firm will come to your home.",
        "No one from Larkfield will phone your boss, and no court action is planned.",
        "In our firm the agents do not come to your workplace.",
        "Our agent shouldn't have spoken to your neighbour.",
    ],
)
def test_a_denial_reaches_over_several_words(text):
    assert not sent(text).of("threat")


@pytest.mark.parametrize(
    "text",
    [
        "Nobody is going to save you and our boys will come to your house.",
        "If nobody pays by Sunday we take the telly from your house.",
        "If we can't reach you we'll have to speak to your relatives about the loan.",
        "We will not stop calling your family until you pay the loan.",
        "No one will help you when the police arrest you over this loan.",
        "You can't hide from us, we will call your boss.",
    ],
)
def test_a_denial_of_something_else_takes_no_threat_back(text):
    assert sent(text).says("threat")


@pytest.mark.parametrize("role", ["debtor", "relative"])
def test_a_warning_at_the_foot_takes_no_disclosure_back(role):
    assert sent("Your husband's loan of $4,000 is in default. Beware of scams: we never ask for codes.", role).says(
        "disclosure"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Beware of texts that say your loan is overdue and ask for a code.",
        "Scammers are texting customers. They say your loan is in arrears.",
        "A missed instalment never affects your passport. That is a myth.",
        "欠信用卡要坐牢？那是老黄历了，没有的事。",
    ],
)
def test_a_warning_before_or_what_takes_it_back_does(text):
    assert not sent(text).of("disclosure")


def test_to_deal_with_others_and_not_us_is_no_warning():
    assert sent("We have sold your debt of $719. From now on deal with them, not us.").says("disclosure", "amount")


DUES = [
    "Coach Dunne here, pls remind your son he still owes the club 20 bucks for his jersey",
    "Gym: your direct debit failed so you can't get in until you settle £34 at the desk.",
    "Hi it's Priya from the lettings office, your rent for Oct hasn't reached us yet.",
    "Plot rent £28 is overdue, please give it to Ken on Saturday.",
    "Your credit score rose. One thing holding it back: a late payment from 2023.",
]


@pytest.mark.parametrize("text", DUES)
def test_what_is_due_to_a_club_or_a_landlord_is_no_debt_to_a_lender(text):
    assert not read_message(text).of("disclosure")


@pytest.mark.parametrize("text", DUES)
def test_it_is_one_where_a_collector_is_known_to_write(text):
    assert sent(text).of("disclosure")


@pytest.mark.parametrize(
    "text", ["Your gym loan with Kora Finance is overdue.", "You owe us $90, tell your mum, or we come to your salon."]
)
def test_a_lender_beside_a_club_is_still_a_lender(text):
    assert read_message(text).of("disclosure")
    assert sent(text).says("disclosure")


@pytest.mark.parametrize("text", ["Two payments late. 93 days!", "Loan 4471: 93 days!!"])
def test_a_form_may_end_with_a_mark(text):
    assert "93 days" in "".join(each.quote for each in sent(text).of("disclosure", "lateness"))


def test_so_may_one_of_its_alternatives():
    assert sent("DCI Barlow, Met Police, calling re offence ref 0041. Pay 290 pounds now.").says("poses_as", "police")


def test_each_alternative_of_a_form_ends_a_word():
    assert not sent("Will the new job pull you overseas?").of("threat")
    assert sent("Pay, or the next patrol will pull you over.").says("threat", "arrest")


def test_a_mark_in_front_of_a_find_ends_the_sentence_before():
    assert sent("Your daughter's university gets the list every term. Overdue.").says("disclosure", "lateness")


@pytest.mark.parametrize("text", ["Hello Owen. Would you call Ashby Holdings on 020 7946 0655. Regards, Fiona Tate."])
def test_what_may_be_left_out_at_the_end_of_a_form_still_ends_a_word(text):
    assert not sent(text).of("disclosure")


def test_a_business_is_no_beginning_of_another_word():
    assert not sent("Good day, Ms Trinh. Could you phone Aaron Leigh on (02) 5550 0184?").says("limited_content")


@pytest.mark.parametrize(
    "text",
    [
        "Example Finance. Kindly ring Rahel Okoth, 0800 000 0031, before the market closes.",
        "Hello. Thornhill. Ask for Mr Bexley. 555-0129. We sit here till 8.",
        "澄洋消金 陈经理 400-000-0177 请回电",
        "【示例金融】您好，方先生，请联系邵经理 400-000-0178，谢谢配合。",
    ],
)
def test_whether_a_message_that_only_asks_for_a_call_is_of_limited_content_may_be_for_a_person(text):
    assert [(each.category, each.reason) for each in sent(text).findings] == [("limited_content", "ambiguous")]
    assert not read_message(text, to_role="debtor").of("limited_content")


@pytest.mark.parametrize(
    "text",
    [
        "Example Finance. Kindly ring Rahel Okoth, 0800 000 0031, about your appointment.",
        "Example Finance. Kindly ring Rahel Okoth before the market closes.",
        "Rahel Okoth, Example Finance, 0800 000 0031. " + "The market closes at six and opens at nine. " * 5,
        "【示例金融】您好，方先生，您的快递请联系邵经理 400-000-0178。",
    ],
)
def test_what_says_more_than_that_is_not(text):
    assert not sent(text).of("limited_content")


@pytest.mark.parametrize("text", ["We have stopped a transfer of $1,200 for you.", "您好，您要的还款明细随函附上。"])
def test_one_ordinary_word_of_a_debt_alone_is_left_to_a_person(text):
    assert {(each.category, each.reason) for each in sent(text).findings} == {("disclosure", "ambiguous")}


@pytest.mark.parametrize("text", ["The balance of $1,200 is overdue.", "您还有一千二没还，已经逾期了。"])
def test_what_is_said_in_two_ways_is_sure(text):
    assert sent(text).says("disclosure")


def test_to_somebody_who_does_not_owe_one_word_is_enough():
    assert sent("A word on the repayments, please.", "relative").says("disclosure")
    assert not sent("A word on the repayments, please.").says("disclosure")
