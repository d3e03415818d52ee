import re

from forbear.audit.assemble import Assembled
from forbear.audit.build import build_audit, contacts_to_judge
from forbear.audit.hours import quiet_hours
from forbear.audit.sweep import Sweep, begun_by_collectors, undetermined
from forbear.calendar import HOUR, read_instant, show_instant
from forbear.errors import Problem
from forbear.events import History, Parties, contact
from forbear.report.audit_report import build
from forbear.rules import catalog

ZONE = "Asia/Shanghai"
CONVENTION, STANDARD = catalog.get("cn-convention-2018"), catalog.get("cn-gbt-45251-2025")
FACTS = {
    "channel": "call", "direction": "outbound", "collector": "C1", "creditor": "C1", "person": "lin", "role": "debtor",
    "debts": ("D1",), "outcome": "no_answer",
}  # fmt: skip


def history(*contacts):
    parties = Parties(
        {"C1": {"id": "C1", "kind": "creditor"}},
        {"id": "lin", "zones": (ZONE,), "place.country": "CN", "reachable": True},
        {"wei": {"id": "wei", "role": "friend"}},
        {"D1": {"id": "D1", "creditor": "C1"}},
    )
    events = [contact(read_instant(at), {**FACTS, **facts}, seq) for seq, (at, facts) in enumerate(contacts, start=1)]
    return History(parties, events)


NIGHT, NOON = "2026-03-01T23:30:00+08:00", "2026-03-02T12:00:00+08:00"
FRIEND = {"person": "wei", "role": "friend"}


def names(findings):
    return [(finding.number, finding.contact.seq, finding.reason.name) for finding in findings]


def test_only_what_a_collector_began_is_judged():
    past = history((NIGHT, {}), (NIGHT, {"direction": "inbound"}), (NOON, {}))
    assert [event.seq for event in begun_by_collectors(past)] == [1, 3]
    assert [each.contact.seq for each in Sweep([STANDARD], past).judged()] == [1, 3]


def test_each_reason_on_each_contact_is_a_finding_numbered_in_order_of_time():
    sweep = Sweep([CONVENTION], history((NIGHT, FRIEND), (NOON, {}), (NOON, {**FRIEND, "disclosure": "amount"})))
    found = sweep.findings(sweep.judged())
    target, agreed, told = (f"cn-convention-2018/{rule}" for rule in ("target", "agreed-contact", "no-disclosure"))
    assert names(found) == [(1, 1, target), (2, 1, agreed), (3, 3, target), (4, 3, agreed), (5, 3, told)]


def test_a_finding_names_the_first_instant_at_which_its_rule_would_not_have_stood_against_the_contact():
    sweep = Sweep([STANDARD], history((NIGHT, {})))
    (finding,) = sweep.findings(sweep.judged())
    assert show_instant(finding.free_at, ZONE) == "2026-03-02 08:00:00 +08:00"


def test_a_finding_ends_with_the_contact_itself_after_the_rows_behind_its_numbers():
    calls = [(f"2026-03-02T{hour:02}:00:00+08:00", {"outcome": "conversation"}) for hour in range(9, 14)]
    sweep = Sweep([STANDARD], history(*calls))
    found = [finding for finding in sweep.findings(sweep.judged()) if finding.contact.seq == 5]
    assert found
    assert all(finding.rows[-1].seq == 5 for finding in found)
    assert any(len(finding.rows) > 1 for finding in found)


def test_what_cannot_be_decided_is_listed_with_what_is_missing_and_is_no_finding():
    unknown = {**FRIEND, "purpose": None}
    sweep = Sweep([CONVENTION], history((NOON, unknown), (NIGHT, unknown), (NOON, {})))
    judged = sweep.judged()
    open_rules = {entry.reason.rule: entry for entry in undetermined(judged)}
    assert open_rules["target"].missing == ("purpose",)
    assert {event.seq for event in open_rules["target"].contacts} == {1, 2}
    assert not any(finding.reason.name.endswith("/target") for finding in sweep.findings(judged))


def test_what_is_missing_most_often_comes_first():
    past = history(
        (NOON, {**FRIEND, "purpose": None}), (NOON, {**FRIEND, "purpose": None}), (NOON, {**FRIEND, "disclosure": None})
    )
    counts = [len(entry.contacts) for entry in undetermined(Sweep([CONVENTION], past).judged())]
    assert counts == sorted(counts, reverse=True)
    assert len(counts) > 1


def test_progress_adds_up_to_the_contacts_judged():
    counts = []
    past = history(*((NOON, {}) for _ in range(600)))
    Sweep([CONVENTION], past).judged(counts.append)
    assert sum(counts) == 600
    assert len(counts) == 3


def test_the_hours_that_a_rulebook_closes_are_found_for_shading():
    closed = quiet_hours([STANDARD], history((NOON, {})), read_instant(NOON))
    assert {(each.from_clock // HOUR, each.to_clock // HOUR) for each in closed if each.rule == "hours"} == {
        (0, 8),
        (22, 24),
    }
    assert all(len(each.weekdays) == 7 and each.rulebook == STANDARD.id for each in closed)
    assert quiet_hours([CONVENTION], history((NOON, {})), read_instant(NOON)) == []


def test_an_audit_holds_what_was_found_and_what_the_reading_warned_of():
    warning = Problem("calls.xml", "the file says that it holds 2 rows; it holds 1", code="count-differs")
    made = Assembled(history((NIGHT, {}), (NOON, FRIEND)), warnings=[warning], from_phone=True)
    result = build_audit(made, [CONVENTION, STANDARD])
    assert contacts_to_judge(made) == len(result.judged) == 2
    assert (result.zone, result.warnings, result.bombing.counts["people_reached"]) == (ZONE, (warning,), 1)
    assert [used.id for used in result.rulebooks] == [CONVENTION.id, STANDARD.id]
    assert len(result.assumptions) == 4
    assert all(ZONE in words for words in result.assumptions[-1].values())


def test_a_person_of_whom_it_is_not_known_who_he_is_is_shown_without_a_role():
    result = build_audit(Assembled(history((NIGHT, {}), (NOON, {"person": "P7", "role": None}))), [STANDARD])
    page = build(result, "en")
    assert "P7" in page
    assert re.findall(r"[^<>]*\bNone\b[^<>]*", page) == []
    assert "is known to have been contacted" in page


def test_an_audit_of_a_table_assumes_less_than_one_of_a_telephone():
    assert len(build_audit(Assembled(history((NOON, {}))), [CONVENTION]).assumptions) == 1
