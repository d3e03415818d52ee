import re
from dataclasses import replace
from functools import cache

import pytest

from forbear.plan.debts import Debts
from forbear.plan.frontier import Mix
from forbear.plan.goals import GOALS
from forbear.plan.optimum import Optimum
from forbear.plan.shortfall import fits
from forbear.plan.strategies import Means, Missed, follow, named
from forbear.report.plan_export import cost_and_calls_csv, record
from forbear.report.plan_report import build
from forbear.report.plan_shown import PlanShown
from forbear.report.plan_ways import mixes, optimum_sentence
from forbear.report.words import Words
from tests.support.html_text import read, text_of
from tests.support.plan_fixture import budget, good, plans, short, stopped

WICKED = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>"


@cache
def page(shown, lang="en"):
    """The page of a plan, built once for all tests that read it."""
    return build(shown(), lang)


def wicked():
    """A plan whose debts have names that try to break out of the page."""
    plan = plans()["one_platform"]
    first, *rest = plan.schedule.debts.all
    debts = Debts((replace(first, name=WICKED, creditor=WICKED), *rest))
    made = follow(debts, plan.means, named("one_platform"))
    other = follow(debts, plan.means, named("pro_rata"))
    return PlanShown(made, budget(), {"one_platform": made}, watched=(made, other), left_out=(WICKED,))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_names_cannot_put_code_into_the_page_of_a_plan(lang):
    found = read(page(wicked, lang))
    assert not {"script", "img"} & set(found.tags)
    assert not [name for _, name, _ in found.attributes if name.startswith("on")]
    assert "alert('x')" in "".join(found.lines)


@pytest.mark.parametrize("shown", [good, stopped, wicked], ids=lambda shown: shown.__name__)
def test_the_page_of_a_plan_needs_nothing_from_elsewhere(shown):
    found = read(page(shown))
    assert not {"script", "link", "iframe", "object", "embed", "base", "img"} & set(found.tags)
    assert not [value for _, name, value in found.attributes if name in ("src", "href", "xlink:href", "srcset")]
    assert not re.findall(r"url\(|@import|https?:", found.styles)


@pytest.mark.parametrize(
    ("lang", "says"), [("en", "This budget does not carry these debts"), ("zh", "这份预算承担不了这些债务")]
)
def test_a_budget_that_does_not_carry_the_debts_is_told_before_anything_else(lang, says):
    lines = text_of(page(stopped, lang)).splitlines()
    headings = [line for line in lines if line.startswith("## ")]
    assert headings[0] == f"## {says}"


@pytest.mark.parametrize(("lang", "more"), [("en", "paid in this way: {} more each month"), ("zh", "每月多还{}")])
def test_the_smallest_changes_stand_in_the_box(lang, more):
    html = page(stopped, lang)
    box = text_of(html[html.index('id="stop"') : html.index('id="summary"')])
    least = short().extra.amount
    assert more.format(Words(lang).money(least, "CNY")) in box
    assert short().extra.fits.feasible and not fits(short().extra.fails)


def test_payments_that_cannot_be_met_are_told_where_the_debts_end_all_the_same():
    plan = replace(plans()["one_platform"], missed=())
    text = text_of(build(replace(good(), shortfall=replace(short(), plan=plan)), "en"))
    assert "Some payments cannot be met" in text and "This budget does not carry these debts" not in text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_plan_that_does_not_end_has_no_tiles_no_totals_and_no_day_of_an_end(lang):
    html = page(stopped, lang)
    assert '<ul class="tiles">' not in html and "<tfoot>" not in html
    years = {int(year) for year in re.findall(r"(?<![\d,.])20\d\d(?![\d,.])", text_of(html))}
    assert years and max(years) <= 2029


def test_the_page_of_a_plan_that_ends_says_when_and_what_it_costs():
    text = text_of(page(good))
    plan = plans()["one_platform"]
    assert "8 July 2027" in text and "56,343.94 CNY" in text and plan.paid == 5_634_394
    assert "This budget does not carry" not in text


def test_the_chosen_way_is_marked_and_ways_stand_by_what_they_cost():
    text = text_of(build(good("avalanche"), "en"))
    assert "1 Dearest first (this plan)" in text
    assert text.index("1 Dearest first") < text.index("2 Most urgent first") < text.index("3 Spread over all")


def test_a_split_that_does_not_cover_the_interest_is_shown_debt_by_debt():
    rows = [line for line in text_of(page(stopped)).splitlines() if line.endswith("| grows")]
    assert [row.split(" | ")[0] for row in rows] == [
        "| Lanjing Loans", "| Yueguang Loans", "| Bailu Finance", "| Shanque Credit"
    ]  # fmt: skip


def test_without_comparing_and_watching_these_parts_are_left_out():
    shown = good()
    text = text_of(build(PlanShown(shown.plan, shown.budget), "en"))
    assert "Ways of paying compared" not in text and "Watch the interest" not in text


def test_a_budget_with_nothing_left_says_how_much_is_short():
    plan = follow(plans()["one_platform"].schedule.debts, Means(739_707, (0,)), named("one_platform"), months=12)
    poor = replace(budget(), reserve=500_000)
    text = text_of(build(PlanShown(plan, poor), "en"))
    assert "1,300.00 CNY short before any debt is paid" in text and "There is nothing to pay with." in text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_conventions_of_every_debt_stand_on_the_page(lang):
    text = text_of(page(good, lang))
    assert all(f"- {debt.name}" in text for debt in good().plan.schedule.debts.all)


