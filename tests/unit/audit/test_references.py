from itertools import pairwise

import pytest

from forbear.audit.intake.references import whole_references

EXAMPLES = [
    ("plain text & more", "plain text & more"),
    ("&amp;&#65;&#x42;", "&amp;&#65;&#66;"),
    ("&#55357;&#56832;", "&#128512;"),
    ("&#xD83D;&#xDE00;", "&#128512;"),
    ("a&#55357;&#56832;&#55357;&#56833;b", "a&#128512;&#128513;b"),
    ("&#55357;", "&#65533;"),
    ("&#56832;&#55357;", "&#65533;&#65533;"),
    ("&#55357;x&#56832;", "&#65533;x&#65533;"),
    ("&#0;&#1;&#9;&#10;", "&#65533;&#65533;&#9;&#10;"),
    ("&#1114112;&#99999999999999;", "&#65533;&#65533;"),
    ("a\x00b\x1bc", "a\ufffdb\ufffdc"),
    ("AT&T &# &#; &#x;", "AT&T &# &#; &#x;"),
]


@pytest.mark.parametrize(("written", "whole"), EXAMPLES)
def test_references_stand_for_whole_characters_that_xml_may_hold(written, whole):
    assert "".join(whole_references(iter([written]))) == whole


@pytest.mark.parametrize(("written", "whole"), EXAMPLES)
def test_it_does_not_matter_where_a_file_is_cut_into_pieces(written, whole):
    for cut in range(len(written) + 1):
        assert "".join(whole_references(iter([written[:cut], written[cut:]]))) == whole
    letters = [written[begin:end] for begin, end in pairwise(range(len(written) + 1))]
    assert "".join(whole_references(iter(letters))) == whole
