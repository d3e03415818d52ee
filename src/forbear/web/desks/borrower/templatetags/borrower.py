"""What the templates of this desk use besides: the words of the vocabulary, blocks of a credit report, where one is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString, mark_safe

from forbear.report.words import Words
from forbear.web.desks.shared.texts import language

register = template.Library()


@register.filter
def label(value: str, kind: str) -> str:
    """The words for a value of the vocabulary: ``{{ role|label:"role" }}``."""
    return Words(language()).label(kind, value)


@register.filter
def laid(block: Mapping[str, Any]) -> dict[str, Any]:
    """A block of a credit report as its template reads it: each cell with the head of its column."""
    if block["kind"] == "table":
        head = [*block["head"]] if any(block["head"]) else []
        rows = [
            [(head[at] if head else "", text, at in block["right"]) for at, text in enumerate(row)]
            for row in block["rows"]
        ]
        return {**block, "head": [(name, at in block["right"]) for at, name in enumerate(head)], "cells": rows}
    return {**block, "items_told": block["items"]} if block["kind"] == "items" else dict(block)


@register.simple_tag(takes_context=True)
def here(context: RequestContext, page: str) -> SafeString:
    """Marks the link of the page on which one is."""
    found = context["request"].resolver_match
    is_here = found is not None and found.url_name == page
    return mark_safe(' aria-current="page"') if is_here else mark_safe("")
