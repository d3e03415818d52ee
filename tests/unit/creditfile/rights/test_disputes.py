import pytest

from forbear.creditfile.rights.again import re_decide
from forbear.creditfile.rights.disputing import LONGEST, move_on, open_dispute, state_own_words
from forbear.creditfile.rights.looks import Question, ask, hand_over
from forbear.creditfile.rights.marks import blocked, marks
from forbear.creditfile.rights.steps import ANSWERS, disputes
from forbear.creditfile.rights.verify import verify
from forbear.creditfile.rights.whole import erase, everything
from forbear.errors import RecordError
from tests.unit.creditfile.rights.conftest import LENDER, PERSON, day, noon

ROW, OTHER = "account_month:Qinghe:77/2025-11", "account_month:Qinghe:77/2025-12"
AT = noon("2026-04-30")


@pytest.fixture
def opened(rights):
    """Open a dispute: ``opened(rows=[ROW], on="2026-03-02")``."""

    def one(**said):
        asked = {"rows": [ROW], "reason": "I paid it on 3 November.", "on": "2026-03-02", "place": "CN"} | said
        asked["on"] = day(asked["on"])
        with rights.writing() as writing:
            return open_dispute(writing, AT, PERSON, **asked)

    return one


@pytest.fixture
def step(rights):
    """The next step of a dispute: ``step(1, "asked", "2026-03-03")``."""

    def one(number, name, on, **said):
        with rights.writing() as writing:
            return move_on(writing, AT, number, name, day(on), **said)

    return one


@pytest.fixture
def answered(opened, step):
    """A dispute of which the furnisher has answered."""

    def one(answer, **said):
        number = opened(**said).number
        step(number, "asked", "2026-03-03")
        step(number, "answered", "2026-03-10", answer=answer)
        return number

    return one


@pytest.fixture
def report(rights):
    """Give somebody a report that holds rows; gives back its number."""

    def one(rows, asker=LENDER, number="R-1", on="2026-02-01", purpose="law", answer="", person=PERSON):
        with rights.writing() as writing:
            question = Question(person, asker, purpose, ["account"], day(on), basis="a right")
            look = ask(writing, noon(on), question)
            hand_over(writing, noon(on), look.number, number, "ab" * 32, rows, answer=answer)

    return one


def notices(rights):
    return [(one.body["to"], one.body["report"], one.body["what"]) for one in rights.entries(kinds=["notice"])]


def test_a_dispute_is_received_asked_answered_and_ends(rights, answered, step):
    number = answered("wrong")
    ended = step(number, "corrected", "2026-03-12", instead={ROW: {"status": "current"}})
    assert (ended.state, ended.answer, ended.opened) == ("corrected", "wrong", day("2026-03-02"))
    assert [one.step for one in ended.steps] == ["asked", "answered", "corrected"]
    assert disputes(rights.entries()) == [ended]
    assert verify(rights.entries()).findings == ()


def test_what_a_person_wrote_lies_beside_the_chain(rights, opened):
    dispute = opened()
    assert rights.words(dispute.reason) == "I paid it on 3 November."
    assert "paid" not in str([entry.body for entry in rights.entries()])


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"rows": []}, "it is not said what is contested"),
        ({"rows": ["77"]}, "row '77': this is the name of no row"),
        ({"rows": [ROW, "account:Baihe:1"]}, "the rows are of 2 lenders: Baihe, Qinghe"),
        ({"reason": " "}, "the reason: it is empty"),
        ({"reason": "x" * (LONGEST + 1)}, "it has 1,001 letters, and 1,000 can be shown"),
        ({"on": "2026-05-02"}, "2026-05-02 lies after the day on which it is written down, 2026-04-30"),
        ({"place": "CX"}, "there is no place 'CX'"),
    ],
)
def test_a_dispute_that_cannot_be_understood_is_refused(rights, opened, said, what):
    with pytest.raises(RecordError, match=what):
        opened(**said)
    assert list(rights.entries()) == []


def test_a_statement_of_a_report_can_be_contested_without_a_row(opened):
    assert opened(rows=[], about="identity/doubt-2").about == "identity/doubt-2"


def test_a_row_is_in_one_open_dispute_at_most(opened, answered, step):
    number = answered("confirmed")
    with pytest.raises(RecordError, match=f"is in dispute {number} already, where it stands as 'answered'"):
        opened(rows=[OTHER, ROW])
    step(number, "upheld", "2026-03-12")
    assert opened(on="2026-03-20").number > number


