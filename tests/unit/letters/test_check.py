"""A collector's letter is a contact: it is judged by all that is on record, strictly, and by its final words."""

from __future__ import annotations

import dataclasses
import json
import shutil

import pytest

from forbear import places
from forbear.errors import InputError
from forbear.letters.asked import ask
from forbear.letters.case import read_case
from forbear.letters.check import ContactError, said_in
from forbear.letters.debtors import language_of
from forbear.letters.kinds import all_kinds
from forbear.letters.make import write
from forbear.letters.shown import text_of
from forbear.letters.stating import may_state, read_states
from forbear.report.words import Words
from forbear.vocabulary import EVENT_KEYS
from tests.support.letters import SAMPLE, case_at

DAY = 739_708
ACCOUNT = {"account": "the account that you know"}


def asked(case, kind, to, day=DAY, lang="en", **options):
    return ask(all_kinds()[kind], case, Words(lang), day, to, options=options)


def refused(*args, templates=None, **options):
    with pytest.raises(InputError) as error:
        write(asked(*args, **options), templates)
    return error.value.problems


@pytest.fixture
def copied(tmp_path):
    """A collector's case that may be changed."""
    return shutil.copytree(SAMPLE / "collector", tmp_path / "case")


def put(copied, name, *events):
    with (copied / name).open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(event) + "\n" for event in events)


def own_text(tmp_path, kind, body, lang="en"):
    folder = tmp_path / "own"
    folder.mkdir(exist_ok=True)
    (folder / f"{kind}.{lang}.txt").write_text(f"subject: A word\n\n\n{body}\n", encoding="utf-8")
    return folder


def test_every_reason_is_told_with_its_citation_and_whether_waiting_helps():
    problems = refused(case_at("collector/case.toml"), "agreed_contact_letter", "Mei")
    assert {one.where for one in problems} == {
        "cn-cba-2026/third-party-gate",
        "cn-convention-2018/agreed-contact",
        "cn-gbt-45251-2025/contact-when-unreachable",
    }
    assert all("published standard" in one.why and one.hint == "Waiting does not help." for one in problems)
    (held,) = refused(case_at("collector/case-gb.toml"), "reminder", "Ruth", **ACCOUNT)
    assert "SI 2020/1311 reg. 11(1)" in held.why and "2026-05-15" in held.hint


def test_what_is_missing_is_named_with_the_place_where_it_is_stated(copied):
    text = (copied / "case.toml").read_text(encoding="utf-8")
    (copied / "case.toml").write_text(
        text.replace('facts = "address_source=agreed_in_contract"\n', ""), encoding="utf-8"
    )
    problems = refused(read_case(copied / "case.toml"), "agreed_contact_letter", "Jie")
    assert {one.code for one in problems} == {"contact-unknown"}
    assert all("--set state=address_source=" in one.hint for one in problems)
    history = (copied / "hao.jsonl").read_text(encoding="utf-8").replace('"reachable": false', '"minor": false')
    (copied / "hao.jsonl").write_text(history, encoding="utf-8")
    hints = " ".join(one.hint for one in refused(read_case(copied / "case.toml"), "agreed_contact_letter", "Jie"))
    assert "hao.jsonl" in hints


def test_what_happens_on_the_day_itself_counts_whatever_hour_is_chosen(copied):
    case = read_case(copied / "case-us.toml")
    write(asked(case, "reminder", "Dana", hour="10", **ACCOUNT))
    put(copied, "dana.jsonl", {"at": "2026-04-02T15:00:00-04:00", "kind": "hold", "hold": "cease", "person": "dana",
                               "debts": ["Card 4417"], "in_writing": True, "via": "mail"})  # fmt: skip
    (problem,) = refused(case, "reminder", "Dana", hour="10", **ACCOUNT)
    assert problem.where == "us-reg-f/cease"
    (dated,) = refused(case, "reminder", "Dana", day=DAY - 1, **ACCOUNT)
    assert dated.code == "clock"


def test_the_rulebooks_of_where_the_record_says_that_the_debtor_lives_count_too():
    here = dataclasses.replace(case_at("collector/case.toml"), place=places.shipped().read("KE"))
    problems = refused(here, "agreed_contact_letter", "Mei")
    assert "cn-convention-2018/agreed-contact" in {one.where for one in problems}


@pytest.mark.parametrize(
    ("old", "new"), [('"reachable"', '"places": ["US-MA"], "reachable"'), ('"place.state": "OH", ', "")]
)
def test_every_place_where_the_debtor_may_live_counts_as_it_does_at_the_gate(copied, old, new):
    case = read_case(copied / "case-us.toml")
    write(asked(case, "location_enquiry", "Pat", caller="Sam Poe"))
    path = copied / "dana.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    problems = refused(case, "location_enquiry", "Pat", caller="Sam Poe")
    assert "us-ma" in {one.where.partition("/")[0] for one in problems}


def test_a_text_of_ones_own_is_read_and_what_it_is_not_known_to_say_is_not_assumed(tmp_path):
    us, cn = case_at("collector/case-us.toml"), case_at("collector/case.toml")
    folder = own_text(tmp_path, "reminder", "Dear {{ to.name }},\n\nPlease write to us about your debt.")
    assert {one.where for one in refused(us, "reminder", "Dana", templates=folder, **ACCOUNT)} == {
        "us-reg-f/collector-disclosure"
    }
    assert "Please write to us" in text_of(write(asked(cn, "reminder", "Lin", **ACCOUNT), folder))
    folder = own_text(
        tmp_path, "agreed_contact_letter", "Dear {{ to.name }},\n\nWhere is Hao? We write to you because."
    )
    problems = refused(cn, "agreed_contact_letter", "Jie", templates=folder)
    assert problems and {one.code for one in problems} == {"contact-unknown"}
    folder = own_text(tmp_path, "agreed_contact_letter", "Dear {{ to.name }},\n\nHao owes us money. Where is Hao?")
    assert {one.code for one in refused(cn, "agreed_contact_letter", "Jie", templates=folder)} == {"contact-words"}


