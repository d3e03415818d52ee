"""The Django application of the auditor's desk."""

from typing import ClassVar

from django.apps import AppConfig

from forbear.web.desks.shared.desk import Desk


class AuditorConfig(AppConfig):
    """Logs and their audits."""

    name = "forbear.web.desks.auditor"
    label = "auditor"
    desks: ClassVar = (Desk("auditor.desk", "audit.see", "auditor"),)
    demo: ClassVar = "forbear.web.desks.auditor.demo"

    def ready(self) -> None:
        """When the server starts, what a killed one left is removed."""
        from forbear.web.desks.auditor.folders import tidy_all
        from forbear.web.ledger.signals import serving

        serving.connect(tidy_all)
