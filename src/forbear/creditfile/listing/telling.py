"""A line of a blacklist as one line of text, in both languages; what the list does not say is said as missing."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from forbear.creditfile.listing.lines import Known, Line

Language = Literal["en", "zh"]
_BETWEEN = {"en": ("; ", "."), "zh": ("；", "。")}


def tell(line: Line, language: Language) -> str:
    """All that is known of a line, and all that is not, on one line."""
    between, end = _BETWEEN[language]
    return between.join(_parts(line, language)) + end


def _parts(line: Line, language: Language) -> Iterator[str]:
    said = texts()
    yield said[line.state][language].format(day=line.ended)
    yield said["list"][language].format(list=line.list)
    yield from _given("owner", line.owner, language)
    yield said["listed_on"][language].format(day=line.listed_on)
    yield said["reason"][language].format(reason=line.reason)
    yield from _given("rule", line.rule, language)
    yield from _given("evidence", line.evidence, language)
    yield from _given("amount", str(line.amount or ""), language)
    yield said[line.matched_by][language]
    yield from _given("leave_by", line.leave_by, language)
    if line.known:
        yield from _how_to_leave(line.known, language)
    yield from _given("expires_on", line.expires_on.isoformat() if line.expires_on else "", language)
    yield from _ends_by_law(line, language)


def _given(name: str, value: str, language: Language) -> Iterator[str]:
    """What the list says of something, or that it does not."""
    text = texts()[name if value else f"no_{name}"][language]
    yield text.format(**{name: value, "day": value})


def _how_to_leave(known: Known, language: Language) -> Iterator[str]:
    said = texts()
    yield said["leave_by_law"][language].format(text=known.leave.says[language], cite=known.leave.cite)
    yield said["contest_by_law"][language].format(text=known.contest.says[language], cite=known.contest.cite)


def _ends_by_law(line: Line, language: Language) -> Iterator[str]:
    said = texts()
    if line.known:
        text = line.known.ends.says[language].format(day=line.may_end)
        yield said["ends_by_law"][language].format(text=text, cite=line.known.ends.cite)
    if line.by_law:
        yield said["expires_by_law"][language].format(day=line.by_law.day, cite=line.by_law.cite)


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """Part → language → text."""
    text = files("forbear").joinpath("creditfile", "listing", "texts.toml").read_text(encoding="utf-8")
    parts: Mapping[str, Mapping[str, str]] = tomllib.loads(text)["part"]
    return parts
