"""Whose a row is: the person's of the lender's customer, or nobody's, with the reason."""

from datetime import UTC, datetime

import pytest

from forbear.creditfile.linked.linking import link
from forbear.creditfile.linked.rows import rows_of_people
from forbear.errors import InputError
from tests.support.credit_stores import DAY, deliver, files, held
from tests.support.identity_claims import WANG

WANG_XM = {"id_type": "cn.ric", "id_number": WANG, "name": "王小明", "birth_date": "1949-12-31", "as_of": "2026-02-28"}
LATER = datetime(2026, 4, 1, tzinfo=UTC)
LI = "440524199001010018"
LI_N = {"id_type": "cn.ric", "id_number": LI, "name": "李娜", "birth_date": "1990-01-01", "as_of": "2026-02-28"}


def lay(store, day="2026-11-26", **options):
    told = link(store, day, **options)
    rows_of_people(store)
    return told


def claims(store, *said, lender="Qinghe"):
    deliver(store, "identity_claim", list(said), lender=lender)


def test_rows_of_a_customer_are_their_persons_at_every_lender(store):
    claims(store, {**WANG_XM, "subject": "1"})
    claims(store, {**WANG_XM, "subject": "1/a"}, {**LI_N, "subject": "2"}, lender="Bai:he")
    deliver(store, "application", [{"application": "A", "subject": "1", "applied_on": "2026-01-05"}])
    deliver(store, "account", [{"account": "K", "subject": "1/a", "as_of": "2026-02-28"}], lender="Bai:he")
    deliver(store, "account_month", [{"account": "K", "month": "2026-02", "status": "current"}], lender="Bai:he")
    deliver(
        store,
        "inquiry",
        [{"inquiry": "i", "subject": "2", "inquired_on": "2026-02-01", "kind": "own"}],
        lender="Bai:he",
    )
    told = lay(store)
    assert (told.claims, told.people, told.held) == (3, 2, {})
    wang = files(store, "identity_claim")["identity_claim:Qinghe:1/"]
    assert files(store, "application") == {"application:Qinghe:A": wang}
    assert files(store, "account") == {"account:Bai%3Ahe:K": wang}
    assert files(store, "account_month") == {"account_month:Bai%3Ahe:K/2026-02": wang}
    li = files(store, "inquiry")["inquiry:Bai%3Ahe:i"]
    assert files(store, "identity_claim") == {
        "identity_claim:Qinghe:1/": wang, "identity_claim:Bai%3Ahe:1%2Fa/": wang, "identity_claim:Bai%3Ahe:2/": li,
    }  # fmt: skip
    assert wang != li and held(store) == {}


def test_a_store_that_nobody_linked_says_so(store):
    with pytest.raises(InputError, match="nobody's rows were linked yet"):
        rows_of_people(store)


def test_rows_of_a_customer_with_claims_of_two_people_are_nobodys(store):
    claims(store, {**WANG_XM, "subject": "1"}, {**LI_N, "subject": "1", "claim": "b"})
    deliver(store, "application", [{"application": "A", "subject": "1", "applied_on": "2026-01-05"}])
    lay(store)
    wang, li = files(store, "identity_claim").values()
    assert files(store, "application") == {}
    assert store.rows("SELECT * FROM row_held") == [("application:Qinghe:A", "subject-split", "1", sorted([wang, li]))]


