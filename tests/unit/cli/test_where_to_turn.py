import json


def test_lines_for_a_crisis_come_first_each_with_source_and_day(forbear):
    ended = forbear("where-to-turn", "--place", "GB")
    assert ended.code == 0
    assert "Samaritans · 116 123" in ended.flat
    assert ended.flat.index("If it gets too much") < ended.flat.index("Free debt advice")
    assert "come here within six months of its final answer. (FCA Handbook DISP 1.6.2R" in ended.flat
    assert ended.flat.count("read on 2026-11-26") == 4


def test_one_kind_alone_comes_in_chinese(forbear):
    ended = forbear("where-to-turn", "--place", "CN", "--kind", "complain", "--lang", "zh")
    assert "12378" in ended.flat
    assert "需要提供：本人姓名；联系方式；" in ended.flat
    assert "12356" not in ended.flat


def test_a_kind_without_a_sure_row_says_so_instead_of_guessing(forbear):
    ended = forbear("where-to-turn", "--place", "VN", "--kind", "crisis")
    assert "We know none here that somebody has looked up." in ended.flat
    assert "ring the emergency number of your place" in ended.flat


def test_the_answer_comes_as_json_with_the_days_that_a_firm_has(forbear):
    record = json.loads(forbear("where-to-turn", "--place", "IN", "--json").out)
    (rbi,) = record["complain"]
    assert (rbi["first"]["required"], rbi["first"]["days"], rbi["first"]["within"]) == (True, 30, 90)
    assert (rbi["phones"], rbi["seen"], rbi["confidence"]) == (["14448"], "2026-11-26", "secondary")
    assert record["advice"] == []


def test_a_place_that_there_is_not_is_told_the_nearest_one(forbear):
    ended = forbear("where-to-turn", "--place", "Chna")
    assert ended.code == 1
    assert "Did you mean 'CN'" in ended.err


def test_a_source_that_is_kept_in_english_is_marked_in_chinese_output(forbear):
    told = forbear("where-to-turn", "--place", "US-NY", "--lang", "zh").flat
    assert "State of New York, Division of Consumer Protection（英文）" in told
    assert "12348热线介绍 (report)（英文）" not in forbear("where-to-turn", "--place", "CN", "--lang", "zh").flat
    assert "（英文）" not in forbear("where-to-turn", "--place", "US-NY").flat
