"""What the environment says about the server. Reading it changes nothing; ``prepare`` makes what must be there."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from forbear.errors import Problem, SetupError

SETTINGS = "forbear.web.config.settings"
KEY_FILE = "secret.key"
KEY_BYTES = 48
BUSY_SECONDS = 20
COUNTS = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder in which several processes count together."""
MAIL_SECONDS = 20
SQLITE, POSTGRESQL = "forbear.web.ledger.sqlite", "forbear.web.ledger.postgresql"
SQLITE_START = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON; PRAGMA secure_delete=ON"
"""WAL lets others read while one writes; FULL puts each answer on the disk before it is given; what is deleted is
overwritten."""


def data_folder() -> Path:
    """Where the server keeps its files: ``FORBEAR_DATA``, or ``forbear-data`` here."""
    said = _folder(os.environ.get("FORBEAR_DATA", "forbear-data"))
    return said if said.is_absolute() else said.absolute()


@lru_cache(maxsize=4)
def _folder(said: str) -> Path:
    return Path(said)


def words(name: str) -> list[str]:
    """A list from a variable, its entries set apart by commas."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def text(name: str, usual: str) -> str:
    """A text from a variable."""
    return os.environ.get(name) or usual


def number(name: str, usual: int) -> int:
    """A whole number from a variable; raises SetupError."""
    said = os.environ.get(name, "")
    if said and not said.isdecimal():
        raise SetupError(Problem(name, f"{said!r} is no whole number", hint=f"Write {name}={usual}", code="number"))
    return int(said) if said else usual


def switched_on(name: str) -> bool:
    """Is a variable set to yes?"""
    return os.environ.get(name, "").lower() in ("1", "true", "yes", "on")


def secret_key() -> str:
    """``FORBEAR_SECRET_KEY``, or what stands in the data folder; empty where neither is there."""
    path = data_folder() / KEY_FILE
    return os.environ.get("FORBEAR_SECRET_KEY") or (path.read_text(encoding="ascii").strip() if path.is_file() else "")


def prepare() -> None:
    """Make the data folder and the secret key in it, for nobody else to read, where they are missing."""
    folder = data_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if number("FORBEAR_WORKERS", 1) > 1:  # the library that counts looks when it is loaded
        os.environ.setdefault(COUNTS, str(folder / "counts"))
        Path(os.environ[COUNTS]).mkdir(exist_ok=True)
    path = folder / KEY_FILE
    if os.environ.get("FORBEAR_SECRET_KEY") or path.exists():
        return
    draft = folder / f".{KEY_FILE}.{os.getpid()}"
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_text(secrets.token_urlsafe(KEY_BYTES) + "\n", encoding="ascii")
    try:
        os.link(draft, path)  # whoever is first wins, also of two that start at once
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def database() -> dict[str, Any]:
    """Django's description of the database: ``DATABASE_URL``, or a SQLite file in the data folder."""
    return database_at(os.environ.get("DATABASE_URL", ""))


def database_at(url: str) -> dict[str, Any]:
    """The same for one address; raises SetupError on one that is not understood."""
    parts = urlsplit(url or f"sqlite:///{data_folder() / 'ledger.sqlite3'}")
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path).removeprefix("/"))
    if parts.scheme in ("postgres", "postgresql"):
        return _postgresql(url)
    hint = "Write postgresql://user:password@host:5432/name or sqlite:///path/to/file"
    raise SetupError(Problem("DATABASE_URL", f"there is no database {parts.scheme!r}", hint=hint, code="database"))


def _sqlite(path: str) -> dict[str, Any]:
    return {
        "ENGINE": SQLITE,
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": BUSY_SECONDS, "init_command": SQLITE_START},
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    return {
        "ENGINE": POSTGRESQL,
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": asked.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or asked.pop("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": BUSY_SECONDS, **asked},
    }


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where e-mail goes out, and from whom."""

    host: str
    port: int
    user: str
    password: str
    tls: bool
    starttls: bool
    sender: str


def mail_server() -> MailServer:
    """``FORBEAR_SMTP`` (smtp://user:password@host:587, smtps:// for TLS from the start) and ``FORBEAR_MAIL_FROM``.

    With ``smtp`` and a password the connection is turned into TLS first. Raises SetupError.
    """
    url = os.environ.get("FORBEAR_SMTP", "smtp://localhost:25")
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        hint = "Write smtp://user:password@host:587"
        raise SetupError(Problem("FORBEAR_SMTP", "this is no mail server", hint=hint, code="smtp"))
    tls = parts.scheme == "smtps"
    return MailServer(
        parts.hostname, parts.port or (465 if tls else 25), unquote(parts.username or ""),
        unquote(parts.password or ""), tls, not tls and bool(parts.password),
        os.environ.get("FORBEAR_MAIL_FROM", "forbear@localhost"),
    )  # fmt: skip
