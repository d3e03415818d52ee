"""The Django application of keys and placements."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Keys and placements."""

    name = "forbear.web.access"
    label = "access"

    def ready(self) -> None:
        """When the server starts, say how to get a key."""
        from forbear.web.access.keys import first_steps
        from forbear.web.ledger.signals import serving

        serving.connect(first_steps)
