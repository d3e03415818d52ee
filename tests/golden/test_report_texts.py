import pytest

from forbear.report import plan_report
from forbear.report.audit_report import build
from tests.support.audit_fixture import empty_result, fake_result
from tests.support.html_text import text_of
from tests.support.plan_fixture import good, stopped


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_of_a_month_of_contacts_reads_as_before(lang, golden):
    golden(f"audit_report.{lang}.txt", text_of(build(fake_result(), lang)))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_of_an_empty_log_reads_as_before(lang, golden):
    golden(f"audit_report_empty.{lang}.txt", text_of(build(empty_result(), lang)))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_of_a_plan_reads_as_before(lang, golden):
    golden(f"plan_report.{lang}.txt", text_of(plan_report.build(good(), lang)))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_of_a_budget_that_does_not_carry_the_debts_reads_as_before(lang, golden):
    golden(f"plan_report_stop.{lang}.txt", text_of(plan_report.build(stopped(), lang)))
