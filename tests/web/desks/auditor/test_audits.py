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
