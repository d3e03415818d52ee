"""Deliveries in any order, any of them twice: what is known at any instant is the same, and is what the rule says."""

import tempfile
from datetime import UTC, datetime, timedelta
from functools import reduce
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from forbear.creditfile.intake.mapping import read_mapping
from forbear.creditfile.intake.taking import Delivery, take_in
from forbear.creditfile.store import Store
from tests.support.amount import examples

MAP = """
[file]
currency = "CNY"
[account_month.columns]
account = "account"
month = "month"
balance = "balance"
[account_month.constants]
status = "current"
"""
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)

rows = st.dictionaries(st.tuples(st.sampled_from("AB"), st.integers(1, 2)), st.integers(0, 99), min_size=1, max_size=3)
deliveries = st.lists(st.tuples(rows, st.booleans(), st.integers(0, 5)), min_size=1, max_size=4)


def text_of(told):
    lines = [f"{account},2025-{month:02},{balance}" for (account, month), balance in told.items()]
    return "\n".join(["account,month,balance", *lines]) + "\n"


def stored(folder, came):
    """What is known after each day, when the deliveries are taken in as they stand."""
    mapping_file = folder / "map.toml"
    mapping_file.write_text(MAP, encoding="utf-8")
    mapping = read_mapping(str(mapping_file))
    with Store(Path(tempfile.mkdtemp(dir=folder)), write=True) as store:
        for number, (told, correction, day) in enumerate(came):
            path = folder / f"{number}.csv"
            path.write_text(text_of(told), encoding="utf-8")
            take_in(store, Delivery(path, "Qinghe", BEGIN + timedelta(days=day), mapping, "contract", correction))
        return [known(store, BEGIN + timedelta(days=day)) for day in range(6)]


def known(store, at):
    return {(row["account"], row["month"].month): row["balance"] for row in store.as_known("account_month", at)}


def by_the_rule(came, until):
    """The rule, written anew: each file from its first arrival, corrections last, otherwise by arrival."""
    first = {}
    for told, correction, day in came:
        key = (text_of(told), correction)
        first[key] = (min(day, first[key][0]) if key in first else day, told)
    seen = [(correction, day, told) for (_, correction), (day, told) in first.items() if day <= until]
    order = sorted(seen, key=lambda one: one[:2])
    return reduce(lambda known, one: known | {key: 100 * balance for key, balance in one[2].items()}, order, {})


@examples(20)
@given(came=deliveries, data=st.data())
def test_the_order_in_which_deliveries_are_taken_in_and_copies_of_them_change_nothing(came, data):
    shuffled = data.draw(st.permutations([*came, data.draw(st.sampled_from(came))]))
    with tempfile.TemporaryDirectory() as folder:
        assert stored(Path(folder), came) == stored(Path(folder), shuffled)


@examples(20)
@given(came=st.lists(st.tuples(rows, st.booleans()), min_size=1, max_size=5), data=st.data())
def test_what_is_known_is_what_the_rule_says_of_all_that_came_until_then(came, data):
    days = data.draw(st.permutations(range(len(came))))
    dated = [(told, correction, day) for (told, correction), day in zip(came, days, strict=True)]
    with tempfile.TemporaryDirectory() as folder:
        assert stored(Path(folder), dated) == [by_the_rule(dated, until) for until in range(6)]
