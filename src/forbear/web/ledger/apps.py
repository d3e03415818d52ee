"""The ledger as a Django application."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Records of the gate, append-only."""

    name = "forbear.web.ledger"
    label = "ledger"
