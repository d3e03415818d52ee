"""``forbear credit link``, ``lenders``, ``alias`` and ``people``, in both languages."""

import json

import pytest

MAP = """
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
CLAIMS = """who,day,name,born,id,phone
1,2026-02-28,王小明,1949-12-31,11010519491231002X,+12125550100
2,2026-02-28,李娜,1990-01-01,440524199001010018,
3,2026-02-28,,,,+12125550100
"""
WANG = "11010519491231002X"


@pytest.fixture
def here(tmp_path, monkeypatch, forbear):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.toml").write_text(MAP, encoding="utf-8")
    (tmp_path / "people.csv").write_text(CLAIMS, encoding="utf-8")
    forbear(
        "credit",
        "ingest",
        "people.csv",
        "--into",
        "store",
        "--map",
        "people.toml",
        "--lender",
        "Qinghe",
        "--licence",
        "c",
    )
    return tmp_path


def test_a_linking_says_how_many_people_there_are_and_what_is_held_in_both_languages(forbear, here):
    ended = forbear("credit", "link", "store", "--day", "2026-11-26")
    assert ended.code == 0 and "2 people; statements about identity: 3" in ended.flat
    assert "2 new people" in ended.flat and "Only a telephone number is known" in ended.flat
    zh = forbear("credit", "link", "store", "--lang", "zh").flat
    assert "2 人；身份陈述 3 条" in zh and "与上次相比没有变化。" in zh and "只有一个电话号码" in zh


def test_lenders_whose_kind_nobody_said_are_named_until_it_is_said(forbear, here):
    told = json.loads(forbear("credit", "link", "store", "--json").out)
    assert told["people"] == 2 and told["held"] == {"phone-only": 1} and told["lenders_without_kind"] == ["Qinghe"]
    (here / "kinds.csv").write_text("lender,kind\nQinghe,bank\n", encoding="utf-8")
    assert "The kind of one lender was noted." in forbear("credit", "lenders", "kinds.csv", "--into", "store").flat
    assert json.loads(forbear("credit", "link", "store", "--json").out)["lenders_without_kind"] == []


def test_somebody_is_found_by_a_number_of_which_only_the_end_is_shown(forbear, here):
    assert "nobody's rows were linked yet" in forbear("credit", "people", "store", WANG).err
    forbear("credit", "link", "store")
    shown = forbear("credit", "people", "store", WANG)
    assert "P00000001" in shown.flat and "002X" in shown.flat and WANG not in shown.flat
    assert [one["masked"] for one in json.loads(forbear("credit", "people", "store", WANG, "--json").out)] == [
        "*" * 14 + "002X"
    ]
    assert "没有找到使用该号码的人" in forbear("credit", "people", "store", "1", "--lang", "zh").flat


def test_a_renewed_number_that_would_join_strangers_is_told_as_a_doubt(forbear, here):
    (here / "renewed.csv").write_text(
        f"old_type,old_number,new_type,new_number,day\ncn.ric,{WANG},cn.ric,440524199001010018,2026-01-01\n",
        encoding="utf-8",
    )
    ended = forbear("credit", "alias", "renewed.csv", "--into", "store", "--source", "letter of 2 March")
    assert "One renewed number was noted" in ended.flat
    assert "a renewed number would join strangers" in forbear("credit", "link", "store").flat


def test_nothing_is_linked_where_there_is_no_store(forbear, here):
    ended = forbear("credit", "link", "stroe")
    assert ended.code == 1 and "there is no store here" in ended.err and not (here / "stroe").exists()