@pytest.mark.parametrize(
    ("name", "said", "what"),
    [
        ("answered", {"answer": "wrong"}, "'answered' cannot come after 'opened'"),
        ("upheld", {}, "'upheld' cannot come after 'opened'"),
        ("certified", {"by": "Qinghe"}, "'certified' cannot come after 'opened'"),
        ("reinserted", {}, "What was deleted goes back only after it was certified"),
        ("told", {}, "What can come now: material, asked, corrected, deleted, statement"),
        ("decided", {}, "there is no step 'decided'"),
        ("correctd", {}, "Did you mean 'corrected'"),
        ("corrected", {"instead": {OTHER: {}}}, f"{OTHER} is not in dispute"),
    ],
)
def test_a_step_comes_only_where_it_may(rights, opened, step, name, said, what):
    number = opened().number
    with pytest.raises(RecordError, match=what):
        step(number, name, "2026-03-12", **said)
    assert len(list(rights.entries())) == 1


def test_the_days_of_a_dispute_do_not_run_backwards(opened, step):
    number = opened().number
    step(number, "asked", "2026-03-09")
    with pytest.raises(RecordError, match="2026-03-08 lies before the last step, 2026-03-09"):
        step(number, "answered", "2026-03-08", answer="wrong")
    with pytest.raises(RecordError, match="2026-05-01 lies after the day on which it is written down"):
        step(number, "answered", "2026-05-01", answer="wrong")


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_item_stands_only_where_its_furnisher_confirmed_it(answered, step, answer):
    number = answered(answer)
    if answer == "confirmed":
        assert step(number, "upheld", "2026-03-12").state == "upheld"
    else:
        with pytest.raises(RecordError, match=f"needs the answer 'confirmed', and the answer was '{answer}'"):
            step(number, "upheld", "2026-03-12")


def test_an_answer_is_one_of_three(opened, step):
    number = opened().number
    step(number, "asked", "2026-03-03")
    with pytest.raises(RecordError, match="'maybe' is no answer"):
        step(number, "answered", "2026-03-03", answer="maybe")


@pytest.mark.parametrize(("place", "stays"), [("CN", True), ("US", False), ("", False)])
def test_what_nobody_can_confirm_stays_with_the_dispute_in_china_and_goes_elsewhere(answered, step, place, stays):
    number = answered("unconfirmed", place=place)
    if stays:
        assert step(number, "unconfirmed", "2026-03-12").steps[-1].said["cite"].endswith("art. 25")
    else:
        with pytest.raises(RecordError, match="it cannot be left standing"):
            step(number, "unconfirmed", "2026-03-12")
        step(number, "deleted", "2026-03-12")


def test_a_row_in_dispute_is_marked_on_every_copy_with_a_sentence_in_both_languages(rights, opened):
    number = opened().number
    (mark,) = marks(rights.entries()).values()
    assert (mark.state, mark.dispute, mark.since) == ("disputed", number, day("2026-03-02"))
    assert "In dispute since 2026-03-02" in mark.says["en"] and "存在异议" in mark.says["zh"]


def test_the_mark_goes_where_the_item_was_confirmed_and_stays_where_nobody_could(rights, answered, step):
    step(answered("confirmed"), "upheld", "2026-03-12")
    assert marks(rights.entries()) == {}
    step(answered("unconfirmed", rows=[OTHER]), "unconfirmed", "2026-03-12")
    assert {row: mark.state for row, mark in marks(rights.entries()).items()} == {OTHER: "unconfirmed"}


def test_a_statement_of_the_person_is_shown_with_the_item_that_stands(rights, answered, step):
    number = answered("confirmed")
    step(number, "upheld", "2026-03-12")
    step(number, "statement", "2026-03-13", words="The bank lost my transfer.")
    mark = marks(rights.entries())[ROW]
    assert (mark.state, rights.words(mark.words)) == ("statement", "The bank lost my transfer.")
    with pytest.raises(RecordError, match="the statement: it is empty"):
        step(number, "statement", "2026-03-14")


def test_a_statement_needs_no_dispute(rights):
    with rights.writing() as writing:
        state_own_words(writing, AT, PERSON, [OTHER], "I was in hospital.")
    assert rights.words(marks(rights.entries())[OTHER].words) == "I was in hospital."
    with rights.writing() as writing, pytest.raises(RecordError, match="letters"):
        state_own_words(writing, AT, PERSON, [OTHER], "x" * 2000)


def test_a_correction_outlasts_a_later_dispute_about_the_same_row(rights, answered, step):
    step(answered("wrong"), "corrected", "2026-03-12", instead={ROW: {"status": "current"}})
    number = answered("confirmed")
    assert marks(rights.entries())[ROW].state == "disputed"
    step(number, "upheld", "2026-03-20")
    mark = marks(rights.entries())[ROW]
    assert (mark.state, mark.instead) == ("corrected", {"status": "current"})