def test_the_guarantor_of_a_customer_does_not_get_their_rows(store):
    claims(store, {**WANG_XM, "subject": "1"}, {**LI_N, "subject": "1", "claim": "g", "role": "guarantor"})
    deliver(store, "account", [{"account": "K", "subject": "1", "as_of": "2026-02-28"}])
    lay(store)
    assert files(store, "account") == {"account:Qinghe:K": files(store, "identity_claim")["identity_claim:Qinghe:1/"]}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ([], "no-claim"),
        ([{"as_of": "2026-02-28", "phone": "+12125550100"}], "subject-held"),
        ([{**WANG_XM, "role": "guarantor"}], "no-debtor"),
        ([WANG_XM, {"as_of": "2026-02-28", "claim": "b", "name": "赵六"}], "subject-unsure"),
        ([WANG_XM, {"as_of": "2026-02-28", "claim": "b", "name": "Wang Xiaoming"}], "subject-unsure"),
        ([WANG_XM, {"as_of": "2026-02-28", "claim": "b", "name": "Xiaoming Wang"}], None),
        ([WANG_XM, {"as_of": "2026-02-28", "claim": "b", "phone": "+12125550100"}], None),
    ],
)
def test_what_is_said_of_a_customer_decides_whether_the_rows_are_somebodys(store, said, why):
    claims(store, {**LI_N, "subject": "2"}, *({**one, "subject": "1"} for one in said))
    deliver(store, "account", [{"account": "K", "subject": "1", "as_of": "2026-02-28"}])
    lay(store)
    assert held(store).get("account:Qinghe:K") == why


def test_a_row_without_a_customer_goes_by_the_claims_of_its_account_or_application(store):
    claims(store, {**WANG_XM, "subject": "1", "account": "K"}, {**LI_N, "subject": "2", "application": "A"})
    deliver(store, "account", [{"account": "K", "as_of": "2026-02-28"}, {"account": "L", "as_of": "2026-02-28"}])
    deliver(store, "application", [{"application": "A", "applied_on": "2026-01-05", "account": "M"}])
    deliver(store, "account_month", [{"account": name, "month": "2026-02", "status": "late"} for name in "KLM"])
    lay(store)
    of = files(store, "identity_claim")
    wang, li = of["identity_claim:Qinghe:1/"], of["identity_claim:Qinghe:2/"]
    assert files(store, "account") == {"account:Qinghe:K": wang}
    assert files(store, "application") == {"application:Qinghe:A": li}
    assert files(store, "account_month") == {
        "account_month:Qinghe:K/2026-02": wang,
        "account_month:Qinghe:M/2026-02": li,
    }
    assert held(store) == dict.fromkeys(["account:Qinghe:L", "account_month:Qinghe:L/2026-02"], "no-subject")


def test_an_account_that_was_taken_back_is_gone_with_its_months_its_application_and_what_came_with_it(store):
    claims(store, {**WANG_XM, "subject": "1", "account": "K"}, {**WANG_XM, "subject": "2"})
    account = {"account": "K", "subject": "1", "as_of": "2026-02-28", "application": "A"}
    deliver(store, "account", [account])
    deliver(store, "account_month", [{"account": "K", "month": "2026-02", "status": "late"}])
    deliver(store, "application", [{"application": "A", "subject": "1", "applied_on": "2026-01-05"}])
    deliver(store, "application", [{"application": "B", "subject": "2", "applied_on": "2026-01-05"}])
    lay(store)
    assert len(files(store, "account")) == len(files(store, "account_month")) == 1
    deliver(store, "account", [{**account, "withdrawn": "true"}], at=LATER)
    lay(store)
    wang = files(store, "identity_claim")
    assert list(wang) == ["identity_claim:Qinghe:2/"]
    assert files(store, "account") == files(store, "account_month") == {}
    assert list(files(store, "application")) == ["application:Qinghe:B"]
    gone = {row for (row,) in store.rows("FROM row_withdrawn")}
    assert gone == {
        "account:Qinghe:K", "account_month:Qinghe:K/2026-02", "application:Qinghe:A", "identity_claim:Qinghe:1/",
    }  # fmt: skip
    rows_of_people(store, DAY)
    assert list(files(store, "account_month")) == []
    assert held(store)["account_month:Qinghe:K/2026-02"] == "not-linked"


