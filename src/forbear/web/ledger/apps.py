"""The ledger as a Django application."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class LedgerConfig(AppConfig):
    """Records of the gate, append-only."""

    name = "forbear.web.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Let Django's checks know of ours."""
        from forbear.web.config import checks

        for check in checks.OF_SETTINGS:
            register(check, checks.TAG)
        register(checks.tables, Tags.database)
