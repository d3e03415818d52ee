"""Third persons are hidden in every file of a pack; the debtor and the collectors are shown."""

import csv
import io
import json
from dataclasses import replace

import pypdfium2
import pytest

from forbear.errors import Problem
from forbear.events import Event, History, Parties, Source
from forbear.evidence.build import build
from forbear.evidence.pages import Making
from forbear.evidence.people import HIDDEN, People, Shown
from forbear.report.words import Words
from tests.support.audit_fixture import fake_result
from tests.support.audit_fixture_data import THIRD_PERSONS
from tests.support.packs import MADE_AT

OWN, COLLECTORS, SISTERS = "+86 100 0000 0001", "+86 100 0000 0101", "+86 100 0000 9001"


def result_with(says="x", person="陈秀兰", name="陈秀兰", **facts):
    """A contact with a third person, about which a rule says something, and one with the debtor."""
    base = fake_result(4)
    common = {"channel": "call", "direction": "outbound", "collector": "C1", "from_number": COLLECTORS}
    own = Event(1, MADE_AT, "contact", {**common, "person": "P1", "role": "debtor", "address": OWN}, MADE_AT,
                Source("calls of 陈秀兰.xml", "2"))  # fmt: skip
    other = {**common, "person": person, "role": "parent", "address": SISTERS, **facts}
    third = Event(2, MADE_AT, "contact", other, MADE_AT, Source("calls of 陈秀兰.xml", "3"))
    debtor = {"id": "P1", "name": "林晓雯", "zones": ("Asia/Shanghai",)}
    parties = Parties({"C1": {"id": "C1", "name": "Agency X"}}, debtor, {person: {"id": person, "name": name}})
    finding = fake_result(60).findings[0]
    reason = replace(finding.reason, says={"en": says, "zh": says}, facts={"reached": (person, SISTERS), "by": "C1"})
    file = replace(base.files[0], name="calls of 陈秀兰.xml", person=person, role="parent")
    odd = Problem("calls of 陈秀兰.xml:7", f"{SISTERS} is odd")
    rejected = replace(base.rejected[0], problem=odd, text=f"{name} wrote")
    return replace(base, history=History(parties, [own, third]), judged=(), undetermined=(), files=(file,),
                   findings=(replace(finding, number=1, contact=third, reason=reason, rows=(own, third)),),
                   bombing=replace(base.bombing, reached=(), burst=(), signals={}), rejected=(rejected,))  # fmt: skip


def everything(result, masked):
    """All that the files of a pack say, PDF files as text."""
    files = build(result, Making("zh", MADE_AT, masked=masked))
    return "\n".join(read(raw) if name.endswith(".pdf") else raw.decode("utf-8") for name, raw in files.items())


def read(document):
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(document))


def bare(text):
    return "".join(text.split())


def test_no_file_of_a_pack_names_a_third_person_or_her_number():
    said = everything(result_with(says=f"林晓雯的母亲陈秀兰（{SISTERS}）接到来电"), masked=True)
    assert "陈秀兰" not in said and "0000 9001" not in said and "00009001" not in bare(said)
    assert "林晓雯的母亲T1（•••9001）接到来电" in said
    assert OWN in said and COLLECTORS in said and "林晓雯" in said and "Agency X" in said


def test_unmasked_a_pack_shows_them():
    said = everything(result_with(), masked=False)
    assert "陈秀兰" in said and SISTERS in said and "calls of 陈秀兰.xml" in said


def test_none_of_the_third_persons_of_a_month_of_contacts_is_named():
    result = fake_result(30)
    said = everything(result, masked=True)
    assert [name for name, _ in THIRD_PERSONS.values() if name in said] == []
    assert "phone-of-P2.xml" not in said and "phone-of-debtor.xml" in said


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (SISTERS, "•••9001"),
        ("telephone of 陈秀兰", "telephone of T1"),
        ("chen@example.org", HIDDEN),
        ("8 Example Road", HIDDEN),
        (OWN, OWN),
    ],
)
def test_an_address_of_a_third_person_is_hidden_unless_the_debtor_is_reached_by_it_too(address, shown):
    people = People(result_with(address=address))
    assert people.value(address) == shown


