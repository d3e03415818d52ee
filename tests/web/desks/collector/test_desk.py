"""The worklist, an account, the gate asked, the contact made and told, and what comes in."""

import json
import re

import pytest
from django.urls import reverse

from forbear.calendar import HOUR, MINUTE
from forbear.web.access.models import Reading
from forbear.web.channels.models import Template
from forbear.web.desks.collector.models import Account, Draft, Look
from forbear.web.desks.proof.models import Look as LookAtLedger
from forbear.web.ledger import gates
from forbear.web.ledger.models import Record
from tests.support.people import person
from tests.web.desks.collector.conftest import SAMPLE_US, USUAL_US, brought
from tests.web.desks.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(portfolio, agency, clerk):
    one = Account.objects.get(debtor=f"{agency.pk}.BC-0008")
    one.assigned_to = clerk
    one.save(update_fields=["assigned_to"])
    return one


@pytest.fixture
def browser(clerk):
    return signed_in(clerk)


@pytest.fixture
def boss(supervisor):
    return signed_in(supervisor)


def page_of(browser, account, query=""):
    return browser.get(f"/collector/{account.pk}/{query}").content.decode()


def form_of(page, action, at=0):
    """The hidden fields of a form of a page that goes to an address."""
    forms = re.findall(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.DOTALL)
    assert len(forms) > at, f"there is no such form to {action}"
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', forms[at]))


def asked(browser, account, at=0):
    """Ask for a contact that the page of an account offers; the page of the answer."""
    ask = reverse("account-ask", args=[account.pk])
    return browser.post(ask, form_of(page_of(browser, account), ask, at), follow=True).content.decode()


def permit_in(page):
    return re.search(r"/permit/([^/]+)/use", page)[1]


def own_number(account):
    return account.person["addresses"][0]["value"]


def test_a_clerk_sees_her_own_accounts_and_a_supervisor_all(account, browser, boss):
    assert browser.get("/collector/").content.decode().count("BC-00") == 1
    for who, address in ((boss, "/collector/?"), (browser, "/collector/?who=all&")):
        assert [who.get(f"{address}page={page}").content.decode().count("BC-00") for page in (1, 2)] == [25, 15]


def test_no_list_and_no_page_shows_a_number_before_there_is_a_permit(account, browser, boss):
    others = account.person["people"][0]["addresses"][0]["value"]
    answers = [boss.get("/collector/"), boss.get("/collector/worklist.csv"), browser.get(f"/collector/{account.pk}/")]
    for answer in answers:
        told = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert own_number(account) not in told.decode() and others not in told.decode()
    assert f"•••{own_number(account)[-4:]}" in answers[-1].content.decode()


def test_one_click_asks_and_shows_the_permit_with_its_script_and_the_number(account, browser):
    page = asked(browser, account)
    assert own_number(account) in page and "Make sure that it is the person herself" in page
    assert [look.permit for look in Look.objects.filter(what="address")] == [permit_in(page)]


def test_who_looked_at_an_account_is_told_with_what_the_ledger_showed_of_her(account, browser, boss, agency):
    asked(browser, account)
    auditor = person("auditor", agency)
    told = {"viewer": auditor.pk, "role": "auditor", "organisation": agency.name, "act": "decision.see"}
    LookAtLedger.objects.create(debtor=account.debtor, at=gates.now() + MINUTE, what="decision", **told)
    LookAtLedger.objects.create(debtor="another", at=gates.now(), what="pack", **told)
    boss.get(reverse("deal-account", args=[account.pk]))
    page = boss.get(reverse("account-looks", args=[account.pk])).content.decode()
    rows = re.findall(r"<span>([^<]+) · (\w+)</span></td>\s*<td[^>]*><span>([^<]*?)(?: <code>|</span>)", page)
    assert rows[0] == (auditor.name, "Auditor", "a decision")
    seen = [(role.lower(), what.strip()) for _who, role, what in rows[1:]]
    assert sorted(seen) == [
        ("collector", "a number or address, under the permit"), ("collector", "an answer of the gate"),
        ("collector", "the account"), ("supervisor", "what was agreed"),
    ]  # fmt: skip
    assert "6 looks at this account" in page_of(boss, account)


