import pytest

from forbear.audit.screen import screen

SPEAKS = [
    ("您的贷款已逾期，请尽快还款", "existence_of_debt", False),
    ("【示例贷款】您拖欠 3,200.50 元，请联系我们", "amount", False),
    ("欠款￥3200，逾期不还将起诉", "amount", True),
    ("您朋友的借款已到期，请转告", "existence_of_debt", False),
    ("Your loan payment is overdue", "existence_of_debt", False),
    ("You OWE nothing? The debtor owes $1,200.50", "amount", False),
    ("Your account is past due. We may take legal action.", "existence_of_debt", True),
    ("Account in default: GBP 300 outstanding balance", "amount", False),
    ("逾期ＵＳＤ 300", "amount", False),
]
SILENT = [
    "Hello, please call me back.",
    "晚上一起吃饭吗？",
    "您的验证码是 123456，用于借款申请",
    "还款成功，感谢您的信任，本期逾期已消除",
    "低息借款额度 50,000 元，立即申请贷款",
    "You are pre-approved! Apply for a loan: no arrears, $5,000",
    "Payment received: your debt is paid in full.",
    "The indebted state of mind",
    "I will sue you",
    "转账 300 元",
    "",
]


@pytest.mark.parametrize(("text", "disclosure", "suit"), SPEAKS)
def test_a_text_about_a_debt_is_known_by_its_words(text, disclosure, suit):
    found = screen(text)
    assert (found.debt, found.disclosure, found.suit) == (True, disclosure, suit)


@pytest.mark.parametrize("text", SILENT)
def test_a_text_that_speaks_of_no_debt_tells_nothing(text):
    found = screen(text)
    assert (found.debt, found.disclosure, found.suit, found.spans) == (False, None, False, ())


def test_the_words_that_say_so_are_given_in_their_order():
    assert screen("逾期不还将起诉，欠 3,200 元").spans == ("逾期", "起诉", "3,200 元")
