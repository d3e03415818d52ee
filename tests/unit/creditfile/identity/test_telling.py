import re

import pytest

from forbear.creditfile.identity.telling import tell, texts

HERE = re.compile(r'"([a-z]+(?:-[a-z]+)+)"')


@pytest.mark.parametrize("kind", texts())
def test_every_doubt_is_told_in_both_languages_with_the_same_values(kind):
    english, chinese = texts()[kind]["en"], texts()[kind]["zh"]
    assert set(re.findall(r"{\w+}", english)) == set(re.findall(r"{\w+}", chinese))
    assert re.search(r"[\u4e00-\u9fff]", chinese) and not re.search(r"[\u4e00-\u9fff]", english)


def test_a_sentence_hides_all_but_the_end_of_a_number_and_names_the_other_claim():
    said = tell("number-of-another", "en", told="440524188001010014", other="12")
    assert "**************0014" in said and "4405" not in said and "12 other claims" in said
    assert "（23 比特）" in tell("numbers-differ", "zh", told="23456", other="L1:7")