def searched(**more):
    """The sample with an optimum that is the plan of another way, as found by a search."""
    best = replace(plans()["avalanche"], strategy="optimum")
    told = {
        "goal": GOALS["least_paid"], "keep": "current", "months": 16, "plan": best, "value": best.paid,
        "bound": best.paid - 100_000, "impossible": False, "solved": False, "found_by": "avalanche", "nodes": 1,
        "distances": {},
    }  # fmt: skip
    return replace(good(), plan=best, optimum=Optimum(**{**told, **more}))


def test_the_distance_from_the_best_found_stands_beside_each_way():
    shown = searched()
    spread = plans()["pro_rata"]
    one, *others = spread.schedule.debts.all
    debts = Debts((replace(one, arrears=0), *others))
    missed = (Missed(1, 739_707, one.name, 5, 0),)
    unkept = replace(spread, schedule=replace(spread.schedule, debts=debts), missed=missed)
    lines = text_of(build(replace(shown, compared={**shown.compared, "pro_rata": unkept}), "en")).splitlines()
    row = {line.split(" | ")[0].lstrip("| ").partition(" ")[2]: line.split(" | ")[-1] for line in lines if "| " in line}
    assert row["Optimum (this plan)"] == row["Dearest first"] == "as good"
    assert row["One platform at a time"] == "2,816.82 CNY" and row["Spread over all"] == "2,297.99 CNY †"


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "en",
            "no plan within 16 months that pays what is asked of debts that are not late can come below 52,527.12 CNY",
        ),
        ("zh", "在16个月内，凡对未逾期债务按期足额支付的计划，都不可能低于52,527.12元，即最多还能再好1.87%"),
    ],
)
def test_what_is_proven_of_the_best_found_is_told_and_no_more(lang, told):
    assert told in text_of(build(searched(), lang))
    assert told not in text_of(build(searched(bound=None), lang))


def test_a_search_that_found_nothing_tells_whether_that_is_proven():
    nothing = {"plan": None, "value": None, "bound": None}
    shown = replace(good(), optimum=searched(**nothing, impossible=True).optimum)
    assert "it is proven that no way of paying ends these debts within 16 months" in text_of(build(shown, "en"))
    shown = replace(good(), optimum=searched(**nothing).optimum)
    assert "that none exists is not proven" in text_of(build(shown, "en"))


def weighed():
    """The sample with two best mixes, as found by searches."""
    shown = searched()
    calm = replace(plans()["snowball"], strategy="optimum")
    return replace(shown, frontier=(Mix(0, shown.plan, shown.optimum), Mix(25_028, calm, shown.optimum)))


@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", "| 250.28 CNY | 56,343.94 CNY | 8,553.94 CNY | 35 | 8 July 2027"), ("zh", "| 250.28元 | 56,343.94元 |")],
)
def test_the_best_mixes_of_cost_and_calls_stand_below_their_picture(lang, told):
    assert told in text_of(build(weighed(), lang))
    assert mixes(searched(), Words(lang)) == []


def test_the_mixes_are_also_a_table_and_a_record_for_programs():
    lines = cost_and_calls_csv(weighed()).splitlines()
    assert lines[0] == "way,creditor_month_counts,currency,paid,cost,creditor_months_in_arrears,free_on"
    assert lines[-1] == "mix,250.28,CNY,56343.94,8553.94,35,2027-07-08" and lines[-2].startswith(
        "mix,0.00,CNY,53527.12,"
    )
    told = record(weighed(), "en")["cost_and_calls"]
    assert [one["creditor_month_counts"] for one in told] == ["0.00", "250.28"]
    assert (told[1]["cost"], told[1]["creditor_months_in_arrears"]) == ("8553.94", 35)


def test_what_all_orders_prove_is_told_so():
    shown = replace(searched(), optimum=replace(searched().optimum, method="orders"))
    assert "Proven by looking at all orders of the debts" in optimum_sentence(shown, Words("en"))
    assert "Proven by looking at all orders" not in optimum_sentence(searched(), Words("en"))


@pytest.mark.parametrize(
    ("lang", "told", "near"), [("en", "is better.", "at most 0.01 % better"), ("zh", "没有更好的", "最多还能再好0.01%")]
)
def test_a_bound_that_is_reached_says_that_nothing_is_better_and_a_gap_is_never_rounded_away(lang, told, near):
    value = searched().optimum.value
    proven = text_of(build(searched(bound=value), lang))
    assert told in proven and near not in proven
    assert near in text_of(build(searched(bound=value - 1), lang))


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ("avalanche", "never makes this way slower or dearer, roundings apart"),
        ("snowball", "does not make this way cheaper in every case"),
        ("pro_rata", "neither slower nor dearer, roundings, late charges"),
    ],
)
def test_the_page_says_what_more_money_does_to_the_way_of_paying(chosen, told):
    assert told in text_of(build(good(chosen), "en"))


def test_the_page_of_the_best_plan_says_that_more_money_never_makes_it_worse():
    assert "never makes the best plan worse" in text_of(page(searched))
