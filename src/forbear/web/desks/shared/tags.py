"""What every template may use without loading it."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple
from django.template.context import RequestContext
from django.utils.safestring import SafeString, mark_safe

from forbear.calendar import Day
from forbear.report.words import Words
from forbear.web.desks.shared.texts import language, words
from forbear.web.desks.shared.texts import say as said
from forbear.web.desks.shared.tongues import marked
from forbear.web.people.may import may

register = template.Library()
COLUMNS = "   "
"""What stands between the columns of a table in plain text (``forbear.letters.shown``)."""


@register.simple_tag
def say(key: str, **values: object) -> str:
    """A text: ``{% say "people.welcome.title" name=user.name %}``."""
    return said(key, **values)


@register.simple_tag
def say_of(table: str, key: object, **values: object) -> str:
    """A text whose key comes with the data: ``{% say_of "people.role" member.role %}``."""
    return said(f"{table}.{key}", **values)


@register.simple_tag
def told(key: str, **values: object) -> str:
    """A text of the reports: ``{% told "hours.caption" %}``."""
    return Words(language())(key, **values)


@register.simple_tag
def head(key: str) -> str:
    """A text of the reports as the head of a column, which begins large: ``{% head "offer.day" %}``."""
    text = Words(language())(key)
    return text[:1].upper() + text[1:]


@register.filter
def money(amount: int, currency: str) -> str:
    """Whole minor units as money."""
    return words().money(amount, currency)


@register.filter
def day(value: Day) -> str:
    """A whole day number as a day."""
    return words().day(value)


@register.simple_tag(takes_context=True)
def query(context: RequestContext, **changes: object) -> str:
    """The query of this page with some changes: ``<a href="{% query page=3 %}">``."""
    asked = context["request"].GET.copy()
    for name, value in changes.items():
        asked[name] = str(value)
    return f"?{asked.urlencode()}"


@register.simple_tag(takes_context=True, name="may")
def may_tag(context: RequestContext, act: str) -> bool:
    """May whoever looks at the page do this: ``{% may "pack.make" as makes %}``. What she may not is not offered."""
    return may(context["request"], act)


@register.filter
def cited(cite: str) -> SafeString:
    """A citation as it is written in the language of the page; marked with its own where it has only that."""
    return marked(words().cite(cite))


@register.filter
def name(text: str) -> SafeString:
    """A name that our data has in one language, marked with that."""
    return marked(text)


@register.filter
def blocks(text: str) -> list[tuple[bool, str]]:
    """The paragraphs of a letter as plain text, each with whether it is a table, whose lines must not break."""
    found = [block.strip("\n") for block in text.split("\n\n") if block.strip()]
    return [("\n" in block and COLUMNS in block, block) for block in found]


@register.filter
def drawn(svg: str) -> SafeString:
    """A picture of ours: its texts were escaped when it was drawn, and only this server could write it since."""
    return mark_safe(svg)  # noqa: S308


@register.inclusion_tag("shared/field.html")
def field(bound: BoundField, help_text: str = "") -> dict[str, Any]:
    """A field of a form with its label, help and errors beside it."""
    told = [f"{bound.auto_id}_help"] if help_text or bound.help_text else []
    told += [f"{bound.auto_id}_errors"] if bound.errors else []
    attributes: dict[str, Any] = {"aria-describedby": " ".join(told)} if told else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    bound.field.widget.attrs.pop("placeholder", None)  # its label says it
    is_many = isinstance(bound.field.widget, CheckboxSelectMultiple)
    is_tick = isinstance(bound.field.widget, CheckboxInput)
    shown = bound.as_widget(attrs=attributes)
    told_of = {"help": help_text or bound.help_text, "is_tick": is_tick, "is_many": is_many}
    return {"field": bound, "shown": shown, **told_of}
