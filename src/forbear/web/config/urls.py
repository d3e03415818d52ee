"""The addresses of the server."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from forbear.web.api.api import api, openapi

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/openapi.json", openapi),
    path("api/v1/", api.urls),
]
