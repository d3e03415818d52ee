"""Secrets of the second factor are sealed."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter

from forbear.web.sealed.loose import seal_text, unseal_text

PLACE = "mfa_authenticator.data"
KEYS = ("secret", "seed")
"""Where the library keeps the secret of an app, and that of recovery codes."""


class Adapter(DefaultMFAAdapter):
    """How the library keeps secrets."""

    def encrypt(self, text: str) -> str:
        """A secret as it is kept."""
        return seal_text(text, PLACE)

    def decrypt(self, encrypted_text: str) -> str:
        """The same back; raises SealError."""
        return unseal_text(encrypted_text, PLACE)
