"""The audit of a log in the application: its dashboard, the rows behind each number, one contact, comparison."""

import pytest

from forbear.web.desks.auditor.models import DONE

pytestmark = pytest.mark.django_db


def shown(answer):
    return answer.content.decode()


def test_the_dashboard_shows_what_the_audit_found(filled):
    assert filled.log.state == DONE, filled.log.faults
    assert filled.audit.state == DONE, filled.audit.faults
    page = shown(filled.browser().get(f"/auditor/audits/{filled.audit.pk}/"))
    assert "Week by week" in page


PAGES = (
    "/auditor/", "/auditor/logs/new", "/auditor/logs/{log}/", "/auditor/logs/{log}/rejected",
    "/auditor/logs/{log}/audit", "/auditor/logs/{log}/delete", "/auditor/audits/{audit}/",
    "/auditor/audits/{audit}/paper", "/auditor/audits/{audit}/rows", "/auditor/audits/{audit}/rows?of=all&page=2",
    "/auditor/audits/{audit}/bombing", "/auditor/audits/{audit}/delete", "/auditor/compare?a={audit}",
    "/auditor/gone",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_with_few_queries(filled, page, language, django_assert_max_num_queries):
    browser = filled.browser(language=language)
    with django_assert_max_num_queries(20):
        answer = browser.get(page.format(log=filled.log.pk, audit=filled.audit.pk))
    assert answer.status_code == 200
    assert ' style="' not in shown(answer)


def test_one_contact(filled):
    import re
    b = filled.browser()
    page = shown(b.get(f"/auditor/audits/{filled.audit.pk}/rows?of=all"))
    links = re.findall(r'href="(/auditor/audits/[^"]+/rows/\d+\?[^"]+)"', page)
    for link in links[:10]:
        a = b.get(link.replace("&amp;", "&"))
        assert a.status_code == 200
    open("/tmp/work/ha/contact.html", "w").write(shown(a))
    print(shown(a))
    assert 0
