"""The audit of a log in the application: its dashboard, the rows behind each number, one contact, comparison."""

import csv
import html
import io
import re
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from forbear.audit.tables.history import histories, history_in
from forbear.audit.tables.log import open_log
from forbear.audit.tables.reading import reading
from forbear.places import shipped
from forbear.rules import catalog
from forbear.web.desks.auditor import asking, folders, judging
from forbear.web.desks.auditor.models import CANCELLED, DONE, RUNNING, WAITING, Opening
from forbear.web.jobs.models import Job
from forbear.web.jobs.worker import work_once
from tests.web.desks.auditor.conftest import BOOKS, killed
from tests.web.desks.conftest import signed_in

pytestmark = pytest.mark.django_db


def shown(answer):
    return answer.content.decode()


def test_the_dashboard_shows_what_the_audit_found(filled):
    assert filled.log.state == DONE, filled.log.faults
    assert filled.audit.state == DONE, filled.audit.faults
    page = shown(filled.browser().get(f"/auditor/audits/{filled.audit.pk}/"))
    assert "Week by week" in page


PAGES = (
    "/auditor/", "/auditor/logs/new", "/auditor/logs/{log}/", "/auditor/logs/{log}/rejected",
    "/auditor/logs/{log}/audit", "/auditor/logs/{log}/delete", "/auditor/audits/{audit}/",
    "/auditor/audits/{audit}/paper", "/auditor/audits/{audit}/rows", "/auditor/audits/{audit}/rows?of=all&page=2",
    "/auditor/audits/{audit}/bombing", "/auditor/audits/{audit}/delete", "/auditor/compare?a={audit}",
    "/auditor/gone",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_with_few_queries(filled, page, language, django_assert_max_num_queries):
    browser = filled.browser(language=language)
    with django_assert_max_num_queries(20):
        answer = browser.get(page.format(log=filled.log.pk, audit=filled.audit.pk))
    assert answer.status_code == 200
    assert ' style="' not in shown(answer)


def at(filled, rest=""):
    return f"/auditor/audits/{filled.audit.pk}/{rest}"


def counted(filled, query):
    """How many contacts a page says there are."""
    page = shown(filled.browser().get(at(filled, f"rows?{query}")))
    return int(re.search(r"<h1>([\d,]+) contacts?</h1>", page)[1].replace(",", ""))


def test_each_number_of_the_dashboard_leads_to_as_many_rows(filled):
    page = shown(filled.browser().get(at(filled)))
    links = re.findall(r'<a href="(rows\?[^"]+)">([\d,]+)</a>', page)
    assert len(links) > 40
    for link, number in links[:: max(1, len(links) // 25)]:
        query = html.unescape(link).partition("?")[2]
        assert counted(filled, query) == int(number.replace(",", "")), link


def test_parts_add_up_to_all_contacts(filled):
    parts = {part: counted(filled, f"of={part}") for part in ("all", "refused", "review", "undecided", "allowed")}
    audit = filled.audit
    assert parts["all"] == audit.contacts == sum(parts.values()) - parts["all"]
    assert (parts["refused"], parts["review"], parts["undecided"]) == (audit.refused, audit.review, audit.undecided)


def test_filters_together_leave_what_each_of_them_leaves(filled):
    lines = carried(filled, "of=all")
    wanted = [line for line in lines if line["collector"] == lines[0]["collector"] and line["channel"] == "call"]
    assert counted(filled, f"of=all&collector={lines[0]['collector']}&channel=call") == len(wanted) > 0


def carried(filled, query):
    answer = filled.browser().get(at(filled, f"rows.csv?{query}"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_what_is_carried_out_is_what_was_filtered_in_the_same_order(filled):
    lines = carried(filled, "of=all")
    assert len(lines) == filled.audit.contacts
    page = shown(filled.browser().get(at(filled, "rows?of=all&page=2")))
    seqs = re.findall(r'/rows/(\d+)\?debtor=(\w+)"', page)
    assert seqs == [(line["seq"], line["debtor"]) for line in lines[25:50]]
    assert Opening.objects.filter(what="rows").count() == 1


def test_one_contact_is_told_with_its_citation_the_facts_and_what_went_before(filled):
    browser, page = filled.browser(), shown(filled.browser().get(at(filled, "rows")))
    link = re.search(r'href="(/auditor/audits/[^"]+/rows/\d+\?[^"]+)"', page)[1]
    told = shown(browser.get(link))
    assert "12 CFR" in told and "goes against a rule" in told and "Facts that were used" in told
    assert Opening.objects.filter(what="contact").count() == 1
    assert "D00" not in str(list(Opening.objects.values_list("debtor", flat=True)))


def test_who_opened_which_contact_is_told_to_the_organisation_and_to_nobody_else(filled):
    browser, row = filled.browser(), asking.page(folders.results_of(filled.audit), asking.Asked(), 0, 1)[0]
    contact = f"rows/{row['seq']}?{urlencode({'debtor': row['debtor']})}"
    shown(browser.get(at(filled, contact)))
    shown(filled.browser("supervisor").get(at(filled, contact)))
    browser.get(at(filled, "bombing"))
    carried(filled, "of=refused")
    page, names = shown(browser.get(f"/auditor/opened?log={filled.log.pk}")), filled.world.people
    table = page.partition("<tbody>")[2]
    assert [each for each in re.findall(r"<span>([^<]*)</span>", table) if "a contact, " in each] == [
        f"a contact, event {row['seq']}"
    ] * 2
    assert table.count(str(names["auditor"].name)) == 3 and table.count(str(names["supervisor"].name)) == 1
    assert "contacts as a table" in table and "with whom of theirs" in table and row["debtor"] not in page
    assert "Opened 3 times of late" in shown(browser.get(at(filled, contact)))
    theirs = signed_in(filled.world.others["auditor"])
    for place in ("/auditor/opened", f"/auditor/opened?log={filled.log.pk}", "/auditor/opened?log=x"):
        assert "Nobody has opened a contact yet" in shown(theirs.get(place))
    Opening.objects.update(log=uuid4())
    assert "a log that was deleted" in shown(browser.get("/auditor/opened"))


def test_every_refused_contact_says_the_same_as_its_page(filled):
    browser, lines = filled.browser(), carried(filled, "of=refused")
    for line in lines[:5]:
        page = shown(browser.get(at(filled, f"rows/{line['seq']}?debtor={line['debtor']}")))
        for rule in line["refused"].split("; "):
            assert f"<h3>{rule.partition('/')[2]} " in page


def test_addresses_that_make_no_sense_show_what_is_nearest(filled):
    browser = filled.browser()
    for query in ("of=%27;drop", "page=99999", "day=9&hour=77", "rule=' OR 1=1 --", "from=zzz", "debtor=%00"):
        assert browser.get(at(filled, f"rows?{query}")).status_code == 200
    assert browser.get(at(filled, "rows/999999?debtor=D0000001")).status_code == 404
    assert browser.get("/auditor/compare?a=nonsense").status_code == 404


def test_a_supervisor_sees_and_runs_nothing_and_another_organisation_sees_nothing(filled):
    supervisor, stranger = filled.browser("supervisor"), signed_in(filled.world.others["auditor"])
    assert supervisor.get(at(filled)).status_code == 200
    assert "Bring a log" not in shown(supervisor.get("/auditor/"))
    assert supervisor.post(at(filled, "delete")).status_code == 403
    for page in ("", "rows", "rows.csv", "bombing", "bombing.csv", "rows/1?debtor=D0000001"):
        assert stranger.get(at(filled, page)).status_code == 404
    assert stranger.get(f"/auditor/compare?a={filled.audit.pk}").status_code == 404
    assert "synth.zip" not in shown(stranger.get("/auditor/"))


def test_two_periods_are_compared_with_counts_that_the_rows_have(filled):
    answer = filled.browser().get(f"/auditor/compare?a={filled.audit.pk}&as=csv")
    lines = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    collectors = [line for line in lines if line["what"] == "collectors"]
    both = sum(int(line["contacts_1"]) + int(line["contacts_2"]) for line in collectors)
    assert both == filled.audit.contacts
    page = html.unescape(shown(filled.browser().get(f"/auditor/compare?a={filled.audit.pk}")))
    links = re.findall(r'href="(audits/[^"]+/rows\?[^"]+)">([\d,]+)</a>', page)
    for link, number in links[::7]:
        assert counted(filled, link.partition("?")[2]) == int(number.replace(",", "")), link


def test_bombed_debtors_stand_with_whom_was_contacted(filled):
    page = shown(filled.browser().get(at(filled, "bombing")))
    answer = filled.browser().get(at(filled, "bombing.csv"))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert "people" in page and len(lines) > 1


def test_an_audit_that_is_stopped_leaves_nothing(filled, monkeypatch):
    audit = judging.begin(filled.log, BOOKS, None)
    before = sorted(path.name for path in folders.of(filled.log).iterdir())

    def stopped(*_):
        filled.browser().post(f"/auditor/audits/{audit.pk}/cancel")

    with monkeypatch.context() as patched:
        patched.setattr("forbear.audit.tables.judge.BucketJudge.judge", stopped)
        patched.setattr("forbear.audit.tables.sweep._keep", lambda *_: None)
        assert work_once()
    audit.refresh_from_db()
    assert audit.state == CANCELLED
    assert sorted(path.name for path in folders.of(filled.log).iterdir()) == before
    assert "was stopped" in shown(filled.browser().get(f"/auditor/audits/{audit.pk}/"))


def test_an_audit_that_is_cut_off_leaves_nothing_and_can_be_begun_anew(filled, monkeypatch):
    audit = judging.begin(filled.log, ["us-ma"], None)
    before = sorted(path.name for path in folders.of(filled.log).iterdir())
    with monkeypatch.context() as patched:
        patched.setattr("forbear.web.desks.auditor.shown.write", killed)
        with pytest.raises(KeyboardInterrupt):
            work_once()
    assert sorted(path.name for path in folders.of(filled.log).iterdir()) == before
    page = f"/auditor/audits/{audit.pk}/"
    assert "broke off" in shown(filled.browser().get(page))
    filled.browser().post(f"{page}again")
    assert "waits for its turn" in shown(filled.browser().get(page))
    assert filled.browser().get(f"{page}progress").status_code == 200
    filled.browser().post(f"{page}cancel")


def test_results_of_a_worker_that_lost_its_lease_are_thrown_away(filled, monkeypatch):
    audit = judging.begin(filled.log, ["us-ma"], None)

    def lost(figures, folder):
        Job.objects.filter(name=judging.job_name(audit)).update(holder="another")

    before = sorted(path.name for path in folders.of(filled.log).iterdir())
    with monkeypatch.context() as patched:
        patched.setattr("forbear.web.desks.auditor.shown.write", lost)
        assert work_once()
    audit.refresh_from_db()
    assert (audit.state, audit.folder) == (RUNNING, "")
    assert sorted(path.name for path in folders.of(filled.log).iterdir()) == before


def test_what_a_killed_server_left_is_swept_and_what_counts_stays(filled):
    folder = folders.of(filled.log)
    before = sorted(path.name for path in folder.iterdir())
    for name in (".tables-dead.part", "audit-1-dead", ".audit-1-dead.part"):
        (folder / name).mkdir()
    folders.tidy(filled.log.organisation_id)
    assert sorted(path.name for path in folder.iterdir()) == before


def test_nothing_is_audited_without_a_rulebook(filled):
    answer = filled.browser().post(f"/auditor/logs/{filled.log.pk}/audit", {})
    assert answer.status_code == 422 and "No rulebook was chosen" in shown(answer)


def test_rulebooks_of_a_place_are_chosen_in_one_step(filled):
    answer = filled.browser().post(f"/auditor/logs/{filled.log.pk}/audit", {"place": "US-MA"})
    books = filled.log.audits.get(state=WAITING).books
    assert answer.status_code == 302 and {"us-ma", "us-reg-f"} <= set(books)


def test_every_place_that_a_rulebook_applies_to_is_offered(filled):
    page = filled.browser().get(f"/auditor/logs/{filled.log.pk}/audit").content.decode()
    for code in shipped().codes():
        of_it = catalog.for_place(*filter(None, code.split("-")))
        assert (f'value="{code}"' in page) == bool(of_it and not shipped().members(code)), code
    answer = filled.browser().post(f"/auditor/logs/{filled.log.pk}/audit", {"place": "US-NY"})
    assert answer.status_code == 302 and "us-reg-f" in filled.log.audits.get(state=WAITING).books


def test_the_history_of_one_debtor_is_read_as_it_is_for_an_audit(filled):
    folder = folders.tables_of(filled.log)
    with reading() as db:
        quick = history_in(db, folder, "D0000003")
        open_log(db, folder)
        _, slow = next(histories(db, ["D0000003"]))
    assert list(quick) == list(slow) and len(list(quick)) > 3
    assert quick.parties == slow.parties
