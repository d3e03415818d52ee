"""For those who run the server: does it live, is it ready, what does it count?"""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from forbear.errors import InputError
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
def metrics(_request: HttpRequest) -> HttpResponse:
    """The counts, as Prometheus reads them."""
    return HttpResponse(counts.shown(), content_type=counts.CONTENT_TYPE)


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
