"""Laws of a digest: each contact is counted once, and nothing that may have a deadline can be left."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from forbear.calendar import local_day
from forbear.report.digest_due import Days
from forbear.report.digest_sorted import HEAPS, NOTHING_SAID, group, in_days, sort_contacts
from forbear.vocabulary import VALUES
from forbear.words.answering import weigh
from tests.support import digest_fixture as made
from tests.support.amount import examples
from tests.unit.report.test_digest import contact

PLAIN = ("您的借款已逾期，请尽快还款，回T退订。", "Your loan is past due. Please call us. Reply STOP to opt out.")
DEADLINES = (
    "法院", "传票", "开庭", "立案", "起诉", "案号", "律师函", "通知书", "债权转让", "减免", "分期", "明天", "3月9日",
    "三日内", "截止", "最后期限", "court", "summons", "lawsuit", "hearing", "case number", "docket", "notice",
    "dispute", "settlement", "offer", "discount", "tomorrow", "by Friday", "within 7 days", "2026-06-09", "deadline",
    "before noon", "¥500", "$500",
)  # fmt: skip
RESULT = made.result()
ANYTHING = st.text(max_size=30)


@examples(25)
@given(st.integers(-3, 12), st.integers(0, 9), st.integers(25, 90), st.integers(0, 99))
def test_each_contact_of_the_days_is_counted_exactly_once(first, length, contacts, seed):
    result = made.result(contacts, seed)
    days = Days(made.WEEK.first + first, made.WEEK.first + first + length)
    digest = made.digest(days=days, result=result)
    every = result.history.of_kind("contact").events
    wanted = [each for each in every if days.first <= local_day(each.at, result.zone) <= days.last]
    shown = [each.seq for heap in HEAPS for one in digest.groups[heap] for each in one.contacts]
    assert sorted(shown) == sorted(each.seq for each in wanted)
    assert digest.contacts == len(wanted) == sum(digest.heaps.values())


@examples(80)
@given(st.sampled_from(PLAIN), st.sampled_from(DEADLINES), ANYTHING, ANYTHING, st.integers(0, 60))
def test_a_message_with_a_sign_of_a_deadline_is_never_left(plain, sign, before, after, at):
    text = f"{plain[:at]} {before} {sign} {after} {plain[at:]}"
    assert weigh(text).weight != "left"


@examples(80)
@given(ANYTHING)
def test_a_message_of_unknown_words_is_never_left(text):
    assert weigh(text).weight != "left" or not text.strip(" ,.;:!?。，；：！？、~～()（）'\"“”‘’|/–—-\t\r\n")


@examples(120)
@given(
    st.sampled_from(VALUES["channel"]), st.sampled_from((None, *VALUES["outcome"])),
    st.sampled_from((None, *VALUES["purpose"])), st.sampled_from(VALUES["role"]),
    st.sampled_from((None, *VALUES["notice"])), st.sampled_from((*made.MESSAGES, None)),
)  # fmt: skip
def test_only_a_ring_that_nobody_took_and_a_plain_message_are_ever_left(channel, outcome, purpose, role, notice, text):
    facts = {"channel": channel, "role": role, "outcome": outcome, "purpose": purpose, "notice": notice}
    facts |= {"text_sha256": made.sha256(text)} if text else {}
    (found,) = sort_contacts([contact(**facts)], made.texts(), ())
    if found.heap == "left":
        rang = channel == "call" and outcome in NOTHING_SAID
        assert rang or (text is not None and weigh(text).weight == "left")
        assert not notice
        assert group([found], "left", {})[0].signs == ()


def test_the_contacts_of_the_whole_time_are_all_in_some_days():
    assert len(in_days(RESULT, 0, 10**6)) == len(RESULT.history.of_kind("contact").events)
