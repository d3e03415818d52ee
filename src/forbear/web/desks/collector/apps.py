"""The Django application of the collector's desk."""

from typing import ClassVar

from django.apps import AppConfig

from forbear.web.desks.shared.desk import Desk


class CollectorConfig(AppConfig):
    """Portfolios and their accounts."""

    name = "forbear.web.desks.collector"
    label = "collector"
    desks: ClassVar = (Desk("collector.desk", "account.see", "collector"),)
    demo: ClassVar = "forbear.web.desks.collector.demo"
    forgets: ClassVar = (
        "forbear.web.desks.collector.waiting.forget",
        "forbear.web.desks.collector.asking.forget_all_drafts",
    )

    def ready(self) -> None:
        """What programs asked for waits at the desk, too."""
        from forbear.web.desks.collector import programs
        from forbear.web.ledger.left import approval_sought, left_to_a_person

        left_to_a_person.connect(programs.noted)
        approval_sought.connect(programs.sought)
