import re
from dataclasses import replace

import pytest

from forbear.audit.result import AuditResult, Bombing
from forbear.calendar import HOUR, instant_at
from forbear.events import Event, History, Parties
from forbear.plan.talks import Talks
from forbear.report import digest_page, digest_text
from forbear.report.digest import Inputs, digest_of
from forbear.report.digest_due import Days
from forbear.report.digest_sorted import group, sort_contacts
from forbear.report.words import Words
from forbear.words.answering import weigh
from tests.support import digest_fixture as made
from tests.support.digest_fixture import WEEK, Letter, day
from tests.support.html_text import read, text_of

NOON = instant_at(WEEK.first, 12 * HOUR, "Asia/Shanghai")


def contact(**facts):
    whole = {
        "channel": "call",
        "direction": "outbound",
        "collector": "C1",
        "person": "P1",
        "role": "debtor",
        "debts": (),
    }
    return Event(1, NOON, "contact", whole | facts, NOON)


def heap(texts=None, **facts):
    (found,) = sort_contacts([contact(**facts)], texts or {}, ())
    return found.heap, found.signs


def titles(digest):
    return [one.title for one in digest.asked]


@pytest.mark.parametrize("outcome", ["no_answer", "busy", "hung_up", "not_in_service", "mailbox_full"])
def test_a_ring_that_nobody_took_is_left(outcome):
    assert heap(outcome=outcome) == ("left", ())


@pytest.mark.parametrize(
    ("facts", "sign"),
    [
        ({"outcome": "conversation"}, "talk"), ({"outcome": "voicemail"}, "voicemail"), ({}, "unknown"),
        ({"channel": "ringless_voicemail"}, "voicemail"), ({"channel": "letter"}, "letter"),
        ({"channel": "visit"}, "came_by"), ({"channel": "sms"}, "no_text"),
        ({"channel": "sms", "text_sha256": made.sha256("喂")}, "no_text"), ({"channel": "email"}, "no_text"),
    ],
)  # fmt: skip
def test_what_was_said_or_may_have_been_said_is_to_be_looked_at(facts, sign):
    assert heap(**facts) == ("look", (sign,))


@pytest.mark.parametrize(
    ("facts", "sign"),
    [
        ({"channel": "court_document"}, "court"), ({"purpose": "issue_claim", "outcome": "no_answer"}, "court"),
        ({"channel": "sms", "content.threatens_legal_action": True}, "court"),
        ({"channel": "sms", "content.poses_as": "police"}, "court"),
        ({"channel": "letter", "notice": "validation"}, "notice"),
        ({"channel": "email", "content.validation_information": True}, "notice"),
        ({"channel": "letter", "purpose": "statutory_notice"}, "notice"),
    ],
)  # fmt: skip
def test_what_the_record_itself_calls_a_court_or_a_notice_is_to_be_answered(facts, sign):
    assert heap(**facts) == ("answer", (sign,))


def test_a_message_is_weighed_by_its_words():
    texts = made.texts()
    found = [heap(texts, channel="sms", text_sha256=made.sha256(text))[0] for text in made.MESSAGES]
    assert found == ["left", "answer", "answer", "left", "look"]


def test_what_went_to_others_is_counted_apart_but_a_court_is_not():
    other = {"role": "relative", "person": "P9"}
    texts = made.texts()
    assert heap(outcome="conversation", **other)[0] == "others"
    assert heap(texts, channel="sms", text_sha256=made.sha256(made.MESSAGES[0]), **other)[0] == "others"
    assert heap(texts, channel="sms", text_sha256=made.sha256(made.MESSAGES[2]), **other)[0] == "answer"
    assert heap(direction="inbound")[0] == "own"


def test_letters_of_a_court_and_notices_stay_though_their_day_has_passed_and_others_go():
    digest = made.digest(standings=(), talks=None, debts=None)
    assert titles(digest) == ["A notice: River Bank", "Papers of a court: 样例区法院", "A letter: Cedar Bank"]
    assert [one.passed for one in digest.asked] == [True, False, False]
    assert "The day has passed" in digest.asked[0].says


def test_a_day_that_went_by_within_the_week_has_passed():
    letters = (Letter("Bank", "offer", None, WEEK.first + 2), Letter("Court", "court", None, WEEK.last))
    digest = made.digest(letters=letters, standings=(), talks=None, debts=None)
    assert [(one.title, one.passed) for one in digest.asked] == [
        ("An offer: Bank", True), ("Papers of a court: Court", False),
    ]  # fmt: skip
    assert "was due Wed 3 June 2026" in digest_text.text(digest, made.telling())


def test_papers_of_a_court_without_a_day_come_first():
    letters = (Letter("Bank", "offer", None, day("2026-06-09")), Letter("Court", "court", day("2026-06-01")))
    digest = made.digest(letters=letters, standings=(), talks=None, debts=None)
    assert titles(digest)[0] == "Papers of a court: Court"


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({}, True), ({"kind": "wait"}, True), ({"kind": "keep"}, False), ({"kind": "keep", "act": "issue_claim"}, True),
        ({"state": "over"}, False), ({"kind": "do", "state": "due"}, False),
    ],
)  # fmt: skip
def test_times_that_run_for_the_debtor_are_told_and_others_are_not(changed, shown):
    digest = made.digest(standings=(made.standing(**changed),), letters=(), talks=None, debts=None)
    assert bool(digest.asked) is shown


