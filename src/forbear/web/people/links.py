"""Links that let somebody in once: made, found, used. Of the token only the SHA-256 is kept."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from forbear.web.access.keys import digest
from forbear.web.people.models import Link

TOKEN_BYTES = 24
LIVES = {
    "invite": timedelta(days=7),
    "setup": timedelta(days=1),
    "open": timedelta(hours=12),
    "password": timedelta(days=1),
}
"""For how long each kind of link may be used."""


def new_link(purpose: str, **told: Any) -> tuple[Link, str]:
    """A link and its token, which is shown now and never again."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    expires_at = timezone.now() + LIVES[purpose]
    return Link.objects.create(purpose=purpose, sha256=digest(token), expires_at=expires_at, **told), token


def open_links(purpose: str, among: QuerySet[Link] | None = None) -> QuerySet[Link]:
    """Links that can still be used."""
    links = Link.objects.all() if among is None else among
    return links.filter(purpose=purpose, used_at=None, expires_at__gt=timezone.now())


def find_link(purpose: str, token: str) -> Link | None:
    """The link of a token; None where there is none, where it was used, and where its time is over."""
    return open_links(purpose).filter(sha256=digest(token)).select_related("organisation", "user").first()


def use_link(link: Link) -> bool:
    """Use it up; False where somebody else was first."""
    return open_links(link.purpose).filter(pk=link.pk).update(used_at=timezone.now()) == 1
