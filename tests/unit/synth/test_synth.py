"""A made-up log: exactly as many contacts as were asked for, the same for the same seed, and of the form promised."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear import vocabulary
from forbear.calendar import HOUR, local_reading
from forbear.errors import InputError
from forbear.events import Value
from forbear.synth import build
from forbear.synth.build import Wanted, make
from forbear.synth.place import place_named
from tests.support.amount import examples
from tests.unit.synth.tables import HEAD, answer_key, events, parts, rows

PLACES = ("US", "CN", "UK")
CLOCK_CHANGES = (date(2025, 11, 2).toordinal(), date(2026, 3, 8).toordinal())
TABLES = ("answer-key", "debtors", "people", "debts", "collectors")


def made(folder: Path, place: str = "US", contacts: int = 1_000, seed: int = 3, **more: int) -> Path:
    make(Wanted(place_named(place), contacts, seed, **more), folder)
    return folder


@pytest.fixture(scope="module", params=PLACES)
def log(request, tmp_path_factory) -> Path:
    return made(tmp_path_factory.mktemp("synth") / request.param, request.param, contacts=10_000)


def content(folder: Path) -> dict[str, list[dict[str, Value]]]:
    return {"events": events(folder)} | {name: rows(folder / f"{name}.parquet") for name in TABLES}


@examples(6)
@given(contacts=st.integers(1, 400), place=st.sampled_from(PLACES), seed=st.integers(0, 10**12))
def test_a_log_holds_exactly_as_many_contacts_as_were_asked_for(tmp_path_factory, contacts, place, seed):
    folder = made(tmp_path_factory.mktemp("exact") / "log", place, contacts, seed)
    assert Counter(row["kind"] for row in events(folder))["contact"] == contacts


def test_the_size_of_a_chunk_changes_nothing_in_the_log(tmp_path):
    whole = content(made(tmp_path / "whole", missing=100_000))
    split = content(made(tmp_path / "split", missing=100_000, chunk=200))
    assert len(parts(tmp_path / "split")) > 3
    assert whole == split


def test_the_same_seed_gives_the_same_log_and_another_seed_another(tmp_path):
    first, again, other = (made(tmp_path / name, seed=seed) for name, seed in (("a", 3), ("b", 3), ("c", 4)))
    assert content(first) == content(again)
    assert content(first)["events"] != content(other)["events"]


def test_a_longer_log_begins_with_the_debtors_of_a_shorter_one(tmp_path):
    short, long = events(made(tmp_path / "a", contacts=600)), events(made(tmp_path / "b", contacts=900))
    last = short[-1]["debtor"]
    assert [row for row in short if row["debtor"] < last] == [row for row in long if row["debtor"] < last]


def test_events_are_sorted_and_numbered_without_a_gap(log):
    found = events(log)
    assert [row["seq"] for row in found] == list(range(1, len(found) + 1))
    order = [(row["debtor"], row["known_at"]) for row in found]
    assert order == sorted(order)


def test_every_event_has_only_keys_and_values_of_the_vocabulary(log):
    for row in events(log):
        keys = vocabulary.EVENT_KEYS[row["kind"]]
        facts = {key: value for key, value in row.items() if key not in HEAD}
        assert set(facts) <= set(keys), row
        assert set(vocabulary.REQUIRED_KEYS[row["kind"]]) <= set(facts), row
        for key, value in facts.items():
            assert fits(value, keys[key]), (key, value)


def test_every_party_has_only_keys_and_values_of_the_vocabulary(log):
    for table, kind in (("debtors", "debtor"), ("people", "person"), ("debts", "debt"), ("collectors", "collector")):
        for row in rows(log / f"{table}.parquet"):
            keys = vocabulary.PARTY_KEYS[kind]
            assert all(fits(value, keys[key]) for key, value in row.items() if key != "debtor"), row


def fits(value: object, kind: str) -> bool:
    if kind.startswith("list of "):
        return isinstance(value, tuple) and all(fits(item, kind.removeprefix("list of ")) for item in value)
    if kind in vocabulary.VALUES:
        return value in vocabulary.VALUES[kind]
    types = {"bool": "bool", "int": "int", "decimal": "Decimal", "text": "str"}
    return type(value).__name__ == types.get(kind, "int")


def test_whoever_an_event_names_stands_in_the_tables_of_parties(log):
    named = {table: pairs(log / f"{table}.parquet") for table in ("debtors", "people", "debts", "collectors")}
    for row in events(log):
        debtor = row["debtor"]
        if "person" in row:
            assert (debtor, row["person"]) in named["people"] | named["debtors"]
        assert all((debtor, debt) in named["debts"] for debt in row.get("debts", ()))
        assert all((debtor, row[key]) in named["collectors"] for key in ("collector", "given_to", "by") if key in row)


def pairs(path: Path) -> set[tuple[Value, Value]]:
    return {(row["debtor"], row["id"]) for row in rows(path)}


def test_no_address_could_be_anybodys_telephone_number(log):
    addresses = {row["address"] for row in events(log) if "address" in row}
    assert len(addresses) > 100
    assert [address for address in addresses if not re.fullmatch(r"[a-z]{3}-\d{7}", address)] == []


def test_about_as_much_is_planted_as_was_asked_for_and_unevenly(log):
    planted = {seq for seq, _, _ in answer_key(log)}
    of_collector: dict[str, list[bool]] = defaultdict(list)
    for row in events(log):
        if row["kind"] == "contact":
            of_collector[row["collector"]].append(row["seq"] in planted)
    total = sum(len(found) for found in of_collector.values())
    assert 0.01 < len(planted) / total < 0.04
    rates = sorted(sum(found) / len(found) for found in of_collector.values())
    assert rates[-1] > 3 * rates[len(rates) // 2] or rates[-1] > 5 * rates[0]


def test_without_violations_the_answer_key_is_empty(tmp_path):
    assert answer_key(made(tmp_path / "log", contacts=3_000, violations=0)) == set()


def test_missing_facts_are_left_out_at_about_the_rate_asked_for_and_change_nothing_else(tmp_path):
    full = {row["seq"]: row for row in events(made(tmp_path / "full", contacts=3_000))}
    holey = {row["seq"]: row for row in events(made(tmp_path / "holey", contacts=3_000, missing=200_000))}
    outcomes = [seq for seq, row in full.items() if "outcome" in row]
    lost = [seq for seq in outcomes if "outcome" not in holey[seq]]
    assert 0.15 < len(lost) / len(outcomes) < 0.25
    assert all(row.items() <= full[seq].items() for seq, row in holey.items())
    assert all("purpose" in holey[seq] for seq, row in full.items() if "purpose" in row)
    assert answer_key(tmp_path / "full") == answer_key(tmp_path / "holey")


def test_usual_hours_hold_in_the_days_after_a_clock_change(tmp_path):
    folder = made(tmp_path / "log", contacts=60_000, violations=0)
    zones = {row["debtor"]: row["zones"][0] for row in rows(folder / "debtors.parquet")}
    found = rows(*parts(folder), chosen='debtor, kind, "at"')
    special = {row["debtor"] for row in found if row["kind"] in ("located", "consent")}
    hours: Counter[int] = Counter()
    for row in found:
        if row["kind"] == "contact" and row["debtor"] not in special:
            day, clock = local_reading(row["at"], zones[row["debtor"]])
            if any(first <= day < first + 9 for first in CLOCK_CHANGES):
                hours[clock // HOUR if clock < 21 * HOUR else 20 + (clock > 21 * HOUR)] += 1
    assert min(hours) == 8
    assert max(hours) == 20
    assert sum(hours.values()) > 1_000


def test_the_description_says_what_was_made(log):
    told = json.loads((log / "synth.json").read_text(encoding="utf-8"))
    found = events(log)
    assert told["contacts"] == 10_000
    assert told["events"] == len(found)
    assert told["debtors"] == len({row["debtor"] for row in found})
    assert told["planted"] == len({seq for seq, _, _ in answer_key(log)})
    assert {book for _, book, _ in answer_key(log)} <= set(told["rulebooks"])


def test_a_folder_that_holds_something_is_left_as_it_was(tmp_path):
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"something of that name already.*--out"):
        made(tmp_path / "log")
    assert [path.name for path in tmp_path.rglob("*.*")] == ["mine.txt"]


def test_a_log_that_was_stopped_half_way_leaves_nothing_behind(tmp_path):
    def stop(count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(Wanted(place_named("US"), 1_000, 1, chunk=200), tmp_path / "log", stop)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_is_told_in_a_sentence_and_leaves_nothing_behind(tmp_path, monkeypatch):
    def save(rows: object, path: Path) -> None:
        raise duckdb.IOException("Could not write: No space left on device\nmore that nobody reads")

    monkeypatch.setattr(build, "_save", save)
    with pytest.raises(InputError) as caught:
        made(tmp_path / "log")
    assert "the log cannot be written. Could not write: No space left on device. Free space" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_stop_in_the_middle_of_a_query_is_a_stop_and_no_fault(tmp_path, monkeypatch):
    def save(rows: object, path: Path) -> None:
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr(build, "_save", save)
    with pytest.raises(KeyboardInterrupt):
        made(tmp_path / "log")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("contacts, violations, missing, words", [
    (0, 20_000, 0, "--contacts: 0 is out of range. Give 1 to"),
    (10, 300_000, 0, "--violations: 0.3 is out of range. Give 0 to 0.2"),
    (10, 20_000, -1, "--missing: -0.000001 is out of range"),
])  # fmt: skip
def test_a_number_out_of_range_is_told_with_the_range(tmp_path, contacts, violations, missing, words):
    with pytest.raises(InputError) as caught:
        make(Wanted(place_named("US"), contacts, 1, violations, missing), tmp_path / "log")
    assert words in str(caught.value)
