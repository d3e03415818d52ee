"""Words that only look like what is looked for, each beside a neighbour that says it."""

import pytest

from forbear.words import read_message

TALKED_OF = [
    "短信平台后台新增“拒收请回复R”开关，默认打开。",
    "回T退订的比例这周高，看下是哪个模板",
    "12321提醒：营销短信应注明退订方式，如“拒收请回复R”。",
    "酒店订单可免费退订，入住前一天截止。",
    "Regulators fined a lender whose texts had no way to opt out.",
    "Ticket 88: customers cannot find the link to unsubscribe.",
    "Reply CANCEL to cancel the appointment.",
    "Text me when the washing machine stops.",
    "To stop smoking text QUIT to 00000.",
    "When your last payment is in, the reminders end by themselves.",
    "拒收快递请当面告知快递员。",
    "短信里的“回T退订”别乱回。",
    "If you'd rather not take part in the survey, just ignore this message.",
    "Reply CANCEL to cancel your table or CHANGE to change the time.",
    "Please don't reply to this address; it can't receive mail.",
    "The fastest way to stop the letters is for you to clear it.",
    "Turn off notifications while driving.",
    "回复Y确认预约，回复N取消预约。",
    "您已不再是彭先生的联系人，今后不会就他的事联系您。",
    "误点了退订？点此恢复。",
]
OFFERED = [
    "【示例酒店】会员日五折，拒收请回复R",
    "新版上线，退订回T",
    "To be left off: call 0800 000 011.",
    "Press 8 at any point and this phone comes off our list.",
    "Texts stop when you say so: answer with the word NO.",
    "TD退",
    "短信改信函请回“邮”。",
    "We stop e-mailing you as soon as you tell us to: privacy@example.com.",
    "You may ask us at any time, in any way, to stop texting this number.",
    "If this email address should not be used, click below.",
    "Rply S to stop msgs",
    "管理订阅 | 取消订阅",
    "回T后不会再收到本账户短信",
    "不喜欢短信？可在个人资料里换方式",
]


@pytest.mark.parametrize("text", TALKED_OF)
def test_ways_to_stop_messages_that_are_only_talked_about_are_no_notice(text):
    assert not read_message(text).of("opt_out_notice")


@pytest.mark.parametrize("text", OFFERED)
def test_ways_to_stop_messages_that_are_offered_are_a_notice(text):
    assert read_message(text).of("opt_out_notice")


@pytest.mark.parametrize("text", ["Interest stops until the $300 loan is paid off.", "欠款还清之前不收罚息。"])
def test_a_debt_that_is_to_be_paid_off_is_still_one(text):
    assert read_message(text, to_role="debtor", direction="outbound").of("disclosure")


@pytest.mark.parametrize("text", ["Your loan has been paid off.", "您的欠款已还清。"])
def test_a_debt_that_has_been_paid_off_is_none(text):
    assert not read_message(text, to_role="debtor", direction="outbound").of("disclosure")


@pytest.mark.parametrize(("text", "owed"), [("您的贷款余额7300元。", True), ("您的贷款余额0元。", False)])
def test_a_balance_is_none_only_where_it_is_zero(text, owed):
    assert read_message(text, to_role="debtor", direction="outbound").says("disclosure") is owed


@pytest.mark.parametrize(
    ("role", "text"),
    [
        ("relative", "You aren't responsible for your uncle's loan."),
        ("relative", "You will not have to pay anything towards his loan."),
        ("relative", "Nobody will ask you to pay his debt."),
        ("relative", "他的贷款您不用还，也不用带话。"),
        ("agreed_contact", "合同上没有您的名字，您永远不用付。"),
    ],
)
def test_who_is_told_that_he_need_not_pay_is_not_asked_to(role, text):
    assert not read_message(text, to_role=role, direction="outbound").says("third_party_pay")


@pytest.mark.parametrize("text", ["您不是老赖，这笔贷款好商量。", "我们知道你不是骗子，逾期的事慢慢来。"])
def test_nobody_is_run_down_by_a_word_that_is_taken_back(text):
    assert not read_message(text, to_role="debtor", direction="outbound").says("insult")


