"""The addresses of the server."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from forbear.web.api.api import api, openapi
from forbear.web.ledger import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
    path("api/v1/openapi.json", openapi),
    path("api/v1/", api.urls),
    path("", include("forbear.web.people.urls")),
    path("", include("forbear.web.desks.borrower.urls")),
    path("", include("forbear.web.desks.rulebooks.urls")),
    path("", include("forbear.web.desks.proof.urls")),
    path("", include("forbear.web.desks.collector.urls")),
    path("", include("forbear.web.desks.arrangements.urls")),
    path("", include("forbear.web.desks.auditor.urls")),
]
handler400 = "forbear.web.desks.shared.errors.bad_request"
handler403 = "forbear.web.desks.shared.errors.forbidden"
handler404 = "forbear.web.desks.shared.errors.not_found"
handler500 = "forbear.web.desks.shared.errors.fault"
