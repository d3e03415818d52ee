"""Each kind of letter is whole: its parts, both languages alike, and no word about law without a citation."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from forbear import places
from forbear.letters.asked import PRESENT, facts
from forbear.letters.examples import examples_of
from forbear.letters.kinds import BY, FRAMES, OPTION_TYPES, PACKAGE, TO, all_kinds, text_of
from forbear.letters.laws import CONFIDENCE, FORCE, SAID, shared_laws
from forbear.rules.catalog import all_books
from forbear.vocabulary import EVENT_KEYS, VALUES
from tests.house.tree import SRC, none_of

KINDS = list(all_kinds().values())
PARTS = ("__init__.py", "build.py", "required.toml", "en.txt", "zh.txt", "examples.toml")
CALLS = re.compile(r"\b(?:law|has)\(\"([\w-]+)\"\)")
TABLES = re.compile(r"\[table (\w+)\]")
_ENGLISH = (
    r"\b(?:by|under|against|breaks?|the) law\b", r"\blaws?\b", r"\billegal", r"\bunlawful", r"\bregulations?\b",
    r"\bstatut", r"\bsections? \d", "§", r"\bart(?:icle)?s?\.? ?\d", r"(?-i:\bAct\b)", r"\bI have (?:a|the) right\b",
    r"\byou (?:must|are obliged|are required)\b", r"\bentitled to\b",
)  # fmt: skip
_CHINESE = ("违法|非法|合法|法律|法规|依法|法定|条例|规定|有权|无权|必须|应当", r"第[一二三四五六七八九十百\d]+条")
LAW_TALK = {"en": re.compile("|".join(_ENGLISH), re.IGNORECASE), "zh": re.compile("|".join(_CHINESE))}
"""How a sentence about law gives itself away. Such a sentence comes from `law("…")`, with its citation behind it."""
NO_LAW = re.compile(r"(?:no|not) legal advice|the law (?:that )?is named|法律意见|法律援助|legal aid", re.IGNORECASE)
"""Not about what the law says."""


def every_law():
    found = {id(law): (kind.name, law) for kind in KINDS for law in kind.laws}
    return [*found.values(), *(("laws.toml", law) for law in shared_laws())]


def test_every_folder_of_letters_has_all_its_parts():
    folders = [
        path for path in (SRC / "letters").iterdir() if path.is_dir() and path.name not in ("templates", "__pycache__")
    ]
    none_of(
        (f"{folder.name}: {part}" for folder in folders for part in PARTS if not (folder / part).is_file()),
        "A kind of letter has all of these (docs/how-to/add-a-letter.md):",
    )
    assert {folder.name for folder in folders} == set(all_kinds())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_table_of_a_kind_uses_known_words_in_both_languages(kind):
    assert kind.by in BY and kind.to in TO and kind.frame in FRAMES
    assert set(kind.title) == set(kind.says) == {"en", "zh"}
    assert not set(kind.needs) - set(facts()) and not set(facts()) - set(PRESENT)
    for option in kind.options.values():
        assert option.type in OPTION_TYPES and set(option.says) == {"en", "zh"}
    assert not kind.right or kind.nearest in all_kinds()
    assert not kind.right or not all_kinds()[kind.nearest].right, "what is written instead can be written everywhere"
    assert {name for name in (kind.right, kind.answer_law) if name} <= {law.id for law in kind.laws}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_both_languages_of_a_kind_name_the_same_laws_and_tables(kind):
    english, chinese = text_of(kind, "en"), text_of(kind, "zh")
    assert set(CALLS.findall(english)) == set(CALLS.findall(chinese))
    assert TABLES.findall(english) == TABLES.findall(chinese)
    named = set(CALLS.findall(english))
    assert named == {law.id for law in kind.laws} - _only_decides(kind, named)


def _only_decides(kind, named):
    """The law that a kind stands on or counts days by need not be said in the text of each."""
    return {kind.right, kind.answer_law} - named


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_text_speaks_of_law_outside_a_cited_sentence(kind, lang):
    plain = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", text_of(kind, lang), flags=re.DOTALL)
    sentences = re.split(r"(?<=[.!?。！？；])\s*|\n\s*\n", plain)
    none_of(
        (
            " ".join(sentence.split())
            for sentence in sentences
            if LAW_TALK[lang].search(sentence) and not NO_LAW.search(sentence)
        ),
        f'{kind.id}/{lang}.txt: say it with {{{{ law("…") }}}} and a [[law]] in required.toml:',
    )


def test_every_sentence_about_law_has_a_place_a_citation_a_force_and_a_source():
    codes = set(places.shipped().codes())
    none_of(
        (
            f"{where}: {law.id} ({', '.join(law.places)})"
            for where, law in every_law()
            if not law.places
            or set(law.places) - codes
            or set(law.says) != {"en", "zh"}
            or not all(law.cite.get(lang) for lang in ("en", "zh"))
            or law.force not in FORCE
            or law.confidence not in CONFIDENCE
            or not re.search(r"\d{4}-\d{2}-\d{2}", law.source)
        ),
        "These lack a place, a language, a citation, a known force or confidence, or a source and its day:",
    )


def test_every_rule_that_a_letter_names_stands_in_a_rulebook_and_is_no_draft():
    known = {
        f"{book.id}/{rule.id}": "draft" in (book.status, rule.status)
        for book in all_books()
        for rule in (*book.rules.values(), *book.duties.values())
    }
    none_of(
        (
            f"{where}: {law.rule}"
            for where, law in every_law()
            if law.rule and known.get(law.rule, True) and law.confidence in SAID
        ),
        "These rules or duties are in no rulebook, or are drafts:",
    )


def test_every_kind_has_examples_that_may_be_written():
    for kind in KINDS:
        assert any(not example.refused for example in examples_of(kind)), kind.name
        assert not kind.right or any(example.refused == "no-right" for example in examples_of(kind)), kind.name


def test_every_letter_of_a_collector_says_what_contact_it_is():
    for kind in KINDS:
        if kind.by != "collector":
            assert not kind.contact and not kind.states, (
                f"{kind.name}: only a collector's letter is judged as a contact"
            )
            continue
        facts = {**kind.contact, **{state.key: state.value for state in kind.states}}
        assert kind.to in ("debtor", "contact") and {"channel", "hour", "state"} <= set(kind.options), kind.name
        assert kind.contact["purpose"] in VALUES["purpose"] and not set(facts) - set(EVENT_KEYS["contact"]), kind.name
        for lang in ("en", "zh"):
            text, said = "".join(text_of(kind, lang).split()), [state for state in kind.states if state.says]
            missing = [state.key for state in said if "".join(state.says[lang].split()) not in text]
            assert not missing, f"{kind.name}, {lang}: the text does not say {missing}"
        assert any(one.refused.startswith("contact-") for one in examples_of(kind)), f"{kind.name}: none is refused"


def test_a_text_that_speaks_of_law_by_itself_is_found():
    assert LAW_TALK["en"].search("Under the Act you must stop.") and LAW_TALK["zh"].search("贵方应当停止")
    assert not LAW_TALK["en"].search("Please write to me only.")


def test_every_shared_law_is_used_by_a_kind():
    used = {law.id for kind in KINDS for law in kind.laws}
    assert {law.id for law in shared_laws()} <= used
    assert files(PACKAGE).joinpath("laws.toml").is_file()
