"""The Django application of the desk of proof."""

from typing import ClassVar

from django.apps import AppConfig

from forbear.web.desks.shared.desk import Desk


class ProofConfig(AppConfig):
    """Decisions, verifications, packs."""

    name = "forbear.web.desks.proof"
    label = "proof"
    desks: ClassVar = (Desk("proof.desk", "decision.see", "proof"),)
    demo: ClassVar = "forbear.web.desks.proof.demo"