def test_what_a_program_read_of_her_stands_among_the_looks(account, browser, boss):
    about = {"debtor": account.debtor, "day": 1, "key": "k", "what": "findings", "at": gates.now()}
    Reading.objects.create(**about, organisation="Northgate", name="dialler")
    page = boss.get(reverse("account-looks", args=[account.pk])).content.decode()
    assert (
        "Northgate · the program dialler, for the first time that day" in page
        and "what speaks against contacts made" in page
    )


def test_no_answer_in_a_form_changes_what_the_desk_knows_or_what_the_script_says(account, browser):
    ask = reverse("account-ask", args=[account.pk])
    form = form_of(page_of(browser, account), ask)
    lies = {"fact-address_source": "given_by_debtor", "fact-content.self_identified": "no"}
    browser.post(ask, form | lies)
    (contact,) = [one.body["contact"] for one in gates.gate().store.read(account.debtor) if one.kind == "decision"]
    assert contact["address_source"] == account.person["addresses"][0]["source"] != "given_by_debtor"
    assert contact["content.self_identified"] is True


def test_a_click_twice_is_one_question(account, browser):
    ask = reverse("account-ask", args=[account.pk])
    form = form_of(page_of(browser, account), ask)
    places = {browser.post(ask, form).url for _ in range(2)}
    assert len(places) == 1 and Record.objects.filter(kind="decision").count() == 1


def test_a_contact_is_made_told_and_on_record(account, browser):
    permit = permit_in(asked(browser, account))
    page = browser.post(reverse("permit-use", args=[account.pk, permit]), follow=True).content.decode()
    assert "How did it go?" in page and own_number(account) in page
    told = {"outcome": "conversation"}
    page = browser.post(reverse("permit-tell", args=[account.pk, permit]), told, follow=True).content.decode()
    assert "Recorded how it went" in page and own_number(account) not in page
    events = gates.gate().case(account.debtor).events.values()
    assert [event.facts.get("outcome") for event in events if event.kind == "contact"] == ["conversation"]
    seq = Record.objects.get(kind="decision").seq
    again = browser.get(reverse("answer", args=[account.pk, seq])).content.decode()
    assert own_number(account) not in again


def test_a_number_is_gone_when_the_permit_is_over_or_given_back(account, browser, clock):
    page = asked(browser, account)
    place = reverse("answer", args=[account.pk, Record.objects.get(kind="decision").seq])
    assert own_number(account) in page
    clock.time += 6 * MINUTE
    assert own_number(account) not in browser.get(place).content.decode()
    assert browser.get(reverse("permit-left", args=[account.pk, permit_in(page)])).status_code == 286
    late = browser.post(reverse("permit-use", args=[account.pk, permit_in(page)]), follow=True).content.decode()
    assert "time is over" in late


def test_whoever_sees_but_may_not_contact_gets_no_number(account, browser, agency):
    asked(browser, account)
    place = reverse("answer", args=[account.pk, Record.objects.get(kind="decision").seq])
    auditor = signed_in(person("auditor", agency))
    assert own_number(account) not in auditor.get(place).content.decode()


def test_a_clerk_begins_no_contact_of_an_account_that_is_not_hers(portfolio, browser, clerk):
    other = portfolio.accounts.filter(assigned_to=None).first()
    assert "not assigned to you" in page_of(browser, other)
    assert browser.post(reverse("account-ask", args=[other.pk]), {}).status_code == 404


def test_a_refused_question_says_why_and_from_when_and_is_recorded(account, browser, clock):
    clock.time += 14 * HOUR
    page = asked(browser, account)
    assert "Not now" in page and "2026-11-28 08:00" in page and own_number(account) not in page
    (record,) = Record.objects.filter(kind="decision")
    assert json.loads(record.body)["answer"] == "not-now"


