"""Decisions are found, shown and decided again; nobody sees another's."""

import pytest
from django.urls import reverse

from forbear.web.access.view import place
from forbear.web.desks.collector.models import Portfolio
from forbear.web.desks.proof import listing
from forbear.web.desks.proof.models import Entry, Look
from forbear.web.jobs.worker import work_once
from forbear.web.ledger import gates
from forbear.web.ledger.models import Record
from forbear.web.people.models import Membership, Organisation
from tests.web.desks.proof.conftest import AGENCY, OTHER, name_of


def page(client, address, **asked):
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def decisions_of(debtor):
    return list(Record.objects.filter(debtor=debtor, kind="decision").order_by("seq").values_list("seq", flat=True))


def rows(client, **asked):
    answer = client.get(reverse("proof"), asked)
    return [(row["debtor"], row["seq"], row["answer"]) for row in answer.context["rows"]]


def test_nobody_is_offered_what_the_role_may_not_do(proof):
    seq = decisions_of("hers")[-1]
    for who, verifies in (("auditor", True), ("supervisor", False)):
        client = proof.client(who)
        shown = page(client, reverse("proof")) + page(client, reverse("decision", args=[name_of("hers", seq)]))
        for address in (reverse("checks"), reverse("pack-new")):
            assert (f'href="{address}' in shown) is verifies, (who, address)


def test_the_house_sees_every_decision_the_newest_first_with_few_queries(proof, django_assert_max_num_queries):
    client = proof.client("house auditor")
    client.get(reverse("proof"))
    with django_assert_max_num_queries(20):
        found = rows(client)
    assert len(found) == 5
    assert found[0][0] == "hers"
    assert {answer for _, _, answer in found} == {"allow", "refuse"}


def test_an_agency_sees_decisions_about_its_own_debtors_alone(proof):
    for who in ("auditor", "supervisor"):
        assert {debtor for debtor, _, _ in rows(proof.client(who))} == {"hers"}


def test_a_debtor_who_is_placed_with_somebody_else_now_is_seen_no_more(proof):
    place("hers", {OTHER: ["A"]})
    assert rows(proof.client("auditor")) == []
    assert proof.client("auditor").get(reverse("decision", args=[name_of("hers", 2)])).status_code == 404


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"answer": "allow"}, 2), ({"answer": "refuse"}, 3), ({"day": "2026-06-03"}, 2), ({"day": "2026-06-04"}, 3),
        ({"rule": "us-reg-f/hours"}, 2), ({"rule": "us-reg-f/cease"}, 1), ({"collector": OTHER}, 2),
        ({"rule": "us-reg-f/hours", "collector": AGENCY, "answer": "refuse"}, 1), ({"day": "2026-06-09"}, 0),
        ({"day": "no day"}, 5),
    ],
)  # fmt: skip
def test_decisions_are_found_by_day_answer_rule_and_collector(proof, asked, count):
    assert len(rows(proof.client("house auditor"), **asked)) == count


def test_pages_follow_on_one_another_without_a_gap_or_a_double(proof, monkeypatch):
    monkeypatch.setattr("forbear.web.desks.proof.decision_pages.ROWS", 2)
    client, found, after = proof.client("house auditor"), [], ""
    while True:
        answer = client.get(reverse("proof"), {"after": after})
        found += [(row["debtor"], row["seq"]) for row in answer.context["rows"]]
        after = answer.context["after"]
        if not after:
            break
    assert len(found) == len(set(found)) == 5


def test_a_long_ledger_is_listed_by_work_in_the_background_and_the_page_says_so(proof, monkeypatch):
    monkeypatch.setattr(listing, "AT_ONCE", 1)
    client = proof.client("house auditor")
    assert "new records are being listed" in page(client, reverse("proof"))
    assert Entry.objects.count() == 0
    assert work_once()
    assert len(rows(client)) == 5
    assert listing.records_behind() == 0


def test_listing_twice_lists_once(proof):
    listing.brought_up()
    count = Entry.objects.count()
    listing.Listed.objects.all().delete()
    listing.brought_up()
    assert Entry.objects.count() == count


def test_one_decision_shows_its_reasons_rulebooks_and_receipt(proof):
    seq = decisions_of("hers")[1]
    shown = page(proof.client("auditor"), reverse("decision", args=[name_of("hers", seq)]))
    record = next(one for one in gates.gate().store.read("hers") if one.seq == seq)
    assert record.hash in shown
    assert "us-reg-f/hours" in shown
    assert "12 CFR 1006.6" in shown
    assert "the same text" in shown


def test_a_decision_of_another_agency_and_one_that_is_not_there_give_the_same_answer(proof):
    client = proof.client("auditor")
    for name in ("decision", "decision-again"):
        named = (name_of("other", 2), name_of("no-such", 2), "???")
        answers = [client.get(reverse(name, args=[one])) for one in named]
        assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_a_decision_and_its_replay_ask_the_database_little(proof, django_assert_max_num_queries):
    client, seq = proof.client("house auditor"), decisions_of("hers")[1]
    for name in ("decision", "decision-again"):
        with django_assert_max_num_queries(20):
            page(client, reverse(name, args=[name_of("hers", seq)]))


def test_an_auditor_of_two_agencies_sees_what_is_placed_with_both(proof):
    second = Organisation.objects.create(name="Second", kind="collector")
    Membership.objects.create(user=proof.people["auditor"], organisation=second, role="auditor")
    Portfolio.objects.create(organisation=second, collector=OTHER, made_at=0)
    assert {debtor for debtor, _, _ in rows(proof.client("auditor"))} == {"hers", "other"}


def test_another_collectors_contact_with_a_debtor_of_both_is_not_seen(proof):
    place("other", {OTHER: ["A"], AGENCY: ["B"]})
    client = proof.client("auditor")
    assert rows(client) == rows(client, collector=AGENCY)
    assert client.get(reverse("decision", args=[name_of("other", decisions_of("other")[0])])).status_code == 404


def test_each_look_at_a_debtor_is_on_record_and_shown(proof):
    address = reverse("decision", args=[name_of("hers", decisions_of("hers")[0])])
    page(proof.client("auditor"), address)
    look = Look.objects.get()
    assert (look.debtor, look.what, look.role, look.organisation) == ("hers", "decision", "auditor", "Agency")
    assert "Agency · Auditor" in page(proof.client("house auditor"), address)


def test_a_decision_again_by_the_rulebooks_of_then_is_the_same_and_by_others_is_told(proof, settings):
    name = name_of("hers", decisions_of("hers")[1])
    shown = page(proof.client("auditor"), reverse("decision-again", args=[name]))
    assert shown.count("The same in everything.") == 2
    settings.RULES = ["us-ma"]
    gates.gate.cache_clear()
    gates.rulebooks.cache_clear()
    shown = page(proof.client("auditor"), reverse("decision-again", args=[name]))
    assert shown.count("The same in everything.") == 1
    assert "It differs in:" in shown
    assert "no longer applied" in shown


def test_the_table_holds_what_the_list_shows_and_no_formula(proof):
    answer = proof.client("auditor").get(reverse("decisions-csv"), {"answer": "allow"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "at,debtor,record,collector,answer,rule"
    assert len(lines) == 2
    assert "hers" in lines[1]
    assert Look.objects.get().what == "list"


def test_both_languages_show_the_list(proof):
    assert "决定" in page(proof.client("auditor", "zh-hans"), reverse("proof"))
