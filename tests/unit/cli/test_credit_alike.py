"""Are groups answered alike? The reports of a run beside a file that says who belongs where."""

import gzip
import json

import pytest


@pytest.fixture
def reports(tmp_path):
    """A folder as a run of reports leaves it: of 80 people, the first 40 (north) refused more often."""
    folder = tmp_path / "reports"
    folder.mkdir()
    answers = ["approve" if at % 4 == 0 or at >= 40 else "reject" for at in range(80)]
    lines = [
        json.dumps({"person": {"person_id": f"P{at:08}"}, "decision": {"answer": answer}})
        for at, answer in enumerate(answers)
    ]
    (folder / "part-00001.jsonl.gz").write_bytes(gzip.compress("\n".join([*lines, ""]).encode()))
    return folder


def groups(tmp_path, text=None, ended=""):
    path = tmp_path / "groups.csv"
    rows = [f"P{at:08},{'north' if at < 40 else 'south'},{ended}" for at in range(80)]
    path.write_text("person,group,ended\n" + "\n".join(rows) if text is None else text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "north: 10 of 40 approved (25.0 %, elsewhere 100.0 %), less often than chance explains"),
     ("zh", "north：40 人中 10 人通过（25.0%，其他组 100.0%），低于偶然所能解释")],
)  # fmt: skip
def test_each_group_is_told_with_its_counts_and_what_may_be_concluded(forbear, reports, tmp_path, lang, said):
    ended = forbear("credit", "alike", str(reports), "--groups", str(groups(tmp_path)), "--lang", lang)
    assert ended.code == 0 and said.replace(" ", "") in ended.flat.replace(" ", "")
    assert "north 40 10 25.0" in ended.flat


def test_the_counts_come_as_json_with_the_endings(forbear, reports, tmp_path):
    told = forbear("credit", "alike", str(reports), "--groups", str(groups(tmp_path, ended="bad")), "--json")
    north, south = json.loads(told.out)
    assert (north["counts"]["bad"], north["counts"]["approved_bad"], south["counts"]["approved_bad"]) == (40, 10, 40)


def test_who_stands_in_no_report_is_counted_aloud(forbear, reports, tmp_path):
    path = groups(tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + "\nP99999999,north,\n", encoding="utf-8")
    assert (
        "1 person of the file stands in no report"
        in forbear("credit", "alike", str(reports), "--groups", str(path)).flat
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("persn,group\nP00000001,a\n", "there is no column 'person'"),
        ("person,group,ended\nP00000001,a,bda\n", "'bda' is no ending"),
        ("person,group\nP00000001,a\nP00000001,b\n", "stands here twice"),
        ("person,group\nP00000001,\n", "a person or a group is not named"),
        ("person,group\nPX,a\n", "no report is of a person of the file"),
    ],
)
def test_a_file_that_cannot_be_read_as_groups_is_refused_in_a_sentence(forbear, reports, tmp_path, text, said):
    ended = forbear("credit", "alike", str(reports), "--groups", str(groups(tmp_path, text)))
    assert ended.code == 1 and said in " ".join(ended.err.split())


def test_reports_that_decide_nothing_are_refused_with_what_to_do(forbear, reports, tmp_path):
    line = json.dumps({"person": {"person_id": "P00000001"}})
    (reports / "part-00001.jsonl.gz").write_bytes(gzip.compress(line.encode()))
    ended = forbear("credit", "alike", str(reports), "--groups", str(groups(tmp_path)))
    assert ended.code == 1 and "--card" in ended.err
