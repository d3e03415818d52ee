"""Sessions in the database, sealed: what stands in them opens with the ring alone, and for its own session."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as Kept

from forbear.web.sealed.loose import seal_text, unseal_text
from forbear.web.sealed.ring import SealError


class SessionStore(Kept):
    """Django's own, with sealed contents."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """The contents as the database holds them."""
        return seal_text(super().encode(session_dict), self._place())

    def decode(self, session_data: Any) -> dict[str, Any]:
        """The same back; nothing where it cannot be opened: whoever had the session signs in anew."""
        try:
            return super().decode(unseal_text(str(session_data), self._place()))
        except SealError:
            return {}

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        """Itself."""
        return cls

    def _place(self) -> str:
        return f"django_session.session_data:{self.session_key}"
