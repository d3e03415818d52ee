"""The addresses of the desk of rulebooks."""

from __future__ import annotations

from django.urls import path

from forbear.web.desks.rulebooks import try_pages, views

urlpatterns = [
    path("rulebooks/", views.index, name="rulebooks"),
    path("rulebooks/search", views.search, name="rulebook-search"),
    path("rulebooks/applies", views.applies, name="rulebook-applies"),
    path("rulebooks/try", try_pages.try_it, name="try"),
    path("rulebooks/try/case.json", try_pages.try_file, name="try-file"),
    path("rulebooks/book/<slug:name>", views.book, name="rulebook"),
    path("rulebooks/book/<slug:name>/<str:rule>", views.rule, name="rulebook-rule"),
]
