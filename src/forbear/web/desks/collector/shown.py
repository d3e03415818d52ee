"""Standings, answers and reasons in the words of a page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from forbear.calendar import Instant
from forbear.gate.case import Case
from forbear.gate.lives import places_of
from forbear.gate.says import says_in
from forbear.places import place_of, shipped
from forbear.report.words import Words
from forbear.web.desks.collector.models import Account
from forbear.web.desks.shared.texts import language, say

BADGES = {"allow": "allow", "not-now": "review", "ask-a-person": "review", "refuse": "refuse"}


def zone_of(account: Account) -> str:
    """The time zone in which times of an account are shown: that of the debtor."""
    return str(account.person["zones"][0])


def time_in(account: Account, instant: Instant | None) -> str:
    """A time as the debtor's clock shows it."""
    return Words(language()).time(instant, zone_of(account)) if instant else ""


def standing(account: Account) -> dict[str, Any]:
    """The standing of an account as a row shows it."""
    time = time_in(account, account.from_at) if account.word == "not-now" else ""
    told = answer(account.word or "refuse", account.channel, time)
    kept = json.loads(account.why) if account.why else []
    return told | {
        "why": [reason(each) for each in kept if "hold" not in each],
        "holds": [Words(language()).label("hold", each["hold"]) for each in kept if "hold" in each],
    }


def places(case: Case) -> list[dict[str, str]]:
    """The places on record where a debtor may live, by code and name; empty where it is one only."""
    codes = places_of(case.parties.debtor)
    return [{"code": code, "name": shipped().name(place_of(code), language())} for code in codes[1:] and codes]


def answer(word: str, channel: str, time: str) -> dict[str, Any]:
    """An answer of the gate as a badge and a sentence."""
    by = Words(language()).label("channel", channel) if channel else ""
    text = say(f"collector.word.{word}", time=time, channel=by)
    return {"word": word, "badge": BADGES[word], "text": text, "channel": by, "time": time}


def reason(each: Mapping[str, Any]) -> dict[str, str]:
    """One reason: a sentence, its citation, and the rule's name where it has one."""
    words = Words(language())
    if "rule" in each:
        return {
            "says": str(each[language()]), "cite": str(each["cite"]), "rule": str(each["rule"]),
            "force": words.label("force", str(each["force"])),
        }  # fmt: skip
    if "why" in each:
        return {"says": says_in(language(), "why", str(each["why"]))}
    return {"says": say("collector.word.missing", fact=words.label("fact", str(each["missing"])))}


def verdict_reasons(verdict: Mapping[str, Any], why: Iterable[str]) -> list[dict[str, str]]:
    """The reasons of a verdict on record, with what no rule says and what is missing."""
    rules = [
        {"rule": f"{each['rulebook']}/{each['rule']}", "cite": each["cite"], "force": each["force"], **each["says"]}
        for each in verdict["reasons"]
    ]
    words = [{"why": name} for name in why]
    missing = [{"missing": name} for name in verdict["missing"]]
    return [reason(each) for each in (*rules, *words, *missing)]
