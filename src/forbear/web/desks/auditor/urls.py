"""The addresses of the auditor's desk."""

from __future__ import annotations

from django.urls import path

from forbear.web.desks.auditor import audit_pages, bombing_pages, compare_pages, log_pages, opened_pages, row_pages

LOG, AUDIT = "auditor/logs/<uuid:pk>/", "auditor/audits/<uuid:pk>/"
urlpatterns = [
    path("auditor/", log_pages.desk, name="auditor"),
    path("auditor/gone", log_pages.gone, name="logs-gone"),
    path("auditor/opened", opened_pages.opened, name="audit-opened"),
    path("auditor/compare", compare_pages.compare, name="audit-compare"),
    path("auditor/logs/new", log_pages.new, name="log-new"),
    path(LOG, log_pages.log, name="log"),
    path(f"{LOG}progress", log_pages.log_progress, name="log-progress"),
    path(f"{LOG}columns", log_pages.name_columns, name="log-columns"),
    path(f"{LOG}again", log_pages.take_again, name="log-again"),
    path(f"{LOG}rejected", log_pages.rejected, name="log-rejected"),
    path(f"{LOG}rejected.csv", log_pages.rejected_file, name="log-rejected-file"),
    path(f"{LOG}delete", log_pages.delete, name="log-delete"),
    path(f"{LOG}audit", audit_pages.new, name="audit-new"),
    path(AUDIT, audit_pages.audit, name="audit"),
    path(f"{AUDIT}paper", audit_pages.paper, name="audit-paper"),
    path(f"{AUDIT}progress", audit_pages.progress, name="audit-progress"),
    path(f"{AUDIT}cancel", audit_pages.cancel, name="audit-cancel"),
    path(f"{AUDIT}again", audit_pages.again, name="audit-again"),
    path(f"{AUDIT}delete", audit_pages.delete, name="audit-delete"),
    path(f"{AUDIT}rows", row_pages.rows, name="audit-rows"),
    path(f"{AUDIT}rows.csv", row_pages.rows_file, name="audit-rows-file"),
    path(f"{AUDIT}rows/<int:seq>", row_pages.one, name="audit-contact"),
    path(f"{AUDIT}bombing", bombing_pages.bombing, name="audit-bombing"),
    path(f"{AUDIT}bombing.csv", bombing_pages.bombing_file, name="audit-bombing-file"),
]