def test_an_agreed_contact_is_asked_for_only_to_restore_contact(account, browser, boss):
    ask = reverse("account-ask", args=[account.pk])
    form = form_of(page_of(boss, account), ask, 1)
    assert form["purpose"] == "locate_debtor"
    page = boss.post(ask, form | {"purpose": "demand_payment"}, follow=True).content.decode()
    assert "not for this person" in page and not Record.objects.filter(kind="decision").exists()
    boss.post(reverse("account-reach", args=[account.pk]), {"reachable": "no"})
    page = boss.post(ask, form, follow=True).content.decode()
    assert account.person["people"][0]["addresses"][0]["value"] in page and "Say nothing of the debt" in page


def entered(browser, account, kind, **fields):
    place = reverse("account-enter", args=[account.pk, kind])
    page = browser.get(place).content.decode()
    hidden = re.search(r'name="request" value="([^"]+)"', page)[1]
    at = re.search(r'name="at" value="([^"]+)"', page)[1]
    return browser.post(place, {"request": hidden, "at": at, **fields}, follow=True).content.decode()


@pytest.mark.parametrize("place", ["US-NY"])
def test_what_comes_in_revokes_the_permits_that_it_stands_against(agency, supervisor, boss, clock):
    clock.time += 13 * HOUR
    account = brought(agency, supervisor, SAMPLE_US, "Hudson", USUAL_US).accounts.get(debtor=f"{agency.pk}.NY-0001")
    permit = permit_in(asked(boss, account))
    page = entered(boss, account, "cease", in_writing="on")
    assert "1 open permit was revoked" in page and "The permit was revoked" in page
    assert gates.gate().case(account.debtor).permits[permit].became == "revoked"
    late = boss.post(reverse("permit-use", args=[account.pk, permit]), follow=True).content.decode()
    assert "Something that happened meanwhile revoked the permit" in late


@pytest.mark.parametrize(
    ("kind", "fields", "event"),
    [
        ("complaint", {"in_writing": "on"}, {"kind": "hold", "hold": "complaint", "in_writing": True}),
        ("dispute", {"reason": "not_mine"}, {"kind": "hold", "hold": "dispute", "reason": "not_mine"}),
        ("inbound", {"channel": "call"}, {"kind": "contact", "direction": "inbound", "outcome": "conversation"}),
        ("refusal", {"scope": "channel", "channel": "sms"}, {"kind": "refusal", "scope": "channel", "channel": "sms"}),
        ("wish", {"only": "yes", "begins": "18:00", "ends": "20:00"}, {"kind": "wish", "only": True, "to": "20:00:00"}),
        ("notice", {"notice": "validation", "by": "Bank"}, {"kind": "notice", "notice": "validation", "by": "Bank"}),
    ],
)
def test_what_comes_in_is_an_event_of_the_ledger(account, browser, kind, fields, event):
    with_person = {"person": account.debtor} if kind in ("inbound", "refusal", "wish") else {}
    assert "Recorded." in entered(browser, account, kind, **fields, **with_person)
    last = json.loads(Record.objects.filter(debtor=account.debtor).order_by("-seq").first().body)["event"]
    assert {key: last.get(key) for key in event} == event


def test_a_lawyer_is_put_on_record_with_the_hold(account, browser):
    assert "Recorded." in entered(browser, account, "represented", name="Lu Counsel", phone="+861000020001")
    case = gates.gate().case(account.debtor)
    (lawyer,) = [person for person, facts in case.parties.people.items() if facts["role"] == "attorney"]
    assert [event.facts["representative"] for event in case.events.values() if event.kind == "hold"] == [lawyer]
    assert "Lu Counsel" in page_of(browser, account)


def test_what_is_wrong_in_an_entry_is_said_and_nothing_is_recorded(account, browser):
    before = Record.objects.count()
    page = entered(browser, account, "wish", person=account.debtor, begins="18:00")
    assert "Hours need a beginning and an end" in page and Record.objects.count() == before


def test_accounts_are_found_by_name_number_or_customer_as_a_whole(account, browser):
    name = account.person["name"]
    for text in (name, own_number(account), "BC-0008"):
        assert str(account.pk) in browser.post("/collector/find", {"find": text}).content.decode()
    assert str(account.pk) not in browser.post("/collector/find", {"find": name[:1]}).content.decode()


