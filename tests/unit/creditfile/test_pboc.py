"""PBoC-like reports: every sign stands for words of ours, what is not known stays so, nothing is reckoned."""

import copy
import json
from datetime import date

import pytest

from forbear.creditfile.intake.pboc_reports import codes
from forbear.errors import InputError

NUMBER = "11010519491231002X"


def account(**changed):
    """An account; ``months``: of the five-year table, month → sign."""
    months = changed.pop("months", {"2026-01": "1", "2025-12": "N"})
    two_years = changed.pop("two_years", {})
    basic = {"PD01AI01": "92719", "PD01AD01": "D1", "PD01AD03": "91", "PD01AD04": "CNY", "PD01AR01": "2025-01-10",
             "PD01AJ01": "20000", "PD01AS01": "12", "PD01AD06": "03"}  # fmt: skip
    return {
        "PD01A": {**basic, **changed},
        "PD01B": {"PD01BD01": changed.get("PD01BD01", "2"), "PD01BR01": changed.get("PD01BR01", "--")},
        "PD01C": {"PD01CR01": "2026-01", "PD01CJ01": "8000", "PD01CJ04": "1700", "PD01CJ05": "0",
                  "PD01CJ06": "1700", "PD01CS02": "1"},
        "PD01D": {"PD01DH": [{"PD01DR03": month, "PD01DD01": sign} for month, sign in two_years.items()]},
        "PD01E": {
            "PD01EH": [
                {"PD01ER03": month, "PD01ED01": sign, "PD01EJ01": "1700" if sign == "1" else ""}
                for month, sign in months.items()
            ]
        },
    }  # fmt: skip


REPORT = {
    "PRH": {
        "PA01": {
            "PA01A": {"PA01AI01": "2026021500001", "PA01AR01": "2026-02-15T10:00:00"},
            "PA01B": {"PA01BQ01": "测试甲", "PA01BD01": "10", "PA01BI01": NUMBER, "PA01BD02": "02"},
        }
    },
    "PIM": {
        "PB01": {
            "PB01A": {"PB01AR01": "1949-12-31", "PB01AQ01": "a@example.org"},
            "PB01B": {"PB01BH": [{"PB01BQ01": "tel-0000001", "PB01BR01": "2025-06-01"}]},
        }
    },
    "PRM": {"PB03": [{"PB030Q01": "某市某路1号", "PB030R01": "2024-01-01"}]},
    "PDA": {"PD01": [account()]},
    "POQ": {
        "PH01": [
            {"PH010R01": "2026-01-05", "PH010D01": "51", "PH010Q02": "X1", "PH010Q03": "02"},
            {"PH010R01": "2026-01-05", "PH010D01": "51", "PH010Q02": "X1", "PH010Q03": "02"},
            {"PH010R01": "2026-01-09", "PH010D01": "11", "PH010Q02": "X2", "PH010Q03": "01"},
            {"PH010R01": "2026-01-10", "PH010D01": "11", "PH010Q02": "X2", "PH010Q03": "77"},
        ]
    },
}


def report(*accounts):
    made = copy.deepcopy(REPORT)
    if accounts:
        made["PDA"]["PD01"] = list(accounts)
    return json.dumps(made, ensure_ascii=False)


def test_a_report_becomes_accounts_months_inquiries_and_statements_about_the_person(take, store):
    taken = take("one.json", report(), mapping="pboc")
    assert taken.rows == {"inquiry": 4, "account": 1, "account_month": 3, "identity_claim": 3}
    (told,) = store.as_known("account")
    assert (told["account"], told["product"], told["product_code"]) == (f"{NUMBER}/92719", "instalment", "D1/91")
    assert (told["opened"], told["principal"], told["term_months"]) == (date(2025, 1, 10), 2_000_000, 12)
    months = {row["month"]: row for row in store.as_known("account_month")}
    january = months[date(2026, 1, 1)]
    assert (january["status"], january["days_late_from"], january["days_late_to"]) == ("late", 1, 30)
    assert (january["balance"], january["due"], january["paid"], january["overdue"]) == (800_000, 170_000, 0, 170_000)
    assert months[date(2025, 12, 1)]["status"] == "current"
    kinds = sorted(row["kind"] for row in store.as_known("inquiry"))
    assert kinds == ["application", "application", "review", "unknown"], (
        "two on one day are two; a code nobody knows is unknown"
    )
    people = {row["claim"]: row for row in store.as_known("identity_claim")}
    assert people["phone tel-0000001"]["as_of"] == date(2025, 6, 1)
    assert all(
        (row["id_type"], row["id_number"], row["name"]) == ("cn.ric", NUMBER, "测试甲") for row in people.values()
    )


