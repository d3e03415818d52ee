import io
import json

import pytest

from tests.house.tree import ROOT

PARTIES = {
    "kind": "parties",
    "collector": {"id": "Agency X", "kind": "third-party-collector"},
    "debtor": {"id": "Ann", "kind": "individual", "zones": ["America/New_York"],
               "place": {"country": "US", "state": "NY"}},
    "debts": [{"id": "card", "creditor": "Bank Y", "product": "credit_card", "purpose": "consumer"}],
}  # fmt: skip
CALL = {
    "channel": "call", "direction": "outbound", "collector": "Agency X", "person": "Ann", "role": "debtor",
    "debts": ["card"], "address": "+12025550101", "address_kind": "mobile",
    "content": {"initial_disclosure": True, "collector_statement": True},
}  # fmt: skip
TALK = {"at": "2026-06-01T10:00:00-04:00", "kind": "contact", **CALL, "outcome": "conversation"}


@pytest.fixture
def ask(forbear, tmp_path, monkeypatch):
    """Ask for a call at an instant under Regulation F, after the events given."""
    monkeypatch.chdir(tmp_path)

    def run(at, *words, events=(TALK,), contact=CALL):
        lines = [json.dumps(record) for record in (PARTIES, *events)]
        (tmp_path / "log.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (tmp_path / "contact.json").write_text(json.dumps({"at": at, **contact}), encoding="utf-8")
        return forbear("ask", "contact.json", "--history", "log.jsonl", "--rules", "us-reg-f", *words)

    return run


def test_a_contact_that_no_rule_stands_against_may_be_made(ask):
    ended = ask("2026-06-08T08:00:00-04:00")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "AGAINST NO RULE\nThis informs; it is no legal advice.\n"


def test_a_contact_that_is_refused_ends_with_two_all_reasons_and_when_it_is_free(ask):
    reasons = json.loads(ask("2026-06-03T21:30:00-04:00", "--json").out)["reasons"]
    assert [reason["rule"] for reason in reasons] == ["conversation-pause", "hours"]
    pause, hours = ([f"({label(reason)}; {reason['cite']})", reason["says"]["en"]] for reason in reasons)
    ended = ask("2026-06-03T21:30:00-04:00")
    assert (ended.code, ended.err) == (2, "")
    assert ended.out.splitlines() == [
        "GOES AGAINST A RULE",
        f"  - us-reg-f/conversation-pause {pause[0]}",
        f"    {pause[1]}",
        f"  - us-reg-f/hours {hours[0]}",
        f"    {hours[1]}",
        "Free from Mon 2026-06-08 08:00:00 -04:00 (America/New_York).",
        "This informs; it is no legal advice.",
    ]


def label(reason):
    return {"presumption": "presumed unlawful, can be rebutted", "duty": "binding rule"}[reason["force"]]


def test_the_moment_told_as_free_is_free_and_the_one_before_it_is_not(ask):
    assert ask("2026-06-08T07:59:59-04:00").code == 2
    assert ask("2026-06-08T08:00:00-04:00").code == 0


def test_where_waiting_does_not_help_it_says_so(ask):
    ended = ask("2026-06-08T10:00:00-04:00", contact={**CALL, "channel": "postcard"})
    assert ended.code == 2
    assert "us-reg-f/postcard" in ended.out
    assert "Waiting does not help." in ended.out


def test_a_missing_fact_refuses_and_is_named_in_words(ask):
    bare = {key: value for key, value in CALL.items() if key != "content"}
    ended = ask("2026-06-08T10:00:00-04:00", contact=bare)
    assert ended.code == 2
    assert ended.out.startswith("COULD NOT BE DECIDED\n  - us-reg-f/collector-disclosure")
    assert "not known: whether it said that it was from a collector" in ended.out
    assert "Free from" not in ended.out


def test_what_is_missing_is_in_order_only_where_asked(ask):
    bare = {key: value for key, value in CALL.items() if key != "content"}
    assert ask("2026-06-08T10:00:00-04:00", "--reading", "in-order", contact=bare).code == 0


def test_a_contact_that_a_person_must_judge_may_not_be_made_by_a_machine(forbear, monkeypatch):
    lines = (ROOT / "tests" / "cases" / "us-reg-f.jsonl").read_text(encoding="utf-8").splitlines()
    review = next(line for line in lines if json.loads(line)["expect"]["verdict"] == "review")
    monkeypatch.setattr("sys.stdin", io.StringIO(review))
    ended = forbear("ask", "-", "--json", "--reading", "in-order")
    told = json.loads(ended.out)
    assert (ended.code, told["verdict"], told["permits"]) == (2, "review", False)


def test_the_answer_for_programs_has_the_verdict_every_reason_and_the_facts(ask):
    ended = ask("2026-06-03T10:00:00-04:00", "--json")
    told = json.loads(ended.out)
    assert ended.code == 2
    assert {key: told[key] for key in ("verdict", "permits", "reading", "at", "free_at", "missing")} == {
        "verdict": "refuse",
        "permits": False,
        "reading": "strict",
        "at": "2026-06-03 10:00:00 -04:00",
        "free_at": "2026-06-08 08:00:00 -04:00",
        "missing": [],
    }
    (reason,) = told["reasons"]
    assert (reason["rule"], reason["force"], reason["facts"]["pause_days"]) == ("conversation-pause", "presumption", 7)
    assert set(told["rulebooks"]) == {"us-reg-f"}


def test_the_answer_can_be_had_in_chinese(ask):
    ended = ask("2026-06-03T10:00:00-04:00", "--lang", "zh")
    assert ended.out.startswith("不符合规则\n  - us-reg-f/conversation-pause（推定违法（可反驳）；")
    assert "最早可联系时间：2026-06-08 周一 08:00:00 -04:00（America/New_York）。" in ended.out
    assert ended.last == "本结果仅供参考，不构成法律意见。"


def case(**more):
    parties = {key: value for key, value in PARTIES.items() if key != "kind"}
    return {**parties, "events": [TALK], "ask": {"at": "2026-06-08T10:00:00-04:00", **CALL}, **more}


def test_a_whole_case_comes_from_standard_input_with_its_own_rulebooks(forbear, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(case(rulebooks=["us-reg-f"]))))
    assert forbear("ask", "-").code == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "standard input: this is no JSON. Expecting property name"),
        ("[]", "standard input: a contact is one JSON object."),
        ('{"ask": 3}', "standard input: a contact is one JSON object."),
        (json.dumps(case(events={})), "the contact file: 'events' is no list of JSON objects."),
        (json.dumps(case(debtor="Ann")), "the contact file: 'debtor' is no JSON object."),
        (json.dumps({"at": "2026-06-08T10:00:00-04:00", **CALL}), "it does not say who the collector, the debtor"),
        (json.dumps(case(ask={**CALL, "at": "2026-06-08T10:00:00"})), "is not a time with its offset from UTC"),
        (json.dumps(case(ask={**CALL})), "the contact, key 'at': the time is missing."),
        (json.dumps(case(ask={"at": "2026-06-08T10:00:00-04:00"})), "the key 'channel' is missing. State 'channel'."),
        (json.dumps(case(ask={**CALL, "chanel": "call"})), "unknown key 'chanel'. Did you mean 'channel'?"),
        (json.dumps(case(ask={**CALL, "channel": "cal"})), "Did you mean 'call'?"),
    ],
)
def test_a_question_that_cannot_be_understood_fails_with_the_sentence_that_mends_it(
    forbear, monkeypatch, text, sentence
):
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    ended = forbear("ask", "-", "--rules", "us-reg-f")
    assert (ended.code, ended.out) == (1, "")
    assert sentence in ended.err
    assert "Traceback" not in ended.err