def test_a_supervisor_assigns_and_only_within_the_organisation(account, boss, clerk, world_of_another):
    other = Account.objects.filter(assigned_to=None).first()
    boss.post("/collector/assign", {"account": [str(other.pk)], "to": str(clerk.pk)})
    other.refresh_from_db()
    assert other.assigned_to == clerk
    stranger = world_of_another[1]
    page = boss.post("/collector/assign", {"account": [str(other.pk)], "to": str(stranger.pk)}, follow=True)
    other.refresh_from_db()
    assert other.assigned_to == clerk and "no clerk of your organisation" in page.content.decode()


def test_pages_ask_the_database_at_most_twenty_times_and_a_list_that_moved_a_few_more(
    account, browser, boss, django_assert_max_num_queries, clock
):
    clock.time += 14 * HOUR
    with django_assert_max_num_queries(24):  # every row moved, so the page is filled and judged once more
        assert boss.get("/collector/").status_code == 200
    for who, place in ((boss, "/collector/"), (browser, f"/collector/{account.pk}/"), (boss, "/collector/portfolios")):
        with django_assert_max_num_queries(20):
            assert who.get(place).status_code == 200


def test_a_list_whose_standings_are_over_is_judged_anew(account, boss, clock):
    assert "Now, by" in boss.get("/collector/").content.decode()
    clock.time += 14 * HOUR
    page = boss.get("/collector/").content.decode()
    assert "Now, by" not in page and "Not now: from" in page


def test_every_page_speaks_chinese(account, clerk):
    browser = signed_in(clerk, "zh-CN")
    for place in ("/collector/", f"/collector/{account.pk}/", f"/collector/{account.pk}/enter/wish"):
        assert "催收" in browser.get(place).content.decode() or "债务人" in browser.get(place).content.decode()


@pytest.fixture
def text_approved(db):
    return Template.objects.create(
        name="reminder", channel="sms", body="{name}，您的账户有款项已到期，请与我们联系。回复T退订。",
        approved_by="compliance", approved_at=0,
    )  # fmt: skip


def test_a_message_is_an_approved_text_whose_words_the_gate_reads(account, browser, text_approved, clock):
    write = reverse("account-write", args=[account.pk])
    form = form_of(page_of(browser, account), write) | {"template": text_approved.name}
    assert "您的账户有款项已到期" in browser.get(write, form).content.decode()
    page = browser.post(write, form | {"send": "yes", "value-name": "郑先生"}, follow=True).content.decode()
    assert "郑先生，您的账户有款项已到期" in page and own_number(account) in page
    assert Draft.objects.count() == 1
    clock.time += 6 * MINUTE
    place = reverse("answer", args=[account.pk, Record.objects.get(kind="decision").seq])
    assert "郑先生" not in browser.get(place).content.decode() and not Draft.objects.exists()


def test_a_message_that_lacks_what_is_to_be_filled_in_is_not_asked_for(account, browser, text_approved):
    write = reverse("account-write", args=[account.pk])
    form = form_of(page_of(browser, account), write) | {"template": text_approved.name, "send": "yes"}
    answer = browser.post(write, form | {"value-name": "x" * 501})
    assert answer.status_code == 422 and not Record.objects.filter(kind="decision").exists()


def test_an_agreed_contact_is_entered_with_hours_and_only_where_it_can_be_shown(account, browser):
    place = reverse("account-agreed", args=[account.pk])
    said = {"request": "r1", "name": "Wei Example", "phone": "+861000020002", "begins": "18:00", "ends": "20:00"}
    assert browser.post(place, said).status_code == 422
    assert browser.post(place, said | {"agreed": "on"}).status_code == 302
    case = gates.gate().case(account.debtor)
    wish = next(event for event in case.events.values() if event.kind == "wish")
    assert case.parties.people[str(wish.facts["person"])]["role"] == "agreed_contact" and wish.facts["only"] is True
    assert "Wei Example" in page_of(browser, account) and "+861000020002" not in page_of(browser, account)
