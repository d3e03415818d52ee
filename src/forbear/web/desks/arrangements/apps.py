"""The Django application of arrangements."""

from typing import ClassVar

from django.apps import AppConfig

from forbear.web.desks.shared.desk import Desk


class ArrangementsConfig(AppConfig):
    """What was agreed with debtors, what was paid, what is to be printed, and the figures of a team."""

    name = "forbear.web.desks.arrangements"
    label = "arrangements"
    desks: ClassVar = (
        Desk("arrangements.desk", "account.see", "deals"),
        Desk("arrangements.team", "figures.see", "figures"),
    )
    demo: ClassVar = "forbear.web.desks.arrangements.demo"
