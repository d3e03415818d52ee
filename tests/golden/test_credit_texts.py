"""What a credit file says: the sample, for each of the three readers, in both languages."""

import pytest

from forbear.report.credit.named import names_of
from forbear.report.credit.page import page
from forbear.report.credit.papers import html
from forbear.report.credit.view import Seen
from tests.support.credit_sample import by, document
from tests.support.html_text import text_of


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("view", ["person", "lender", "regulator"])
def test_the_report_of_the_sample_reads_as_before(view, lang, golden):
    made = page(document(), Seen(view), lang, names_of(by()))
    golden(f"credit_report.{view}.{lang}.txt", text_of(html(made)))