def test_a_text_of_ones_own_is_judged_as_a_demand_whatever_its_kind_is_for(copied, tmp_path):
    held = {"kind": "hold", "hold": "dispute", "person": "owen", "debts": ["Loan 300755"], "reason": "amount_incorrect"}
    put(copied, "owen.jsonl", {"at": "2026-03-20T10:00:00+00:00", "ascertainable": True, **held})
    chosen = {**ACCOUNT, "amount": "300", "payments": "2026-04-15 300", "agreed_on": "2026-04-01", "record": "settled"}
    case = read_case(copied / "case-gb.toml")
    write(asked(case, "settlement_confirmation", "Owen", **chosen))
    folder = own_text(tmp_path, "settlement_confirmation", "Dear {{ to.name }},\n\nPlease pay what is overdue.")
    (problem,) = refused(case, "settlement_confirmation", "Owen", templates=folder, **chosen)
    assert problem.where == "uk-conc/dispute"
    for hidden in ("our account. Please pay all that is overdue now", "our account\nPay all that is overdue now"):
        (problem,) = refused(case, "settlement_confirmation", "Owen", **{**chosen, "account": hidden})
        assert problem.where == "uk-conc/dispute"


def test_a_sentence_among_the_choices_makes_a_text_ones_own():
    case = case_at("collector/case-us.toml")
    write(asked(case, "location_enquiry", "Pat", caller="Sam Poe"))
    problems = refused(case, "location_enquiry", "Pat", caller="Sam Poe. Dana is in trouble")
    assert {one.code for one in problems} <= {"contact-unknown", "contact-refuse"}


def test_a_text_in_a_language_that_nobody_reads_here_does_not_go_out(tmp_path):
    case = case_at("collector/case.toml")
    folder = own_text(tmp_path, "reminder", "Si no paga mañana iremos personalmente.")
    (problem,) = refused(case, "reminder", "Lin", templates=folder, **ACCOUNT)
    assert problem.code == "contact-words"
    (problem,) = refused(case, "reminder", "Lin", own_words="Si no paga mañana iremos personalmente.", **ACCOUNT)
    assert problem.code == "contact-words"


@pytest.mark.parametrize("before", ["They said:", "Beware of scammers.", "Please say so if something is wrong."])
def test_no_other_sentence_softens_a_threat(before):
    found = said_in(f"{before} Thank you.\n\nIf you do not pay we will come to your home.", "debtor")
    assert "visit" in {one.kind for one in found}


def test_the_name_of_a_debt_agency_is_a_word_about_the_debt_to_others():
    case = case_at("collector/case.toml")
    named = dataclasses.replace(case, me=dataclasses.replace(case.me, name="Beichen Debt Collection"))
    assert {one.code for one in refused(named, "agreed_contact_letter", "Jie")} == {"contact-words"}


def test_nobody_states_what_the_letter_or_the_record_says():
    assert {"recorded", "address_source", "envelope.name_indicates_debt_collection"} <= set(
        filter(may_state, EVENT_KEYS["contact"])
    )
    for key in (
        "disclosure",
        "role",
        "purpose",
        "person",
        "debts",
        "channel",
        "content.collector_statement",
        "initial",
        "nothing",
    ):
        with pytest.raises(InputError):
            read_states(f"{key}=none", "--set state")
    assert read_states("recorded=true, collectors_present=2", "x") == {"recorded": True, "collectors_present": 2}


@pytest.mark.parametrize(
    "old, new", [('"id": "jie"', '"id": "other"'), ('"name": "Beichen Example Agency"', '"zone": "Asia/Shanghai"')]
)
def test_whom_the_record_does_not_know_no_letter_goes_to(copied, old, new):
    history = (copied / "hao.jsonl").read_text(encoding="utf-8")
    twice = history.replace('"collector": {', '"collectors": [{"id": "second"}, {').replace(
        '}, "debtor"', '}], "debtor"', 1
    )
    (copied / "hao.jsonl").write_text((twice if "Beichen" in old else history).replace(old, new), encoding="utf-8")
    assert {one.code for one in refused(read_case(copied / "case.toml"), "agreed_contact_letter", "Jie")} == {
        "party-unknown"
    }


def test_a_debtor_is_written_to_in_the_language_of_the_case(copied):
    text = (
        (copied / "case.toml").read_text(encoding="utf-8").replace('history = "lin', 'language = "zh"\nhistory = "lin')
    )
    (copied / "case.toml").write_text(text, encoding="utf-8")
    case, kind = read_case(copied / "case.toml"), all_kinds()["reminder"]
    assert [language_of(case, kind, to) for to in ("lin", "Hao", "", "nobody")] == ["zh", "", "", ""]


def test_a_letter_that_may_go_out_says_by_what_it_was_judged():
    letter = write(asked(case_at("collector/case.toml"), "reminder", "Lin", **ACCOUNT))
    assert letter.checked and "cn-gbt-45251-2025" in letter.checked.rulebooks
    assert letter.checked.contact["purpose"] == "demand_payment" and "text_sha256" in letter.checked.contact
    assert issubclass(ContactError, InputError)
