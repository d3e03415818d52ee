"""The addresses of the server."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from forbear.web.api.api import api, openapi
from forbear.web.ledger import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
    path("api/v1/openapi.json", openapi),
    path("api/v1/", api.urls),
]
