"""Long lists, a page at a time."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

ROWS = 25
Row = TypeVar("Row")


def paged(request: HttpRequest, rows: QuerySet[Any, Row], per: int = ROWS) -> Page[Row]:
    """The page that ``?page=`` asks for, the nearest where there is none; ``shared/paging.html`` leads to the others.

    ``rows`` must have an order. In a template: ``{% include "shared/paging.html" with page=people %}``.
    """
    return Paginator(rows, per).get_page(request.GET.get("page"))
