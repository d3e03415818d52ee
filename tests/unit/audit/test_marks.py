import pytest

from forbear.audit.intake.base import Row
from forbear.audit.marks import Collector, Marks, Owner, contact_of, parse_mark, parties_of, read_marks
from forbear.errors import RecordError
from forbear.events import Source

AGENCY = Collector("Example Agency", "third-party-collector", "Example Loans", numbers=("+861000000101",))
DEBTOR, SISTER = Owner(), Owner("sister", "relative")


def row(**more):
    given = {
        "channel": "call",
        "begun_by_owner": False,
        "number": "+861000000101",
        "outcome": "no_answer",
        "duration_s": 0,
    }
    return Row(Source("calls.xml", "7"), 1_772_330_400_000_000, **{**given, **more})


def facts(owner=DEBTOR, **more):
    return contact_of(row(**more), AGENCY, owner, "lin").facts


@pytest.mark.parametrize(
    ("text", "collector"),
    [
        ("+861000000101=Agency X", Collector("Agency X", numbers=("+861000000101",))),
        (
            " +861000000101 = Agency X ; creditor = Y Bank ; debt = D1 ; kind = creditor",
            Collector("Agency X", "creditor", "Y Bank", "D1", ("+861000000101",)),
        ),
        ("Agency Lin=Agency X", Collector("Agency X", numbers=("Agency Lin",))),
    ],
)
def test_a_mark_of_the_command_line_is_a_number_and_whose_it_is(text, collector):
    assert parse_mark(text) == collector


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("+861000000101", "this marks no number. Write +861000000101='Agency X'"),
        ("=Agency X", "this marks no number"),
        ("+861000000101=", "this marks no number"),
        ("+861000000101=A;creditr=B", "unknown key 'creditr'. Did you mean 'creditor'?"),
        ("+861000000101=A;kind=crediter", "'crediter' is no kind of collector. Did you mean 'creditor'?"),
        ("+861000000101=A;", "unknown key ''"),
    ],
)
def test_a_mark_that_marks_nothing_is_refused_with_what_to_write(text, words):
    with pytest.raises(RecordError) as caught:
        parse_mark(text)
    assert words in str(caught.value)


def marks_of(tmp_path, text):
    path = tmp_path / "marks.toml"
    path.write_text(text, encoding="utf-8")
    return read_marks(path)


def test_marks_of_a_file_hold_collectors_the_debtor_and_other_people(tmp_path):
    marks = marks_of(
        tmp_path,
        '[debtor]\nid = "lin"\n[[collector]]\nname = "A"\nnumbers = ["+861000000101"]\n[[people]]\nid = "sister"\n',
    )
    assert marks.collectors == [Collector("A", numbers=("+861000000101",))]
    assert (marks.debtor, marks.people) == ({"id": "lin"}, [{"id": "sister"}])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[collector]\n", "this is no TOML"),
        ("[[colector]]\n", "unknown table 'colector'. Did you mean 'collector'?"),
        ('[collector]\nname = "A"\n', "'collector' is no list of tables. Write [[collector]]"),
        ("debtor = 1\n", "'debtor' is no table. Write [debtor]"),
        ("people = [1]\n", "'people' is no list of tables"),
        ('[[collector]]\nname = "A"\n', "a collector needs a name and numbers"),
        ('[[collector]]\nname = "A"\nnumbers = "+861000000101"\n', "'numbers' is no list of texts"),
        ('[[collector]]\nname = "A"\nnumbers = [861000000101]\n', "'numbers' is no list of texts"),
        ('[[collector]]\nname = 1\nnumbers = ["1"]\n', "'name' is no text"),
        ('[[collector]]\nname = "A"\nnumbers = ["1"]\nkind = 1\n', "'kind' is no text"),
    ],
)
def test_a_faulty_file_of_marks_is_refused_in_words_that_name_the_fault(tmp_path, text, words):
    with pytest.raises(RecordError) as caught:
        marks_of(tmp_path, text)
    assert words in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / "marks.toml"))


def test_the_faults_of_all_collectors_are_told_at_once(tmp_path):
    with pytest.raises(RecordError) as caught:
        marks_of(tmp_path, '[[collector]]\nname = "A"\n[[collector]]\nnumbers = ["1"]\nnmae = "B"\n')
    assert [problem.where.rpartition(", ")[2] for problem in caught.value.problems] == [
        "collector 1",
        *["collector 2"] * 2,
    ]


