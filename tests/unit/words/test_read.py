"""Reading a message: quotes from the text as given, denials, told words, who it went to."""

from decimal import Decimal

import pytest

from forbear.errors import InputError
from forbear.words import content_flags, read_message


def found(text, **known):
    return {(each.category, each.kind, each.certainty) for each in read_message(text, **known).findings}


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Clear your 0verdue l0an now", "your 0verdue l0an"),
        ("You o.w.e us money", "You o.w.e us"),
        ("ＹＯＵ\u200b owe us money", "ＹＯＵ\u200b owe us"),
        ("your p\u0430yment is overdue", "p\u0430yment is overdue"),
        ("您的 代 款 还没还", "您的 代 款 还没还"),
        ("還款！", "還款！"),
        ("请今天hk，否则后果自负", "请今天hk"),
    ],
)
def test_a_quote_is_what_stands_in_the_text_as_given(text, quote):
    findings = read_message(text).of("disclosure")
    assert quote in [each.quote for each in findings]
    assert all(text[each.start : each.end] == each.quote for each in findings)


@pytest.mark.parametrize(
    "text",
    [
        "We will never contact your family about your account.",
        "You do not owe us anything.",
        "We do not arrest anybody for a loan, ever.",
        "Collectors may not threaten you with arrest over a debt.",
        "我们不会联系您的家人，也不会上门催收。",
        "您没有欠款。",
        "您不会因此坐牢。",
    ],
)
def test_what_is_denied_is_not_found(text):
    assert not {kind for kind in found(text, to_role="debtor") if kind[0] == "threat"}
    assert not found(text) & {("disclosure", "existence", "says"), ("disclosure", "lateness", "says")}


def test_a_denied_condition_does_not_lift_the_threat():
    assert ("threat", "arrest", "says") in found("If you do not pay, you will be arrested.", to_role="debtor")
    assert ("threat", "violence", "says") in found("不还钱就打断你的腿", to_role="debtor")


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("We will not hesitate to visit your home.", "threat"),
        ("Why not borrow from your friends?", "borrow_elsewhere"),
        ("Are you not ashamed of yourself?", "insult"),
    ],
)
def test_what_only_looks_like_a_denial_takes_nothing_back(text, category):
    assert category in {each for each, _, _ in found(text, to_role="debtor", direction="outbound")}


def test_two_words_in_either_order_are_one_phrase():
    for text in ("You owe $40.", "The $40 is now overdue."):
        assert ("disclosure", "amount", "says") in found(text, direction="outbound")


@pytest.mark.parametrize(
    "text",
    [
        "They told me they would break my legs if I don't pay.",
        "他说不还钱就要打断我的腿",
        "I want to report that they threatened me: pay or we break your legs.",
    ],
)
def test_somebody_elses_words_are_left_to_a_person(text):
    (threat,) = {(each.kind, each.certainty, each.reason) for each in read_message(text).of("threat")}
    assert threat == ("violence", "review", "reported")


@pytest.mark.parametrize(
    "text",
    ["Beware of scams: no police officer will ask you to pay by phone.", "谨防诈骗：凡自称民警要求还款的都是诈骗。"],
)
def test_a_warning_against_swindlers_is_no_posing(text):
    assert found(text) == set()


def test_a_debtors_own_words_neither_disclose_nor_threaten():
    text = "You owe me an answer: my loan is overdue, or I will take you to court."
    assert found(text, direction="outbound") != set()
    assert found(text, direction="inbound") == set()


def test_telling_somebody_to_pay_is_found_only_where_they_do_not_owe():
    text = "Tell your brother to clear his overdue loan."
    assert ("third_party_pay", "pass_on", "says") in found(text, to_role="relative")
    assert not {kind for kind in found(text, to_role="guarantor") if kind[0] == "third_party_pay"}


def test_legal_action_is_always_left_to_a_person_and_its_key_is_true():
    reading = read_message("Your loan is overdue and we will take legal action.", to_role="debtor")
    assert {(each.certainty, each.reason) for each in reading.of("threat", "legal")} == {("review", "intent")}
    assert content_flags(reading)["content.threatens_legal_action"] is True


def test_an_ordinary_word_counts_only_in_a_collection():
    text = "We will visit your home tomorrow."
    assert found(text) == set()
    assert found(text, to_role="debtor") == {("threat", "visit", "review")}, "others write to a debtor, too"
    assert found(text, to_role="agreed_contact") == {("threat", "visit", "says")}
    assert found(text, direction="outbound") == {("threat", "visit", "says")}


