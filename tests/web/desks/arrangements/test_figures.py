"""A supervisor's figures: counted once from the ledger, each leading to its rows, in the order of names alone."""

from datetime import date

import pytest

from forbear.calendar import read_instant
from forbear.gate.asked import read_asked
from forbear.web.desks.arrangements import counting, figures, ledger
from forbear.web.desks.arrangements.models import Counted, Line
from forbear.web.ledger import gates
from tests.support.people import person
from tests.web.desks.arrangements.conftest import make_account, shown, signed_in
from tests.web.desks.arrangements.test_deals import answered, begun
from tests.web.desks.arrangements.test_payments import pay

CONTACT = {"channel": "call", "collector": "beichen", "role": "debtor", "debts": ["L-2"], "purpose": "demand_payment",
           "recorded": True}  # fmt: skip


@pytest.fixture(autouse=True)
def today(monkeypatch, clock):
    """Lists take the day of the test's clock."""
    from forbear.web.desks.arrangements import listing

    monkeypatch.setattr(listing, "today", lambda: date(2026, 4, 9).toordinal())


def ask(account, user, name, **told):
    asked = read_asked(f"desk:{account.organisation_id}:{user.pk}", name, account.debtor,
                       {**CONTACT, "person": account.debtor, **told})  # fmt: skip
    return gates.gate().ask(asked, gates.now())


@pytest.fixture
def busy(agency, account, browser, clock):
    """Permits of each kind, refusals, a complaint, an agreement; some of it last week."""
    me = agency.collector
    clock.set("2026-04-02T10:00:00+08:00")
    ask(account, me, "r0", debts=["L-9"])
    clock.set("2026-04-08T10:00:00+08:00")
    used, given_back = ask(account, me, "a1"), ask(account, me, "a2")
    contact = {**CONTACT, "person": account.debtor, "debts": ["L-2"]}
    gates.gate().use(used.permit.id, contact, gates.now(), f"desk:{agency.organisation.pk}:{me.pk}")
    gates.gate().tell(used.permit.id, {"outcome": "no_answer"}, gates.now(), "desk:1:1")
    gates.gate().release(given_back.permit.id, gates.now(), "desk:1:1")
    ask(account, me, "a3")
    ask(account, me, "r1", debts=["L-9"])
    ask(account, agency.supervisor, "r2", debts=["L-9"])
    ledger.record(account, {"kind": "hold", "hold": "complaint", "debts": ["L-2"]}, "desk:1:1", "a complaint")
    clock.set("2026-04-09T10:00:00+08:00")
    deal = begun(browser, account)
    answered(browser, deal, "accept")
    counting.count()
    return account


def row(agency, user, name):
    request = type("Request", (), {"user": agency.supervisor})()
    week = figures.Week(
        date(2026, 4, 9).toordinal(), date(2026, 4, 9).toordinal(), read_instant("2026-04-09T10:00:00+08:00")
    )
    one = next(each for each in figures.people(request, week) if each.user == user.pk)
    return one.now[name], one.then[name]


def test_the_gates_answers_are_counted_for_whoever_asked_beside_the_week_before(busy, agency):
    assert row(agency, agency.collector, "refused") == (1, 1)
    assert row(agency, agency.supervisor, "refused") == (1, 0)
    found = {name: row(agency, agency.collector, name)[0] for name in figures.OF_GATE}
    assert found == {"allow": 3, "refused": 1, "used": 1, "released": 1, "revoked": 0, "expired": 1}
    assert row(agency, agency.collector, "complaint") == (1, 0) and row(agency, agency.collector, "accounts") == (1, 0)


def test_each_number_of_the_page_leads_to_as_many_rows(busy, agency):
    chief = signed_in(agency.supervisor)
    page = shown(chief.get("/team/?until=2026-04-09"))
    assert "no ranking" in page and "debt-unknown" in page and page.count('<svg class="bars"') >= 2
    for name, n in {"refused": 1, "used": 1, "released": 1, "expired": 1, "complaint": 1, "allow": 3}.items():
        rows = chief.get(f"/team/rows?what={name}&who={agency.collector.pk}&until=2026-04-09&as=csv")
        assert len(shown(rows).splitlines()) == n + 1, name
    rows = shown(chief.get(f"/team/rows?what=refused&who={agency.collector.pk}&until=2026-04-09"))
    assert "debt-unknown" in rows and "Lin Example" in rows