def test_a_number_is_known_however_it_is_written(tmp_path):
    assert list(Marks([AGENCY]).by_number()) == ["+861000000101"]
    local = Collector("A", numbers=("100 000 0101",))
    assert list(Marks([local], region="CN").by_number()) == ["+861000000101"]


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (Collector("Other", numbers=("+86 100 000 0101",)), "was marked as 'Example Agency' and as 'Other'"),
        (
            Collector("Example Agency", creditor="Y", numbers=("+861000000101",)),
            "was marked as 'debt with Example Loans' and as 'debt with Y'",
        ),
        (
            Collector("Example Agency", "creditor", numbers=("+861000000102",)),
            "'Example Agency' is marked as third-party-collector and as creditor",
        ),
        (Collector("Other", numbers=("Private",)), "'Private' of 'Other' stands for all withheld numbers"),
        (Collector("Other", numbers=("-1",)), "stands for all withheld numbers"),
    ],
    ids=["two collectors", "two debts", "two kinds", "withheld", "withheld as phones write it"],
)
def test_marks_that_contradict_each_other_are_refused(other, words):
    with pytest.raises(RecordError) as caught:
        Marks([AGENCY, other]).by_number()
    assert words in str(caught.value)


def test_the_same_mark_twice_is_no_contradiction():
    assert Marks([AGENCY, AGENCY]).by_number() == {"+861000000101": AGENCY}


def test_a_marked_row_is_a_contact_about_the_debt_of_its_mark():
    assert facts() == {
        "channel": "call",
        "direction": "outbound",
        "collector": "Example Agency",
        "creditor": "Example Loans",
        "person": "lin",
        "role": "debtor",
        "debts": ("debt with Example Loans",),
        "address": "telephone of debtor",
        "from_number": "+861000000101",
        "outcome": "no_answer",
        "duration_s": 0,
    }


def test_what_the_owner_began_came_in_to_the_collector():
    assert facts(begun_by_owner=True)["direction"] == "inbound"


def test_what_a_contact_with_somebody_else_was_for_is_not_known():
    found = facts(SISTER)
    assert (found["person"], found["role"], found["address"]) == ("sister", "relative", "telephone of sister")
    assert "purpose" in found and found["purpose"] is None


@pytest.mark.parametrize("role", ["co_debtor", "guarantor"])
def test_those_who_owe_the_debt_too_are_collected_from_ordinarily(role):
    assert "purpose" not in facts(Owner("wei", role))


DEBT_TEXT = "您的贷款已逾期，欠款 3,200 元，再不还款将起诉。"


def test_a_text_is_screened_and_only_its_hash_is_kept():
    found = facts(channel="sms", text=DEBT_TEXT)
    assert (found["disclosure"], found["content.threatens_legal_action"]) == ("amount", True)
    assert len(found["text_sha256"]) == 64
    assert not any("逾期" in str(value) for value in found.values())


def test_a_text_to_somebody_else_that_says_nothing_is_not_known_to_have_told_nothing():
    found = facts(SISTER, channel="sms", text="Please call me back.")
    assert "disclosure" in found and found["disclosure"] is None
    assert "disclosure" not in facts(channel="sms", text="Please call me back.")


def test_what_the_owner_wrote_is_no_threat_of_the_collector():
    found = facts(channel="sms", text=DEBT_TEXT, begun_by_owner=True)
    assert {"disclosure", "content.threatens_legal_action"}.isdisjoint(found)


def test_parties_are_those_marked_and_those_whose_logs_were_given():
    marks = Marks([AGENCY], {"id": "lin", "place": {"state": "Hunan"}}, [{"id": "wei", "role": "friend"}])
    parties = parties_of(marks, [DEBTOR, SISTER, SISTER], "Asia/Shanghai", "CN")
    assert parties.debtor == {"id": "lin", "place.state": "Hunan", "zones": ("Asia/Shanghai",)}
    assert parties.people == {"wei": {"id": "wei", "role": "friend"}, "sister": {"id": "sister", "role": "relative"}}
    assert parties.collectors == {"Example Agency": {"id": "Example Agency", "kind": "third-party-collector"}}
    assert parties.debts == {"debt with Example Loans": {"id": "debt with Example Loans", "creditor": "Example Loans"}}


def test_a_place_that_nobody_named_is_not_made_up():
    assert parties_of(Marks([AGENCY]), [DEBTOR], None, "").debtor == {"id": "debtor", "zones": ()}
    assert parties_of(Marks([AGENCY]), [DEBTOR], None, "CN").debtor["place.country"] == "CN"


@pytest.mark.parametrize(
    ("owners", "people", "words"),
    [
        ([SISTER, Owner("sister", "friend")], [], "'sister' is relative and friend"),
        ([SISTER], [{"id": "sister", "role": "spouse"}], "'sister' is spouse and relative"),
        ([Owner("debtor", "relative")], [], "'debtor' is debtor and relative"),
    ],
)
def test_one_person_has_one_role(owners, people, words):
    with pytest.raises(RecordError, match=words):
        parties_of(Marks([AGENCY], people=people), owners, None, "")
