import pytest

from forbear.calendar import instant_at
from forbear.creditfile.rights.consents import consents, give, withdraw
from forbear.creditfile.rights.law import access_for
from forbear.creditfile.rights.looks import Question, ask, given, hand_over, sent, unsent
from forbear.creditfile.rights.whole import looks
from forbear.errors import RecordError
from tests.unit.creditfile.rights.conftest import LENDER, PERSON, day, noon

AT = noon("2026-03-01")
ROWS = ["account:Qinghe:77", "inquiry:Baihe:9"]


@pytest.fixture
def look(rights):
    """Ask for a look: ``look(purpose="review")``."""

    def one(**said):
        asked = {"person": PERSON, "asker": LENDER, "purpose": "application", "scope": ["account"], "place": "CN"}
        asked |= {"day": "2026-03-01"} | said
        at = noon(asked.pop("at", asked["day"]))
        asked["day"] = day(asked["day"])
        with rights.writing() as writing:
            return ask(writing, at, Question(**asked))

    return one


def kinds(rights):
    return [entry.kind for entry in rights.entries()]


def test_a_look_that_a_consent_carries_is_allowed_and_names_it(rights, consent, look):
    number = consent().number
    found = look()
    assert (found.granted, found.consent, found.why) == (True, number, ())
    (entry,) = rights.entries(kinds=["look"])
    assert entry.body["answer"] == "granted" and entry.body["consent"] == number
    assert entry.body["cite"].endswith("art. 18") and entry.hash == found.receipt


@pytest.mark.parametrize(
    ("given_", "asked", "en", "zh"),
    [
        ({}, {"asker": "Baihe"}, "No consent of the person to Baihe", "没有本人对Baihe的同意"),
        ({}, {"purpose": "review"}, "is for an application for credit, and the look is for the review", "贷后管理"),
        ({}, {"scope": ["list_entry", "account"]}, "does not cover: list_entry", "不包括：list_entry"),
        ({"first": "2026-03-02"}, {}, "holds only from 2026-03-02", "自 2026-03-02 起"),
        ({"last": "2026-02-28"}, {}, "ended on 2026-02-28", "2026-02-28 到期"),
        ({"where": ""}, {}, "is not in writing", "不是书面同意"),
    ],
)
def test_a_look_is_refused_with_a_sentence_that_says_what_is_missing(rights, consent, look, given_, asked, en, zh):
    consent(**given_)
    found = look(**asked)
    assert not found.granted
    (why,) = found.why
    assert en in why["en"] and zh in why["zh"]
    (entry,) = rights.entries(kinds=["look"])
    assert entry.body["answer"] == "refused" and entry.body["why"] == [why]


def test_all_that_is_missing_is_said_of_the_consent_that_lacks_least(consent, look):
    consent(purpose="review", where="", scope=["inquiry"])
    nearest_one = consent(last="2026-02-01")
    (why,) = look().why
    assert f"no. {nearest_one.number}" in why["en"]
    assert len(look(purpose="guarantee", scope=["decision"]).why) == 3


def test_the_first_and_the_last_day_of_a_consent_count(consent, look):
    consent(first="2026-03-01", last="2026-03-01")
    assert [look(day=one).granted for one in ("2026-02-28", "2026-03-01", "2026-03-02")] == [False, True, False]


def test_a_look_that_is_said_to_be_of_another_day_needs_a_consent_on_both(consent, look):
    consent(first="2026-01-01", last="2026-02-28")
    assert look(day="2026-02-28").granted
    (why,) = look(day="2026-02-28", at="2026-03-01").why
    assert "ended on 2026-02-28" in why["en"]
    early, over = look(day="2025-12-31", at="2026-03-01").why
    assert "holds only from 2026-01-01" in early["en"] and "ended on 2026-02-28" in over["en"]


