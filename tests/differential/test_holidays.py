"""Public holidays and business days are read alike by both engines: by lists of places, and as records state them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from forbear.engine.relational.tables import Profile
from forbear.events import History
from forbear.rules.catalog import get
from forbear.rules.expressions import parse
from forbear.rules.format import DatedValue, Fact, Rule, Rulebook, Window
from tests.support.one_database import one_database
from tests.support.records_by_chance import Chance
from tests.support.two_engines import Record, differences

PLACED = ("zones", "place.country", "place.state")
SAYS = {"en": ".", "zh": "."}


def book() -> Rulebook:
    """Rules on national and state holidays, in any or every zone, and on calls in the last business days."""
    facts = [
        Fact("national", "law 1", "clock", where=parse("holiday_national", "")),
        Fact("in_state", "law 1", "clock", where=parse("holiday_state", ""), zones="every"),
        Fact("calls", "law 1", "count", "contact", per=("person",), window=Window("business_days", 3)),
        Fact("lately", "law 1", "any", "contact", window=Window("business_days", "span")),
    ]
    conditions = {"a": "national", "b": "not in_state", "c": "calls >= 1", "d": "not lately"}
    rules = {
        name: Rule(name, name, "law 1", parse(when, ""), "refuse", "duty", SAYS, "seen")
        for name, when in conditions.items()
    }
    span = {"span": DatedValue("span", "law 1", "int", ((739_700, 5), (739_800, 2)))}
    changed = {"facts": {fact.id: fact for fact in facts}, "rules": rules, "values": span, "sets": {}, "exemptions": {}}
    return replace(get("us-ma"), **changed, scope=parse("true", ""), grouping=None, sha256="holidays")


def records(seed: int, stated: bool) -> Iterator[Record]:
    """Records by chance; of half of them, or of none, the holidays are stated."""
    chance = Chance(seed)
    for number in range(160):
        record = chance.record(14, 3)
        calendars = chance.calendars() if stated and number % 2 else {}
        known = record.history.parties.debtor
        debtor = {key: known[key] for key in known if number % 10 != 1 or key not in PLACED}
        parties = replace(record.history.parties, debtor=debtor, calendars=calendars)
        yield replace(record, history=History(parties, list(record.history)))


@pytest.mark.parametrize("of_log", [False, True], ids=["to come", "of a log"])
@pytest.mark.parametrize("stated", [False, True], ids=["of places", "stated"])
def test_holidays_and_business_days_are_understood_alike(stated: bool, of_log: bool) -> None:
    asked = list(records(7 + stated, stated))
    found = [*differences(one_database(), book(), asked, False, Profile(apart=not of_log), of_log)]
    assert found[:2] == []
