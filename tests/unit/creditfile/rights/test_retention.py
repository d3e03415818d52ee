from datetime import date

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forbear.creditfile.rights.ageing import lay
from forbear.creditfile.rights.retention import Account, deleted_on, rules, words
from tests.support.amount import examples
from tests.unit.creditfile.rights.conftest import day

TODAY = day("2026-11-26")
MONTHS = [date(2018 + at // 12, at % 12 + 1, 1) for at in range(14)]
PLACES = ["CN", "US", "GB", "IN", ""]
STATUSES = [*words().bad, *words().good, "restructured", "transferred", "unknown"]


def month(text, status):
    return {"month": date.fromisoformat(f"{text}-01"), "status": status}


def account(*months, **said):
    return Account([(one["month"], one["status"]) for one in months], **said)


def gone(place, table, row, account_=None):
    found = deleted_on(table, row, rules(place, TODAY), account_)
    return found and (date.fromordinal(found[0]).isoformat(), found[1].id)


def test_in_china_five_years_run_from_the_end_of_what_was_bad():
    months = [
        month("2019-01", "current"),
        month("2019-02", "late"),
        month("2019-03", "late"),
        month("2019-04", "current"),
    ]
    for bad in months[1:3]:
        assert gone("CN", "account_month", bad, account(*months)) == ("2024-04-02", "cn-months")
    assert gone("CN", "account_month", months[0], account(*months)) is None


def test_what_has_not_ended_has_no_day_yet_and_a_month_of_which_nothing_is_known_ends_nothing():
    months = [month("2019-02", "late"), month("2019-03", "unknown"), month("2019-04", "restructured")]
    assert gone("CN", "account_month", months[0], account(*months)) is None
    ended = [*months, month("2019-05", "settled")]
    assert gone("CN", "account_month", months[0], account(*ended)) == ("2024-05-02", "cn-months")


@pytest.mark.parametrize(("reason", "ends"), [("paid", "2024-03-21"), ("written_off", None)])
def test_an_account_that_was_paid_and_closed_has_ended_what_was_bad(reason, ends):
    bad = month("2019-02", "late")
    found = gone("CN", "account_month", bad, account(bad, closed=date(2019, 3, 20), close_reason=reason))
    assert found == (ends and (ends, "cn-months"))


def test_in_the_united_states_a_charge_off_runs_from_the_delinquency_that_led_to_it():
    months = [
        month("2018-01", "late"), month("2018-02", "current"), month("2018-05", "late"), month("2018-06", "late"),
        month("2018-12", "collection"), month("2019-07", "bad_debt"),
    ]  # fmt: skip
    for one in months[4:]:
        assert gone("US", "account_month", one, account(*months)) == ("2025-10-29", "us-charged-off")
    own = account(*months, first_late=date(2018, 4, 15))
    assert gone("US", "account_month", months[5], own) == ("2025-10-13", "us-charged-off")
    earlier = account(*months, first_late=date(2018, 1, 10))
    assert gone("US", "account_month", months[5], earlier) == ("2025-10-29", "us-charged-off")


def test_in_the_united_states_each_late_month_runs_for_itself_whether_it_was_paid_or_not():
    months = [month("2018-02", "late"), month("2018-03", "late")]
    assert gone("US", "account_month", months[0], account(*months)) == ("2025-03-01", "us-adverse")
    assert gone("US", "account_month", months[1], account(*months)) == ("2025-04-01", "us-adverse")


@pytest.mark.parametrize(
    ("place", "table", "row", "found"),
    [
        ("US", "inquiry", {"inquired_on": date(2024, 11, 26)}, ("2026-11-27", "us-inquiry")),
        ("CN", "inquiry", {"inquired_on": date(2010, 1, 1)}, None),
        ("US", "list_entry", {"list": "bankruptcy", "listed_on": date(2016, 3, 1)}, ("2026-03-02", "us-bankruptcy")),
        ("US", "list_entry", {"list": "judgment", "listed_on": date(2010, 3, 1)}, None),
        ("CN", "list_entry", {"list": "court", "removed_on": date(2020, 2, 29)}, ("2025-03-01", "cn-lists")),
        ("CN", "list_entry", {"list": "court", "removed_on": None}, None),
        (
            "CN", "list_entry",
            {"list": "x", "removed_on": date(2024, 1, 1), "expires_on": date(2025, 1, 1)}, ("2025-01-02", "own-end"),
        ),
        ("DE", "list_entry", {"list": "discharge", "listed_on": date(2026, 3, 1)}, ("2026-09-02", "de-discharge")),
        ("GB", "account", {"closed": date(2019, 5, 1)}, ("2025-05-02", "gb-closed")),
        ("GB", "account", {"closed": None}, None),
        ("GB", "inquiry", {"inquired_on": date(2010, 1, 1)}, None),
        ("IN", "account_month", month("2010-01", "late"), None),
        ("EU", "account_month", month("2010-01", "late"), None),
    ],
)  # fmt: skip
def test_each_item_has_its_own_day_and_rule_or_none(place, table, row, found):
    assert gone(place, table, row) == found


def test_what_is_unsure_is_off_unless_it_is_asked_for():
    row = {"list": "judgment", "listed_on": date(2010, 3, 1)}
    assert deleted_on("list_entry", row, rules("US", TODAY)) is None
    assert deleted_on("list_entry", row, rules("US", TODAY, drafts=True))[1].id == "us-judgment"


@pytest.mark.parametrize("place", PLACES)
def test_every_rule_names_its_source_and_speaks_both_languages(place):
    for rule in rules(place, TODAY, drafts=True):
        assert rule.cite and rule.source and rule.says["en"] and rule.says["zh"]
        assert rule.force in ("duty", "standard", "house") and rule.confidence in ("seen", "secondary", "house")
        assert (rule.table == "account_month") == bool(rule.where.get("status"))
        assert set(rule.where.get("status", ())) <= set(words().bad)


def connection_with(accounts, entries, inquiries):
    """A file with the person tables, as far as ageing reads them."""
    connection = duckdb.connect()
    connection.execute(
        """CREATE TABLE person_account_month (person_id VARCHAR, "row" VARCHAR, lender VARCHAR, account VARCHAR,
               month DATE, status VARCHAR);
           CREATE TABLE person_account (person_id VARCHAR, "row" VARCHAR, lender VARCHAR, account VARCHAR,
               first_late DATE, closed DATE, close_reason VARCHAR);
           CREATE TABLE person_list_entry (person_id VARCHAR, "row" VARCHAR, list VARCHAR, listed_on DATE,
               expires_on DATE, removed_on DATE);
           CREATE TABLE person_inquiry (person_id VARCHAR, "row" VARCHAR, inquired_on DATE)"""
    )
    rows = {
        "account": [
            ("P", f"a{at}", "L", str(at), one.first_late, one.closed, one.close_reason)
            for at, one in enumerate(accounts)
        ],
        "account_month": [
            ("P", f"m{at}/{each}", "L", str(at), each, status)
            for at, one in enumerate(accounts)
            for each, status in one.months
        ],
        "list_entry": [("P", f"l{at}", *one) for at, one in enumerate(entries)],
        "inquiry": [("P", f"i{at}", one) for at, one in enumerate(inquiries)],
    }
    for table, made in rows.items():
        for row in made:
            connection.execute(f"INSERT INTO person_{table} VALUES ({', '.join('?' * len(row))})", row)
    return connection


def expected(accounts, entries, inquiries, chosen):
    names = ("list", "listed_on", "expires_on", "removed_on")
    rows = [("inquiry", f"i{at}", {"inquired_on": one}, None) for at, one in enumerate(inquiries)]
    rows += [("list_entry", f"l{at}", dict(zip(names, one, strict=True)), None) for at, one in enumerate(entries)]
    for at, one in enumerate(accounts):
        rows.append(("account", f"a{at}", {"closed": one.closed}, None))
        rows += [
            ("account_month", f"m{at}/{each}", {"month": each, "status": status}, one) for each, status in one.months
        ]
    found = {name: deleted_on(table, row, chosen, account_) for table, name, row, account_ in rows}
    return {name: (date.fromordinal(one[0]), one[1].id) for name, one in found.items() if one}


DAYS = st.sampled_from(MONTHS) | st.dates(date(2017, 12, 1), date(2020, 3, 1))
MAYBE = st.none() | DAYS
ACCOUNTS = st.lists(
    st.builds(
        Account,
        st.dictionaries(st.sampled_from(MONTHS), st.sampled_from(STATUSES), max_size=12).map(
            lambda one: list(one.items())
        ),
        MAYBE,
        MAYBE,
        st.sampled_from(["", "paid", "written_off", "refinanced"]),
    ),
    max_size=3,
)
ENTRIES = st.lists(st.tuples(st.sampled_from(["bankruptcy", "judgment", "x"]), DAYS, MAYBE, MAYBE), max_size=3)


CLOSED = Account([(MONTHS[1], "late")], None, MONTHS[1], "paid")
FIRST = Account([(MONTHS[1], "current"), (MONTHS[3], "bad_debt")], MONTHS[2])
BEFORE = Account([(MONTHS[1], "current"), (MONTHS[3], "bad_debt")], date(2018, 2, 28))


@examples(50)
@example([CLOSED], [], [], "CN", False)
@example([FIRST, BEFORE], [], [], "US", False)
@given(ACCOUNTS, ENTRIES, st.lists(DAYS, max_size=3), st.sampled_from(PLACES), st.booleans())
def test_the_sql_says_the_same_as_the_definition(accounts, entries, inquiries, place, drafts):
    chosen = rules(place, TODAY, drafts=drafts)
    connection = connection_with(accounts, entries, inquiries)
    lay(connection, chosen)
    found = {name: (each, rule) for _, name, each, rule in connection.execute("FROM row_deleted_on").fetchall()}
    wanted = expected(accounts, entries, inquiries, chosen)
    assert found == wanted
