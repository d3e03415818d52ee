"""How contacts from the desk are made: the facts that are stated when the gate is asked, and their words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from forbear.labels import LANGUAGES

OWING = ("debtor", "co_debtor", "guarantor")
"""Those with whom the debt may be spoken of."""
PURPOSES = {
    "debtor": ("demand_payment", "offer_help", "discuss_debt", "account_info", "answer_complaint"),
    "other": ("locate_debtor", "relay_message"),
}
"""For what somebody may be contacted from the desk: those who do not owe only so that contact is restored."""


def kind_of(role: str) -> str:
    """``debtor`` for whoever owes, ``other`` for everybody else."""
    return "debtor" if role in OWING else "other"


def facts(role: str, channel: str) -> dict[str, Any]:
    """What a contact of that kind states of itself."""
    return {row["fact"]: row["value"] for row in _for(role, channel)}


def told(role: str, channel: str, lang: str, stated: Mapping[str, Any]) -> dict[str, list[str]]:
    """The words for it by kind, ``say``, ``never``, ``so``; only for what was ``stated`` so."""
    found: dict[str, list[str]] = {"say": [], "never": [], "so": []}
    for row in _for(role, channel):
        if stated.get(row["fact"]) == row["value"]:
            found[row["kind"]].append(row["words"][LANGUAGES.index(lang)])
    return found


def _for(role: str, channel: str) -> Iterator[Mapping[str, Any]]:
    for row in rows():
        if channel in row.get("channels", (channel,)) and row.get("to", kind_of(role)) == kind_of(role):
            yield row


@cache
def rows() -> Sequence[Mapping[str, Any]]:
    """All rows of ``script.toml``."""
    text = files("forbear.web.desks.collector").joinpath("script.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["row"])
