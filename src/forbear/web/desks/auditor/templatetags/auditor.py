"""What the templates of this desk use besides: words of the vocabulary, numbers, moments."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from forbear.audit.tables.figures import Counts
from forbear.calendar import Instant
from forbear.report.dashboard import rate as rate_of
from forbear.report.words import Words
from forbear.vocabulary import EVENT_KEYS
from forbear.web.desks.auditor.models import Audit
from forbear.web.desks.shared.texts import language, words

register = template.Library()
NAMES_MOST = 4


@register.filter
def word(value: str, kind: str) -> str:
    """The words for a value of the vocabulary: ``{{ each|word:"channel" }}``; a key of a contact has its own kind."""
    return Words(language()).label(EVENT_KEYS["contact"].get(kind, kind), value)


@register.simple_tag
def number(value: int) -> str:
    """A whole number with its separators."""
    return words().number(value)


@register.simple_tag
def moment(value: Instant) -> str:
    """When something happened on this server."""
    return words().time(value, "UTC").replace(" +00:00", " UTC")


@register.filter
def rate(audit: Audit) -> str:
    """The part of the contacts of an audit that goes against a rule."""
    return rate_of(Counts(audit.contacts, audit.refused))


@register.filter
def names(books: Iterable[str]) -> str:
    """The rulebooks of an audit, some of them."""
    listed = sorted(books)
    left = len(listed) - NAMES_MOST
    return ", ".join(listed[:NAMES_MOST]) + (words()("auditor.audit.more_books", n=left) if left > 0 else "")
