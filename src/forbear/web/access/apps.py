"""The Django application of keys and placements."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Keys and placements."""

    name = "forbear.web.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
