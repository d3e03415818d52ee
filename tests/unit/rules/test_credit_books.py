"""A credit book speaks of looks, rows and rights in a vocabulary of its own, and is never asked about a contact."""

from pathlib import Path

import pytest

from forbear import vocabulary
from forbear.calendar import read_instant
from forbear.credit_vocabulary import DERIVED, RENAMED
from forbear.creditfile.tables import tables
from forbear.engine.duty_cases import run_duty_example
from forbear.engine.examples import read_case, run_case, run_example
from forbear.errors import RecordError, RulebookError
from forbear.rules import catalog
from forbear.rules.load import load
from forbear.vocabulary import CONDUCT, CREDIT

BOOK = """
format = 1
id = "looks"
subject = "credit"
title = { en = "Looks", zh = "查询" }
covers = "a policy, made up"
status = "complete"
[source.us]
title = "a policy"
confidence = "house"
[fact.refused_here]
cite = "us 1"
count = "application"
where = "outcome == 'refused' and applied_on < ask.today"
per = ["lender"]
days = 30
[fact.dispute_opened]
cite = "us 2"
first = "dispute"
per = ["dispute"]
[fact.dispute_answered]
cite = "us 2"
first = "dispute_answer"
per = ["dispute"]
[rule.asks-again]
cite = "us 1"
when = "purpose == 'application' and refused_here >= 2"
force = "house"
confidence = "house"
says.en = "This lender refused {refused_here} applications within 30 days."
says.zh = "该机构三十日内已拒绝 {refused_here} 次申请。"
[duty.answer]
cite = "us 2"
kind = "do"
from = "dispute_opened"
done = "dispute_answered"
days = 20
force = "house"
confidence = "house"
says.en = "A dispute is answered within 20 days."
says.zh = "异议应在二十日内答复。"
[duty.quiet]
cite = "us 3"
kind = "bar"
act = "reinsert"
when = "act.certified == false and person.place.country == 'US'"
force = "house"
confidence = "house"
says.en = "What is not certified is not put back."
says.zh = "未经证明的信息不得恢复。"
[example_base]
person = { id = "P", place = { country = "US" } }
ask = { as_of = 2026-03-31, purpose = "application", lender = "A" }
[[example]]
name = "two refusals by this lender, the second on the day of the look"
tests = ["asks-again"]
ask = {}
events = [
  { kind = "application", applied_on = 2026-03-02, lender = "A", outcome = "refused" },
  { kind = "application", applied_on = 2026-03-30, lender = "A", outcome = "refused" },
  { kind = "application", applied_on = 2026-03-20, lender = "B", outcome = "refused" },
]
expect = { verdict = "refuse", rules = ["asks-again"], facts = { refused_here = 2 } }
[[example]]
name = "one refusal is older than the window"
tests = ["asks-again"]
ask = {}
events = [
  { kind = "application", applied_on = 2026-03-01, lender = "A", outcome = "refused" },
  { kind = "application", applied_on = 2026-03-30, lender = "A", outcome = "refused" },
]
expect = { verdict = "allow" }
[duty_example_base]
person = { id = "P", place = { country = "US" } }
disputes = [{ id = "D1" }, { id = "D2" }]
"""
DUTY_EXAMPLES = """
[[duty_example]]
name = "one dispute, late"
tests = ["answer"]
as_of = 2026-01-22T00:00:00Z
disputes = [{ id = "D1" }]
events = [{ kind = "dispute", dispute = "D1", opened = 2026-01-01 }]
expect = { outcome = "late" }
[[duty_example]]
name = "both were answered"
tests = ["answer"]
as_of = 2026-02-01T00:00:00Z
events = [
  { kind = "dispute", dispute = "D1", opened = 2026-01-01 },
  { kind = "dispute_answer", dispute = "D1", at = 2026-01-21T23:00:00Z },
  { kind = "dispute", dispute = "D2", opened = 2026-01-01 },
  { kind = "dispute_answer", dispute = "D2", at = 2026-01-10T09:00:00Z },
]
expect = { outcome = "on-time" }
[[duty_example]]
name = "not certified"
tests = ["quiet"]
act = { at = 2026-02-01T00:00:00Z, kind = "reinsert", dispute = "D1", certified = false }
expect = { outcome = "refuse" }
[[duty_example]]
name = "certified"
tests = ["quiet"]
act = { at = 2026-02-01T00:00:00Z, kind = "reinsert", dispute = "D1", certified = true }
expect = { outcome = "allow" }
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "looks.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def book(tmp_path):
    return load(written(tmp_path, BOOK + DUTY_EXAMPLES))


def test_the_examples_of_a_credit_book_hold(book):
    outcomes = [run_example(book, each.record, each.where) for each in book.examples]
    outcomes += [run_duty_example(book, each.record, each.where) for each in book.duty_examples]
    assert [outcome.faults for outcome in outcomes] == [()] * 6


def test_a_row_that_states_its_day_alone_begins_with_that_day_where_the_person_is(book):
    record = {
        "subject": "credit", "rulebooks": ["looks"], "person": {"id": "P", "zones": ["America/New_York"]},
        "ask": {"as_of": "2026-03-31"}, "expect": {"verdict": "allow"},
        "events": [{"kind": "application", "lender": "A", "applied_on": "2026-03-30"}],
    }  # fmt: skip
    case = read_case(record, "here")
    assert case.history.all.events[0].at == read_instant("2026-03-30T00:00:00-04:00")
    assert case.at == read_instant("2026-03-31T23:59:59.999999-04:00")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("purpose == 'application'", "channel == 'call'", "unknown name 'channel'"),
        ('count = "application"', 'count = "contact"', "'contact' is no kind of event"),
        ('per = ["lender"]', 'per = ["collector"]', "'collector' is not known"),
        ("outcome == 'refused'", "outcome == 'denied'", "'denied' is no application_outcome"),
        ('subject = "credit"', 'subject = "credits"', "Did you mean 'credit'?"),
        ('subject = "credit"', "", "'lender' is not known"),
        ('act = "reinsert"', 'act = "transfer"', "'transfer' is not known"),
        ("[example_base]", '[grouping]\ncite = "us 1"\nwhen = "true"\nby = "x"\n[example_base]', "no debts"),
    ],
)
def test_a_credit_book_knows_its_own_words_alone(tmp_path, old, new, words):
    with pytest.raises(RulebookError) as caught:
        load(written(tmp_path, BOOK.replace(old, new) + DUTY_EXAMPLES))
    assert words in str(caught.value)


def test_a_credit_book_is_never_offered_for_judging_contacts(tmp_path, book):
    path = str(written(tmp_path, Path(book.origin).read_text(encoding="utf-8")))
    for choose in (catalog.get, lambda name: catalog.chosen([name])):
        with pytest.raises(RulebookError) as caught:
            choose(path)
        assert "judges no contact" in str(caught.value)
    assert catalog.credit_book(path).subject == "credit"
    assert catalog.any_book(path).subject == "credit"
    assert {each.words for each in catalog.all_books()} == {CONDUCT}
    with pytest.raises(RulebookError) as caught:
        catalog.credit_book("us-reg-f")
    assert "reads no person's file" in str(caught.value)


def test_a_case_about_a_contact_cannot_be_put_to_a_credit_book(book):
    record = {
        "rulebooks": ["looks"], "expect": {"verdict": "allow"},
        "collector": {"id": "C"}, "debtor": {"id": "P"}, "ask": {"at": "2026-03-31T00:00:00Z"},
    }  # fmt: skip
    with pytest.raises(RecordError) as caught:
        run_case(read_case(record, "here"), lambda name: book)
    assert "the rulebook 'looks' is about credit" in str(caught.value)


def _columns(table):
    """The columns of a table as the vocabulary would have them: name → type, or the words."""
    plain = {"month": "day", "moment": "instant", "rate": "decimal"}
    for column in table.columns.values():
        key = RENAMED.get((table.name, column.name), column.name)
        yield key, column.words or plain.get(column.type, column.type)


@pytest.mark.parametrize("kind", list(tables()))
def test_the_keys_of_a_row_are_the_columns_of_its_table(kind):
    columns = {**dict(_columns(tables()[kind])), "lender": "text"}
    common = {"assumed", "assumed_at", "received_at"}
    for key, type_ in CREDIT.events[kind].items():
        if key not in DERIVED[kind] and key not in common:
            assert vocabulary.VALUES.get(type_, type_) == columns.get(key), key


@pytest.mark.parametrize("kind", list(tables()))
def test_what_is_worked_out_is_no_column_of_the_table(kind):
    columns = dict(_columns(tables()[kind]))
    assert [key for key in DERIVED[kind] if key in columns or key not in CREDIT.events[kind]] == []


def test_no_set_of_words_belongs_to_both_subjects():
    used = {kind for keys in CONDUCT.events.values() for kind in keys.values()}
    own = {kind for keys in CREDIT.events.values() for kind in keys.values()}
    assert used & own & vocabulary.VALUES.keys() == set()
