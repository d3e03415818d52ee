import json

import pytest

from forbear.words.answering import weigh
from tests.house.tree import ROOT

CORPUS = ROOT / "tests" / "cases" / "words"
PLAIN = (
    "【样例】尊敬的用户，您的借款已逾期，请尽快还款，回T退订。",
    "您好，温馨提醒：您在我司的贷款已逾期，请及时还款。如已还款，请忽略此短信。感谢您的配合！",
    "Hello, a reminder that your loan is past due. Please pay as soon as you can. Reply STOP to opt out.",
    "Your payment is overdue. Please call us. If you have already paid, please ignore this message. Thank you.",
)
ADDED = {
    "court": ("法院已立案", "传票已寄出", "You will get a summons", "A lawsuit is being prepared", "强制执行"),
    "case_number": ("案号已生成", "Docket no. is ready"),
    "notice": ("债权转让通知", "附催收函", "You have the right to dispute", "This is a notice"),
    "offer": ("可申请减免", "可协商分期", "We offer a settlement", "A discount applies"),
    "date": ("请于明天前办理", "3月9日截止", "最后期限", "Before Friday", "Within the week", "By 5 pm"),
    "visit": ("将安排上门", "We will visit you"),
    "link": ("点击链接办理", "See www.example.com"),
    "figure": ("欠款1280元", "Pay $90"),
}


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_reminder_and_nothing_else_is_left(text):
    assert weigh(text).weight == "left"


@pytest.mark.parametrize("text", PLAIN)
@pytest.mark.parametrize(("sign", "added"), [(sign, one) for sign, some in ADDED.items() for one in some])
def test_a_plain_reminder_with_anything_more_is_never_left(text, sign, added):
    for whole in (f"{text} {added}", f"{added} {text}"):
        found = weigh(whole)
        assert found.weight != "left"
        assert sign in found.signs


@pytest.mark.parametrize("sign", ["court", "case_number", "notice"])
def test_a_court_a_case_number_and_a_notice_are_to_be_answered(sign):
    assert {weigh(added).weight for added in ADDED[sign]} == {"answer"}


def test_an_offer_with_a_day_is_to_be_answered_and_one_without_to_be_looked_at():
    assert weigh("可申请减免，请于明天前办理").weight == "answer"
    assert weigh("You can have a discount until Friday").weight == "answer"
    assert weigh("可申请减免").weight == weigh("You can have a discount").weight == "look"


@pytest.mark.parametrize("text", ["", "???", "😀", "\ufffd\ufffd您的借款已逾期", "12345"])
def test_what_cannot_be_read_is_to_be_looked_at(text):
    assert (weigh(text).weight, weigh(text).signs) == ("look", ("unread",))


@pytest.mark.parametrize("text", ["Kia ora, whānau", "tafadhali lipa", "您的借款已逾期，阿姨请尽快还款", "Call Tony"])
def test_words_that_nobody_listed_are_to_be_looked_at(text):
    assert (weigh(text).weight, weigh(text).signs) == ("look", ("unknown",))


def test_a_disguised_word_is_read_as_what_it_means():
    assert weigh("您的借款已逾期，法.院已立.案").weight == "answer"
    assert weigh("您的借款已逾期，起*诉").weight == "answer"


def test_the_name_of_the_firm_says_nothing_by_itself():
    text = "Cedar Example Bank: your payment is overdue."
    assert weigh(text).weight == "look"
    assert weigh(text, ["Cedar Example Bank"]).weight == "left"
    assert weigh("Court Services: your payment is overdue.", ["Court Services"]).weight == "answer"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_message_of_the_corpus_that_threatens_or_poses_is_left(lang):
    grave = {
        "threat",
        "poses_as",
        "initial_disclosure",
        "false_record",
        "insult",
        "third_party_pay",
        "borrow_elsewhere",
    }
    rows = [json.loads(line) for line in (CORPUS / f"seen.{lang}.jsonl").read_text(encoding="utf-8").splitlines()]
    found = [row["text"] for row in rows if {label["category"] for label in row["labels"]} & grave]
    assert len(found) > 40
    assert [text for text in found if weigh(text).weight == "left"] == []