def test_a_word_that_is_not_taken_back_runs_somebody_down():
    assert read_message("你就是个老赖，还款。", to_role="debtor", direction="outbound").says("insult")


@pytest.mark.parametrize(
    "text",
    [
        "Please tell your sister we got her letter about her loan.",
        "Please forward this letter to your colleague. His loan is overdue.",
        "Make sure your husband gets this message. His account is past due.",
        "请告诉您妹妹她的贷款逾期了。",
        "请让您儿子知道还可以分期，他已经四期没交了。",
    ],
)
def test_to_a_relative_to_tell_the_sister_is_no_threat(text):
    reading = read_message(text, to_role="relative", direction="outbound")
    assert reading.of("third_party_pay")
    assert not reading.says("threat")


@pytest.mark.parametrize("text", ["Your loan is late. I will tell your sister.", "再不还款，我就告诉你妹妹。"])
def test_to_the_debtor_to_tell_the_sister_is_a_threat(text):
    assert read_message(text, to_role="debtor", direction="outbound").says("threat")


@pytest.mark.parametrize(
    ("category", "text"),
    [
        ("poses_as", "You are required to pay the minimum of £25 by Friday."),
        ("poses_as", "Your case number is 20771. Balance £112."),
        ("poses_as", "We write on behalf of Example Bank about your loan."),
        ("insult", "Your payment of £20 is less than a third of the instalment."),
        ("insult", "You are two instalments behind. If you can't even pay half, tell us."),
        ("false_record", "An accurate entry cannot be removed early. Your account is in default."),
        ("false_record", "我司已接入央行征信系统，您的逾期将如实报送。"),
        ("false_record", "如果您找不到工作，还款可以延期。"),
        ("borrow_elsewhere", "Your card payment failed. Please try another card."),
        ("borrow_elsewhere", "We will take £45.10 from your bank account on Friday."),
        ("borrow_elsewhere", "您的信用卡分期申请已受理，每期54元。"),
        ("threat", "£80 is due. We will send somebody's details if you'd like an adviser."),
        ("threat", "Your relationship manager will call you about the loan on Tuesday."),
        ("borrow_elsewhere", "Your loan agreement ends in May. When it's repaid you can borrow again if you need to."),
        ("borrow_elsewhere", "Your payment of $37 is due on 5/6."),
        ("borrow_elsewhere", "您告诉我们上月是找姐姐借的钱，这个月不必这样。先还300元就行。"),
        ("disclosure", "You missed our call. Please ring back when you can."),
        ("disclosure", "You're eligible for a loan of up to KES 20,000."),
        ("disclosure", "Your order total is £39.90. Delivery is due on Friday."),
        ("disclosure", "We've received £200 from you, so your account is clear."),
        ("disclosure", "您的工资4,500元已入账。"),
        ("disclosure", "您的定期存款50,000元6月3日到期。"),
        ("disclosure", "已向您账户支付120元，这笔钱归您，无需归还。"),
    ],
)
def test_what_a_lender_writes_every_day_says_nothing_of_the_kind(category, text):
    assert not read_message(text, to_role="debtor", direction="outbound").says(category)


@pytest.mark.parametrize(
    "text",
    [
        "Hello, this is Dev at Calder Services. Please have a moment to return my call: 020 7946 0321.",
        "Hello, you've missed a call from Seb Ward at Newlands Ltd. Kindly return my call on 555.555.0188.",
        "This is Victor Hale at Penrose. It's about 3:15. I'd appreciate a call back: 555-0166.",
        "〔语音信箱〕喂您好，我这边是恒远样例，我姓狄，您听到的话回个电话，400-000-0405，再见。",
        "欧女士，静水公司的尼小姐请您回她电话。400-000-0690转12。",
    ],
)
def test_a_message_that_only_asks_for_a_call_is_of_limited_content(text):
    assert read_message(text, to_role="debtor", direction="outbound").says("limited_content")


@pytest.mark.parametrize("text", ["Can I borrow the money for the bus, mum?", "妈，先借我点生活费，奖学金月底到"])
def test_who_asks_for_a_loan_himself_tells_nobody_to_borrow(text):
    assert not read_message(text, to_role="debtor").of("borrow_elsewhere")


