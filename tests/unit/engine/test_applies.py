import itertools
from datetime import date

import pytest

from forbear.calendar import HOUR, instant_at
from forbear.engine.applies import applying
from forbear.engine.scalar import Judge
from forbear.events import History, Parties
from forbear.places import Places, shipped
from forbear.rules import catalog
from forbear.rules.load import load
from forbear.vocabulary import VALUES

BOOK = """
format = 1
id = "{id}"
title = {{ en = "Own book", zh = "自有规则" }}
covers = "calls"
status = "{status}"
place = {place}
in_force = {in_force}
binds = {{ en = "those it binds", zh = "受约束者" }}
[source.law]
short = "Law"
title = "A law of our own"
confidence = "seen"
[scope]
cite = "law 1"
when = "{scope}"
[fact.by_agency]
cite = "law 2"
is = "collector.kind == 'third-party-collector'"
[rule.calls]
cite = "law 2"
when = "channel == 'call' and by_agency"
force = "duty"
confidence = "seen"
says.en = "No calls."
says.zh = "不得致电。"
[example_base]
collector = {{ id = "X", kind = "third-party-collector", license = "money-lender" }}
debtor = {{ id = "Ann", kind = "individual", zones = ["Asia/Tokyo"], place = {{ country = "XX", state = "SA" }} }}
debts = [{{ id = "d", creditor = "X", product = "credit_card", secured = false, judgment = false }}]
ask = {{ at = 2026-06-01T10:00:00+09:00, collector = "X", person = "Ann", role = "debtor", debts = ["d"] }}
[[example]]
name = "a call"
tests = ["calls"]
ask = {{ direction = "outbound", channel = "call" }}
expect = {{ verdict = "refuse", rules = ["calls"] }}
[[example]]
name = "a letter"
tests = ["calls"]
ask = {{ direction = "outbound", channel = "letter" }}
expect = {{ verdict = "allow" }}
"""
KNOWN = shipped()
NOVEMBER = date(2026, 11, 1).toordinal()


def day(text):
    return date.fromisoformat(text).toordinal()


def made(
    folder, place='{ country = "US" }', scope="true", status="complete", in_force="{ from = 2020-01-01 }", name="own"
):
    path = folder / f"{name}.toml"
    text = BOOK.format(id=name, place=place, scope=scope, status=status, in_force=in_force)
    path.write_text(text, encoding="utf-8")
    return load(path)


def asked(book, place, kind="", product="", on=NOVEMBER, **more):
    (answer,) = applying(KNOWN.read(place), kind, product, on, [book], **more)
    return answer


def codes(answer):
    return [reason.code for reason in answer.because]


@pytest.mark.parametrize(
    ("of", "place", "answer", "code"),
    [
        ('{ country = "US" }', "US", "applies", "holds_since"),
        ('{ country = "US" }', "US-NY-NYC", "applies", "holds_since"),
        ('{ country = "US" }', "CN", "no", "elsewhere"),
        ('{ country = "US", state = "NY" }', "US-NY", "applies", "holds_since"),
        ('{ country = "US", state = "NY" }', "US-NY-NYC", "applies", "holds_since"),
        ('{ country = "US", state = "NY" }', "US-MA", "no", "elsewhere"),
        ('{ country = "US", state = "NY" }', "US", "depends", "level"),
        ('{ country = "US", state = "NY", city = "New York" }', "US-NY-NYC", "applies", "holds_since"),
        ('{ country = "US", state = "NY", city = "NYC" }', "US-NY", "depends", "level"),
        ('{ country = "US", state = "NY", city = "NYC" }', "US-MA", "no", "elsewhere"),
        ('{ country = "EU" }', "DE", "applies", "holds_since"),
        ('{ country = "EU" }', "GB", "no", "elsewhere"),
    ],
)
def test_a_rulebook_applies_in_its_own_place_and_in_what_lies_in_it(tmp_path, of, place, answer, code):
    found = asked(made(tmp_path, of), place)
    assert (found.answer, found.because[0].code) == (answer, code)