def test_marks_are_as_they_were_at_an_earlier_instant(rights, answered):
    number = answered("wrong")
    with rights.writing() as writing:
        move_on(writing, AT + 1, number, "deleted", day("2026-03-12"))
    assert marks(rights.entries(), AT - 1) == {}
    assert marks(rights.entries(), AT)[ROW].state == "disputed"
    assert marks(rights.entries(), AT + 1)[ROW].state == "deleted"


def test_a_deleted_row_is_blocked_until_it_is_certified_and_put_back(rights, opened, step):
    number = opened().number
    step(number, "deleted", "2026-03-12")
    with pytest.raises(RecordError, match="goes back only after it was certified"):
        step(number, "reinserted", "2026-03-13")
    with pytest.raises(RecordError, match="it is not said who certifies it"):
        step(number, "certified", "2026-03-13")
    assert blocked(rights.entries()) == {ROW: number}
    step(number, "certified", "2026-03-13", by="Qinghe, Lin")
    assert blocked(rights.entries()) == {ROW: number}
    step(number, "reinserted", "2026-03-14")
    assert blocked(rights.entries()) == {}
    assert "put back on 2026-03-14" in marks(rights.entries())[ROW].says["en"]


@pytest.mark.parametrize("end", ["corrected", "deleted"])
def test_everybody_who_was_given_the_row_is_listed_with_a_notice(rights, opened, step, report, end):
    report([ROW, "account:Qinghe:77"])
    report([ROW], asker="Baihe", number="R-2")
    report([OTHER], asker="Huaxia", number="R-3")
    report([ROW], asker=PERSON, number="R-4", purpose="own")
    report([ROW], asker="Zhongyuan", number="R-5", person="P00000009")
    step(opened().number, end, "2026-03-12", people=["P00000009"])
    assert notices(rights) == [(LENDER, "R-1", end), ("Baihe", "R-2", end), ("Zhongyuan", "R-5", end)]
    (first, *_) = rights.entries(kinds=["notice"])
    assert first.body["rows"] == [ROW] and "Report R-1 of 2026-02-01" in first.body["text"]["en"]
    assert ("已更正" if end == "corrected" else "已删除") in first.body["text"]["zh"]


def test_nobody_is_told_where_the_item_stands(rights, answered, step, report):
    report([ROW])
    step(answered("confirmed"), "upheld", "2026-03-12")
    assert notices(rights) == []


def test_decisions_that_would_have_been_otherwise_are_listed(rights, report):
    report([ROW], answer="reject")
    report([ROW], asker="Baihe", number="R-2", answer="reject")
    report([OTHER], asker="Huaxia", number="R-3", answer="reject")
    report([ROW], asker="Zhongyuan", number="R-4")
    asked = []

    def decide(one):
        asked.append(one.report)
        return "approve" if one.asker == LENDER else "reject"

    (changed,) = re_decide(rights.entries(PERSON), [ROW], decide)
    assert asked == ["R-1", "R-2"]
    assert (changed.asker, changed.report, changed.before, changed.after) == (LENDER, "R-1", "reject", "approve")


def test_everything_of_a_person_is_written_out_and_nothing_of_anybody_else(rights, answered, report):
    report([ROW])
    report([ROW], person="P00000009", asker="Baihe")
    answered("wrong")
    whole = everything(rights, [PERSON])
    assert {one["person"] for one in whole["records"]} == {PERSON}
    assert whole["disputes"][0]["reason"] == "I paid it on 3 November."
    assert whole["looks"][0]["report"] == "R-1" and whole["marks"][ROW]["state"] == "disputed"
    with rights.writing() as writing:
        state_own_words(writing, AT, PERSON, [OTHER], "I was in hospital.")
    assert everything(rights, [PERSON])["marks"][OTHER]["statement"] == "I was in hospital."
    assert len(everything(rights, [PERSON, "P00000009"])["looks"]) == 2


def test_erasure_takes_the_words_and_says_what_stays_and_why(rights, opened):
    dispute = opened()
    with rights.writing() as writing:
        stays = erase(writing, AT, [PERSON], "Lin", "the person asked for it")
    assert rights.words(dispute.reason) is None
    assert everything(rights, [PERSON])["disputes"][0]["reason"] is None
    assert len(stays) == 4 and all(one["en"] and one["zh"] for one in stays)
    assert "texts were erased (1)" in stays[0]["en"]
    (entry,) = rights.entries(kinds=["erasure"])
    assert entry.body["by"] == "Lin"
    assert verify(rights.entries()).findings == ()


@pytest.mark.parametrize("number", [1, 77])
def test_a_dispute_that_there_is_not_has_no_next_step(rights, consent, step, number):
    consent()
    with pytest.raises(RecordError, match=f"dispute {number}: there is none"):
        step(number, "asked", "2026-03-03")
