"""For those who run the server: does it live, is it ready, what does it count?"""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from forbear.errors import InputError
from forbear.web.config.reach import is_for_others
from forbear.web.ledger import counts
from forbear.web.ledger.gates import gate
from forbear.web.ledger.state import waiting_migrations


@require_safe
def live(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"live": True})


@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    """The database answers, its tables are those of this version, and the rulebooks are read."""
    problems = _problems()
    return JsonResponse({"ready": not problems, "problems": problems}, status=503 if problems else 200)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The counts, as Prometheus reads them, for whoever has the token; without one, where only this machine asks."""
    if not _may_count(request):
        told = (
            "The counts of this server are not for everybody: send 'Authorization: Bearer <FORBEAR_METRICS_TOKEN>'.\n"
        )
        return HttpResponse(told, status=401, content_type="text/plain", headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(counts.shown(), content_type=counts.CONTENT_TYPE)


def _may_count(request: HttpRequest) -> bool:
    if not settings.METRICS_TOKEN:
        return not is_for_others()
    return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}")


def _problems() -> list[str]:
    try:
        waiting = waiting_migrations()
        if waiting:
            return [f"The database lacks {', '.join(waiting)}. Run: python -m forbear.web migrate"]
        gate()
    except DatabaseError:
        return ["The database does not answer."]
    except InputError as error:
        return [str(problem) for problem in error.problems]
    return []
