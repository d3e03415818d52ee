"""The addresses of the borrower's desk."""

from __future__ import annotations

from django.urls import path

from forbear.web.desks.borrower import found, phone, views

urlpatterns = [
    path("borrower/", views.desk, name="borrower"),
    path("borrower/<uuid:pk>/", views.case, name="case"),
    path("borrower/<uuid:pk>/about", views.about, name="about"),
    path("borrower/<uuid:pk>/phone", phone.phone, name="phone"),
    path("borrower/<uuid:pk>/findings", found.found, name="findings"),
    path("borrower/<uuid:pk>/findings/progress", found.progress, name="progress"),
    path("borrower/<uuid:pk>/findings/en", found.report, {"lang": "en"}, name="report-en"),
    path("borrower/<uuid:pk>/findings/zh", found.report, {"lang": "zh"}, name="report-zh"),
    path("borrower/<uuid:pk>/seen", views.seen, name="seen"),
    path("borrower/<uuid:pk>/everything.zip", views.carry, name="carry"),
    path("borrower/<uuid:pk>/delete", views.delete, name="delete"),
]
