"""Identity numbers and telephone numbers in one form each, with what is wrong with them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

import phonenumbers
from stdnum import get_cc_module, numdb
from stdnum.exceptions import ValidationError

from forbear.creditfile.identity.settings import Settings

_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is compared. ``fault``: what a check found; empty where it passed or there is none to make."""

    text: str
    trusted: bool = False
    fault: str = ""


def identity(kind: str, text: str, settings: Settings) -> Number:
    """An identity number: trusted where its kind is, and where its check, if there is one, does not fail."""
    known = settings.ids[kind]
    bare = _SIGNS.sub("", unicodedata.normalize("NFKC", text)).upper()
    if not known.check:
        return Number(bare, known.trusted)
    try:
        return Number(_checker(known.check).validate(bare), known.trusted)
    except ValidationError:
        return Number(bare, trusted=False, fault="number-fails-its-check")


@cache
def _checker(check: str) -> Any:
    """A module of python-stdnum. Places of birth are looked up again and again, and it searches its table each time."""
    country, _, name = check.partition(".")
    places = numdb.get("cn/loc")
    if "info" not in vars(places):
        setattr(places, "info", cache(places.info))  # noqa: B010 (an attribute of one object, over a method of its class)
    return get_cc_module(country, name)


def phone(text: str, country: str) -> Number:
    """A telephone number with its country; what cannot be one stays as it was written, with a fault."""
    plain = unicodedata.normalize("NFKC", text)
    try:
        parsed = phonenumbers.parse(plain, country or None)
    except phonenumbers.NumberParseException:
        return Number("", fault="no-telephone-number")
    if not phonenumbers.is_possible_number(parsed):
        return Number("", fault="no-telephone-number")
    return Number(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
