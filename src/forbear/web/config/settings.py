"""Django's settings, from the environment. Reading them touches no file but the secret key."""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

import allauth

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
"""How many requests a second a key may make of each process, where it has no number of its own."""
HOOKS_PRIVATE = environment.switched_on("FORBEAR_HOOKS_PRIVATE")
"""May webhooks go to addresses of this machine and its network, and without TLS?"""
METRICS_TOKEN = environment.text("FORBEAR_METRICS_TOKEN", "")
"""Who reads the counts says this; without it they are for this machine alone."""
PACK_KEY = environment.text("FORBEAR_PACK_KEY", "")
"""The file with the private key that signs evidence packs; without it nobody signs them."""

PRIVATE = environment.switched_on("FORBEAR_PRIVATE")
"""One person on this machine: no password, a link on the terminal lets her in."""
DEMO = environment.switched_on("FORBEAR_DEMO")
"""Invented people, as whom anybody on this machine may sign in."""
PROXIES = environment.number("FORBEAR_PROXIES", 0)
"""How many servers that speak TLS stand in front of this one."""
SECOND_STEP = environment.switched_on("FORBEAR_SECOND_STEP")
"""Must everybody but borrowers use a second step when signing in?"""
UPLOAD_BYTES = environment.number("FORBEAR_UPLOAD_BYTES", 512 * 1024 * 1024)
"""The greatest file that pages take."""

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "forbear.web.ledger",
    "forbear.web.access",
    "forbear.web.channels",
    "forbear.web.sealed",
    "forbear.web.seen",
    "forbear.web.jobs",
    "django_tasks_db",
    "forbear.web.desks.shared",
    "forbear.web.desks.borrower",
    "forbear.web.desks.collector",
    "forbear.web.desks.arrangements",
    "forbear.web.desks.auditor",
    "forbear.web.desks.rulebooks",
    "forbear.web.desks.proof",
    "forbear.web.people.apps.PeopleConfig",
    "forbear.web.people.apps.SignInConfig",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "django_htmx",
]
# What every request passes, the programs' too. Sessions, languages and policies for browsers cost half the speed:
# `Pages` lays them around pages alone.
MIDDLEWARE = [
    "forbear.web.ledger.watch.watched",
    "forbear.web.api.guard.ApiGuard",
    "forbear.web.config.pages.Pages",
]
PAGE_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "forbear.web.desks.shared.static_files.ServedFiles",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "forbear.web.people.choices.Choices",
    "django.contrib.messages.middleware.MessageMiddleware",
    "forbear.web.people.door.Door",  # before the next, which reads the body
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "forbear.web.desks.shared.frame.frame",
            ],
            "builtins": ["django.templatetags.static", "forbear.web.desks.shared.tags"],
        },
    }
]
STATIC_URL = "/static/"
STORAGES = {"staticfiles": {"BACKEND": "forbear.web.desks.shared.static_files.HashedFiles"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
ROOT_URLCONF = "forbear.web.config.urls"
WSGI_APPLICATION = "forbear.web.config.wsgi.application"
APPEND_SLASH = False
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
JOBS_APART = environment.switched_on("FORBEAR_JOBS_APART")
"""Is the work in the background done by ``python -m forbear.web jobs`` alone?"""
DATABASES: dict[str, dict[str, Any]] = {"default": environment.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "forbear.web.people.signing_in.ByName"]
_CHECKS = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{_CHECKS}MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_CHECKS}CommonPasswordValidator"},
    {"NAME": f"{_CHECKS}NumericPasswordValidator"},
]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "account_login", "front", "front"

ACCOUNT_ADAPTER = "forbear.web.people.signing_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_USER_MODEL_USERNAME_FIELD, ACCOUNT_USER_MODEL_EMAIL_FIELD = "name", None
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {"login": "forbear.web.people.forms.SignInForm"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
MFA_ADAPTER = "forbear.web.people.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Forbear"

AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS, AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = True, False
AXES_USERNAME_CALLABLE = "forbear.web.people.attempts.hidden_name"
AXES_CLIENT_IP_CALLABLE = "forbear.web.people.attempts.hidden_address"
AXES_HANDLER = "forbear.web.people.attempts.Attempts"
AXES_LOCKOUT_CALLABLE = "forbear.web.desks.shared.errors.too_often"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
# Its middleware stands in PAGE_MIDDLEWARE; names are sealed, and their hashes are what is there once.
SILENCED_SYSTEM_CHECKS = ["axes.W002", "auth.W004"]

# One person on this machine has no TLS; everybody else signs in over TLS only.
SECURE = not (PRIVATE or DEMO)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_ENGINE = "forbear.web.people.sessions"
SESSION_COOKIE_NAME = "__Host-forbear-session" if SECURE else "forbear-session"
CSRF_COOKIE_NAME = "__Host-forbear-form" if SECURE else "forbear-form"
LANGUAGE_COOKIE_NAME = "forbear-language"
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60 if PRIVATE else environment.number("FORBEAR_SESSION_HOURS", 12) * 60 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "forbear.web.desks.shared.errors.form_not_ours"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_HANDLERS = ["forbear.web.desks.shared.uploads.Nameless"]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_TEMP_DIR = None

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [Path(allauth.__file__).parent / "locale"]
"""What the library says in forms; our own texts are in the folders ``texts`` (see ``desks/shared/texts.py``)."""

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
