import pytest

from forbear.report import digest_page, digest_text
from tests.support.digest_fixture import digest, telling
from tests.support.html_text import text_of


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_text_of_a_week_reads_as_before(lang, golden):
    golden(f"digest.{lang}.txt", digest_text.text(digest(lang), telling(lang)))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_of_a_week_reads_as_before(lang, golden):
    golden(f"digest_page.{lang}.txt", text_of(digest_page.build(digest(lang), telling(lang))))
