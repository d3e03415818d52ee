"""The page says when entries go by themselves, and what the law of the place says of a public list."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from forbear.creditfile.statements import Basis, documents
from forbear.report.credit.page import page
from forbear.report.credit.papers import html
from forbear.report.credit.view import Seen, view
from tests.support.credit_relations import story
from tests.support.html_text import text_of

LAW = {
    "says": {"en": "A bad entry stays for five years.", "zh": "不良信息保存五年。"}, "cite": "art. 16",
    "source": "the text", "seen": "2026-11-26", "force": "duty", "confidence": "secondary",
}  # fmt: skip
ROWS = {
    "account_month:Qinghe:A1/2026-02": {"on": "2031-05-02", "rule": "cn-months"},
    "account_month:Qinghe:A1/2026-03": {"on": "2031-05-02", "rule": "cn-months"},
    "list_entry:Lanjing:L1": {"on": "2030-01-02", "rule": "cn-months"},
}
LEAVING = {
    "place": "CN", "rows": ROWS, "gone": {"inquiry:Qinghe:I1": {"on": "2020-01-02", "rule": "cn-months"}},
    "rules": {"cn-months": LAW},
}  # fmt: skip


def document(leaving: dict[str, Any] | None = LEAVING, name: str = "Arrears") -> dict[str, Any]:
    made = story()
    for row in made.rows:
        if row["table"] == "list_entry":
            row["list"] = name
    basis = Basis(known_until="2026-06-01T00:00:00Z", place="CN" if leaving else "")
    rights = {"leaving": leaving} if leaving else {}
    (found,) = documents(made.connection(), basis, None, lambda people: dict.fromkeys(people, rights))
    return found


def shown(told: dict[str, Any], lang: str, seen: str = "person") -> str:
    return text_of(html(page(told, Seen(seen), lang)))


def test_months_that_go_on_one_day_stand_on_one_line_the_soonest_first() -> None:
    text = shown(document(), "en")
    assert text.index("entry of a list: Lanjing · L1") < text.index(
        "months of an account: Qinghe · A1, 2026-02 to 2026-03 (2)"
    )
    assert "2 May 2031" in text and "By the law of China" in text
    assert "Rule 1: A bad entry stays for five years (art. 16). How firm: binding rule; the text was read as" in text


def test_what_is_gone_already_is_told_with_what_to_do() -> None:
    text = shown(document(), "zh")
    assert "1条记录已届保存期限" in text and "要求其删除" in text and "查询：Qinghe · I1" in text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_is_said_where_no_place_was_named(lang: str) -> None:
    whole, none = shown(document(), lang), shown(document(None), lang)
    for heading in ("When entries go by themselves", "记录何时自行删除"):
        assert heading not in none
    assert len(whole) > len(none)


def test_a_lender_is_not_told_what_is_gone() -> None:
    told = view(document(), Seen("lender"))
    assert "gone" not in str(told) and "leaving" not in str(told)


def test_an_entry_of_a_public_list_is_told_with_how_the_law_lets_one_leave_it_all_on_one_line() -> None:
    told = document(name="失信被执行人名单")
    text = shown(told, "en")
    line = next(line for line in text.splitlines() if "失信被执行人名单" in line)
    for part in (
        "No evidence is named.", "By law the court must delete the entry within 3 working days", "Where it is wrong:",
        "two years after the entry (20 March 2028)", "By the law of China it goes on 2 January 2030.",
    ):  # fmt: skip
        assert part in line, part


def test_our_own_rule_is_not_called_law() -> None:
    leaving = copy.deepcopy(LEAVING)
    leaving["rules"]["cn-months"] |= {"force": "house", "confidence": "house"}
    text = shown(document(leaving), "en")
    assert "it goes on 2 January 2030" not in text and "(house rule, no law)" in text