def test_an_earlier_instant_shows_what_was_known_then(store):
    claims(store, {**WANG_XM, "subject": "1"})
    deliver(store, "account", [{"account": "K", "subject": "1", "as_of": "2026-02-28"}])
    deliver(store, "account", [{"account": "L", "subject": "1", "as_of": "2026-02-28"}], at=LATER)
    lay(store)
    assert len(files(store, "account")) == 2
    rows_of_people(store, DAY)
    assert list(files(store, "account")) == ["account:Qinghe:K"]


def test_what_came_after_the_last_linking_is_held(store):
    claims(store, {**WANG_XM, "subject": "1"})
    lay(store)
    claims(store, {**LI_N, "subject": "2"})
    deliver(store, "account", [{"account": "K", "subject": "2", "as_of": "2026-02-28"}])
    rows_of_people(store)
    assert held(store) == {"identity_claim:Qinghe:2/": "not-linked", "account:Qinghe:K": "not-linked"}


def entry(**said):
    return {"entry": "E", "list": "L", "reason": "court", "listed_on": "2026-01-01", "matched_by": "id", **said}


@pytest.mark.parametrize(
    ("said", "why", "candidates"),
    [
        ({"id_type": "cn.ric", "id_number": WANG}, None, None),
        ({"id_type": "cn.ric", "id_number": WANG, "matched_by": "id_and_phone", "name": "王小明"}, None, None),
        ({"matched_by": "id", "subject": "1"}, None, None),
        ({"id_type": "cn.ric", "id_number": WANG, "name": "赵六"}, "number-of-another", []),
        ({"id_type": "cn.ric", "id_number": WANG, "subject": "2"}, "subject-differs", ["wang", "li"]),
        ({"id_type": "cn.ric", "id_number": WANG[:-1] + "1"}, "number-not-trusted", None),
        ({"id_type": "passport", "id_number": "P 77"}, "number-not-trusted", ["wang"]),
        ({"id_type": "cn.ric", "id_number": WANG, "matched_by": "phone"}, "list-by-phone", []),
        ({"matched_by": "phone", "phone": "+12125550100"}, "list-by-phone", ["wang"]),
        ({"matched_by": "name", "name": "王小明"}, "list-by-name", ["wang"]),
        ({"matched_by": "phone", "phone": "+12125550100", "subject": "2"}, "list-by-phone", ["wang", "li"]),
        ({"matched_by": "unknown", "id_type": "cn.ric", "id_number": WANG}, "list-by-unknown", []),
        ({}, "list-by-unknown", []),
    ],
)
def test_an_entry_of_a_list_is_a_fact_only_by_a_number_that_is_one_persons(store, said, why, candidates):
    passport = {**WANG_XM, "id_type": "passport", "id_number": "P77", "claim": "p", "address": "1 Long Street"}
    claims(store, {**WANG_XM, "subject": "1", "phone": "+12125550100"}, {**passport, "subject": "1"})
    claims(store, {**LI_N, "subject": "2"})
    deliver(store, "list_entry", [entry(**said)])
    lay(store)
    of = files(store, "identity_claim")
    names = {of["identity_claim:Qinghe:1/"]: "wang", of["identity_claim:Qinghe:2/"]: "li"}
    ((got, might),) = store.rows(
        "SELECT why, candidates FROM row_held WHERE starts_with(row, 'list') "
        "UNION ALL SELECT NULL, [] FROM person_list_entry"
    )
    assert got == why
    if why is None:
        assert [names[one] for one in files(store, "list_entry").values()] == ["wang"]
    elif candidates is not None:
        assert sorted(names[one] for one in might if one in names) == sorted(candidates)


def test_an_entry_whose_number_nobody_else_carries_is_a_file_of_its_own(store):
    claims(store, {**LI_N, "subject": "2"})
    deliver(store, "list_entry", [entry(id_type="cn.ric", id_number=WANG)])
    lay(store)
    first = files(store, "list_entry")
    claims(store, {**WANG_XM, "subject": "1"})
    lay(store)
    assert files(store, "list_entry") == first
    assert files(store, "identity_claim")["identity_claim:Qinghe:1/"] == first["list_entry:Qinghe:E"]
