"""Complaints cite what the sample was planted with, on numbered contacts, and nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime

import pytest

from forbear.labels import chinese_cites
from forbear.letters.asked import ask
from forbear.letters.diary import Entry, diary_of, diary_text
from forbear.letters.kinds import kind_named
from forbear.letters.make import write
from forbear.letters.shown import text_of
from forbear.report.words import Words
from forbear.rules.catalog import all_books
from tests.support.letters import LANGS, SAMPLE, case_at

DAY = datetime(2026, 4, 20).toordinal()  # noqa: DTZ001 a day, no instant
PLANTED = {
    (planted["at"], rule)
    for planted in json.loads((SAMPLE / "answer-key.json").read_text(encoding="utf-8"))["findings"]
    for rule in planted["rules"]
}
NAME = re.compile(r"[(（](\w+(?:-\w+)*/\w+(?:-\w+)*)[)）]")
NUMBERS = re.compile(r"F(\d+)(?:–F(\d+))?")
TIME = re.compile(r"(\d{4}-\d{2}-\d{2}).*?(\d{2}:\d{2}:\d{2}) ([+-]\d{2}:\d{2})")


def letter_of(kind, to, lang, case=None, **options):
    return write(ask(kind_named(kind), case or case_at("case.toml"), Words(lang), DAY, to, options=options))


def numbers(text):
    for first, last in NUMBERS.findall(text):
        yield from range(int(first), int(last or first) + 1)


def contacts(letter):
    """Number of a finding → when its contact was, as the letter's table has it."""
    table = next(block.table for block in letter.body if block.table)
    return {number: "{}T{}{}".format(*TIME.search(row[1]).groups()) for row in table.rows for number in numbers(row[0])}


def cited(letter):
    """Contact and rule of every finding that the letter tells, and how many numbers it gave for them."""
    times = contacts(letter)
    rules = [item for block in letter.body if block.kind == "bullets" for item in block.items if NAME.search(item)]
    return [(times[number], NAME.search(rule).group(1)) for rule in rules for number in numbers(rule)]


@pytest.mark.parametrize("lang", LANGS)
def test_a_complaint_about_all_collectors_cites_exactly_the_planted_findings(lang):
    told = cited(letter_of("complaint-to-regulator", "cn-nfra", lang))
    assert sorted(told) == sorted(PLANTED)


@pytest.mark.parametrize("lang", LANGS)
def test_the_complaints_to_each_firm_cite_the_planted_findings_together_and_each_once(lang):
    firms = ("Beichen", "Yueguang", "Qinghe", "Shanque", "Bailu")
    told = [pair for firm in firms for pair in cited(letter_of("complaint-to-collector", firm, lang))]
    assert sorted(told) == sorted(PLANTED)


@pytest.mark.parametrize("lang", LANGS)
def test_a_complaint_to_a_creditor_holds_what_its_agency_did_and_one_to_the_agency_that_alone(lang):
    creditor = cited(letter_of("complaint-to-collector", "Lanjing", lang))
    assert creditor == cited(letter_of("complaint-to-collector", "Beichen", lang))
    both = cited(letter_of("complaint-to-collector", "Qinghe", lang))
    agency = cited(letter_of("complaint-to-collector", "Yuanshan", lang))
    assert len(both) == 2 and len(agency) == 1 and set(agency) < set(both)


@pytest.mark.parametrize("lang", LANGS)
def test_the_number_that_rang_is_shown_and_the_others_are_told_by_what_they_are(lang):
    letter = letter_of("complaint-to-collector", "Beichen", lang)
    table = next(block.table for block in letter.body if block.table)
    assert {row[3] for row in table.rows} == {"+861000000201", "+861000000202"}
    words = Words(lang)
    others = {words.label("role", role) for role in ("relative", "colleague", "address_book_contact")}
    assert {row[4] for row in table.rows} == {"me" if lang == "en" else "本人", *others}
    assert not re.search(r"\b(sister|friend)\b", text_of(letter), re.IGNORECASE)


