"""The XML form of the UK Standard Financial Statement: to the same tables as its JSON form, and from them.

Both forms have the same names but one: what JSON calls ``pensions-insurance`` is ``pensions-insurances`` in XML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from forbear.errors import Problem, RecordError
from forbear.plan.reading import Raw

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

REPEATED = (
    "client-employment-status", "partner-employment-status", "other-essential-costs", "priority-debts",
    "non-priority-debts", "notes", "additional-notes",
)  # fmt: skip
"""What stands once for each of several; ``notes`` only directly below the root."""
WHOLE = frozenset({
    "dependent-children-under-16", "dependent-children-16-18", "other-dependents", "non-dependents",
    "total-number-in-household", "vehicles",
})  # fmt: skip
TO_JSON = {"pensions-insurances": "pensions-insurance"}
TO_XML = {name: other for other, name in TO_JSON.items()}
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def tables_of_xml(text: str, name: str) -> Raw:
    """The tables of an XML text; raises RecordError where it cannot be read, or declares entities."""
    try:
        root = fromstring(text.encode(), forbid_dtd=True)
    except DefusedXmlException:
        hint = "Save it again from the program that made it"
        what, why = "it declares its own entities", "a statement has none, and they can hide anything"
        raise RecordError(Problem(name, what, why=why, hint=hint, code="file-broken")) from None
    except ParseError as error:
        raise RecordError(
            Problem(name, f"this cannot be read: {error}", hint="Check the line", code="file-broken")
        ) from None
    return dict(_inner(root, at_the_top=True))


def _inner(element: Element, at_the_top: bool = False) -> Iterator[tuple[str, Any]]:
    names = list(dict.fromkeys(child.tag for child in element))
    for tag in names:
        found = [_value(child) for child in element if child.tag == tag]
        several = tag in REPEATED and (tag != "notes" or at_the_top)
        yield TO_JSON.get(tag, tag), found if several or len(found) > 1 else found[0]


def _value(element: Element) -> Any:
    if len(element):
        return dict(_inner(element))
    text = (element.text or "").strip()
    return int(text) if element.tag in WHOLE and text.isdecimal() else text


def xml_of(record: Mapping[str, Any]) -> str:
    """The tables of a statement as XML; amounts have two decimals, as its schema asks."""
    return HEAD + "".join(f"{line}\n" for line in _lines("root", record, 0))


def _lines(name: str, value: Any, depth: int) -> Iterator[str]:
    before, tag = "  " * depth, TO_XML.get(name, name)
    if isinstance(value, Mapping):
        yield f"{before}<{tag}>"
        for key, inner in value.items():
            yield from _lines(key, inner, depth + 1)
        yield f"{before}</{tag}>"
    elif isinstance(value, list):
        for one in value:
            yield from _lines(name, one, depth)
    else:
        yield f"{before}<{tag}>{escape(_text(name, value))}</{tag}>"


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{Decimal(value):.2f}" if isinstance(value, (int, Decimal)) and name not in WHOLE else str(value)