SIGNS = {
    "*": ("nothing_due", None), "#": ("unknown", None), "/": ("unknown", None), "A": ("nothing_due", None),
    "N": ("current", 0),
    "M": ("current", None), "1": ("late", 1), "4": ("late", 91), "7": ("late", 181), "B": ("bad_debt", None),
    "C": ("settled", None),
    "D": ("guarantor_paid", None), "Z": ("asset_taken", None), "G": ("ended_badly", None),
}  # fmt: skip


def test_each_sign_of_a_month_stands_for_what_it_says_and_for_nothing_else(take, store):
    months = {
        f"2024-{number:02}" if number < 13 else f"2025-{number - 12:02}": sign for number, sign in enumerate(SIGNS, 1)
    }
    take("one.json", report(account(months=months)), mapping="pboc")
    found = {row["code"]: (row["status"], row["days_late_from"]) for row in store.as_known("account_month")}
    assert {sign: found[sign] for sign in SIGNS} == SIGNS
    assert set(codes()["repay"]) - set(SIGNS) == set("2356"), (
        "every sign that is read is looked at here, or between those that are"
    )


def test_an_unknown_sign_keeps_its_account_aside_and_not_the_others(take, store):
    taken = take("one.json", report(account(), account(PD01AI01="5", months={"2026-01": "?"})), mapping="pboc")
    assert taken.rejected == 1
    assert len(store.as_known("account")) == 1
    ((reasons, text),) = store.rows('SELECT reasons, "text" FROM rejected')
    assert reasons == ["the months hold '?'"] and '"5"' in text


@pytest.mark.parametrize(
    "changed, reason",
    [
        ({"PD01AD01": "Q9"}, "there is no class of account 'Q9'"),
        ({"PD01BD01": "44"}, "there is no state '44' of accounts of the class D1"),
        ({"two_years": {"2026-01": "N"}}, "the five years and the 24 months differ about 2026-01"),
        ({"PD01AI01": "--"}, "the account has no number"),
        ({"PD01AR01": "2025-13-40"}, "account.opened: 2025-13-40 is no day"),
        ({"PD01AD04": "XQX"}, "account.currency: XQX is no currency"),
    ],
)
def test_an_account_that_contradicts_itself_is_kept_aside_with_the_reason(take, store, changed, reason):
    taken = take("one.json", report(account(**changed)), mapping="pboc")
    assert taken.rejected == 1
    assert any(reason in " ".join(reasons) for (reasons,) in store.rows("SELECT reasons FROM rejected"))


@pytest.mark.parametrize(
    "text, reason",
    [
        ("{", "this is no JSON"),
        ("[" * 100_000, "this is no JSON"),
        ('{"a": 1}', "this is no report"),
        ('{"PA01": {"x": ' + '{"a": ' * 30 + "1" + "}" * 32, "levels"),
        ("[" + "{}," * 200_000 + "{}]", "no report"),
        ('{"PA01": [' + "{}," * 200_000 + "{}]}", "more than 100000 objects"),
    ],
)
def test_what_is_no_report_or_too_deep_or_too_large_is_refused_whole(take, store, text, reason):
    with pytest.raises(InputError, match=reason):
        take("bad.json", text, mapping="pboc")
    assert store.rows("SELECT count(*) FROM delivery") == [(0,)]


def test_reports_one_on_each_line_are_read_too(take, store):
    other = report().replace(NUMBER, "110105199001011232").replace("测试甲", "测试乙")
    assert take("many.jsonl", f"{report()}\n\n{other}\n", mapping="pboc").rows["account"] == 2
