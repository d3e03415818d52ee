"""A part of a page that asks how far something is, until it is over."""

from django.http import HttpResponse

STOP_ASKING = 286
"""With this answer htmx asks no more."""


def over() -> HttpResponse:
    """There is nothing more to wait for: the page asks no more, and is loaded anew."""
    return HttpResponse(status=STOP_ASKING, headers={"HX-Refresh": "true"})
