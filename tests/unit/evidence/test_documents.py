"""The documents and data of a pack: two pages whatever was found, every row and time as it should be, same bytes."""

import json
from dataclasses import replace
from itertools import groupby

import pypdfium2
import pytest

from forbear.errors import InputError
from forbear.evidence.archive import packed
from forbear.evidence.build import build, pack, sealed
from forbear.evidence.manifest import MANIFEST, SUMS, sha256
from forbear.evidence.pages import Making, Told
from forbear.evidence.record import record
from forbear.evidence.summary import summary
from forbear.evidence.verify import verify
from forbear.render import pdf, template_of
from forbear.report.words import Words
from tests.support.audit_fixture import clean_result, empty_result, fake_result
from tests.support.packs import MADE_AT, RULEBOOKS, documents, sealed_files

FULL = fake_result(120)


def pages(document):
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(document)]


def lines(raw):
    return [json.loads(line) for line in raw.splitlines()]


def crowded():
    """An audit with more of everything than the summary can show, under the longest names."""
    many = fake_result(300)
    reasons = [
        replace(
            finding, reason=replace(finding.reason, rule=f"rule-{finding.number % 40}", cite="a long citation " * 9)
        )
        for finding in many.findings
    ]
    name = "调查公司 with an uncommonly long name of many words " * 3
    parties = replace(
        many.history.parties,
        collectors={key: {"id": key, "name": name} for key in many.history.parties.collectors},
        debtor={**many.history.parties.debtor, "name": name},
    )
    many.history.parties = parties
    files = [replace(many.files[0], name=f"{name}{number}.xml", sha256=f"{number:064}") for number in range(40)]
    books = [replace(many.rulebooks[0], id=f"cn-rulebook-of-a-long-name-{number}") for number in range(40)]
    reached = [replace(many.bombing.reached[0], person=f"P{number}") for number in range(50)]
    return replace(many, findings=tuple(reasons), files=tuple(files), rulebooks=tuple(books),
                   bombing=replace(many.bombing, reached=tuple(reached)))  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("make", [lambda: FULL, clean_result, empty_result, lambda: fake_result(700), crowded],
                         ids=["month", "clean", "empty", "700 contacts", "crowded"])  # fmt: skip
def test_the_summary_has_two_pages_whatever_was_found(lang, make):
    making = Making(lang, MADE_AT, writer="x" * 200, ignored={f"why {n}": n for n in range(1, 30)},
                    signed_by="ab" * 32, server="https://stamps.example/" + "x" * 300)  # fmt: skip
    first, second = pages(typeset(summary(Told.of(make(), making))))
    words = Words(lang)
    assert words("evidence.found") in first and words("evidence.check") in second
    assert second.rstrip().endswith(("2 of 2", "共 2 页"))


def typeset(data):
    return pdf(template_of("forbear.evidence", "evidence.typ"), data, 0)


def test_nothing_of_a_crowded_page_lies_beyond_its_edge():
    """Whatever is on the first page stands above the footer, so that nothing is cut off in print."""
    document = pypdfium2.PdfDocument(typeset(summary(Told.of(crowded(), Making("en", MADE_AT)))))
    for page in document:
        bottoms = [piece.get_bounds()[1] for piece in page.get_objects()]
        assert min(bottoms) > 20


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_record_has_every_finding_with_its_rows_and_every_part_and_numbers_its_pages(lang):
    made = pages(documents(lang)["record.pdf"])
    text, words, few = "\n".join(made), Words(lang), fake_result(12)
    for part in ("findings", "timelines", "exhibits", "left", "open", "rulebooks"):
        assert words(f"evidence.part_{part}") in text
    assert [f"F{finding.number}" for finding in few.findings if f"F{finding.number} " not in text] == []
    for number, page in enumerate(made, start=1):
        end = f"page {number} of {len(made)}" if lang == "en" else f"第 {number} 页，共 {len(made)} 页"
        assert page.rstrip().endswith(end)


def test_a_finding_names_exhibit_and_row_of_all_that_it_rests_on():
    found, few = lines(documents()["data/findings.jsonl"]), fake_result(12)
    exhibits = {file.name: f"A{number}" for number, file in enumerate(few.files, start=1)}
    for told, finding in zip(found, few.findings, strict=True):
        assert told["rows"] == [{"exhibit": exhibits[row.source.file], "row": row.source.row} for row in finding.rows]
        assert told["rulebook_sha256"] in {book.sha256 for book in few.rulebooks}


def test_every_time_has_its_offset_its_zone_and_the_same_in_utc():
    for name in ("data/findings.jsonl", "data/contacts.jsonl"):
        for told in lines(documents()[name]):
            assert told["at"].endswith("+08:00") and told["utc"].endswith("+00:00") and told["zone"] == "Asia/Shanghai"


def test_the_timelines_hold_every_contact_once_person_by_person():
    contacts = lines(documents()["data/contacts.jsonl"])
    table = documents()["data/timelines.csv"].decode("utf-8-sig").splitlines()
    assert len(table) - 1 == len(contacts) == len(fake_result(12).history)
    persons = [line.split(",")[0] for line in table[1:]]
    assert [person for person, _ in groupby(persons)] == [*dict.fromkeys(persons)]