def test_midnight_is_that_of_the_place_or_of_greenwich(rights, consent):
    consent(first="2026-03-01", last="2026-03-01")
    with rights.writing() as writing:
        late = instant_at(day("2026-03-01"), 0, "Asia/Shanghai")
        asked = Question(PERSON, LENDER, "application", ["account"], day("2026-03-01"), "CN")
        assert ask(writing, late, asked).granted


def test_a_consent_that_was_withdrawn_opens_nothing_from_that_day_on(rights, consent, look):
    number = consent().number
    with rights.writing() as writing:
        withdraw(writing, noon("2026-02-20"), PERSON, number, day("2026-03-01"))
    assert look(day="2026-02-28").granted
    (why,) = look().why
    assert "withdrawn on 2026-03-01" in why["en"] and "撤回" in why["zh"]
    assert [one.withdrawn for one in consents(rights.entries())] == [day("2026-03-01")]
    with rights.writing() as writing, pytest.raises(RecordError, match="withdrawn already"):
        withdraw(writing, AT, PERSON, number, day("2026-03-02"))
    with rights.writing() as writing, pytest.raises(RecordError, match="P2 gave no such consent"):
        withdraw(writing, AT, "P2", number, day("2026-03-02"))


def test_a_consent_to_everything_covers_every_part(consent, look):
    consent(scope=["all"])
    assert look(scope=["list_entry", "decision", "doubt"]).granted


def test_one_needs_no_consent_to_ones_own_file_and_nobody_else_may_say_it_is_theirs(look):
    assert look(asker=PERSON, purpose="own").granted
    found = look(asker="Baihe", purpose="own")
    assert not found.granted and "somebody else" in found.why[0]["en"]


def test_an_authority_looks_under_a_right_that_it_states_and_that_is_recorded(rights, look):
    assert not look(asker="PBC Hangzhou", purpose="supervision").granted
    assert look(asker="PBC Hangzhou", purpose="supervision", basis="Regulation art. 33").granted
    entry = list(rights.entries(kinds=["look"]))[-1]
    assert entry.body["basis"] == "Regulation art. 33" and "consent" not in entry.body


@pytest.mark.parametrize(
    ("place", "purpose", "on", "rule", "needs"),
    [
        ("CN", "application", "2026-03-01", "cn-written", "written-consent"),
        ("CN", "application", "2013-03-14", "consent", "consent"),
        ("CN", "own", "2026-03-01", "own", "nothing"),
        ("CN", "law", "2026-03-01", "authority", "basis"),
        ("US", "collection", "2026-03-01", "us-credit", "basis"),
        ("US-NY", "employment", "2026-03-01", "us-employment", "written-consent"),
        ("US", "guarantee", "2026-03-01", "us-instructions", "written-consent"),
        ("IN", "application", "2026-03-01", "consent", "consent"),
        ("", "application", "2026-03-01", "consent", "consent"),
    ],
)
def test_the_place_says_what_a_look_for_a_purpose_needs(place, purpose, on, rule, needs):
    found = access_for(purpose, place, day(on))
    assert (found.id, found.needs) == (rule, needs)
    assert found.cite and found.source and found.says["en"] and found.says["zh"]


def test_where_consent_need_not_be_written_spoken_consent_carries_a_look(consent, look):
    consent(where="")
    assert look(place="IN").granted


def test_in_the_united_states_a_stated_purpose_carries_a_look_and_silence_does_not(look):
    assert look(place="US", basis="application 4411, certified").granted
    assert "right" in look(place="US").why[0]["en"]


def test_what_was_given_is_recorded_once_with_the_hash_of_its_bytes_and_its_rows(rights, consent, look):
    consent()
    number = look().number
    with rights.writing() as writing:
        got = hand_over(writing, AT, number, "R-1", "ab" * 32, [ROWS[1], *ROWS], "2026-02-28", "reject")
    assert (got.asker, got.report, got.rows, got.answer) == (LENDER, "R-1", tuple(sorted(ROWS)), "reject")
    assert given(rights.entries()) == [got]
    with rights.writing() as writing, pytest.raises(RecordError, match="given for it already"):
        hand_over(writing, AT, number, "R-2", "cd" * 32, [])