@pytest.mark.parametrize("text", ["You could borrow the money from your brother.", "先找你哥借点钱还上"])
def test_a_debtor_who_is_told_to_borrow_is(text):
    assert read_message(text, to_role="debtor", direction="outbound").of("borrow_elsewhere")


@pytest.mark.parametrize(
    "text",
    [
        "We'd be grateful for payment from the family.",
        "Nobody's forcing you, but one bank transfer from you and it's all over for her.",
        "Next time he rings you, say Northgate Finance would like a word.",
        "Make her keep it, you're her mother.",
        "没人逼您，您转一笔过来，这事就翻篇了。",
        "能把这张纸贴在老高打卡那儿吗？",
    ],
)
def test_a_relative_is_asked_to_pay_or_to_pass_on_in_other_words_too(text):
    assert read_message(text, to_role="relative", direction="outbound").of("third_party_pay")


def test_the_person_written_to_is_not_the_person_to_call():
    text = "奥女士：请打天青400-000-0107转4。"
    assert not read_message(text, to_role="debtor", direction="outbound").says("limited_content")


@pytest.mark.parametrize(
    "text",
    [
        "Our records office will post your face to your home page, as you asked. Your loan is settled in May.",
        "We're sorry: a man came to your house about the loan. He was not one of ours.",
        "谢谢您来信，那位到您家收款的人不是我们的同事，贷款照旧。",
    ],
)
def test_in_a_message_that_thanks_or_apologises_a_threat_is_left_to_a_person(text):
    assert not read_message(text, to_role="debtor", direction="outbound").says("threat")


@pytest.mark.parametrize("text", ["A man will come to your house about the loan.", "贷款的事，我们的人明天到您家。"])
def test_the_same_without_thanks_is_a_threat(text):
    assert read_message(text, to_role="debtor", direction="outbound").says("threat")


@pytest.mark.parametrize(
    ("category", "said", "text"),
    [
        ("insult", "false_record", "Your loan: you go on the national list of dishonest people."),
        ("insult", "false_record", "欠款不还，明天就把你登记成老赖名单里的诈骗犯。"),
        ("threat", "borrow_elsewhere", "Borrow the £90 for the loan, call your friends and ask them to lend you."),
    ],
)
def test_words_that_say_something_else_already_need_not_say_this_as_well(category, said, text):
    reading = read_message(text, to_role="debtor", direction="outbound")
    assert reading.says(said)
    assert not reading.says(category)


def test_beside_other_words_an_insult_is_one():
    text = "You are a liar. You go on the national list of dishonest people for this loan."
    assert read_message(text, to_role="debtor", direction="outbound").says("insult")


@pytest.mark.parametrize(
    "text",
    [
        "Going to prison over a loan? That's an old tale; it can't happen.",
        "Whoever told you a warrant exists for this loan was lying, and it wasn't us.",
        "Home visits ended in 2019. Letters about your loan are all you'll get.",
        "欠信用卡要坐牢？那是老黄历了，没有的事。",
        "上门催收2019年就取消了，贷款的事往后只写信。",
    ],
)
def test_what_is_told_as_untrue_or_over_is_no_threat(text):
    assert not read_message(text, to_role="debtor", direction="outbound").says("threat")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I am sorry but we will break your legs if you don't pay.", "violence"),
        ("Tell us when you will pay or we will come and burn your house down.", "violence"),
        ("Thank you for the call. Police are coming to arrest you tonight over the loan.", "arrest"),
        ("We apologise, but we will post your photo to all your contacts.", "exposure"),
        ("放心，我们会弄死你全家。", "violence"),
        ("非常抱歉，但再不还就打断你的腿。", "violence"),
    ],
)
def test_a_kind_word_takes_nothing_from_harm_arrest_and_exposure(text, kind):
    assert read_message(text, to_role="debtor", direction="outbound").says("threat", kind)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Sorry, pay or your kids will suffer.", "threat"),
        ("抱歉，今晚不还就派人砍断你的腿。", "threat"),
        ("抱歉，不还就群发你通讯录。", "threat"),
        ("对不起，您的贷款已逾期三天。", "disclosure"),
    ],
)
def test_what_a_sentence_says_that_apologises_first_is_left_to_a_person_and_not_dropped(text, category):
    found = read_message(text, to_role="debtor", direction="outbound").of(category)
    assert found and {each.certainty for each in found} == {"review"}


