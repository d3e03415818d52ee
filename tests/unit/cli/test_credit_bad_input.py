"""Bad deliveries from end to end: refused, held or marked, then listed, and nothing of them lost."""

import json
import shutil
from pathlib import Path

import pytest

from forbear.creditfile.store import Store

BAD = Path(__file__).resolve().parents[2] / "rejects" / "credit"
USUAL = ("--into", "store", "--lender", "Qinghe", "--licence", "contract 7", "--received", "2026-03-01")


@pytest.fixture
def bad(tmp_path, monkeypatch, forbear):
    """Take one of the bad deliveries in: ``bad("folder of the case", "file", "mapping")``."""
    monkeypatch.chdir(tmp_path)

    def one(case, file, mapping="map.toml", *more):
        shutil.copytree(BAD / case, tmp_path, dirs_exist_ok=True)
        return forbear("credit", "ingest", file, "--map", mapping, *USUAL, *more)

    return one


def kept_aside(forbear):
    return [json.loads(line) for line in forbear("credit", "rejected", "store", "--json").out.splitlines()]


@pytest.mark.parametrize(
    ("case", "why"),
    [
        ("metro2-block-of-9999-bytes", "the file ends inside a block"),
        ("metro2-record-of-9999-bytes", "9999 bytes, which must be 426 to 4096"),
        ("metro2-trailer-that-counts-otherwise", "the trailer counts 3 base records"),
    ],
)
def test_a_metro_2_file_that_cannot_be_is_refused_whole_and_what_was_there_before_stays(bad, forbear, case, why):
    assert bad("rows-that-contradict-each-other", "march.csv").code == 3
    ended = bad(case, "m.txt", "metro2")
    assert ended.code == 1 and why in ended.err and "nothing of it was taken in" in ended.err
    with Store(Path("store")) as store:
        assert store.rows("SELECT count(*) FROM delivery") == [(1,)]
        assert store.rows("SELECT count(*) FROM account_month") == [(1,)]
        assert store.rows("SELECT count(*) FROM account") == [(0,)]
    assert len(kept_aside(forbear)) == 2


def test_rows_that_contradict_each_other_are_all_kept_aside_with_their_whole_text(bad, forbear):
    taken = json.loads(bad("rows-that-contradict-each-other", "march.csv", "map.toml", "--json").out)[0]
    found = kept_aside(forbear)
    assert taken["lines"] == sum(taken["rows"].values()) + taken["repeated"] + len(found) == 3
    assert [one["reasons"] for one in found] == [["account_month: lines 2, 3 contradict each other"]] * 2
    said = [json.loads(one["text"]) for one in found]
    assert [one["balance"] for one in said] == ["100", "200"] and {one["loan"] for one in said} == {"A"}


def test_an_impossible_identity_number_is_taken_as_written_marked_and_listed(bad, forbear):
    taken = json.loads(bad("identity-number-that-cannot-exist", "people.csv", "map.toml", "--json").out)[0]
    assert (taken["rows"], taken["rejected"], taken["doubts"]) == ({"identity_claim": 2}, 0, 2)
    english, chinese = (forbear("credit", "doubts", "store", "--lang", lang).flat for lang in ("en", "zh"))
    assert "Qinghe, people.csv, line 2: the identity number cannot exist" in english
    assert "people.csv, line 3: the identity number names another date of birth" in english
    assert "第 2 行" in chinese and "第 3 行" in chinese
    with Store(Path("store")) as store:
        numbers = store.rows("SELECT id_number FROM identity_claim ORDER BY line")
    assert numbers == [("110105194912310021",), ("11010519491231002X",)]


def test_two_people_with_one_number_and_one_telephone_are_listed_and_every_row_stays_with_its_customer(bad, forbear):
    taken = json.loads(bad("two-people-with-one-number-and-one-telephone", "people.csv", "map.toml", "--json").out)[0]
    assert taken["rows"] == {"identity_claim": 3} and taken["rejected"] == 0
    listed = forbear("credit", "doubts", "store").flat
    assert all(name in listed for name in ("测试甲", "测试乙", "测试丙"))
    assert "They are not joined" in listed
    with Store(Path("store")) as store:
        assert store.rows("SELECT subject FROM identity_claim_as_known() ORDER BY subject") == [("1",), ("2",), ("3",)]


def test_whoever_shares_a_number_and_a_telephone_across_two_lenders_is_listed_too(bad, forbear):
    bad("two-people-with-one-number-and-one-telephone", "people.csv")
    rows = Path("people.csv").read_text(encoding="utf-8").splitlines()
    Path("other.csv").write_text(f"{rows[0]}\n{rows[1]}\n".replace("tel-1", "tel-9"), encoding="utf-8")
    Path("third.csv").write_text(f"{rows[0]}\n{rows[3]}\n".replace("tel-1", "tel-9"), encoding="utf-8")
    for file, lender in (("other.csv", "Lanhe"), ("third.csv", "Baihe")):
        asked = ("--into", "store", "--lender", lender, "--licence", "contract 8", "--received", "2026-03-02")
        assert forbear("credit", "ingest", file, "--map", "map.toml", *asked).code == 0
    assert "one telephone (tel-9)" in forbear("credit", "doubts", "store").flat