def test_the_table_goes_out_as_a_file(busy, agency):
    lines = shown(signed_in(agency.supervisor).get("/team/?until=2026-04-09&as=csv")).lstrip("\ufeff").splitlines()
    head, *rows = [line.split(",") for line in lines]
    found = dict(zip(head, next(row for row in rows if row[0].startswith("collector@")), strict=False))
    assert (found["refused"], found["refused before"], found["used"]) == ("1", "1", "1")


def test_counting_again_counts_nothing_twice_and_a_killed_one_loses_nothing(busy, monkeypatch):
    before = Line.objects.count()
    assert counting.count() == 0 and Line.objects.count() == before
    ask(busy, busy.assigned_to, "r9", debts=["L-9"])
    with monkeypatch.context() as killed:
        killed.setattr(Counted.objects, "bulk_create", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            counting.count()
    assert Line.objects.count() == before
    assert counting.count() == 1 and Line.objects.count() == before + 1


def test_people_stand_by_name_whoever_asks_most(busy, agency):
    other = person("collector", agency.organisation.__class__.objects.create(name="Zz", kind="collector"))
    other.name = "aa-first@example.org"
    other.save()
    make_account(agency, None, "C-2").__class__.objects.filter(debtor__endswith="C-2").update(assigned_to=other)
    page = shown(signed_in(agency.supervisor).get("/team/?until=2026-04-09"))
    assert page.index("aa-first@") < page.index("collector@")


def test_promises_count_by_what_came_of_them(busy, agency, browser, clock, monkeypatch):
    from forbear.web.desks.arrangements import listing

    clock.set("2026-04-11T10:00:00+08:00")
    pay(browser, busy, debt="L-1", amount="250", day="2026-04-10")
    today = date(2026, 4, 14).toordinal()
    monkeypatch.setattr(listing, "today", lambda: today)
    request = type("Request", (), {"user": agency.supervisor})()
    (one,) = [each for each in figures.people(request, figures.Week(today, today, gates.now())) if each.now["kept"]]
    assert (one.user, one.now["kept"], one.now["overdue"]) == (agency.collector.pk, 1, 0)
    rows = shown(signed_in(agency.supervisor).get(f"/team/rows?what=kept&who={agency.collector.pk}"))
    assert "250.00 CNY" in rows


def test_pages_ask_the_database_a_few_times_however_many_rows_there_are(
    agency, browser, account, django_assert_max_num_queries
):
    for number in range(12):
        deal = begun(browser, make_account(agency, None, f"M-{number}", f"Somebody {number}"))
        answered(browser, deal, "accept")
    counting.count()
    chief = signed_in(agency.supervisor)
    chief.get("/team/")
    for address in ("/deals/", "/team/", "/team/rows?what=accounts", "/deals/letters", f"/deals/of/{account.pk}",
                    f"/deals/{deal.pk}"):  # fmt: skip
        with django_assert_max_num_queries(20):
            assert chief.get(address).status_code == 200, address


def test_only_supervisors_and_auditors_see_the_figures_of_a_team(agency, account):
    assert signed_in(agency.collector).get("/team/").status_code == 403
    assert signed_in(agency.auditor).get("/team/").status_code == 200


def test_another_agencys_figures_are_empty(busy, agency):
    other = agency.organisation.__class__.objects.create(name="Other", kind="collector")
    stranger = signed_in(person("supervisor", other))
    assert "Bring a portfolio first" in shown(stranger.get("/team/"))
    rows = stranger.get(f"/team/rows?what=refused&who={agency.collector.pk}&until=2026-04-09&as=csv")
    assert len(shown(rows).splitlines()) == 1
