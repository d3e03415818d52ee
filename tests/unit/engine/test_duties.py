"""Duties with clocks: where each stands, from which day, by which law, and which act it refuses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from forbear.calendar import add_months, read_instant
from forbear.engine.duties import Duties, Standing
from forbear.events import History
from forbear.records import read_event, read_parties
from forbear.rules.format import Rulebook
from forbear.rules.load import Reader

HEAD = """
format = 1
id = "sample"
title = { en = "Sample", zh = "示例" }
covers = "this test"
status = "complete"
in_force = { from = 2024-01-01 }
[source.act]
title = "The Sample Act"
confidence = "house"
[scope]
cite = "act 1"
when = "debtor.kind == 'individual' and (not stated(debt.product) or debt.product == 'credit_card')"
[value.length]
cite = "act 1"
dated = { 2024-01-01 = 10, 2026-01-01 = 20 }
[fact.asked]
cite = "act 1"
last = "notice"
where = "notice == 'transfer'"
per = ["debt"]
[fact.answered]
cite = "act 1"
first = "contact"
where = "direction == 'outbound'"
per = ["collector", "debt"]
[duty.it]
cite = "act 2"
force = "duty"
confidence = "house"
says.en = "{start} to {due}, {length} days"
says.zh = "{start} 至 {due}，{length} 天"
"""
DO = 'kind = "do"\nfrom = "asked"\ndone = "answered"\n'
NOTICE = {"kind": "notice", "notice": "transfer", "by": "CR", "debts": ["A"]}
CALL = {"channel": "call", "direction": "outbound", "collector": "CR", "person": "P1", "role": "debtor", "debts": ["A"]}
PARTIES = {
    "collector": {"id": "CR", "kind": "creditor"},
    "debtor": {"id": "P1", "zones": ["America/New_York"], "place": {"country": "US"}},
    "debts": [{"id": "A", "creditor": "CR"}],
}


def book(folder: Path, duty: str) -> Rulebook:
    path = folder / "sample.toml"
    path.write_text(HEAD + duty, encoding="utf-8")
    reader = Reader(path)
    found = reader.book()
    assert reader.problems == []
    return found


def asked(folder: Path, duty: str, events: list[dict], parties: dict | None = None, **options: object) -> Duties:
    read = [read_event(event, seq, "here") for seq, event in enumerate(events, start=1)]
    history = History(read_parties({**PARTIES, **(parties or {})}, "here"), read)
    return Duties([book(folder, duty)], history, options.pop("reading", "strict"), **options)  # type: ignore[arg-type]


def stand(folder: Path, duty: str, events: list[dict], at: str, **options: object) -> Standing:
    (found,) = asked(folder, duty, events, **options).standing(read_instant(at))  # type: ignore[arg-type]
    return found


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("length", "due"),
    [
        ("days = 3", "2026-03-05"),
        ("days = 3\nday_one = true", "2026-03-04"),
        ("days = 3\nclear = true", "2026-03-06"),
        ("business_days = 5", "2026-03-09"),
        ("months = 3", "2026-06-02"),
        ("years = 1", "2027-03-02"),
    ],
)
def test_a_length_is_counted_from_the_day_of_the_start(tmp_path: Path, length: str, due: str) -> None:
    found = stand(tmp_path, DO + length, [{**NOTICE, "at": "2026-03-02T23:30:00-05:00"}], "2026-03-03T09:00:00-05:00")
    assert (found.state, found.start, found.due) == ("due", day("2026-03-02"), day(due))


def test_the_law_is_that_of_the_day_from_which_the_clock_runs(tmp_path: Path) -> None:
    before = stand(
        tmp_path, DO + 'days = "length"', [{**NOTICE, "at": "2025-12-31T09:00:00-05:00"}], "2026-01-05T09:00:00-05:00"
    )
    after = stand(
        tmp_path, DO + 'days = "length"', [{**NOTICE, "at": "2026-01-01T09:00:00-05:00"}], "2026-01-05T09:00:00-05:00"
    )
    assert (before.due, after.due) == (day("2026-01-10"), day("2026-01-21"))
    assert before.says["en"] == "2025-12-31 to 2026-01-10, 10 days"
    assert after.says["zh"] == "2026-01-01 至 2026-01-21，20 天"


def test_a_duty_whose_clock_began_before_the_law_is_not_asked_for(tmp_path: Path) -> None:
    late = "\nin_force = { from = 2026-02-01 }"
    at = "2026-03-05T09:00:00-05:00"
    for start, told in (("2026-01-31", 0), ("2026-02-01", 1)):
        events = [{**NOTICE, "at": f"{start}T09:00:00-05:00"}]
        assert len(asked(tmp_path, DO + "days = 3" + late, events).standing(read_instant(at))) == told
    book_too_late = [{**NOTICE, "at": "2023-12-31T09:00:00-05:00"}]
    assert asked(tmp_path, DO + "days = 3", book_too_late).standing(read_instant(at)) == []


@pytest.mark.parametrize(
    ("done", "at", "state"),
    [
        ("2026-03-05T23:59:59-05:00", "2026-03-20T09:00:00-05:00", "on-time"),
        ("2026-03-06T00:00:00-05:00", "2026-03-20T09:00:00-05:00", "late"),
        ("2026-03-20T10:00:00-05:00", "2026-03-05T23:59:59-05:00", "due"),
        ("2026-03-20T10:00:00-05:00", "2026-03-06T00:00:00-05:00", "late"),
        ("2026-03-01T10:00:00-05:00", "2026-03-20T09:00:00-05:00", "on-time"),
    ],
)
def test_what_must_be_done_is_in_time_on_its_last_day_and_late_on_the_next(
    tmp_path: Path, done: str, at: str, state: str
) -> None:
    events = [{**NOTICE, "at": "2026-03-02T09:00:00-05:00"}, {**CALL, "at": done}]
    assert stand(tmp_path, DO + "days = 3", events, at).state == state


def test_what_was_done_before_anything_asked_for_it_is_done_in_time(tmp_path: Path) -> None:
    found = stand(tmp_path, DO + "days = 3", [{**CALL, "at": "2026-03-02T09:00:00-05:00"}], "2026-03-20T09:00:00-05:00")
    assert (found.state, found.due, found.done) == ("on-time", None, day("2026-03-02"))


@pytest.mark.parametrize(
    ("kind", "at", "state", "answer"),
    [
        ("wait", "2026-03-04T23:59:59-05:00", "running", "refuse"),
        ("wait", "2026-03-05T00:00:00-05:00", "over", "allow"),
        ("keep", "2026-03-05T23:59:59-05:00", "running", "refuse"),
        ("keep", "2026-03-06T00:00:00-05:00", "over", "allow"),
        ("wait", "2026-03-01T09:00:00-05:00", "not-yet-due", "refuse"),
        ("keep", "2026-03-01T09:00:00-05:00", "not-yet-due", "allow"),
    ],
)
def test_an_act_waits_for_a_period_or_is_held_back_while_one_runs(
    tmp_path: Path, kind: str, at: str, state: str, answer: str
) -> None:
    duty = f'kind = "{kind}"\nfrom = "asked"\nact = "issue_claim"\ndays = 3'
    duties = asked(tmp_path, duty, [{**NOTICE, "at": "2026-03-02T09:00:00-05:00"}])
    found = duties.act({"kind": "issue_claim"}, read_instant(at))
    assert (found.answer, [each.state for each in found.asked]) == (answer, [state])
    other = duties.act({"kind": "transfer"}, read_instant(at))
    assert (other.answer, other.asked) == ("allow", ())


def test_one_refusal_refuses_and_what_is_not_known_does_not_allow(tmp_path: Path) -> None:
    duty = 'kind = "bar"\nact = "workout_plan"\nwhen = "act.months > 60 and debt.id != \'B\'"'
    debts = {"debts": [{"id": "A", "creditor": "CR"}, {"id": "B", "creditor": "CR"}]}
    duties, at = asked(tmp_path, duty, [], debts), read_instant("2026-03-01T09:00:00-05:00")
    assert duties.act({"kind": "workout_plan", "months": 61}, at).answer == "refuse"
    assert duties.act({"kind": "workout_plan", "months": 61, "debts": ("B",)}, at).answer == "allow"
    assert duties.act({"kind": "workout_plan", "months": 60}, at).answer == "allow"
    unknown = duties.act({"kind": "workout_plan"}, at)
    assert (unknown.answer, unknown.unknowns[0].missing) == ("unknown", ("act.months",))
    assert asked(tmp_path, duty, [], reading="in-order").act({"kind": "workout_plan"}, at).answer == "allow"


@pytest.mark.parametrize(
    ("product", "state", "missing"),
    [({}, "due", ()), ({"product": "medical"}, None, ()), ({"product": None}, "unknown", ("debt.product",))],
)
def test_a_duty_stands_where_its_rulebook_speaks(
    tmp_path: Path, product: dict, state: str | None, missing: tuple[str, ...]
) -> None:
    debts = {"debts": [{"id": "A", "creditor": "CR", **product}]}
    duties = asked(tmp_path, DO + "days = 3", [{**NOTICE, "at": "2026-03-02T09:00:00-05:00"}], debts)
    found = duties.standing(read_instant("2026-03-03T09:00:00-05:00"))
    assert [(each.state, each.missing) for each in found] == ([(state, missing)] if state else [])


def test_every_debt_and_collector_is_answered_for_on_its_own(tmp_path: Path) -> None:
    parties = {
        "collectors": [{"id": "CR", "kind": "creditor"}, {"id": "AG", "kind": "third-party-collector"}],
        "debts": [{"id": "A", "creditor": "CR"}, {"id": "B", "creditor": "CR"}],
    }
    events = [{**NOTICE, "at": "2026-03-02T09:00:00-05:00"}, {**CALL, "at": "2026-03-03T09:00:00-05:00"}]
    found = asked(tmp_path, DO + "days = 3", events, parties).standing(read_instant("2026-03-20T09:00:00-05:00"))
    assert {(each.collector, each.debt): each.state for each in found} == {
        ("CR", "A"): "on-time", ("AG", "A"): "late", ("CR", "B"): "not-yet-due", ("AG", "B"): "not-yet-due",
    }  # fmt: skip


def test_where_the_zones_disagree_on_the_day_it_is_not_known(tmp_path: Path) -> None:
    zones = {"debtor": {"id": "P1", "zones": ["America/New_York", "Pacific/Honolulu"], "place": {"country": "US"}}}
    events = [{**NOTICE, "at": "2026-03-02T02:00:00-05:00"}]
    duties = asked(tmp_path, DO + "days = 3", events, zones)
    (doubtful,) = duties.standing(read_instant("2026-03-05T12:00:00-05:00"))
    assert (doubtful.state, doubtful.missing, doubtful.due) == ("unknown", ("debtor.zones",), day("2026-03-04"))
    (late,) = duties.standing(read_instant("2026-03-07T12:00:00-05:00"))
    assert late.state == "late"


def test_with_no_zone_there_is_no_day(tmp_path: Path) -> None:
    nowhere = {"debtor": {"id": "P1", "place": {"country": "US"}}}
    events = [{**NOTICE, "at": "2026-03-02T09:00:00-05:00"}]
    found = stand(tmp_path, DO + "days = 3", events, "2026-03-03T09:00:00-05:00", parties=nowhere)
    assert (found.state, found.missing) == ("unknown", ("debtor.zones",))


def test_business_days_are_those_of_the_stated_calendar_else_of_the_country(tmp_path: Path) -> None:
    events, at = [{**NOTICE, "at": "2026-06-15T09:00:00-04:00"}], "2026-06-16T09:00:00-04:00"
    duty = DO + "business_days = 5"
    assert stand(tmp_path, duty, events, at).due == day("2026-06-23")
    own = {"calendars": {"national": ["2026-06-16"]}}
    assert stand(tmp_path, duty, events, at, parties=own).due == day("2026-06-23")
    none = {"calendars": {"state": ["2026-06-16"]}}
    assert stand(tmp_path, duty, events, at, parties=none).due == day("2026-06-22")
    nowhere = {"debtor": {"id": "P1", "zones": ["America/New_York"]}}
    assert stand(tmp_path, duty, events, at, parties=nowhere).missing == ("debtor.place.country",)


RECEIVED = DO + 'days = 3\ncounts_from = "received_on"'


@pytest.mark.parametrize(
    ("keys", "more", "reading", "start"),
    [
        ({"received_on": "2026-03-05"}, "", "strict", "2026-03-05"),
        ({"received_on": "2026-03-05"}, "\nassumed_after = { days = 8 }", "strict", "2026-03-05"),
        ({}, "\nassumed_after = { days = 8 }", "strict", "2026-03-10"),
        ({}, "", "in-order", "2026-03-02"),
        ({"received_on": None}, "", "in-order", None),
        ({}, "", "strict", None),
    ],
)
def test_a_clock_may_run_from_a_day_that_the_event_states(
    tmp_path: Path, keys: dict, more: str, reading: str, start: str | None
) -> None:
    events = [{**NOTICE, "at": "2026-03-02T09:00:00-05:00", **keys}]
    found = stand(tmp_path, RECEIVED + more, events, "2026-03-03T09:00:00-05:00", reading=reading)
    if start is None:
        assert (found.state, found.missing) == ("unknown", ("earlier notice.received_on",))
    else:
        assert found.start == day(start)


def test_a_clock_may_run_from_when_the_event_became_known(tmp_path: Path) -> None:
    events = [{**NOTICE, "at": "2026-03-02T09:00:00-05:00", "received_at": "2026-03-06T09:00:00-05:00"}]
    at = "2026-03-07T09:00:00-05:00"
    assert stand(tmp_path, DO + 'days = 3\ncounts_from = "known_day"', events, at).start == day("2026-03-06")
    assert stand(tmp_path, DO + "days = 3", events, at).start == day("2026-03-02")


EXCUSED = DO + 'days = 3\nunless = [{ cite = "act 3", when = "debt.judgment", confidence = "house"%s }]'


@pytest.mark.parametrize(
    ("debt", "status", "state"),
    [
        ({"judgment": True}, "", "not-required"),
        ({"judgment": False}, "", "late"),
        ({}, "", "unknown"),
        ({"judgment": True}, ', status = "draft"', "late"),
    ],
)
def test_what_excuses_a_duty_makes_it_not_required(tmp_path: Path, debt: dict, status: str, state: str) -> None:
    debts = {"debts": [{"id": "A", "creditor": "CR", **debt}]}
    events, at = [{**NOTICE, "at": "2026-03-02T09:00:00-05:00"}], "2026-03-20T09:00:00-05:00"
    found = stand(tmp_path, EXCUSED % status, events, at, parties=debts)
    assert (found.state, found.missing) == (state, ("debt.judgment",) if state == "unknown" else ())


def test_what_is_done_in_time_needs_no_excuse_and_what_never_began_none_that_is_unknown(tmp_path: Path) -> None:
    events, at = [{**NOTICE, "at": "2026-03-02T09:00:00-05:00"}], "2026-03-20T09:00:00-05:00"
    done = [*events, {**CALL, "at": "2026-03-03T09:00:00-05:00"}]
    assert stand(tmp_path, EXCUSED % "", done, at).state == "on-time"
    assert stand(tmp_path, EXCUSED % "", [], at).state == "not-yet-due"
    assert stand(tmp_path, EXCUSED % "", events, at, reading="in-order").state == "late"


def test_a_draft_stands_only_where_drafts_are_asked_for(tmp_path: Path) -> None:
    draft, at = DO + 'days = 3\nstatus = "draft"', read_instant("2026-03-20T09:00:00-05:00")
    assert asked(tmp_path, draft, []).standing(at) == []
    assert [each.state for each in asked(tmp_path, draft, [], drafts=True).standing(at)] == ["not-yet-due"]


@pytest.mark.parametrize(
    ("begin", "months", "end"),
    [
        ("2025-11-30", 3, "2026-02-28"),
        ("2023-11-30", 3, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-10-31", 2, "2026-12-31"),
    ],
)
def test_months_end_on_the_same_day_or_on_the_last_of_a_shorter_month(begin: str, months: int, end: str) -> None:
    assert add_months(day(begin), months) == day(end)