def test_all_faults_of_a_contact_are_told_together(forbear, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(case(ask={"chanel": "call"}))))
    lines = forbear("ask", "-", "--rules", "us-reg-f").err.splitlines()
    assert len(lines) > 5
    assert all(line.startswith("✗ ") for line in lines)


def test_without_a_rulebook_there_is_no_answer(ask, forbear, tmp_path):
    ask("2026-06-08T10:00:00-04:00")
    ended = forbear("ask", "contact.json", "--history", "log.jsonl")
    assert ended.code == 1
    assert "no rulebook was chosen. Name rulebooks with --rules ID, or a place with --place CN" in ended.err


def test_a_misspelt_file_is_told_with_the_nearest_one(ask, forbear):
    ask("2026-06-08T10:00:00-04:00")
    ended = forbear("ask", "contct.json", "--rules", "us-reg-f")
    assert (ended.code, ended.err) == (1, "✗ contct.json: there is no such file. Did you mean 'contact.json'?\n")


def test_a_history_with_a_broken_line_is_not_used_without_it(ask, forbear, tmp_path):
    ask("2026-06-08T10:00:00-04:00")
    with (tmp_path / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write("{\n")
    ended = forbear("ask", "contact.json", "--history", "log.jsonl", "--rules", "us-reg-f")
    assert ended.code == 1
    assert "log.jsonl:3: this line is no JSON." in ended.err
