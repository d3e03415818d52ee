"""What pages pass and programs do not: sessions, languages, sign-in, lock-out and the policies for browsers.

Addresses of programs (``/api/``, ``/health/``, ``/metrics``) keep their short way; for pages a second chain of
middleware is laid around the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.module_loading import import_string

Answering = Callable[[HttpRequest], HttpResponseBase]
PROGRAMS = ("/api/", "/health/", "/metrics")
"""How addresses of programs begin."""


def is_for_programs(request: HttpRequest) -> bool:
    """Is this an address of programs?"""
    return request.path_info.startswith(PROGRAMS)


class Pages:
    """Middleware that hands pages to the middleware of ``PAGE_MIDDLEWARE`` and lets programs pass."""

    def __init__(self, get_response: Answering) -> None:
        self.plain = get_response
        self.links: list[object] = []
        self.full = self._chain(settings.PAGE_MIDDLEWARE)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer to a request."""
        if is_for_programs(request):
            return self.plain(request)
        try:
            return self.full(request)
        finally:
            translation.deactivate()

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """What the middleware of pages says before a view is called."""
        if is_for_programs(request):
            return None
        return _first(hook(request, view, args, kwargs) for hook in self._hooks("process_view"))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """What the middleware of pages says where a view has failed."""
        if is_for_programs(request):
            return None
        return _first(hook(request, error) for hook in reversed(self._hooks("process_exception")))

    def _chain(self, names: Iterable[str]) -> Answering:
        chain = self.plain
        for name in reversed(list(names)):
            link = import_string(name)(chain)
            self.links.insert(0, link)
            chain = cast(Answering, convert_exception_to_response(link))
        return chain

    def _hooks(self, name: str) -> list[Callable[..., HttpResponseBase | None]]:
        return [getattr(link, name) for link in self.links if hasattr(link, name)]


def _first(answers: Iterable[HttpResponseBase | None]) -> HttpResponseBase | None:
    return next((answer for answer in answers if answer is not None), None)
