"""Logs as JSON Lines, with what tells of persons hidden: telephone numbers, addresses, names, texts."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from forbear.audit.mask import mask_inside

HIDDEN = "•••"
PERSONAL = {"address", "body", "contact", "debtor", "email", "event", "name", "parties", "person", "request", "text"}
"""Fields of a log entry that are never written."""
_EMAIL = re.compile(r"[\w.+-]+@([\w-]+\.[\w.-]+)")
_OWN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class JsonLines(logging.Formatter):
    """One JSON object a line: when, how grave, who says it, what, and the fields that were given with it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of an entry."""
        entry: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(_message(record)),
        }
        entry |= {key: _shown(key, value) for key, value in vars(record).items() if key not in _OWN}
        if record.exc_info:
            entry["error"] = masked(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False)


def masked(text: str) -> str:
    """A text in which telephone numbers keep their last digits, and e-mail addresses what is behind the @."""
    return mask_inside(_EMAIL.sub(rf"{HIDDEN}@\1", text))


def _message(record: logging.LogRecord) -> str:
    """What an entry says, without the path of a request, in which ids of persons stand."""
    path = getattr(getattr(record, "request", None), "path", "")
    return record.getMessage().replace(path, HIDDEN) if path else record.getMessage()


def _shown(key: str, value: object) -> object:
    if key in PERSONAL:
        return HIDDEN
    return value if isinstance(value, int | float | None) else masked(str(value))
