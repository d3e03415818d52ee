"""Who can reach the server: this machine alone, or others too."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings


def public_names() -> list[str]:
    """The names and addresses under which others than this machine are answered."""
    return [name for name in (settings.HOST, *settings.ALLOWED_HOSTS) if not _is_local(name)]


def is_for_others() -> bool:
    """Do others than this machine reach it, by a name of its own or through a server in front?"""
    return bool(public_names() or settings.PROXIES)


def _is_local(name: str) -> bool:
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return name == "localhost"
