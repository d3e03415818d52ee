"""The addresses of the desk of proof."""

from __future__ import annotations

from django.urls import path

from forbear.web.desks.proof import check_pages, decision_pages, pack_pages

urlpatterns = [
    path("proof/", decision_pages.decisions, name="proof"),
    path("proof/decisions.csv", decision_pages.table, name="decisions-csv"),
    path("proof/decisions/<str:name>", decision_pages.decision, name="decision"),
    path("proof/decisions/<str:name>/again", decision_pages.again, name="decision-again"),
    path("proof/checks", check_pages.checks, name="checks"),
    path("proof/checks/<uuid:pk>", check_pages.check, name="check"),
    path("proof/checks/<uuid:pk>/progress", check_pages.check_progress, name="check-progress"),
    path("proof/export", check_pages.export, name="ledger-export"),
    path("proof/packs", pack_pages.packs, name="packs"),
    path("proof/packs/new", pack_pages.pack_new, name="pack-new"),
    path("proof/packs/verify", pack_pages.pack_verify, name="pack-verify"),
    path("proof/packs/<uuid:pk>/progress", pack_pages.pack_progress, name="pack-progress"),
    path("proof/packs/<uuid:pk>/file", pack_pages.pack_file, name="pack-file"),
    path("proof/packs/<uuid:pk>/drop", pack_pages.pack_drop, name="pack-drop"),
]