@pytest.mark.parametrize(
    "text",
    [
        "尾号0000的信用卡5月3日消费人民币218.00元。",
        "校验码0000，您正在支付1,306.00元，请勿告诉他人。",
        "无抵押信用贷，放款快，最高可贷50万，咨询李经理。",
        "湖景新城认筹中，首付9万起，月供1600元。",
        "二手车买卖、按揭过户，主营本地牌照。",
    ],
)
def test_what_sells_or_tells_of_a_purchase_discloses_nothing_whoever_sends_it(text):
    reading = read_message(text, to_role="debtor", direction="outbound")
    assert not reading.says("disclosure") and not reading.says("borrow_elsewhere")


@pytest.mark.parametrize(
    ("category", "text"),
    [
        ("threat", "验证码不用管，今晚兄弟们上门泼油漆。"),
        ("threat", "优惠活动归优惠活动，明天把你的照片发到家长群。"),
        ("threat", "订单先放一放，再不还款就抓你坐牢。"),
        ("disclosure", "订单状态我不关心，你的现金卡逾期八天。"),
        ("disclosure", "会员日到了？先把欠我们的2,100元还上再逛。"),
    ],
)
def test_words_of_a_shop_hide_no_threat_and_no_debt(category, text):
    assert read_message(text, to_role="debtor", direction="outbound").says(category)


@pytest.mark.parametrize(
    "text",
    [
        "详情请拨打手机号码100-0000-0001。",
        "剁手节来啦，全场三折起。",
        "被股市套牢的朋友，周六公开课报名。",
        "鲁班房产：幸福里现房。",
        "邀请您进学习群。",
        "安排师傅明天上门取件，请备好退货。",
    ],
)
def test_a_beginning_of_another_word_is_no_threat(text):
    assert not read_message(text, to_role="debtor", direction="outbound").says("threat")


GRANTED = ["这周记得还款。", "关于还款日，请回电。", "本期账单请处理。", "逾期的事，请回电。"]


@pytest.mark.parametrize("text", GRANTED)
def test_what_only_takes_a_debt_for_granted_is_sure_to_those_alone_who_do_not_owe(text):
    to_debtor = read_message(text, to_role="debtor", direction="outbound")
    assert to_debtor.of("disclosure")
    assert not to_debtor.says("disclosure")
    assert read_message(text, to_role="relative", direction="outbound").says("disclosure")


@pytest.mark.parametrize(
    "text", ["您没有义务还，但这笔贷款是他借的，已经逾期。", "我们不建议您替他还款，但他的贷款确实逾期了。"]
)
def test_who_need_not_pay_for_a_debt_still_learns_of_it(text):
    found = read_message(text, to_role="relative", direction="outbound")
    assert found.says("disclosure")
    assert not found.says("third_party_pay")


@pytest.mark.parametrize(
    ("role", "text"),
    [
        ("debtor", "我司不建议您向其他平台借款偿还本期，也请勿通过信用卡套现还款。"),
        ("debtor", "【示例消费金融】周女士，资料已收到。"),
        ("debtor", "您通过小额贷款公司借款前请核实其资质。"),
        ("debtor", "信用良好有助于您以后申请车贷、房贷。"),
        ("debtor", "您已成功退订本行营销短信。"),
        ("debtor", "我司遵守催收规范，您的信息不会用于任何其他用途。"),
        ("debtor", "不回消息我就一天给你打五十个电话"),
        ("relative", "您不用替您弟弟还款，这是他自己的事。"),
        ("relative", "您女儿本期账单还没还呢"),
        ("colleague", "误把信寄到贵公司，请直接销毁，抱歉。"),
    ],
)
def test_names_of_firms_and_refusals_say_nothing_but_that_there_is_a_debt(role, text):
    found = read_message(text, to_role=role, direction="outbound")
    assert {each.category for each in found.findings if each.certainty == "says"} <= {"disclosure"}
