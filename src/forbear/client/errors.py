"""What can go wrong with a request, told as the server tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forbear.errors import ForbearError, InputError, Problem


class GateError(InputError):
    """The server did not do what was asked. ``status`` is that of HTTP, ``code`` the first problem's stable name."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        self.status, self.body = status, body
        told = body.get("problems") or [{"what": f"the server answered {status}", "code": "http"}]
        fields = ("where", "what", "why", "hint", "code")
        super().__init__(Problem(**{key: str(one.get(key, "")) for key in fields}) for one in told)

    @property
    def code(self) -> str:
        """The stable name of the first problem."""
        return self.problems[0].code


class NotUsedError(GateError):
    """A permit was not accepted: do not make the contact. ``why`` and ``differs`` say why; it is on record, too."""

    @property
    def why(self) -> str:
        """``used``, ``released``, ``revoked``, ``expired``, ``differs`` or ``not-allowed``."""
        return str(self.body["use"]["why"])

    @property
    def differs(self) -> tuple[str, ...]:
        """The facts in which the contact is not what the permit is for."""
        return tuple(self.body["use"]["differs"])


class UnreachableError(ForbearError):
    """The server did not answer, however often it was asked. What was asked may be done: ask again with the same id."""
