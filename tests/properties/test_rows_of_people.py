"""By chance: no row is in two files or lost, the order of deliveries changes nothing, strangers never share a file."""

import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from forbear.creditfile.linked.linking import link
from forbear.creditfile.linked.naming import row_of
from forbear.creditfile.linked.rows import rows_of_people
from forbear.creditfile.store import Store, as_known
from forbear.creditfile.tables import tables
from tests.support.amount import examples
from tests.support.credit_stores import DAY, deliver

WANG = {"name": "王小明", "birth_date": "1949-12-31"}
LI = {"name": "李娜", "birth_date": "1990-01-01"}
NUMBERS = {"id_type": ["cn.ric"], "id_number": ["11010519491231002X", "440524199001010018"]}
PHONE = "+12125550100"
SUBJECTS = ["1", "2"]


def sometimes(values):
    return st.sampled_from(["", *values])


claims = st.fixed_dictionaries(
    {
        "subject": st.sampled_from(SUBJECTS), "claim": sometimes(["b"]), "as_of": st.just("2026-02-28"),
        "role": st.sampled_from(["debtor", "debtor", "guarantor"]), "account": sometimes("KL"),
        "person": st.sampled_from([WANG, LI, {"name": "王小明"}, {}]), "id_number": sometimes(NUMBERS["id_number"]),
        "phone": st.just(PHONE),
    }
).map(lambda one: {"id_type": "cn.ric", **one.pop("person"), **one})  # fmt: skip
accounts = st.fixed_dictionaries(
    {
        "account": st.sampled_from("KL"), "subject": sometimes(SUBJECTS), "as_of": st.just("2026-02-28"),
        "application": sometimes("AB"), "withdrawn": st.sampled_from(["", "", "true"]),
    }
)  # fmt: skip
applications = st.fixed_dictionaries(
    {"application": st.sampled_from("AB"), "subject": sometimes(SUBJECTS), "account": sometimes("KL")}
).map(lambda one: {**one, "applied_on": "2026-01-05"})
months = st.fixed_dictionaries(
    {"account": st.sampled_from("KLM"), "month": st.sampled_from(["2026-01", "2026-02"])}
).map(lambda one: {**one, "status": "late"})
entries = st.fixed_dictionaries(
    {
        "entry": st.sampled_from("EF"),
        "matched_by": st.sampled_from(["id", "phone", "name", "unknown"]),
        "id_number": sometimes(NUMBERS["id_number"]),
        "name": sometimes(["王小明"]),
        "subject": sometimes(SUBJECTS),
    }
).map(lambda one: {"list": "L", "reason": "r", "listed_on": "2026-01-01", "id_type": "cn.ric", "phone": PHONE, **one})
inquiries = st.fixed_dictionaries({"inquiry": st.sampled_from("IJ"), "subject": sometimes(SUBJECTS)}).map(
    lambda one: {**one, "inquired_on": "2026-02-01", "kind": "own"}
)
of_table = {
    "identity_claim": claims, "account": accounts, "application": applications, "account_month": months,
    "list_entry": entries, "inquiry": inquiries,
}  # fmt: skip
deliveries = st.lists(
    st.sampled_from([*of_table, "identity_claim", "identity_claim"]).flatmap(
        lambda name: st.tuples(st.just(name), of_table[name], st.sampled_from(["Qinghe", "Baihe"]))
    ),
    min_size=1,
    max_size=9,
)


def take(store, came):
    """Each row a delivery of its own, at the instant that it was given."""
    for at, (table, row, lender) in came:
        deliver(store, table, [row], lender, DAY + timedelta(hours=at))


def laid(store):
    rows_of_people(store)
    found = {name: store.rows(f'SELECT "row", person_id FROM person_{name}') for name in tables()}
    return found, store.rows('SELECT "row", why FROM row_held'), store.rows("FROM row_withdrawn")


@examples(5)
@given(came=deliveries, data=st.data())
def test_each_row_that_counts_is_in_one_file_or_held_or_taken_back_whatever_the_order(came, data):
    timed = list(enumerate(came))
    seen = []
    for order in (timed, data.draw(st.permutations(timed))):
        with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "store", write=True) as store:
            take(store, order)
            link(store, "2026-11-26")
            found, held, gone = laid(store)
            counting = Counter(
                row for name in tables() for (row,) in store.rows(f"SELECT {row_of(name)} FROM {as_known(name)}")
            )
            placed = Counter(row for rows in found.values() for row, _ in rows)
            assert placed + Counter(row for row, _ in held) + Counter(row for (row,) in gone) == counting
            assert all(person for rows in found.values() for _, person in rows)
            assert all(why for _, why in held)
            seen.append(({name: sorted(rows) for name, rows in found.items()}, sorted(held), sorted(gone)))
    assert seen[0] == seen[1]


strangers = st.lists(
    st.tuples(st.sampled_from([WANG, LI, {}]), st.booleans(), st.booleans(), st.sampled_from(["", "1 Long Street"])),
    min_size=2,
    max_size=7,
)


@examples(5)
@given(said=strangers, first=st.integers(0, 7))
def test_two_people_with_one_number_and_one_telephone_never_share_a_file(said, first):
    rows = [
        {
            "subject": str(at), "as_of": "2026-02-28", "id_type": "cn.ric", "address": address, **who,
            "id_number": NUMBERS["id_number"][0] if number else "", "phone": PHONE if phone or not who else "",
        }
        for at, (who, number, phone, address) in enumerate(said)
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "store", write=True) as store:
        for part in filter(None, (rows[:first], rows[first:])):
            deliver(store, "identity_claim", part, at=DAY + timedelta(hours=len(part)))
            link(store, "2026-11-26")
        rows_of_people(store)
        shared = store.rows(
            "SELECT person_id FROM person_identity_claim WHERE birth_date IS NOT NULL "
            "GROUP BY person_id HAVING count(DISTINCT birth_date) > 1"
        )
    assert shared == []
