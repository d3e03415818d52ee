"""How much an audit may take of the machine."""

from __future__ import annotations

from forbear.web.config import environment

USUAL_MEMORY = "2GB"
BUCKET = 300_000
"""So many events at most are judged at a time: a job says how far it is, and can be stopped, after each bucket."""


def memory() -> str:
    """``FORBEAR_AUDIT_MEMORY``: how much memory the work in the background may take."""
    return environment.text("FORBEAR_AUDIT_MEMORY", USUAL_MEMORY)
