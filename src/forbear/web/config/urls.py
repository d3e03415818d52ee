"""The addresses of the server."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from forbear.web.ledger import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
]
