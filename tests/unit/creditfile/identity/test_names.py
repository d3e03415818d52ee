import pytest

from forbear.creditfile.identity.names import latin, plain, read


@pytest.mark.parametrize(
    ("written", "family", "given", "family_latin", "given_latin"),
    [
        ("王小明", "王", "小明", "wang", "xiaoming"),
        ("王 小明", "王", "小明", "wang", "xiaoming"),
        ("欧阳娜娜", "欧阳", "娜娜", "ouyang", "nana"),
        ("单田芳", "单", "田芳", "shan", "tianfang"),
        ("尉迟恭", "尉迟", "恭", "yuchi", "gong"),
        ("Wang, Xiao-Ming", "wang", "xiao ming", "wang", "xiaoming"),
        ("Xiaoming WANG", "wang", "xiaoming", "wang", "xiaoming"),
        ("吕布", "吕", "布", "lu", "bu"),
        ("Bu Lyu", "lyu", "bu", "lu", "bu"),
        ("José O’Neill", "oneill", "jose", "oneill", "jose"),
        ("Łukasz Wałęsa", "walesa", "lukasz", "walesa", "lukasz"),
        ("Ｊｏｈｎ　ＳＭＩＴＨ", "smith", "john", "smith", "john"),
        ("Cher", "cher", "", "cher", ""),
    ],
)
def test_a_name_in_one_is_parted_by_its_script_and_spelt_in_latin(written, family, given, family_latin, given_latin):
    name = read(full=written)
    assert (name.family, name.given, name.family_latin, name.given_latin) == (family, given, family_latin, given_latin)


def test_a_name_in_parts_is_taken_as_given_and_the_whole_is_not_looked_at():
    name = read(family="Garcia Lopez", given="Ana", full="Somebody Else")
    assert (name.family, name.given) == ("garcia lopez", "ana")


def test_a_character_is_read_otherwise_only_where_it_is_a_family_name():
    assert latin("解", of_family=True) == "xie"
    assert latin("解") == "jie"


def test_the_vowel_signs_of_other_scripts_stay():
    assert plain("कुमार") == "कुमार"


def test_what_was_not_said_stays_empty():
    assert read() == read(full="  12 ") == read("", "", "")
    assert read().family == ""
