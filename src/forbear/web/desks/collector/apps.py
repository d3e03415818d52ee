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
