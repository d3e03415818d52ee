"""The Django application of sealed data."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class SealedConfig(AppConfig):
    """Sealed fields and their keys."""

    name = "forbear.web.sealed"
    label = "sealed"

    def ready(self) -> None:
        """Look at the keys before the server starts."""
        from forbear.web.ledger.signals import serving
        from forbear.web.sealed import checks

        register(checks.keys, Tags.database)
        serving.connect(checks.prove_at_start)