def test_nothing_is_given_for_a_look_that_was_refused_or_never_asked_for(rights, look):
    number = look().number
    for one, what in ((number, "it was refused. No consent"), (99, "there is no look 99")):
        with rights.writing() as writing, pytest.raises(RecordError, match=what):
            hand_over(writing, AT, one, "R-1", "ab" * 32, ROWS)
    assert given(rights.entries()) == []


def test_the_person_sees_every_look_and_every_refused_one(rights, consent, look):
    consent()
    first, refused = look(clerk="Lin"), look(asker="Baihe")
    with rights.writing() as writing:
        hand_over(writing, AT, first.number, "R-1", "ab" * 32, ROWS)
    shown = looks(rights.entries(PERSON))
    assert [(one["number"], one["answer"]) for one in shown] == [(first.number, "granted"), (refused.number, "refused")]
    assert shown[0]["clerk"] == "Lin" and shown[0]["report"] == "R-1" and shown[0]["sha256"] == "ab" * 32
    assert "report" not in shown[1] and shown[1]["why"]


def test_a_message_in_both_languages_waits_for_whoever_can_send_it(rights, consent, look):
    consent()
    first = look()
    with rights.writing() as writing:
        hand_over(writing, AT, first.number, "R-1", "ab" * 32, ROWS)
    look(asker="Baihe")
    told, refused = unsent(rights.entries(PERSON))
    assert (told.body["what"], refused.body["what"]) == ("given", "refused")
    assert (
        "Qinghe was given your credit file" in told.body["sms"]["en"] and "查询了您的信用档案" in told.body["sms"]["zh"]
    )
    assert "Baihe tried to see" in refused.body["sms"]["en"] and "已被拒绝" in refused.body["mail"]["zh"]
    with rights.writing() as writing:
        sent(writing, AT, told.seq, "sms")
    assert unsent(rights.entries(PERSON)) == [refused]
    with rights.writing() as writing, pytest.raises(RecordError, match="no such message"):
        sent(writing, AT, 1, "sms")


def test_nobody_is_told_of_ones_own_look(rights, look):
    number = look(asker=PERSON, purpose="own").number
    with rights.writing() as writing:
        hand_over(writing, AT, number, "R-1", "ab" * 32, ROWS)
    assert kinds(rights) == ["look", "given"]


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"scope": []}, "it is not said what may be looked at"),
        ({"scope": ["acount"]}, "Did you mean 'account'"),
        ({"purpose": "aplication"}, "Did you mean 'application'"),
        ({"place": "XX"}, "there is no place 'XX'"),
        ({"asker": " "}, "who looks into whose file"),
    ],
)
def test_a_look_that_cannot_be_understood_is_no_look(rights, look, said, what):
    with pytest.raises(RecordError, match=what):
        look(**said)
    assert kinds(rights) == []


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"last": "2025-12-31"}, "it ends on 2025-12-31, before it begins on 2026-01-01"),
        ({"purpose": "revue"}, "'revue' is no known purpose"),
        ({"scope": ["names"]}, "there is no part 'names' of a file"),
        ({"asker": ""}, "asker: it is empty"),
    ],
)
def test_a_consent_that_cannot_be_understood_is_refused(rights, consent, said, what):
    with pytest.raises(RecordError, match=what):
        consent(**said)
    assert kinds(rights) == []


def test_every_fault_of_a_consent_is_told_at_once(rights):
    with rights.writing() as writing, pytest.raises(RecordError) as caught:
        give(writing, AT, "", "", "x", [], 5, 4)
    assert {one.code for one in caught.value.problems} == {
        "person-missing", "asker-missing", "purpose-unknown", "consent-days", "scope-missing"
    }  # fmt: skip
