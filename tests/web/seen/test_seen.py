"""Who looked stays on record."""

import pytest
from django.db import DatabaseError, transaction

from forbear.web.seen.models import Look
from tests.support.slow_tasks import note

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("change", [lambda rows: rows.update(what="nothing"), lambda rows: rows.delete()])
def test_the_database_itself_refuses_to_change_or_remove_a_look(change):
    note("log")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(Look.objects.all())
    assert [look.what for look in Look.objects.all()] == ["log"]
