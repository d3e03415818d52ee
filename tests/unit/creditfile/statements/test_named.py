"""A joint debtor's or a guarantor's file tells of the account in which a lender names her, and in which role."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from forbear.creditfile.linked.linking import link
from forbear.creditfile.statements.chain import Asked
from forbear.creditfile.statements.making import By, made
from forbear.creditfile.store import Store
from forbear.report.credit.page import page
from forbear.report.credit.view import Seen, view
from forbear.rules.catalog import credit_book
from tests.support.credit_stores import deliver
from tests.support.identity_claims import WANG

HERS = {"id_type": "cn.ric", "id_number": WANG, "name": "王小明", "birth_date": "1949-12-31", "as_of": "2026-02-28"}
HIS = {"id_type": "cn.ric", "id_number": "440524199001010018", "name": "李娜", "birth_date": "1990-01-01",
       "as_of": "2026-02-28"}  # fmt: skip
ACCOUNT = {"account": "K", "subject": "1", "as_of": "2026-02-28", "product": "instalment", "opened": "2025-05-01",
           "principal": "10000.00", "first_late": "2026-01-15"}  # fmt: skip


@cache
def told(role: str, account: str = "K") -> dict[str, Any]:
    """The documents of both by the number of the customer: the debtor's (1) and that of who is named beside her (2).

    Made once for all who read them, and nobody changes them.
    """
    with TemporaryDirectory() as folder, Store(Path(folder, "store"), write=True) as store:
        lay(store, role, account)
        found = documents(store, date(2026, 3, 1), datetime(2026, 3, 2, tzinfo=UTC))
    return {subject: one for one in found for subject in "12" if f"identity_claim:Qinghe:{subject}/" in one["evidence"]}


def lay(store: Store, role: str, account: str = "K", **more: str) -> None:
    """An account with a late month, and the claims of its debtor and of who is named beside her."""
    named = {**HIS, "subject": "2", "role": role, "account": account, **more}
    deliver(store, "identity_claim", [{**HERS, "subject": "1", "role": "debtor", "account": "K"}, named])
    deliver(store, "account", [ACCOUNT])
    deliver(store, "account_month", [{"account": "K", "month": "2026-01", "status": "late", "days_late_from": "10"}])
    link(store, "2026-11-26")


def documents(store: Store, day: date, known: datetime | None = None) -> list[dict[str, Any]]:
    asked = Asked(day, known, zone="Asia/Shanghai")
    return [json.loads(one.text) for one in made(store, asked, By(credit_book("figures")))]


def accounts(document: dict[str, Any], code: str) -> list[Any]:
    return [one for one in document["statements"] if (one["section"], one["code"]) == ("accounts", code)]


@pytest.mark.parametrize("role", ["joint", "guarantor", "other"])
def test_the_account_stands_in_the_file_of_whoever_is_named_with_the_role(role: str) -> None:
    both = told(role)
    (one,) = accounts(both["2"], "named")
    assert (one["values"]["role"], one["values"]["account"], one["values"]["opened"]) == (role, "K", "2025-05-01")
    assert one["rows"] == ["account:Qinghe:K", "identity_claim:Qinghe:2/"] and set(one["rows"]) <= set(
        both["2"]["evidence"]
    )
    assert accounts(both["2"], "account") == [] and accounts(both["1"], "named") == []
    assert len(accounts(both["1"], "account")) == 1


def test_what_is_another_persons_debt_is_counted_in_no_figure_and_its_months_stay_hers() -> None:
    both = told("guarantor")
    assert not [one for one in both["2"]["statements"] if one["section"] in ("months", "late")]
    values = [one["values"] for one in both["2"]["statements"] if "figure" in one["values"]]
    assert not [one for one in values if one["figure"].startswith("accounts") and one.get("high")]


def test_a_debtor_is_not_named_in_her_own_account_and_nobody_in_one_that_is_not_there() -> None:
    both = told("joint", account="L")
    assert [accounts(one, "named") for one in both.values()] == [[], []]


def test_nothing_is_told_before_the_lender_said_it(store: Store) -> None:
    lay(store, "joint", as_of="2026-02-20")
    found = documents(store, date(2026, 2, 19))
    assert len(found) == 2 and not any(accounts(one, "named") for one in found)


@pytest.mark.parametrize(("lang", "said"), [("en", "joint debtor"), ("zh", "共同借款人")])
def test_the_page_says_as_what_and_a_consent_to_accounts_gives_it(lang: str, said: str) -> None:
    document = told("joint")["2"]
    assert said in repr(page(document, Seen(), lang, {}))
    given = view(document, Seen("lender", ("account",), lender="Bank"))
    assert accounts(given, "named") and not accounts(view(document, Seen("lender", ("inquiry",))), "named")
