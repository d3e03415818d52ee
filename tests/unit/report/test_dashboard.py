"""The dashboard: its numbers are the figures', each leads to its rows, and nothing on it comes from elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import PurePosixPath

import pytest

from forbear.audit.tables.figures import BombingFigure, CollectorFigure, Counts, Figures, Key, Row, RuleFigure, Told
from forbear.calendar import HOUR, read_instant
from forbear.report.dashboard import pages, rate
from forbear.report.dashboard_rows import local_time, safe
from forbear.report.words import Words
from forbear.rules import catalog
from tests.support.html_text import text_of

AT = read_instant("2026-03-05T22:17:00-05:00")
NUMBER = "+12025550123"


def row(seq: int, person: str = NUMBER, rules: tuple[str, ...] = ("us-reg-f/hours",)) -> Row:
    return Row(AT, "D1", seq, -5 * HOUR, "c-1", person, "call", rules)


def figures(**changes) -> Figures:
    hours = Key("rule", "", "us-reg-f", "hours")
    made = Figures(
        folder="log", first=AT, last=AT + 24 * 7 * HOUR, events=1300, debtors=7, counts=Counts(1234, 25, 2, 3),
        books=[catalog.get("us-reg-f")],
        rules=[
            RuleFigure("us-reg-f", "hours", {"en": "Regulation F"}, "duty", "12 CFR 1006.6", Counts(28, 25, 0, 3), 2),
            RuleFigure("us-reg-f", "harassment", {"en": "Reg F"}, "duty", "12 CFR 1006.14", Counts(2, 0, 2, 0), 1),
        ],
        collectors=[
            CollectorFigure("c-1", "Agency <One>", Counts(1000, 25, 2, 3), [("us-reg-f", "hours", 25)]),
            CollectorFigure("c-2", "c-2", Counts(234, 0, 0, 0), []),
        ],
        hours={(4, 22): Counts(30, 25), (4, 9): Counts(1204, 0)},
        weeks={"2026-W10": Counts(1214, 20, 2, 3), "2026-W11": Counts(20, 5, 0, 0)},
        bombing=[BombingFigure(NUMBER, "bombing", 3, 9, 5, 2, 1, 3, ["c-1"], [
            {"person": NUMBER, "role": "friend", "contacts": 5, "told": 2, "agreed": False, "from_phone_book": True}])],
        levels={"bombing": 1, "signs": 4, "none": 2},
        rows={hours: [row(1), row(2)], replace(hours, collector="c-1"): [row(1)],
              Key("collector", "c-1"): [row(1, rules=("us-reg-f/hours", "us-reg-f/cease"))],
              Key("hour", place="4-22"): [row(1)], Key("week", place="2026-W10"): [row(1)],
              Key("undecided", "", "us-reg-f", "hours"): [row(5)]},
        totals={hours: 25, Key("week", place="2026-W10"): 1},
        told={("us-reg-f", "hours", "D1", 1): Told({"en": "It is 22:17.", "zh": "当地时间 22:17。"}),
              ("us-reg-f", "hours", "D1", 5): Told({"en": "?", "zh": "?"}, ("debtor.zones",))},
        compared=12,
    )  # fmt: skip
    return replace(made, **changes)


def site(lang: str = "en", masked: bool = True, **changes) -> dict[str, str]:
    return dict(pages(figures(**changes), lang, masked))


class Links(HTMLParser):
    """Every address that a page names."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_link_leads_to_a_page_of_the_folder_and_every_page_is_linked(lang):
    found = site(lang)
    reached = set()
    for path, page in found.items():
        for link in Links(page).found:
            parts: list[str] = []
            for part in (*PurePosixPath(path).parent.parts, *PurePosixPath(link).parts):
                parts = parts[:-1] if part == ".." else [*parts, part]
            assert "/".join(parts) in found, (path, link)
            reached.add("/".join(parts))
    assert reached == set(found)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_on_the_pages_comes_from_elsewhere_or_runs(lang):
    for page in site(lang).values():
        assert "http" not in page and "<script" not in page and "@import" not in page and "url(" not in page


def test_the_page_says_how_many_contacts_are_refused_and_which_part():
    said = text_of(site()["dashboard.html"])
    assert "1,234 contacts that 2 collectors began with 7 debtors were judged." in said
    assert "25 contacts go against at least one rule (2.0 %)." in said
    assert "12 of these contacts were judged a second time" in said
    assert re.search(r"Agency <One> c-1 \| 1,000 \| 25 \| 2\.5 % \| 3 \| hours \(25\)", said)
    assert "address book bombed with 1 debtor, signs of it with 4 debtors" in said


def test_a_page_whose_engines_differ_says_so_first():
    said = text_of(site(differing=[("D1", 1)])["dashboard.html"])
    assert "Do not rely on this page: on 1 of 12 contacts" in said


def test_a_page_of_rows_says_how_many_there_are_and_tells_the_first_in_words():
    said = text_of(site()["rows/rules/us-reg-f/hours.html"])
    assert "The first 2 of 25 contacts" in said
    assert "Thu 2026-03-05 22:17:00 -05:00" in said
    assert said.count("It is 22:17.") == 1
    assert "1 contact, all shown." in text_of(site()["rows/weeks/2026-w10.html"])
    assert "当地时间 22:17。" in text_of(site("zh")["rows/rules/us-reg-f/hours.html"])


def test_what_is_not_decided_is_shown_with_what_is_missing():
    word = Words("en").label("fact", "debtor.zones")
    assert word in text_of(site()["dashboard.html"])
    assert f"not known: {word}" in text_of(site()["rows/undecided/us-reg-f/hours.html"])


def test_telephone_numbers_are_masked_on_every_page_unless_asked_for():
    assert not any(NUMBER in path + page for path, page in site().items())
    assert "•••0123" in site()["rows/debtors/1.html"]
    assert NUMBER in site(masked=False)["rows/debtors/1.html"]


def test_an_empty_log_still_has_a_page():
    nothing = {"rules": [], "collectors": [], "hours": {}, "weeks": {}, "bombing": [], "levels": {}, "rows": {}}
    found = site(counts=Counts(), totals={}, told={}, **nothing)
    assert list(found) == ["dashboard.html"]
    assert "0 contacts" in text_of(found["dashboard.html"])


@pytest.mark.parametrize(
    "refused, contacts, shown", [(0, 0, "0.0"), (1, 1, "100.0"), (1, 3, "33.3"), (2, 3, "66.7"), (1, 10_000, "0.0")]
)
def test_rates_are_rounded_to_a_tenth_of_a_percent(refused, contacts, shown):
    assert rate(Counts(contacts, refused)) == f"{shown}\u00a0%"


@pytest.mark.parametrize(
    "one, other", [("Acme", "acme"), ("a/b", "a-b"), ("../x", "x"), ("甲", "乙"), ("a" * 99, "a" * 98)]
)
def test_names_of_files_are_safe_and_never_the_same_for_two(one, other):
    assert safe(one) != safe(other)
    assert all(re.fullmatch(r"[a-z0-9_][a-z0-9_.-]*", safe(name)) for name in (one, other))


@pytest.mark.parametrize("offset, shown", [(-5 * HOUR, "-05:00"), (HOUR * 11 // 2, "+05:30"), (0, "+00:00")])
def test_times_show_the_offset_of_the_place(offset, shown):
    assert local_time(AT, offset, Words("en")).endswith(shown)
