"""The Django application of the access record."""

from django.apps import AppConfig


class SeenConfig(AppConfig):
    """The access record."""

    name = "forbear.web.seen"
    label = "seen"