def test_what_a_collector_did_not_do_in_time_stands_with_the_rules():
    digest = made.digest(standings=(made.standing(kind="do", state="late"),))
    assert digest.against.late == ("The debt may be disputed until 12 June.",)


def test_offers_agreements_and_offers_to_close_are_told_with_their_days():
    digest = made.digest(letters=(), standings=())
    assert [(one.kind, one.day) for one in digest.asked] == [
        ("settlement", day("2026-06-10")), ("offer", day("2026-06-15")), ("waits", day("2026-06-20")),
        ("payment", day("2026-07-02")),
    ]  # fmt: skip
    assert digest.to_answer == 3 + len(digest.groups["answer"])


def test_what_is_missing_from_an_agreement_is_told():
    talks = made.talks()
    digest = made.digest(letters=(), standings=(), debts=None, talks=Talks(talks.currency, talks.all, ()))
    assert "Missing from an agreement: 500.00 CNY, Quick Cash" in titles(digest)
    assert digest.repaid is None


def test_a_negotiation_that_begins_later_is_not_known_yet():
    days = Days(day("2026-05-18"), day("2026-05-24"))
    assert [one.kind for one in made.digest(days=days, letters=(), standings=(), debts=None).asked] == ["payment"]


def test_what_is_repaid_counts_payments_on_record_and_what_comes_next():
    repaid = made.digest().repaid
    assert (repaid.now, repaid.whole, repaid.closed, repaid.following) == (
        50_000,
        70_000,
        ("Small",),
        ("Store", 60_000),
    )


def test_closed_hours_over_midnight_are_one_stretch_with_what_came_in_them():
    quiet = made.digest().quiet
    every = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    assert quiet.weeks == ((every, ((22 * 60, 8 * 60),)),)
    assert quiet.contacts > 0


def test_each_day_of_the_week_has_its_bar():
    digest = made.digest()
    assert [one.day for one in digest.by_day] == list(range(WEEK.first, WEEK.last + 1))
    assert sum(one.contacts for one in digest.by_day) == digest.contacts - digest.heaps["own"]
    assert sum(one.against for one in digest.by_day) == digest.against.contacts


def test_without_a_log_nothing_is_said_of_contacts():
    digest = digest_of(Inputs(letters=made.letters()), WEEK, Words("en"))
    page = text_of(digest_page.build(digest, made.telling()))
    assert "There is no log of contacts" in page
    assert "went against a rule" not in page
    assert "Can be left" not in page


def test_a_quiet_week_says_that_nothing_needs_anybody():
    nothing = AuditResult(
        History(Parties({}, {"id": "P1"})), "Asia/Shanghai", (), (), (), (), Bombing("none", (), {}, {}, {}), (), ()
    )
    digest = digest_of(Inputs(result=nothing), WEEK, Words("en"))
    text = digest_text.text(digest, made.telling())
    assert "Nothing came in these days" in text
    assert "We found nothing that needs you now." in text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_needs_no_script_no_network_and_dials_the_lines(lang):
    page = read(digest_page.build(made.digest(lang), made.telling(lang)))
    assert "script" not in page.tags
    links = [value for _, name, value in page.attributes if name in ("src", "href")]
    assert {"tel:12300", "tel:12301", "tel:0800000000"} <= set(links)
    assert all(link.startswith(("tel:", "https://")) for link in links)


def test_the_words_of_a_message_can_be_read_and_numbers_stay_hidden():
    page = digest_page.build(made.digest(), made.telling())
    assert made.MESSAGES[2] in page
    assert not re.search(r"100 0000 0\d{3}", page)


def test_the_calendar_has_an_entry_for_each_day_that_is_known_and_has_not_passed():
    digest = made.digest()
    calendar = digest_text.calendar(digest, "20260607T000000Z", Words("en"))
    days = re.findall(r"DTSTART;VALUE=DATE:(\d+)", calendar)
    assert days == ["20260610", "20260612", "20260615", "20260618", "20260620", "20260702"]
    assert calendar.count("TRIGGER:-P2D") == len(days)
    assert max(len(line.encode()) for line in calendar.split("\r\n")) <= 75


def test_a_digest_of_one_day_is_of_that_day_alone():
    one = made.digest(days=Days(WEEK.first, WEEK.first))
    assert one.contacts - one.heaps["own"] == next(
        each.contacts for each in made.digest().by_day if each.day == WEEK.first
    )
    assert "Your day, 1 June 2026" in digest_text.text(one, made.telling())


def test_the_text_is_short_enough_for_a_chat_however_much_came():
    result = replace(made.result(900), rejected=())
    text = digest_text.text(made.digest(result=result), made.telling())
    assert len(text) < 3_500
    assert "more of this kind" in text


def test_papers_of_a_court_that_went_to_somebody_else_say_to_whom():
    texts = made.texts()
    found = sort_contacts(
        [contact(channel="sms", text_sha256=made.sha256(made.MESSAGES[2]), role="relative", person="P9")], texts, ()
    )
    (one,) = group(found, "answer", texts)
    assert one.person == "P9"
    assert "(sent to " in made.telling().group(one)


def test_the_same_words_sent_again_are_one_group():
    assert weigh(made.MESSAGES[0]) == weigh(made.MESSAGES[3])
    groups = made.digest().groups["answer"]
    assert all(len({each.get("text_sha256") for each in one.contacts}) == 1 for one in groups)
    assert len(groups) == len({(one.collector, one.channel, one.signs, one.text, one.person) for one in groups})