def test_an_e_mail_address_is_hidden_inside_a_sentence_too():
    people = People(result_with(address="chen@example.org"))
    assert people.text("They wrote to chen@example.org twice.") == f"They wrote to {HIDDEN} twice."


def test_a_name_is_hidden_as_a_word_and_not_inside_another():
    people = People(result_with(person="P2", name="Ann"))
    assert people.text("Ann paid the Annual fee; Ann's debt") == "T1 paid the Annual fee; T1's debt"


def test_an_id_that_is_a_plain_word_stays_in_sentences_and_is_a_label_in_fields():
    people = People(result_with(person="friend", name=""))
    assert people.text("a friend of the debtor") == "a friend of the debtor"
    assert people.value(("friend", "C1")) == ["T1", "C1"]


def test_labels_follow_the_order_of_first_contact():
    people = People(fake_result(60))
    met = [event.get("person") for event in fake_result(60).history if event.get("person") != "P1"]
    assert list(people.labels) == list(dict.fromkeys([*met, *sorted(THIRD_PERSONS)]))


@pytest.mark.parametrize(("lang", "shown"), [("en", "T1 陈秀兰 (parent)"), ("zh", "T1 陈秀兰（父母）")])
def test_a_person_is_named_by_label_name_and_role_where_nothing_is_hidden(lang, shown):
    result = result_with()
    assert Shown(result, Words(lang), People(result, masked=False)).person("陈秀兰") == shown


def test_the_name_of_a_third_persons_file_is_hidden_whatever_it_is():
    result = result_with()
    file = replace(result.files[0], name="Mum's calls.xml")
    assert (People(result).file(file), People(result, masked=False).file(file)) == ("", "Mum's calls.xml")


def test_a_contact_of_which_it_is_not_said_with_whom_is_nobodys(quick):
    result = fake_result(12)
    first, *rest = result.history
    odd = replace(first, facts={key: value for key, value in first.facts.items() if key != "person"})
    result = replace(result, history=History(result.history.parties, [odd, *rest]))
    people = People(result)
    assert "" not in people.labels and "None" not in people.labels
    assert Shown(result, Words("en"), people).person("") == "not stated"
    assert b'"person": ""' in build(result, Making("en", MADE_AT))["data/contacts.jsonl"]


def test_the_debtor_is_known_by_the_role_too_where_the_parties_name_none():
    result = fake_result(12)
    parties = replace(result.history.parties, debtor={"zones": ("Asia/Shanghai",)})
    assert "P1" not in People(replace(result, history=History(parties, [*result.history]))).labels


def test_the_log_of_the_debtor_is_hers_whatever_its_owner_is_called():
    result = fake_result(12)
    people = People(replace(result, files=(replace(result.files[0], person="debtor"),)))
    assert "debtor" not in people.labels
    assert people.file(replace(result.files[0], person="debtor")) == "phone-of-debtor.xml"


def test_a_text_of_a_third_person_leaves_no_hash_and_a_row_that_could_not_be_read_no_text(quick):
    files = build(result_with(direction="inbound", text_sha256="ab" * 32), Making("en", MADE_AT))
    assert b"abab" not in b"".join(files.values())
    (unreadable,) = map(json.loads, files["data/unreadable.jsonl"].splitlines())
    assert unreadable == {"code": "invalid", "text": "", "what": "•••9001 is odd", "where": "A1:7"}


def test_tables_hold_nothing_that_a_spreadsheet_would_run(quick):
    files = build(result_with(says="=HYPERLINK(1)", outcome="+1"), Making("en", MADE_AT))
    rows = list(csv.DictReader(io.StringIO(files["data/findings.csv"].decode("utf-8-sig"))))
    assert rows[0]["says_en"] == "'=HYPERLINK(1)" and rows[0]["outcome"] == "'+1"
