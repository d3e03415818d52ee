"""A telephone number: a fixed line stands somewhere, a mobile says little, and some numbers belong nowhere.

Only the numbering plan is read, never who has the number.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType
from phonenumbers.timezone import time_zones_for_geographical_number

from forbear.errors import Problem, RecordError
from forbear.places import Place
from forbear.where.addresses import area_code_zones, zones_of_country
from forbear.where.evidence import Evidence, Kind

Line = Literal["", "mobile", "landline"]

_KIND: Mapping[int, Kind] = {
    PhoneNumberType.FIXED_LINE: "landline",
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "number",
    PhoneNumberType.UNKNOWN: "number",
}
"""All other types (toll-free, shared cost, premium, internet, personal, company-wide) belong nowhere."""

NORTH_AMERICA = 1
AREA_DIGITS = 3
_SHOWN = 2
_NO_ZONE = "Etc/Unknown"


def from_phone(number: str, line: Line = "", country: str = "") -> Evidence:
    """The zones of a telephone number; ``line`` says what it is known to be. Raises RecordError on what is none."""
    parsed = _parsed(number, country)
    kind = _KIND.get(phonenumbers.number_type(parsed), "nowhere")
    region = _region(parsed)
    if kind == "nowhere" or not region:
        return Evidence("nowhere", (), _masked(parsed))
    kind = line or kind
    zones = _by_area(parsed, region) if kind != "mobile" or _is_north_american(parsed) else zones_of_country(region)
    return Evidence(kind, zones or zones_of_country(region), _masked(parsed), Place(region))


def _parsed(number: str, country: str) -> PhoneNumber:
    try:
        parsed = phonenumbers.parse(number, country or None)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        hint = "Write it with its country, as +12125550100, or name the country"
        raise RecordError(Problem("the telephone number", "it is none", hint=hint, code="number")) from None
    return parsed


def _region(parsed: PhoneNumber) -> str:
    """The country of a number; that of its country code where the rest is in no plan; empty where it has none."""
    by_code = phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    found = phonenumbers.region_code_for_number(parsed) or by_code
    return "" if found in ("001", "ZZ") else str(found)


def _is_north_american(parsed: PhoneNumber) -> bool:
    return bool(parsed.country_code == NORTH_AMERICA)


def _by_area(parsed: PhoneNumber, region: str) -> tuple[str, ...]:
    """Every zone of the area: the library knows the main ones, our own tables those that it leaves out."""
    national = phonenumbers.national_significant_number(parsed)
    zones = [zone for zone in time_zones_for_geographical_number(parsed) if zone != _NO_ZONE]
    if region == "US":
        zones += area_code_zones(national[:AREA_DIGITS])
    for start, more in _areas().get(region, {}).items():
        if national.startswith(start):
            zones += more
    return tuple(dict.fromkeys(zones))


@cache
def _areas() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(files("forbear.where").joinpath("areas.toml").read_text(encoding="utf-8"))


def _masked(parsed: PhoneNumber) -> str:
    """``+1 212 •••00``: the area that was read, and enough that a person knows her own number."""
    national = phonenumbers.national_significant_number(parsed)
    area = (
        national[:AREA_DIGITS]
        if _is_north_american(parsed)
        else national[: phonenumbers.length_of_geographical_area_code(parsed)]
    )
    return " ".join(filter(None, (f"+{parsed.country_code}", area, f"•••{national[-_SHOWN:]}")))
