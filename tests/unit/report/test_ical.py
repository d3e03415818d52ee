import re
from dataclasses import replace
from datetime import date

import pytest

from forbear.calendar import read_instant
from forbear.engine.duties import STATES, Standing
from forbear.report.ical import calendar_of
from forbear.report.words import Words

AT = read_instant("2026-06-30T23:59:59-04:00")
DUE = date(2026, 7, 11).toordinal()
FOUND = Standing(
    rulebook="us-reg-f", duty="validation-period", clause="validation-period", kind="lasts", act="", state="running",
    start=DUE - 30, due=DUE, done=None, collector="Agency X", debt="card", force="duty", cite="12 CFR 1006.34(b)(5)",
    confidence="seen", says={"en": "Until 2026-07-11; a, b \\ c", "zh": "可在 2026-07-11 之前（含当日）对债务提出异议"},
)  # fmt: skip


def unfolded(text):
    return text.replace("\r\n ", "").split("\r\n")


def test_an_entry_has_its_day_its_sentence_and_the_advice_with_the_signs_of_the_format_escaped():
    assert unfolded(calendar_of([FOUND], AT, Words("en"))) == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Forbear//Duties//EN", "CALSCALE:GREGORIAN", "BEGIN:VEVENT",
        "UID:240936fd77c578d1a2895d3394ee49f8@forbear", "DTSTAMP:20260701T035959Z", "DTSTART;VALUE=DATE:20260711",
        "SUMMARY:until this day: us-reg-f/validation-period (debt card)",
        "DESCRIPTION:Until 2026-07-11\\; a\\, b \\\\ c [12 CFR 1006.34(b)(5)] This informs\\; it is no legal advice.",
        "TRANSP:TRANSPARENT", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_long_lines_go_on_in_the_next_and_no_character_is_torn(lang):
    long = replace(FOUND, says={lang: FOUND.says[lang] * 9})
    text = calendar_of([long], AT, Words(lang))
    assert {line[:1] for line in text.encode().split(b"\r\n") if len(line) > 75} == set()
    assert max(len(line) for line in text.encode().split(b"\r\n")) >= 73
    assert "\n" not in text.replace("\r\n", "")
    assert FOUND.says["zh"] * 9 in "".join(unfolded(text)) or lang == "en"


@pytest.mark.parametrize("state", STATES)
def test_only_days_that_ask_for_something_are_entered(state):
    entered = "BEGIN:VEVENT" in calendar_of([replace(FOUND, state=state)], AT, Words("en"))
    assert entered is (state in ("late", "due", "running"))


def test_a_duty_without_a_day_is_not_entered():
    assert "VEVENT" not in calendar_of([replace(FOUND, due=None)], AT, Words("en"))


def test_the_id_of_an_entry_stays_when_its_day_moves_and_differs_from_debt_to_debt():
    moved, other = replace(FOUND, due=DUE + 1), replace(FOUND, debt="loan")
    ids = [re.findall("UID:.*", calendar_of([each], AT, Words("zh"))) for each in (FOUND, moved, other)]
    assert ids[0] == ids[1] != ids[2]
