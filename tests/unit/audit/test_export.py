import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from forbear.audit.export import CSV_COLUMNS, finding_record, mask_of, safe_cell, write_all, write_text_safely
from forbear.errors import InputError
from tests.support.audit_fixture import clean_result, empty_result, fake_result


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def cells(path):
    with path.open(encoding="utf-8-sig", newline="") as page:
        return list(csv.DictReader(page))


def named(result, sentence="s", **facts):
    """The result with its first finding only, about a contact with other facts."""
    finding = result.findings[0]
    contact = replace(finding.contact, facts={**finding.contact.facts, **facts})
    reason = replace(finding.reason, says={"en": sentence, "zh": sentence})
    return replace(result, findings=(replace(finding, contact=contact, reason=reason),))


def test_all_three_files_are_written_with_a_line_for_each_finding_and_each_rejected_row(tmp_path):
    result = fake_result()
    paths = write_all(result, tmp_path / "out")
    assert [path.name for path in paths] == ["findings.jsonl", "findings.csv", "rejected.jsonl"]
    assert [len(lines(paths[0])), len(cells(paths[1])), len(lines(paths[2]))] == [
        len(result.findings),
        len(result.findings),
        2,
    ]
    assert names_in(tmp_path / "out") == ["findings.csv", "findings.jsonl", "rejected.jsonl"]


def test_a_finding_is_told_whole():
    result = fake_result()
    record = finding_record(result.findings[0], result.zone, mask_of(result))
    assert record == {
        "number": 1,
        "at": "2026-06-01T01:49:00+08:00",
        "rulebook": "cn-gbt-45251-2025",
        "rule": "hours",
        "clause": "hours",
        "effect": "refuse",
        "force": "standard",
        "cite": "GB/T 45251-2025, 5.3",
        "confidence": "secondary",
        "says": {
            "en": "At 01:49 local time collection is closed (22:00 to 08:00).",
            "zh": "当地时间 01:49，处于 22:00 至次日 08:00 的禁止催收时段。",
        },
        "facts": {},
        "debts": [],
        "contact": {
            "channel": "call",
            "direction": "outbound",
            "outcome": "no_answer",
            "collector": "C2",
            "person": "P1",
            "role": "debtor",
            "address": "•••0321",
            "debts": ["D2"],
        },
        "rows": ["phone-of-debtor.xml:2"],
        "free_at": "2026-06-01T08:00:00+08:00",
    }


def test_the_columns_of_the_table_do_not_change():
    assert len(CSV_COLUMNS) == 21
    assert CSV_COLUMNS[:4] == ("number", "at", "rulebook", "rule")


def test_no_findings_leave_a_table_with_a_heading_and_empty_lists(tmp_path):
    paths = write_all(empty_result(), tmp_path)
    assert paths[1].read_bytes() == ("\ufeff" + ",".join(CSV_COLUMNS) + "\r\n").encode()
    assert (paths[0].read_text(), paths[2].read_text()) == ("", "")


def test_numbers_are_hidden_unless_asked_for(tmp_path):
    result = named(fake_result(), "+86 100 0000 0123 rang", address="+86 100 0000 0123", person="+861000000999")
    hidden, shown = tmp_path / "hidden", tmp_path / "shown"
    write_all(replace(result, history=_with(result)), hidden)
    write_all(result, shown, masked=False)
    for name in ("findings.jsonl", "findings.csv", "rejected.jsonl"):
        assert "100 0000" not in (hidden / name).read_text(encoding="utf-8")
    assert "+86 100 0000 0123 rang" in (shown / "findings.jsonl").read_text(encoding="utf-8")
    assert "+86 100 0000 0731" in (shown / "rejected.jsonl").read_text(encoding="utf-8")


def _with(result):
    from forbear.events import History

    return History(result.history.parties, [finding.contact for finding in result.findings])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(start, tmp_path):
    wicked = f'{start}HYPERLINK("x";"y")'
    result = named(fake_result(), wicked, person=wicked, address=wicked)
    row = cells(write_all(result, tmp_path, masked=False)[1])[0]
    assert (row["says_en"], row["person"], row["address"]) == ("'" + wicked,) * 3


def test_a_cell_that_is_no_formula_stays_as_it_is():
    assert [safe_cell(text) for text in ("C1", "", "'=1", " =1")] == ["C1", "", "'=1", " =1"]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_half_written(tmp_path, monkeypatch):
    path = tmp_path / "findings.csv"
    path.write_text("old")
    monkeypatch.setattr(Path, "replace", _full_disk)
    with pytest.raises(InputError) as caught:
        write_text_safely(path, "new")
    assert path.read_text() == "old"
    assert names_in(tmp_path) == ["findings.csv"]
    assert str(caught.value) == (
        f"{path}: the file cannot be written. No space left on device. Name a folder that you may write to."
    )


def test_a_broken_letter_does_not_cost_the_whole_file(tmp_path):
    write_text_safely(tmp_path / "report.html", "fine \ud800 still fine")
    assert (tmp_path / "report.html").read_text() == "fine ? still fine"


def test_a_folder_that_is_a_file_is_told_in_a_sentence(tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(InputError) as caught:
        write_all(clean_result(), tmp_path / "out")
    assert caught.value.problems[0].code == "output-unwritable"


def _full_disk(*_):
    raise OSError(28, "No space left on device")
