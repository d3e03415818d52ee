"""Django's settings, from the environment. Reading them touches no file but the secret key."""

from __future__ import annotations

import secrets
from typing import Any

from forbear.web.config import environment

DATA = environment.data_folder()
DEBUG = environment.switched_on("FORBEAR_DEBUG")
HOST = environment.text("FORBEAR_HOST", "127.0.0.1")
"""The address at which the server listens."""
WORKERS = environment.number("FORBEAR_WORKERS", 1)
"""How many processes answer."""
ALLOWED_HOSTS = environment.words("FORBEAR_HOSTS") or ["localhost", "127.0.0.1", "[::1]", HOST]
KEY_IS_KEPT = bool(environment.secret_key())
SECRET_KEY = environment.secret_key() or secrets.token_urlsafe(environment.KEY_BYTES)

RULES = environment.words("FORBEAR_RULES")
"""The rulebooks that the gate judges by: ids of shipped ones, or paths of files of one's own."""
PLACES = environment.words("FORBEAR_PLACES")
"""Places all of whose rulebooks apply too: CN, US-NY."""
PERMIT_SECONDS = environment.number("FORBEAR_PERMIT_SECONDS", 300)
"""How long a permit lives at most."""

KEY_RATE = environment.number("FORBEAR_KEY_RATE", 200)
"""How many requests a second a key may make, where it has no number of its own."""
HOOKS_PRIVATE = environment.switched_on("FORBEAR_HOOKS_PRIVATE")
"""May webhooks go to addresses of this machine and its network, and without TLS?"""

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "forbear.web.ledger",
    "forbear.web.access",
    "forbear.web.channels",
    "forbear.web.sealed",
    "forbear.web.seen",
    "forbear.web.jobs",
    "django_tasks_db",
]
# What every request passes, the programs' too. Sessions, languages and policies for browsers cost half the speed:
# pages that need them bring them along by decorator.
MIDDLEWARE = ["forbear.web.ledger.watch.watched", "forbear.web.api.guard.ApiGuard"]
ROOT_URLCONF = "forbear.web.config.urls"
WSGI_APPLICATION = "forbear.web.config.wsgi.application"
APPEND_SLASH = False
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
JOBS_APART = environment.switched_on("FORBEAR_JOBS_APART")
"""Is the work in the background done by ``python -m forbear.web jobs`` alone?"""
DATABASES: dict[str, dict[str, Any]] = {"default": environment.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]

_mail = environment.mail_server()
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.host, _mail.port, _mail.user, _mail.password
EMAIL_USE_SSL, EMAIL_USE_TLS, EMAIL_TIMEOUT = _mail.tls, _mail.starttls, environment.MAIL_SECONDS
DEFAULT_FROM_EMAIL = _mail.sender

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "forbear.web.config.logs.JsonLines"}},
    "handlers": {"screen": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["screen"], "level": environment.text("FORBEAR_LOG_LEVEL", "WARNING").upper()},
    "loggers": {
        "forbear": {"level": environment.text("FORBEAR_LOG_LEVEL", "INFO").upper()},
        "django": {"handlers": ["screen"], "propagate": False},
        "django.request": {"level": "ERROR"},
    },
}
