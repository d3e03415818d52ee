"""The corpus of messages keeps its form: tests/cases/words, docs/reference/message-corpus.md."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "cases" / "words"
FILES = ("seen.en", "seen.zh", "kept-out.en", "kept-out.zh")
"""The halves that measure: their counts are held."""
BY_OTHERS = {"kept-out-2.en": "b", "kept-out-2.zh": "b", "kept-out-3.en": "c", "kept-out-3.zh": "c"}
"""Messages to measure with that others wrote, and the letter of their ids: held to the form."""
PRACTICE = ("practice.en", "practice.zh")
"""Further messages to widen phrases with: held to the form and to their own counts."""
KINDS = {
    "disclosure": {"existence", "amount", "lateness"},
    "threat": {"violence", "arrest", "exposure", "visit", "job", "legal"},
    "insult": set(),
    "poses_as": {"court", "police", "lawyer"},
    "false_record": set(),
    "third_party_pay": {"pay", "pass_on"},
    "borrow_elsewhere": set(),
    "limited_content": set(),
    "opt_out_notice": set(),
    "initial_disclosure": set(),
}
INNOCENT = {"limited_content", "opt_out_notice"}
"""Labels that a message without any harm may carry."""
ROLES = {"debtor", "relative", "agreed_contact", "friend", "colleague", "address_book_contact", "public", "none"}
KEYS = {"id", "lang", "to_role", "from", "text", "labels"}
PER_FILE, POSITIVES, NEAR_MISSES, PER_KIND = 160, 30, 20, 12
BY_OTHERS_PER_FILE, BY_OTHERS_POSITIVES = 200, 8
IN_PRACTICE = {"practice.en": 6_164, "practice.zh": 6_003}
PRACTICE_POSITIVES, PRACTICE_NEAR_MISSES, PRACTICE_PER_KIND = 70, 55, 20
FICTION = re.compile(
    r"555-?01\d\d|07700 ?900 ?\d{3}|020 7946 0\d{3}|5550 0\d{3}|1800 000 \d{4}|0[78]00 000 0\d{1,3}"
    r"|100[- ]?0000[- ]?\d{4}|400[- ]?000[- ]?\d{4}|0000[- ]?\d{3,4}|0+(?:-0+)*"
)
"""Telephone numbers that nobody has: ranges reserved for fiction, and numbers that cannot exist."""
LONG_NUMBER = re.compile(r"(?<![\d,.])\d(?:[ -]?\d){6,}")


def _rows(name: str) -> list[dict]:
    text = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


BY_FILE = {name: _rows(name) for name in (*FILES, *BY_OTHERS, *PRACTICE)}
HALVES = [row for name in FILES for row in BY_FILE[name]]
ROWS = [row for rows in BY_FILE.values() for row in rows]


def _categories(row: dict) -> set[str]:
    return {label["category"] for label in row["labels"]}


def _positives(rows: list[dict]) -> Counter[str]:
    return Counter(category for row in rows for category in _categories(row))


def _near_misses(rows: list[dict]) -> Counter[str]:
    return Counter(name for row in rows for name in row.get("near", ()))


def _rare_kinds(rows: list[dict], enough: int) -> list[tuple[str, str]]:
    found = Counter(
        kind for row in rows for kind in {(label["category"], label.get("kind")) for label in row["labels"]} if kind[1]
    )
    return [(name, kind) for name in KINDS for kind in KINDS[name] if found[name, kind] < enough]


def _faults(fault) -> list[str]:
    return [f"{row['id']}: {found}" for row in ROWS if (found := fault(row))]


def test_no_two_messages_have_the_same_id():
    assert [name for name, times in Counter(row["id"] for row in ROWS).items() if times > 1] == []


def test_every_message_has_the_keys_and_values_of_the_page():
    def fault(row):
        extra = set(row) - KEYS - {"near", "note"}
        known = row["to_role"] in ROLES and row["from"] in {"collector", "debtor", "other"}
        return extra or KEYS - set(row) or (not known and "a role or a sender that the page does not name")

    assert _faults(fault) == []


def test_every_label_is_of_the_closed_list():
    def fault(row):
        for label in row["labels"]:
            kinds = KINDS.get(label["category"])
            if kinds is None or ("kind" in label) != bool(kinds) or not {label.get("kind", "")} <= (kinds or {""}):
                return label
            if set(label) - {"kind"} != {"category", "certainty", "quote"} or label["certainty"] not in {
                "says",
                "review",
            }:
                return label
        return None

    assert _faults(fault) == []


def test_every_quote_stands_in_its_message_as_it_is():
    assert (
        _faults(
            lambda row: [
                label["quote"]
                for label in row["labels"]
                if not label["quote"].strip() or label["quote"] not in row["text"]
            ]
        )
        == []
    )


def test_no_label_of_a_message_is_given_twice():
    assert _faults(lambda row: len({json.dumps(label) for label in row["labels"]}) < len(row["labels"])) == []


def test_no_two_messages_are_equal_when_spaces_are_squeezed():
    squeezed = Counter("".join(row["text"].lower().split()) for row in ROWS)
    assert [text for text, times in squeezed.items() if times > 1] == []


SIZES = [(name, PER_FILE) for name in FILES] + [*IN_PRACTICE.items()]


@pytest.mark.parametrize("name", BY_OTHERS)
def test_what_others_wrote_has_its_messages_and_each_category_often_enough(name):
    rows, language = BY_FILE[name], name.split(".")[1]
    assert [row["id"] for row in rows] == [
        f"{language}-{BY_OTHERS[name]}{place:03}" for place in range(1, BY_OTHERS_PER_FILE + 1)
    ]
    assert {row["lang"] for row in rows} == {language}
    assert 0.4 <= sum(_categories(row) <= INNOCENT for row in rows) / len(rows) <= 0.5
    assert [category for category in KINDS if _positives(rows)[category] < BY_OTHERS_POSITIVES] == []


@pytest.mark.parametrize(("name", "size"), SIZES)
def test_every_file_has_its_messages_in_its_language_and_half_of_them_innocent(name, size):
    rows = BY_FILE[name]
    language = name.split(".")[1]
    assert len(rows) == size
    assert {row["lang"] for row in rows} == {language}
    assert all(row["id"].startswith(f"{language}-") for row in rows)
    assert sum(_categories(row) <= INNOCENT for row in rows) == size // 2


@pytest.mark.parametrize("category", sorted(KINDS))
def test_every_category_has_enough_messages_and_near_misses(category):
    assert _positives(HALVES)[category] >= POSITIVES
    assert _near_misses(HALVES)[category] >= NEAR_MISSES


def test_every_kind_of_a_category_has_enough_messages():
    assert _rare_kinds(HALVES, PER_KIND) == []


@pytest.mark.parametrize("name", PRACTICE)
@pytest.mark.parametrize("category", sorted(KINDS))
def test_a_practice_file_has_enough_messages_and_near_misses_of_every_category(name, category):
    assert _positives(BY_FILE[name])[category] >= PRACTICE_POSITIVES
    assert _near_misses(BY_FILE[name])[category] >= PRACTICE_NEAR_MISSES


@pytest.mark.parametrize("name", PRACTICE)
def test_a_practice_file_has_enough_messages_of_every_kind(name):
    assert _rare_kinds(BY_FILE[name], PRACTICE_PER_KIND) == []


@pytest.mark.parametrize("name", PRACTICE)
def test_a_practice_file_numbers_its_messages_in_order(name):
    language = name.split(".")[1]
    assert [row["id"] for row in BY_FILE[name]] == [
        f"{language}-p{place:03}" for place in range(1, IN_PRACTICE[name] + 1)
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_seen_and_the_kept_out_half_hold_a_category_about_equally_often(language):
    seen, kept = (_positives(BY_FILE[f"{half}.{language}"]) for half in ("seen", "kept-out"))
    assert [name for name in KINDS if abs(seen[name] - kept[name]) > max(2, (seen[name] + kept[name]) // 10)] == []


def test_a_near_miss_is_named_from_the_closed_list_and_not_labelled_too():
    assert (
        _faults(lambda row: set(row.get("near", ())) - set(KINDS) or set(row.get("near", ())) & _categories(row)) == []
    )


def test_only_a_collector_discloses_and_the_debtor_is_never_a_third_party():
    def fault(row):
        says = {label["category"] for label in row["labels"] if label["certainty"] == "says"}
        by_others = row["from"] != "collector" and says & {"disclosure", "limited_content", "initial_disclosure"}
        return by_others or (row["to_role"] == "debtor" and says & {"third_party_pay"})

    assert _faults(fault) == []


def test_a_message_of_limited_content_is_that_and_nothing_else():
    def fault(row):
        if "limited_content" not in _categories(row):
            return None
        return len(row["labels"]) != 1 or row["labels"][0]["quote"] != row["text"]

    assert _faults(fault) == []


def test_lengths_go_from_a_few_characters_to_five_hundred():
    lengths = [len(row["text"]) for row in ROWS]
    assert min(lengths) < 15
    assert 500 < max(lengths) <= 520


def test_every_telephone_number_is_one_that_nobody_has():
    def fault(row):
        return [number for number in LONG_NUMBER.findall(row["text"]) if not FICTION.fullmatch(number)]

    assert _faults(fault) == []


def test_every_address_is_on_a_domain_kept_for_examples():
    assert _faults(lambda row: re.findall(r"[\w.-]+\.(?:com|net|org|io|cn|uk)\b(?<!example\.com)", row["text"])) == []
