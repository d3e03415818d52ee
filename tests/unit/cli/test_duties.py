import json

import pytest

PARTIES = {
    "kind": "parties",
    "collector": {"id": "Agency X", "kind": "third-party-collector"},
    "debtor": {"id": "Ann", "zones": ["America/New_York"], "place": {"country": "US", "state": "NY"}},
    "debts": [{"id": "card", "creditor": "Bank Y"}],
}
TALK = {
    "at": "2026-06-01T10:00:00-04:00", "channel": "call", "direction": "outbound", "collector": "Agency X",
    "person": "Ann", "role": "debtor", "debts": ["card"], "outcome": "conversation", "recorded": False,
}  # fmt: skip
NOTICE = {
    "at": "2026-06-04T09:00:00-04:00",
    "kind": "notice",
    "notice": "validation",
    "by": "Agency X",
    "debts": ["card"],
}
PAID = {"at": "2026-06-20T09:00:00-04:00", "kind": "hold", "hold": "paid", "debts": ["card"]}


@pytest.fixture
def duties(forbear, tmp_path, monkeypatch):
    """List the duties of Regulation F after the events given."""
    monkeypatch.chdir(tmp_path)

    def run(*words, events=(TALK,), act=None):
        lines = [json.dumps(record) for record in (PARTIES, *events)]
        (tmp_path / "log.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        if act is not None:
            (tmp_path / "act.json").write_text(json.dumps(act), encoding="utf-8")
            words = ("--act", "act.json", *words)
        return forbear("duties", "log.jsonl", "--rules", "us-reg-f", *words)

    return run


def test_what_is_late_stands_first_and_ends_with_three(duties):
    ended = duties("--as-of", "2026-06-07")
    assert (ended.code, ended.err) == (3, "")
    sentence = (
        "The validation information is given within 5 days of the initial communication (2026-06-01): by 2026-06-06."
    )
    assert ended.out.splitlines()[:4] == [
        "5 duties as of 7 June 2026 (2026-06-07 23:59:59 -04:00, America/New_York):",
        "  - LATE · us-reg-f/validation-notice · by 2026-06-06 · debt card",
        f"    {sentence}",
        "    12 CFR 1006.34(a)(1)(i)(B), (ii) (binding rule); Agency X",
    ]
    assert ended.last == "This informs; it is no legal advice."


def test_what_is_still_to_be_done_on_its_last_day_is_not_late(duties):
    ended = duties("--as-of", "2026-06-06")
    assert ended.code == 0
    assert ended.out.splitlines()[1] == "  - to be done · us-reg-f/validation-notice · by 2026-06-06 · debt card"


def test_what_was_done_is_told_with_its_day(duties):
    ended = duties("--as-of", "2026-06-30T12:00:00-04:00", events=(TALK, NOTICE))
    assert ended.code == 0
    assert "done in time · us-reg-f/validation-notice · by 2026-06-06 and done 2026-06-04 · debt card" in ended.flat


def test_in_chinese_every_line_is_chinese(duties):
    ended = duties("--as-of", "2026-06-07", "--lang", "zh")
    assert "已逾期未履行 · us-reg-f/validation-notice · 不迟于 2026-06-06 · 债务 card" in ended.flat
    assert "债务确认信息须在首次沟通（2026-06-01）后 5 天内提供，即不迟于 2026-06-06。" in ended.flat


def test_for_programs_each_duty_is_an_object(duties):
    ended = duties("--as-of", "2026-06-07", "--json")
    first = json.loads(ended.out)[0]
    assert ended.code == 3
    assert first.pop("says")["en"].startswith("The validation information")
    assert first == {
        "rulebook": "us-reg-f", "duty": "validation-notice", "clause": "validation-notice", "kind": "do", "act": None,
        "state": "late", "start": "2026-06-01", "due": "2026-06-06", "done": None, "debt": "card",
        "collector": "Agency X", "force": "duty", "cite": "12 CFR 1006.34(a)(1)(i)(B), (ii)", "missing": [],
        "confidence": "seen",
    }  # fmt: skip


def test_the_days_are_written_as_a_calendar(duties, tmp_path):
    duties("--as-of", "2026-06-03", "--ics", "out.ics")
    text = (tmp_path / "out.ics").read_bytes().decode()
    assert "DTSTART;VALUE=DATE:20260606\r\nSUMMARY:by this day: us-reg-f/validation-notice (debt card)\r\n" in text
    assert text.count("BEGIN:VEVENT") == 2


def test_without_a_day_it_is_asked_now(duties):
    assert "late" in duties("--json").out


@pytest.mark.parametrize(
    ("means", "code", "word"), [("sale", 2, "GOES AGAINST A RULE"), ("merger", 0, "AGAINST NO RULE")]
)
def test_an_act_is_answered_with_its_reasons(duties, means, code, word):
    act = {"at": "2026-06-22T10:00:00-04:00", "kind": "transfer", "means": means}
    ended = duties(events=(TALK, PAID), act=act)
    assert (ended.code, ended.out.splitlines()[0]) == (code, word)
    assert ("us-reg-f/transfer-ban" in ended.flat) is (code == 2)


def test_an_act_that_waits_for_what_never_happened_is_refused_with_the_whole_sentence(duties):
    act = {"at": "2026-06-22T10:00:00-04:00", "kind": "bureau_listing"}
    ended = duties(
        "--drafts",
        events=({**TALK, "channel": "letter", "outcome": "sent"},),
        act={**act, "at": "2026-06-14T10:00:00-04:00"},
    )
    assert "running · us-reg-f/furnishing · not before 2026-06-15 · debt card" in ended.flat
    never = duties("--drafts", events=(), act=act)
    assert (ended.code, never.code) == (2, 2)
    assert "nothing has started the clock · us-reg-f/furnishing · – · debt card After writing, 14 days" in never.flat


def test_an_act_of_which_too_little_is_told_is_not_allowed(duties):
    ended = duties(events=(TALK, PAID), act={"at": "2026-06-22T10:00:00-04:00", "kind": "transfer"})
    assert (ended.code, ended.out.splitlines()[0]) == (2, "COULD NOT BE DECIDED")
    assert "not known: how the debt is passed on" in ended.flat


def test_an_act_for_programs_tells_every_duty_about_it(duties):
    ended = duties("--json", act={"at": "2026-06-22T10:00:00-04:00", "kind": "delete_recording"})
    record = json.loads(ended.out)
    assert (ended.code, record["act"], record["answer"]) == (0, "delete_recording", "allow")
    assert [each["clause"] for each in record["duties"]] == ["retention-of-recordings"]


def test_an_act_that_no_duty_is_about_is_said_to_be_so(duties):
    ended = duties(act={"at": "2026-06-22T10:00:00-04:00", "kind": "workout_plan"})
    assert "No duty in these rulebooks is about this act (an instalment plan is agreed)." in ended.flat


@pytest.mark.parametrize(
    ("words", "act", "told"),
    [
        (("--as-of", "30.6.2026"), None, "--as-of: '30.6.2026' is not a time with its offset from UTC."),
        ((), {"kind": "transfer"}, "act.json, key 'at': the time is missing"),
        ((), {"at": "2026-06-22T10:00:00-04:00"}, "act.json: the key 'kind' is missing"),
        ((), {"at": "2026-06-22T10:00:00-04:00", "kind": "sell"}, "'sell' is not a value of 'act'"),
        ((), {"at": "2026-06-22T10:00:00-04:00", "kind": "transfer", "meens": "sale"}, "Did you mean 'means'?"),
    ],
)
def test_what_cannot_be_understood_is_told_with_what_to_mend(duties, words, act, told):
    ended = duties(*words, act=act)
    assert (ended.code, ended.out) == (1, "")
    assert told in ended.err
