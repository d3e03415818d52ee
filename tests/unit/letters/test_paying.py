"""The letters about paying: shares, agreements that stand, ceilings that nobody sees, figures that add up."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from forbear import places
from forbear.errors import InputError
from forbear.letters.asked import Asked, ask, everybody
from forbear.letters.kinds import kind_named
from forbear.letters.laws import places_of
from forbear.letters.make import write
from forbear.letters.offered import in_currency, means_for, offers, standing
from forbear.letters.shown import notes_of, text_of
from forbear.money import Money
from forbear.plan.caps import caps
from forbear.plan.debts import Rate
from forbear.plan.loans import Loan, Moved
from forbear.plan.months import add_months
from forbear.plan.room import Room
from forbear.plan.schedule import Payment
from forbear.plan.terms import Due, Terms
from forbear.plan.tracking import Told
from forbear.report.words import Words
from tests.support.letters import case_at

TALKS = "case-talks.toml"


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def asked(kind: str, to: str, on: str, case: str = "case.toml", lang: str = "en", place: str = "", **options) -> Asked:
    return ask(kind_named(kind), case_at(case, place), Words(lang), day(on), to, options=options)


def minor(shown: str) -> int:
    return Money.parse(re.sub(r"[^\d.]", "", shown), "CNY").amount_minor


def cells(letter, head):
    table = next(block.table for block in letter.body if block.table and block.table.head[0] == head)
    return table.rows


# -- an offer to many -------------------------------------------------------------------------------------------------


def test_each_creditor_gets_a_letter_and_all_of_them_show_the_same_shares():
    letters = [
        write(one)
        for one in everybody(kind_named("pro-rata-offer"), case_at("case.toml"), Words("en"), day("2026-04-02"))
    ]
    assert len(letters) == 6 and len({one.to.name for one in letters}) == 6
    assert len({tuple(sorted(row[1:] for row in cells(one, "Creditor"))) for one in letters}) == 1


def test_shares_are_what_the_first_payments_are_of_all_that_is_paid_and_add_up():
    *rows, whole = cells(write(asked("pro-rata-offer", "Lanjing", "2026-04-02")), "Creditor")
    paid = [minor(row[3]) for row in rows]
    assert whole[3] == "3,500.00 CNY" and sum(paid) == 350_000
    assert rows[0][0].startswith("You") and rows[0][2] == f"{round(paid[0] * 100 / 350_000, 1)} %"


def test_what_is_agreed_already_is_saved_for_first_and_offered_to_nobody_else():
    with_talks = asked("pro-rata-offer", "Lanjing", "2026-04-20", TALKS)
    assert list(standing(with_talks)) == ["Yueguang Loans"] and "Yueguang Loans" not in {
        one.debt for one in offers(with_talks, "pro_rata").offers
    }
    before = asked("pro-rata-offer", "Lanjing", "2026-04-15", TALKS)
    assert not standing(before) and len(offers(before, "pro_rata").offers) == 6


def test_a_creditor_with_an_agreement_gets_no_other_offer():
    with pytest.raises(InputError) as refused:
        write(asked("pro-rata-offer", "Yueguang", "2026-04-20", TALKS))
    assert [one.code for one in refused.value.problems] == ["offer-agreed"]


# -- an answer to a counter-offer ------------------------------------------------------------------------------------


def counters(amounts):
    """The case of the sample with a counter-offer of Lanjing of these payments, from May on."""
    case = case_at(TALKS)
    (about,) = [one for one in case.talks.all if one.debt == "Lanjing Loans"]
    dues = tuple(Due(add_months(day("2026-05-15"), at), amount) for at, amount in enumerate(amounts))
    said = Told(day("2026-04-17"), "counter", Terms("Lanjing Loans", "CNY", dues, frozen=True))
    others = [one for one in case.talks.all if one is not about]
    changed = replace(case)
    changed.__dict__["talks"] = replace(case.talks, all=(replace(about, told=(about.told[0], said)), *others))
    return changed


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "amounts", [(600_000, 175_200), (775_200,), (455_100, 320_100), (258_400,) * 3, (64_600,) * 12, (100,) * 3]
)
def test_an_answer_never_tells_the_ceiling_nor_what_lets_it_be_reckoned(amounts, lang):
    one = ask(kind_named("counter-offer-answer"), counters(amounts), Words(lang), day("2026-04-20"), "Lanjing")
    letter = write(one)
    room = Room.of(means_for(one), in_currency(one)).with_terms(standing(one).values())
    theirs = one.case.talks["Lanjing Loans"].latest("counter", one.day)
    short = room.missing(theirs)
    secret = {room.even(due.day for due in theirs.dues), *(room.even([due.day]) for due in theirs.dues)}
    secret |= {short.amount} if short else set()
    told = {minor(text) for text in re.findall(r"[\d,]+\.\d\d", text_of(letter) + notes_of(letter))}
    assert not (secret - {due.amount for due in theirs.dues}) & told


@pytest.mark.parametrize("amounts", [(600_000, 175_200), (455_100, 320_100), (258_400,) * 3, (64_600,) * 12])
def test_an_answer_never_promises_more_than_there_is_room_for(amounts):
    one = ask(kind_named("counter-offer-answer"), counters(amounts), Words("zh"), day("2026-04-20"), "Lanjing")
    *_, rows = [block.table.rows for block in write(one).body if block.table]
    dues = tuple(Due(date(*map(int, re.findall(r"\d+", row[0]))).toordinal(), minor(row[1])) for row in rows)
    room = Room.of(means_for(one), in_currency(one)).with_terms(standing(one).values())
    assert room.fits(Terms("Lanjing Loans", "CNY", dues))


def test_money_of_months_that_are_past_when_the_letter_is_written_is_promised_to_nobody():
    """The balances are of 1 April; the 3,500 of April may be gone on the twentieth, as our own offer takes it."""
    one = ask(kind_named("counter-offer-answer"), counters([455_000]), Words("en"), day("2026-04-20"), "Lanjing")
    assert means_for(one).first == day("2026-04-20") > max(debt.as_of for debt in in_currency(one).all)
    ours = {due.day: due.amount for offer in offers(one).offers for due in offer.terms.dues}
    assert min(ours) > day("2026-04-20")
    room = Room.of(means_for(one), in_currency(one)).with_terms(standing(one).values())
    assert not room.fits(Terms("Lanjing Loans", "CNY", (Due(day("2026-05-15"), 455_000),)))
    assert room.fits(Terms("Lanjing Loans", "CNY", (Due(day("2026-05-15"), 105_000),)))


def test_without_a_counter_offer_there_is_nothing_to_answer():
    with pytest.raises(InputError) as refused:
        write(asked("counter-offer-answer", "Lanjing", "2026-04-10", TALKS))
    assert [one.code for one in refused.value.problems] == ["talks-nothing"]


# -- an agreement to confirm -----------------------------------------------------------------------------------------


def test_what_is_confirmed_is_what_the_talks_agreed_unless_it_is_said_otherwise():
    told = write(asked("confirm-agreement", "Yueguang", "2026-04-20", TALKS))
    assert cells(told, "Day") == (("14 May 2026", "2,450.00 CNY"),)
    choices = {"amount": "700", "first": "2026-05-31", "count": "4"}
    own = write(asked("confirm-agreement", "Yueguang", "2026-04-20", TALKS, **choices))
    assert [row[0] for row in cells(own, "Day")] == ["31 May 2026", "30 June 2026", "31 July 2026", "31 August 2026"]


# -- interest to stop ------------------------------------------------------------------------------------------------


def test_what_interest_takes_and_what_is_left_add_up_to_what_is_paid():
    one = asked("freeze-interest", "Lanjing", "2026-04-02")
    text = text_of(write(one))
    (charges, left), owed = re.search(r"agreed, ([\d,.]+) CNY .* and ([\d,.]+) CNY\s+would", text).groups(), 775_200
    rows = cells(write(asked("freeze-interest", "Lanjing", "2026-04-02", lang="zh")), "日期")
    counts = [int((re.findall(r"共(\d+)期", row[0]) or ["1"])[0]) for row in rows]
    paid = sum(count * minor(row[1]) for count, row in zip(counts, rows, strict=True))
    assert paid == owed and owed + minor(charges) - paid == minor(left)


def test_what_was_paid_comes_from_the_talks_or_from_the_writer_and_never_twice():
    case = replace(case_at(TALKS))
    case.__dict__["talks"] = replace(case_at(TALKS).talks, made=(Payment(day("2026-04-10"), "Lanjing Loans", 20_000),))
    kind = kind_named("freeze-interest")
    told = text_of(write(ask(kind, case, Words("en"), day("2026-04-20"), "Lanjing")))
    assert "Up to now I have paid you 200.00 CNY:" in told and "10 April 2026" in told
    said = text_of(write(ask(kind, case, Words("en"), day("2026-04-20"), "Lanjing", options={"paid": "900"})))
    assert "Up to now I have paid you 900.00 CNY." in said and "10 April 2026" not in said


# -- an arrangement in hardship --------------------------------------------------------------------------------------


@pytest.mark.parametrize("to, amount", [("Lanjing", "500"), ("Nanzhi", "300"), ("Bailu", "700"), ("Qinghe", "1000")])
def test_lower_payments_are_never_higher_than_what_can_be_paid_arrears_and_all(to, amount):
    letter = write(asked("hardship-request", to, "2026-04-02", ask="lower_payments", amount=amount))
    assert all(minor(row[1]) <= int(amount) * 100 for row in cells(letter, "Day"))


def test_payments_that_never_repay_the_debt_are_not_asked_for():
    with pytest.raises(InputError) as refused:
        write(asked("hardship-request", "Qinghe", "2026-04-02", ask="lower_payments", amount="100"))
    assert [one.code for one in refused.value.problems] == ["offer-none"]


def test_what_an_arrangement_costs_stands_in_the_notes_alone():
    letter = write(asked("hardship-request", "Lanjing", "2026-04-02", ask="pause", months="3"))
    assert "nothing paid" in notes_of(letter) and "nothing paid" not in text_of(letter)
    assert "Interest and fees" not in text_of(letter)


# -- charges above a cap ---------------------------------------------------------------------------------------------


def lent(place, currency, lender, advance, payments):
    """A case with a loan that began on 2025-11-03: payments a month apart."""
    first = day("2025-11-03")
    paid = tuple(Moved(add_months(first, at), amount, "instalment") for at, amount in enumerate(payments, 1))
    moved = (Moved(first, advance, "advance"),)
    case = replace(case_at("case.toml"), place=places.shipped().read(place))
    case.__dict__["loans"] = (
        ("Bailu Example Finance", Loan("Bailu Finance", currency, first, advance, moved, paid, "month", place, lender)),
    )
    return case


LENT = [
    ("GB", "GBP", "pay_day", 20_000, (26_000,), "CONC 5A.3.3R, 5A.3.4R, 5A.3.7R"),
    ("GB", "GBP", "pay_day", 20_000, (4_000,) * 11, "CONC 5A.3.2R, 5A.3.6R"),
    ("JP", "JPY", "licensed", 90_000, (10_000,) * 12, "15 %"),
    ("PH", "PHP", "online_platform", 500_000, (650_000,), "6 % nominal interest a month"),
]


@pytest.mark.parametrize("place, currency, lender, advance, payments, cited", LENT)
def test_what_lies_above_is_asked_back_by_the_cap_of_the_place(place, currency, lender, advance, payments, cited):
    case = lent(place, currency, lender, advance, payments)
    kind, options = kind_named("refund-of-charges"), {"paid_until": "2026-12-01"}
    told = text_of(write(ask(kind, case, Words("en"), day("2026-12-02"), "Bailu", options=options)))
    assert cited in told and "to refund what I paid above it" in told and "reduce the charges" not in told


def test_the_rows_of_a_refund_add_up_and_are_parted_by_what_was_paid():
    letter = write(asked("refund-of-charges", "Bailu", "2026-04-02", paid_until="2026-02-20"))
    *rows, whole = cells(letter, "Day")
    for column in (1, 2, 3, 4):
        assert sum(minor(row[column]) for row in rows) == minor(whole[column])
    parts = re.search(
        r"2026, ([\d.,]+) CNY lies above it, and of what is still asked for, ([\d.,]+) CNY", text_of(letter)
    )
    assert sum(map(minor, parts.groups())) == minor(whole[4])


def test_the_right_to_a_refund_stands_where_a_cap_that_was_checked_stands():
    checked = [cap for cap in caps() if cap.confidence != "K" and not cap.times_lpr]
    laws = {law.id: law for law in kind_named("refund-of-charges").laws}
    assert set(places_of(kind_named("refund-of-charges").laws, "cap")) == {cap.place for cap in checked}
    assert {cap.id for cap in checked} <= set(laws)
    for cap in checked:
        percents = [cap.percent] if cap.percent is not None else [part for _, part in cap.tiers]
        for lang in ("en", "zh"):
            assert all(f"{float(one):g}{' ' * (lang == 'en')}%" in laws[cap.id].says[lang] for one in percents), cap.id
        assert laws[cap.id].since == cap.first


@pytest.mark.parametrize("change, code", [({"lender": "any"}, "lender-unclear"), ({"place": "JP"}, "nothing-above")])
def test_a_refund_is_not_asked_for_where_the_loan_does_not_show_it(change, code):
    case = lent(change.get("place", "CN"), "JPY", change.get("lender", "licensed"), 90_000, (7_700,) * 12)
    with pytest.raises(InputError) as refused:
        write(
            ask(
                kind_named("refund-of-charges"),
                case,
                Words("en"),
                day("2026-12-02"),
                "Bailu",
                options={"paid_until": "2026-12-01"},
            )
        )
    assert [one.code for one in refused.value.problems] == [code]


# -- days ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["pro-rata-offer", "repayment-offer", "freeze-interest"])
@pytest.mark.parametrize("on", ["2026-04-02", "2026-06-20", "2027-01-05"])
def test_no_payment_is_offered_for_a_day_before_the_letter(kind, on):
    rows = cells(write(asked(kind, "Bailu", on, lang="zh")), "日期")
    assert date(*map(int, re.findall(r"\d+", rows[0][0])[:3])) > date.fromisoformat(on)


def test_terms_whose_first_day_is_over_are_neither_answered_with_nor_confirmed():
    for kind, to, choices in (
        ("counter-offer-answer", "Lanjing", {}),
        ("confirm-agreement", "Lanjing", {"amount": "100", "first": "2026-06-01"}),
    ):
        with pytest.raises(InputError) as refused:
            write(asked(kind, to, "2026-06-20", TALKS, **choices))
        assert [one.code for one in refused.value.problems] == ["days-out-of-order"]


# -- what a creditor may say first, and at which rate ----------------------------------------------------------------


def said_by_lanjing(*told):
    """The case of the sample in which only this was said about the debt to Lanjing."""
    case = replace(case_at(TALKS))
    (about,) = [one for one in case.talks.all if one.debt == "Lanjing Loans"]
    case.__dict__["talks"] = replace(case.talks, all=(replace(about, told=told),))
    return case


def test_where_the_creditor_speaks_first_the_answer_comes_from_the_plan():
    theirs = Terms("Lanjing Loans", "CNY", (Due(day("2026-05-15"), 775_200),))
    case = said_by_lanjing(Told(day("2026-04-17"), "counter", theirs))
    letter = write(ask(kind_named("counter-offer-answer"), case, Words("en"), day("2026-04-20"), "Lanjing"))
    assert "This is what I can keep instead" in text_of(
        letter
    ) or "So I hold to what I offered you, because" in text_of(letter)


@pytest.mark.parametrize("lang, said", [("en", "the rate is 6.0 % a year"), ("zh", "按年利率6.0 %计息")])
def test_a_rate_that_they_give_stands_in_the_answer_and_in_what_is_confirmed(lang, said):
    dues = tuple(Due(add_months(day("2026-05-15"), at), 70_000) for at in range(12))
    ours = replace(Terms("Lanjing Loans", "CNY", dues), dues=tuple(replace(due, amount=80_000) for due in dues))
    theirs = Terms("Lanjing Loans", "CNY", dues, rate=Rate(Fraction(6, 100)))
    told = (Told(day("2026-04-02"), "propose", ours), Told(day("2026-04-17"), "counter", theirs))
    options = {"answer": "accept"}
    letter = write(
        ask(
            kind_named("counter-offer-answer"),
            said_by_lanjing(*told),
            Words(lang),
            day("2026-04-20"),
            "Lanjing",
            options=options,
        )
    )
    assert said in " ".join(text_of(letter).split())
    agreed = said_by_lanjing(*told, Told(day("2026-04-20"), "accept"))
    confirmed = write(ask(kind_named("confirm-agreement"), agreed, Words(lang), day("2026-04-21"), "Lanjing"))
    assert "6.0 %" in text_of(confirmed)
