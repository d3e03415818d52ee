"""The roles that people have, and the kinds of organisations in which they have them."""

from __future__ import annotations

BORROWER, ADVISER, COLLECTOR, SUPERVISOR, AUDITOR, ADMIN = ROLES = (
    "borrower", "adviser", "collector", "supervisor", "auditor", "admin",
)  # fmt: skip
"""What somebody may be in an organisation; one person may be several."""

KINDS = {
    "household": (BORROWER, ADMIN),
    "advice": (BORROWER, ADVISER, ADMIN),
    "collector": (COLLECTOR, SUPERVISOR, AUDITOR, ADMIN),
    "creditor": (COLLECTOR, SUPERVISOR, AUDITOR, ADMIN),
    "auditor": (AUDITOR, ADMIN),
    "authority": (AUDITOR, ADMIN),
}
"""Kinds of organisations, and the roles that there are in each."""
