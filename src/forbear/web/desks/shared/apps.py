"""The Django application of the frame."""

from django.apps import AppConfig


class SharedConfig(AppConfig):
    """The frame of all pages."""

    name = "forbear.web.desks.shared"
    label = "shared"