@pytest.mark.parametrize("lang, standard", [("en", "which are not law"), ("zh", "并非法律")])
def test_a_standard_is_called_a_standard_and_never_stands_under_binding_rules(lang, standard):
    letter = letter_of("complaint-to-regulator", "cn-nfra", lang)
    heads = [block.text for block in letter.body if block.kind == "heading"]
    under = dict(zip(heads, _bullets(letter), strict=False))
    binding = next(items for head, items in under.items() if head in ("Binding rules", "强制性规定"))
    assert {NAME.search(item).group(1) for item in binding} == {"cn-civil/no-disclosure"}
    assert sum(standard in head for head in heads) == 2


def _bullets(letter):
    """For each heading the entries below it."""
    held = None
    for block in letter.body:
        if block.kind == "heading":
            if held is not None:
                yield held
            held = ()
        elif block.kind == "bullets":
            held = block.items
    yield held


@pytest.mark.parametrize("lang", LANGS)
def test_the_first_complaint_comes_from_the_diary_and_only_where_the_body_asks_for_it(lang, tmp_path):
    known = case_at("case.toml")
    case = replace(known, path=tmp_path / "case.toml")
    object.__setattr__(case, "audit", known.audit)
    day = DAY - 10
    entry = Entry(day, "complaint_to_collector", "Bailu Example Finance", (), None, {})
    diary_of(case.path).write_text(diary_text([entry]), encoding="utf-8")
    asked_for = text_of(letter_of("complaint-to-regulator", "cn-pbc", lang, case, firm="Bailu"))
    assert Words(lang).day(day) in asked_for and "10" in asked_for
    other = text_of(letter_of("complaint-to-regulator", "cn-pbc", lang, case, firm="Shanque"))
    assert Words(lang).day(day) not in other
    assert Words(lang).day(day) not in text_of(letter_of("complaint-to-regulator", "cn-nfra", lang, case))


@pytest.mark.parametrize("lang", LANGS)
def test_a_body_is_told_references_and_amounts_only_where_it_asks_for_them(lang, monkeypatch):
    asks = {"own_name", "firm_name", "reference", "amount", "what_happened"}
    from forbear import bodies

    body = next(one for one in bodies.shipped().all() if one.id == "cn-nfra")
    curious = replace(body, id="cn-curious", asks=tuple(asks), name={"en": "Curious", "zh": "好奇"})
    shown = text_of(letter_of("complaint-to-regulator", "cn-nfra", lang, firm="Beichen"))
    assert "BC-5519" not in shown and "7,752.00" not in shown
    table = bodies.Bodies([*bodies.shipped().all(), curious], bodies.places.shipped())
    monkeypatch.setattr(bodies, "shipped", lambda: table)
    shown = text_of(letter_of("complaint-to-regulator", "cn-curious", lang, firm="Beichen"))
    assert "BC-5519" in shown and "7,752.00" in shown


@pytest.mark.parametrize("lang", LANGS)
def test_a_log_that_says_neither_creditor_nor_number_nor_names_leaves_no_hole(lang):
    known = case_at("case.toml")
    bare = {"creditor": None, "from_number": None, "collector": "C1", "debts": ("D1",), "channel": None}
    findings = [replace(one, contact=_with(one.contact, bare)) for one in known.audit.findings[:2]]
    parties = replace(
        known.audit.history.parties, collectors={"C1": {"id": "C1", "name": "Agency One"}},
        debts={"D1": {"id": "D1", "creditor": "Lender Two"}},
    )  # fmt: skip
    case = replace(known)
    history = type(known.audit.history)(parties, list(known.audit.history))
    object.__setattr__(case, "audit", replace(known.audit, history=history, findings=tuple(findings)))
    letter = letter_of("complaint-to-regulator", "cn-nfra", lang, case)
    table = next(block.table for block in letter.body if block.table)
    assert table.rows[0][3] == "Agency One"
    assert "Agency One" in text_of(letter) and "Lender Two" in text_of(letter)
    assert not re.search(r"\bNone\b|\bC1\b", text_of(letter))


def _with(contact, facts):
    return replace(contact, facts={key: one for key, one in {**contact.facts, **facts}.items() if one is not None})


def test_every_citation_of_a_chinese_rulebook_has_its_chinese_wording():
    books = [book for book in all_books() if book.id.startswith("cn-")]
    cites = {book.cited(one.cite) for book in books for one in (*book.rules.values(), *book.duties.values())}
    assert cites and cites <= set(chinese_cites())
    assert set(chinese_cites()) <= cites, "a citation that no rule has any more"