def test_a_place_that_is_not_known_finely_enough_says_what_is_missing(tmp_path):
    city = made(tmp_path, '{ country = "US", state = "NY", city = "NYC" }')
    assert asked(city, "US").missing == ("debtor.place.state",)
    assert asked(city, "US-NY").missing == ("debtor.place.city",)
    assert "New York City" in asked(city, "US-NY").because[0].says["en"]
    assert "纽约市" in asked(city, "US-NY").because[0].says["zh"]


@pytest.mark.parametrize(
    ("on", "answer", "code"),
    [
        ("2019-12-31", "no", "early"), ("2020-01-01", "applies", "holds_since"),
        ("2026-06-30", "applies", "holds_since"), ("2026-07-01", "no", "ended"),
    ],
)  # fmt: skip
def test_a_rulebook_applies_from_its_first_day_to_its_last(tmp_path, on, answer, code):
    book = made(tmp_path, in_force="{ from = 2020-01-01, until = 2026-06-30 }")
    found = asked(book, "US", on=day(on))
    assert (found.answer, found.because[0].code) == (answer, code)


def test_a_draft_applies_only_where_drafts_are_asked_for(tmp_path):
    book = made(tmp_path, status="draft")
    assert (asked(book, "US").answer, codes(asked(book, "US"))) == ("no", ["draft"])
    assert asked(book, "US", drafts=True).answer == "applies"


def test_what_is_repealed_does_not_apply(tmp_path):
    assert codes(asked(made(tmp_path, status="repealed"), "US")) == ["repealed"]


def test_a_rulebook_for_agencies_does_not_bind_the_creditor_and_says_whom_it_binds(tmp_path):
    book = made(tmp_path, scope="collector.kind in ['third-party-collector', 'debt-buyer']")
    assert asked(book, "US", "debt-buyer").answer == "applies"
    found = asked(book, "US", "creditor")
    assert (found.answer, codes(found)) == ("no", ["bound"])
    assert "here creditor; it covers third-party collector, debt buyer" in found.because[0].says["en"]
    assert "第三方催收机构、债权受让机构" in found.because[0].says["zh"]


def test_the_scope_is_asked_through_the_aliases_that_it_reads(tmp_path):
    found = asked(made(tmp_path, scope="by_agency"), "US", "creditor")
    assert (found.answer, codes(found)) == ("no", ["bound"])


def test_a_kind_of_collector_that_is_not_stated_leaves_it_open(tmp_path):
    found = asked(made(tmp_path, scope="by_agency"), "US")
    assert (found.answer, codes(found), found.missing) == ("depends", ["missing_values"], ("collector.kind",))


def test_a_rulebook_on_one_kind_of_loan_does_not_apply_to_another(tmp_path):
    book = made(tmp_path, scope="debt.product == 'credit_card'")
    assert asked(book, "US", product="credit_card").answer == "applies"
    found = asked(book, "US", product="mortgage")
    assert (found.answer, codes(found)) == ("no", ["bound"])
    assert "here mortgage; it covers credit card" in found.because[0].says["en"]


def test_a_rulebook_may_turn_on_the_licence(tmp_path):
    book = made(tmp_path, scope="collector.license == 'money-lender'")
    assert asked(book, "US", license_="money-lender").answer == "applies"
    assert asked(book, "US", license_="finance-company").answer == "no"
    assert asked(book, "US").missing == ("collector.license",)


def test_all_reasons_are_given_never_the_first_only(tmp_path):
    book = made(tmp_path, scope="by_agency and debt.product == 'credit_card'", status="draft")
    found = asked(book, "US", "creditor", "mortgage", on=day("2010-01-01"))
    assert codes(found) == ["draft", "early", "bound", "bound"]


def test_a_state_that_is_not_known_hides_no_reason_that_is(tmp_path):
    state = made(tmp_path, '{ country = "US", state = "NY" }', in_force="{ from = 2030-01-01 }")
    found = asked(state, "US")
    assert (found.answer, codes(found)) == ("no", ["level", "early"])


