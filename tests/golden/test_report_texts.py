import pytest

from forbear.report.audit_report import build
from tests.support.audit_fixture import empty_result, fake_result
from tests.support.html_text import text_of


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_of_a_month_of_contacts_reads_as_before(lang, golden):
    golden(f"audit_report.{lang}.txt", text_of(build(fake_result(), lang)))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_of_an_empty_log_reads_as_before(lang, golden):
    golden(f"audit_report_empty.{lang}.txt", text_of(build(empty_result(), lang)))
