"""The Django application of the desk of rulebooks."""

from typing import ClassVar

from django.apps import AppConfig

from forbear.web.desks.shared.desk import Desk


class RulebooksConfig(AppConfig):
    """Pages about rulebooks; it keeps nothing."""

    name = "forbear.web.desks.rulebooks"
    label = "rulebooks"
    desks: ClassVar = (Desk("rulebooks.desk", "rulebook.read", "rulebooks"),)