def test_what_was_left_out_is_counted_with_the_reason_and_adds_up(quick):
    making = Making("en", MADE_AT, ignored={"double": 3})
    left = lines(build(fake_result(12), making)["data/left-out.jsonl"])
    counted = {why: sum(one["count"] for one in left if one["why"] == why) for why in {one["why"] for one in left}}
    files, inbound = fake_result(12).files, len(fake_result(12).history) - len(fake_result(12).judged)
    assert counted == {key: count for key, count in {
        "unmarked": sum(file.dropped for file in files), "unreadable": sum(file.rejected for file in files),
        "double": 3, "inbound": inbound}.items() if count}  # fmt: skip


def test_the_same_audit_gives_the_same_bytes_and_another_time_others():
    few = fake_result(4)
    assert pack(few, Making("en", MADE_AT)) == pack(few, Making("en", MADE_AT))
    assert pack(few, Making("en", MADE_AT)) != pack(few, Making("en", MADE_AT + 1_000_000))


def test_the_manifest_says_what_the_pack_was_made_from_and_by():
    told = json.loads(sealed_files(documents())[MANIFEST])
    assert told["made_at"] == "2026-06-03T14:04:05+00:00" and told["zone"] == "Asia/Shanghai" and told["masked"] is True
    assert {"forbear", "tzdata", "holidays", "phonenumbers"} == set(told["software"])
    assert [one["sha256"] for one in told["originals"]] == [file.sha256 for file in fake_result(12).files]
    assert [one["id"] for one in told["rulebooks"]] == [book.id for book in fake_result(12).rulebooks]


def test_rulebooks_lie_in_the_pack_as_they_were_applied():
    assert {name: raw for name, raw in documents().items() if name.startswith("rulebooks/")} == {
        "rulebooks/cn-cba-2026.toml": b"id = 'x'\n", "rulebooks/us-x/book.toml": b"a", "rulebooks/us-x/more.toml": b"b",
    }  # fmt: skip
    assert RULEBOOKS


def with_originals(raw=b"the log"):
    few = fake_result(12)
    file = replace(few.files[0], name="calls of 陈秀兰.xml.gz", sha256=sha256(b"the log"))
    return replace(few, files=(file,)), Making("en", MADE_AT, originals={sha256(b"the log"): raw})


def test_originals_lie_in_the_pack_under_their_labels_only_where_they_are_wanted(quick):
    result, making = with_originals()
    files = build(result, making)
    assert files["originals/A1.xml.gz"] == b"the log"
    assert not [name for name in documents() if name.startswith("originals/")]
    assert verify(packed(sealed(files, result, making))).faults == []


def test_an_original_that_changed_meanwhile_stops_the_making(quick):
    result, making = with_originals(b"another log")
    with pytest.raises(InputError, match="it changed while the pack was made"):
        build(result, making)


def test_half_of_a_letter_in_the_name_of_a_file_stops_nothing():
    few = fake_result(4)
    odd = replace(few, files=(replace(few.files[0], name="calls\udce9.xml"),))
    assert verify(pack(odd, Making("en", MADE_AT))).faults == []


def test_a_sign_that_no_font_draws_is_a_box_on_paper_and_itself_in_the_data():
    few = fake_result(12)
    few.history.parties = replace(few.history.parties, collectors={"C1": {"name": "Agency 😀"}, "C2": {"name": "x"}})
    files = build(replace(few, files=(replace(few.files[0], name="calls 😀.xml"),)), Making("en", MADE_AT))
    text = "".join(pages(files["record.pdf"]))
    assert "calls □.xml" in text and "😀" not in text
    assert "calls 😀.xml" in files["data/exhibits.jsonl"].decode()


def test_sums_are_what_sha256sum_reads():
    files = sealed_files(documents())
    wanted = [f"{sha256(raw)}  {name}" for name, raw in sorted(files.items()) if name != SUMS]
    assert files[SUMS].decode().splitlines() == wanted


def test_a_long_list_of_rows_is_cut_with_the_count_of_the_rest():
    few = fake_result(60)
    rows = few.history.all.events * 2
    long = replace(few, findings=(replace(few.findings[0], rows=tuple(rows)),))
    (part, *_) = record(Told.of(long, Making("en", MADE_AT)))["pages"][0]
    assert "and 80 more rows" in part["tables"][0]["rows"][1][3]


def test_more_findings_than_a_record_prints_are_counted(monkeypatch):
    monkeypatch.setattr("forbear.evidence.record.FINDINGS_MOST", 3)
    monkeypatch.setattr("forbear.evidence.record.CONTACTS_MOST", 2)
    sections = record(Told.of(FULL, Making("en", MADE_AT)))["pages"][0]
    assert sections[0]["tables"][0]["more"] == f"{len(FULL.findings) - 3} findings more are in data/findings.csv."
    assert "contacts more are in data/timelines.csv." in sections[2]["tables"][0]["more"]
