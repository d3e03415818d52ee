"""``forbear credit``: deliveries taken in, counted and told, in both languages."""

import json

import pytest

from tests.support.metro2_files import base, fixed

MAP = """
[file]
currency = "CNY"
[account_month.columns]
account = "loan"
month = "month"
balance = "balance"
status = "status"
"""
PEOPLE = """
[identity_claim.columns]
subject = "who"
as_of = "day"
name = "name"
birth_date = "born"
id_number = "id"
phone = "phone"
[identity_claim.constants]
id_type = "cn.ric"
"""
USUAL = ("--into", "store", "--lender", "Qinghe", "--licence", "contract 7", "--received", "2026-03-01")


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "map.toml").write_text(MAP, encoding="utf-8")
    (tmp_path / "people.toml").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "march.csv").write_text(
        "loan,month,balance,status\nA,2026-02,1,current\nB,2026-13,1,current\n", encoding="utf-8"
    )
    return tmp_path


def test_rows_that_are_kept_aside_are_told_and_end_in_exit_code_three(forbear, here):
    ended = forbear("credit", "ingest", "march.csv", "--map", "map.toml", *USUAL)
    assert ended.code == 3
    assert "One delivery taken into store; rows taken: 1" in ended.flat
    assert "march.csv, line 3: account_month.month: 2026-13 is no day" in ended.flat


def test_what_was_kept_aside_can_be_listed_later_with_the_whole_line(forbear, here):
    forbear("credit", "ingest", "march.csv", "--map", "map.toml", *USUAL)
    ended = forbear("credit", "rejected", "store")
    assert "Qinghe, march.csv, line 3" in ended.flat and '"B"' in ended.flat
    record = json.loads(forbear("credit", "rejected", "store", "--json").out)
    assert record["line"] == 3 and record["reasons"] == ["account_month.month: 2026-13 is no day"]


def test_the_same_file_again_is_told_in_both_languages(forbear, here):
    forbear("credit", "ingest", "march.csv", "--map", "map.toml", *USUAL)
    assert (
        "was there already: nothing changed"
        in forbear("credit", "ingest", "march.csv", "--map", "map.toml", *USUAL).flat
    )
    zh = forbear("credit", "ingest", "march.csv", "--map", "map.toml", *USUAL, "--lang", "zh")
    assert zh.code == 0 and "此前已收过，没有任何变化" in zh.flat


def test_a_folder_is_taken_in_file_by_file_and_counted_as_json(forbear, here):
    (here / "in").mkdir()
    for number in (1, 2):
        (here / "in" / f"{number}.txt").write_text(fixed(base(account=f"A-{number}")), encoding="ascii")
    ended = forbear("credit", "ingest", "in", "--map", "metro2", *USUAL, "--json")
    taken = json.loads(ended.out)
    assert [(one["name"], one["rows"]["account"], one["again"]) for one in taken] == [
        ("1.txt", 1, False),
        ("2.txt", 1, False),
    ]


def test_a_folder_without_a_delivery_is_refused(forbear, here):
    ended = forbear("credit", "ingest", ".", "--map", "pboc", *USUAL)
    assert ended.code == 1 and "there is no delivery in it" in ended.err


def test_doubtful_rows_and_shared_numbers_are_listed_in_both_languages(forbear, here):
    rows = [
        "1,2026-02-01,甲,1949-12-31,11010519491231002X,tel-1",
        "2,2026-02-01,乙,1980-05-05,11010519491231002X,tel-1",
    ]
    (here / "people.csv").write_text("\n".join(["who,day,name,born,id,phone", *rows]) + "\n", encoding="utf-8")
    assert forbear("credit", "ingest", "people.csv", "--map", "people.toml", *USUAL).code == 0
    en, zh = forbear("credit", "doubts", "store").flat, forbear("credit", "doubts", "store", "--lang", "zh").flat
    assert "people.csv, line 3: the identity number names another date of birth" in en
    assert "different people: 乙 · 甲; born 1949-12-31 · 1980-05-05. They are not joined" in en
    assert "第 3 行：证件号码所载出生日期与记录不符" in zh and "未予合并" in zh


def test_a_store_without_doubts_says_so(forbear, here):
    forbear("credit", "ingest", "march.csv", "--map", "map.toml", *USUAL)
    assert "No row is doubtful." in forbear("credit", "doubts", "store").flat


def test_without_a_day_the_delivery_came_now(forbear, here):
    ended = forbear("credit", "ingest", "march.csv", "--map", "map.toml", *USUAL[:-2])
    assert ended.code == 3