def test_where_two_facts_each_shut_a_rulebook_out_both_are_named(tmp_path):
    book = made(tmp_path, scope="by_agency and debt.product == 'credit_card'")
    found = asked(book, "US", "creditor", "mortgage")
    assert codes(found) == ["bound", "bound"]
    assert [reason.facts for reason in found.because] == [("debt.product",), ("collector.kind",)]
    assert codes(asked(book, "US", "creditor", "credit_card")) == ["bound"]


def test_where_two_facts_shut_a_rulebook_out_together_neither_is_blamed_alone(tmp_path):
    book = made(tmp_path, scope="by_agency or debt.product == 'credit_card'")
    found = asked(book, "US", "creditor", "mortgage")
    assert codes(found) == ["together"]
    assert "Law 1" in found.because[0].says["en"]


def test_what_is_absent_is_taken_as_absent_but_is_said_to_matter(tmp_path):
    book = made(tmp_path, scope="not (stated(debt.secured) and debt.secured)")
    found = asked(book, "US")
    assert (found.answer, codes(found)) == ("applies", ["holds_since", "binds", "turns"])
    assert found.because[-1].facts == ("debt.secured",)


def test_a_consumer_loan_of_an_individual_is_assumed(tmp_path):
    book = made(tmp_path, scope="debt.purpose == 'consumer' and debtor.kind == 'individual'")
    assert codes(asked(book, "US")) == ["holds_since", "binds"]


def test_what_applies_stands_before_what_may_and_that_before_what_does_not(tmp_path):
    books = [
        made(tmp_path, '{ country = "CN" }', name="a"), made(tmp_path, scope="by_agency", name="b"),
        made(tmp_path, name="c"),
    ]  # fmt: skip
    answers = applying(KNOWN.read("US"), "", "", NOVEMBER, books)
    assert [(one.book.id, one.answer) for one in answers] == [("c", "applies"), ("b", "depends"), ("a", "no")]


def test_a_place_of_a_table_of_ones_own_has_its_name_in_the_reason(tmp_path):
    own = Places({"XX": {"name": {"en": "Xland", "zh": "某国"}}, "YY": {"name": {"en": "Yland", "zh": "乙国"}}})
    book = made(tmp_path, '{ country = "XX" }')
    (found,) = applying(own.read("YY"), "", "", NOVEMBER, [book], table=own)
    assert found.because[0].says == {
        "en": "it is of Xland; the place asked about is Yland",
        "zh": "属于某国的规则；所询地区为乙国",
    }


SHIPPED = catalog.all_books()


@pytest.mark.parametrize("book", SHIPPED, ids=lambda book: book.id)
def test_every_shipped_rulebook_answers_as_the_judge_does(book):
    home = KNOWN.of(book.place)
    held = [code for code in KNOWN.codes() if KNOWN.relation(home, KNOWN.read(code)) == "inside"][:5]
    kinds, products = ("", *VALUES["collector_kind"]), ("", *VALUES["product"])
    on = max(NOVEMBER, book.in_force.first or 0)
    for code, kind, product in itertools.product(held, kinds, products):
        answer = asked(book, code, kind, product, on=on, drafts=True)
        assert (answer.answer != "no") == judged(book, code, kind, product, on), (code, kind, product)


def judged(book, code, kind, product, on):
    """Does the judge use the rulebook on a contact with the debtor there?"""
    place = {f"place.{level}": name for level, name in KNOWN.written(KNOWN.read(code)).items()}
    collector = {"id": "X", **({"kind": kind} if kind else {})}
    debt = {"id": "d", **({"product": product} if product else {})}
    parties = Parties({"X": collector}, {"id": "Ann", **place}, debts={"d": debt})
    facts = {"channel": "call", "direction": "outbound", "collector": "X", "person": "Ann", "debts": ("d",)}
    verdict = Judge([book], History(parties), "listed", drafts=True).decide(facts, instant_at(on, 12 * HOUR, "UTC"))
    return book.id in verdict.rulebooks
