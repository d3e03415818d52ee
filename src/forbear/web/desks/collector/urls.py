"""The addresses of the collector's desk."""

from __future__ import annotations

from django.urls import path

from forbear.web.desks.collector import views

urlpatterns = [
    path("collector/", views.worklist, name="collector"),
]