@pytest.mark.parametrize("role", [None, "relative", "debtor", "public"])
def test_what_only_a_collector_says_is_for_a_person_where_nobody_knows_who_writes_and_no_money_is_spoken_of(role):
    text, money = "This is the district court: you are hereby summoned.", " You still owe us $400."
    assert ("poses_as", "court", "review") in found(text, to_role=role)
    assert ("poses_as", "court", "says") in found(text + money, to_role=role)
    assert ("poses_as", "court", "says") in found(text, to_role=role, direction="outbound")


def test_limited_content_is_exact():
    exact = "Hi, this is Mary Jones from Acme Services. Please call me back at 202-555-0123. Thank you."
    assert found(exact) == {("limited_content", "", "says")}
    flags = content_flags(read_message(exact))
    assert flags["content.other_content"] is False
    assert flags["content.permitted_extras"] == ("salutation",)
    for more in (" It is about your account.", " Visit acme.example.com.", " Bring the blue folder."):
        assert ("limited_content", "", "says") not in found(exact + more)
    assert ("limited_content", "", "says") not in found(exact.replace("Services", "Collections"))
    assert ("limited_content", "", "says") not in found(exact.replace(" at 202-555-0123", ""))
    assert found("您好，我是北辰服务的小何，请回电400-000-0131，谢谢。") == {("limited_content", "", "says")}


def test_absence_is_told_only_where_it_shows():
    def flag(text):
        return content_flags(read_message(text)).get("content.opt_out_notice")

    assert flag("Your loan is due. Reply STOP to opt out.") is True
    assert flag("Your loan is due, please call us.") is False
    assert flag("Your loan is due, please call us, we never stop caring.") is None
    assert flag("Kulipa mkopo wako leo") is None
    assert flag("") is None
    assert flag("您的贷款已到期，请还款。") is False


def test_a_found_disclosure_sets_its_key_and_an_absent_one_sets_none():
    assert content_flags(read_message("You owe us $400.", direction="outbound"))["disclosure"] == "amount"
    assert (
        content_flags(read_message("You still owe us money.", to_role="reference"))["disclosure"] == "existence_of_debt"
    )
    assert "disclosure" not in content_flags(read_message("Please call us.", direction="outbound"))
    court = "This is the district court: you are hereby summoned."
    assert content_flags(read_message(court, direction="outbound"))["content.poses_as"] == "court"
    assert "content.poses_as" not in content_flags(read_message(court))


@pytest.mark.parametrize("known", [{}, {"to_role": "debtor"}, {"to_role": "relative"}])
def test_a_debt_is_disclosed_for_sure_only_where_it_is_known_that_a_collector_writes(known):
    reading = read_message("You owe us $400.", **known)
    assert {each.reason for each in reading.of("disclosure")} == {"ambiguous"}
    assert "disclosure" not in content_flags(reading)


def test_a_classifier_adds_a_doubt_and_lifts_nothing():
    def sure(text):
        return {"insult": Decimal("0.9"), "threat": Decimal("0.2"), "disclosure": Decimal(0)}

    reading = read_message("You still owe us money.", direction="outbound", classifier=sure)
    assert [(each.category, each.certainty, each.reason) for each in reading.findings] == [
        ("disclosure", "says", ""),
        ("insult", "review", "advice"),
    ]
    with pytest.raises(InputError, match="Did you mean 'insult'"):
        read_message("Hello", classifier=lambda text: {"insults": Decimal(1)})


@pytest.mark.parametrize("known", [{"to_role": "debtr"}, {"direction": "outbond"}, {"language": "enn"}])
def test_an_unknown_role_direction_or_language_is_refused_with_the_nearest(known):
    with pytest.raises(InputError, match=r"Did you mean|One of"):
        read_message("Hello", **known)


@pytest.mark.parametrize(
    "text", ["", " ", "\u200b", "🙂" * 500, "pay " * 20000, "还" * 20000, "\ud7ff\u0000", "ﬁ\u0301" * 100]
)
def test_no_text_stops_the_reading(text):
    assert read_message(text, to_role="debtor").text == text


@pytest.mark.parametrize("start", ["If you do not pay", "If you don't pay,", "If you cannot pay", "If not paid"])
def test_the_not_of_a_condition_denies_no_threat(start):
    threat = read_message(f"{start} we will come to your home.", to_role="debtor", direction="outbound")
    assert threat.says("threat", "visit")
    harmless = read_message(f"{start} we will not come to your home.", to_role="debtor", direction="outbound")
    assert not harmless.of("threat")
