"""The pages about rulebooks: all of them, one, one rule, what is searched for, which apply."""

import pytest
from django.urls import reverse

from forbear.rules import catalog
from forbear.web.desks.shared.tongues import marked, marked_in, tongue
from tests.support.people import make_world

MOST_QUERIES = 20


@pytest.fixture
def browser(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_world().client("borrower")


def page(browser, address, **asked):
    answer = browser.get(address, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_first_page_shows_every_rulebook_with_few_queries(browser, django_assert_max_num_queries):
    with django_assert_max_num_queries(MOST_QUERIES):
        shown = page(browser, reverse("rulebooks"))
    assert [book.id for book in catalog.all_books() if reverse("rulebook", args=[book.id]) not in shown] == []


@pytest.mark.parametrize("book", catalog.all_books() + catalog.credit_books(), ids=lambda book: book.id)
def test_each_rulebook_and_its_first_rule_has_a_page(browser, book):
    shown = page(browser, reverse("rulebook", args=[book.id]))
    assert all(f"<code>{name}</code>" in shown for name in {rule.name for rule in book.rules.values()})
    for rule in list(book.rules.values())[:1]:
        page(browser, reverse("rulebook-rule", args=[book.id, rule.name]))


def test_a_rule_is_told_in_both_languages_with_citation_history_and_examples_on_both_sides(browser):
    shown = page(browser, reverse("rulebook-rule", args=["us-reg-f", "hours"]))
    assert "12 CFR 1006.6" in shown
    assert 'lang="zh-Hans"' in shown
    assert "21:00" in shown
    assert shown.count("from=us-reg-f/") > 4
    assert "from 2021-11-30" in shown


def test_names_that_stand_in_one_language_are_marked_with_it_on_pages_in_the_other(browser):
    browser.cookies["forbear-language"] = "zh-hans"
    shown = page(browser, reverse("rulebook", args=["us-reg-f"]))
    assert '<span lang="en">12 CFR 1006.14(h)(1)</span>' in shown and "示例名称仅有英文" in shown
    assert 'lang="en">' in shown.partition("来源</h2>")[2]
    browser.cookies["forbear-language"] = "en"
    assert '<span lang="en">' not in page(browser, reverse("rulebook", args=["us-reg-f"]))


@pytest.mark.parametrize(
    ("name", "lang"), [("民法典", "zh-Hans"), ("貸金業法のガイド", "ja"), ("채권추심법", "ko"), ("12 CFR", "en")]
)
def test_the_language_of_a_name_is_told_by_its_letters(name, lang):
    assert tongue(name) == lang


def test_what_a_page_says_of_a_name_is_escaped():
    assert "<b>" not in marked("<b>民</b>") and "<b>" not in marked("<b>x</b>")
    assert marked_in("read in <b>, 2026", "<b>") == "read in &lt;b&gt;, 2026"


def test_what_is_not_there_is_not_found(browser):
    for address in (reverse("rulebook", args=["no-such"]), reverse("rulebook-rule", args=["us-reg-f", "no-such"])):
        assert browser.get(address).status_code == 404
    assert browser.get(reverse("try"), {"from": "no-such"}).status_code == 404


def test_a_search_finds_rules_by_their_words_in_both_languages(browser):
    assert reverse("rulebook-rule", args=["us-reg-f", "hours"]) in page(
        browser, reverse("rulebook-search"), q="us-reg-f hours"
    )
    assert "us-reg-f" in page(browser, reverse("rulebook-search"), q="us-reg-f voicemail")
    assert "places hold that" in page(browser, reverse("rulebook-search"), q="通讯录")


def test_a_search_that_finds_nothing_names_what_is_nearest(browser):
    shown = page(browser, reverse("rulebook-search"), q="inconvenent-place")
    assert "Did you mean" in shown
    assert "inconvenient-place" in shown


def test_which_rulebooks_apply_is_answered_with_reasons_and_the_strictest_limits(browser):
    asked = {"place": "US-MA", "collector": "third-party-collector", "product": "credit_card", "on": "2026-11-01"}
    shown = page(browser, reverse("rulebook-applies"), **asked)
    assert reverse("rulebook", args=["us-reg-f"]) in shown
    assert shown.index("applies</span>") < shown.index("does not</span>")
    assert "strictest limits" in shown


def test_a_question_about_no_place_is_answered_with_a_sentence(browser):
    shown = page(browser, reverse("rulebook-applies"), place="")
    assert 'class="summary"' in shown
