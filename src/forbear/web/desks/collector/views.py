"""The first page of the desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forbear.web.people.may import act


@act("account.see")
@require_safe
def worklist(request: HttpRequest) -> HttpResponse:
    """Whom to contact next."""
    return render(request, "collector/worklist.html", {})
