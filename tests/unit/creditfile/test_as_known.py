"""Two clocks: what holds of a month, and what was known of it on a day."""

import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

from forbear.creditfile.intake.doubts import doubts_of
from forbear.creditfile.store import Store
from forbear.creditfile.tables import tables
from forbear.errors import InputError

MAP = """
[file]
currency = "CNY"
[account.columns]
account = "account"
as_of = "month"
closed = "closed"
[account_month.columns]
account = "account"
month = "month"
balance = "balance"
[account_month.constants]
status = "current"
"""
HEAD = "account,month,balance,closed\n"


def on(month, day):
    return datetime(2026, month, day, tzinfo=UTC)


def balance(store, at=None):
    return [row["balance"] for row in store.as_known("account_month", at)]


@pytest.fixture
def three(take):
    """An original, a correction that came before a later original."""
    take("first.csv", HEAD + "A,2026-01-01,100,\n", mapping=MAP, at=on(2, 5))
    take("fix.csv", HEAD + "A,2026-01-01,150,\n", mapping=MAP, at=on(2, 10), correction=True)
    take("late.csv", HEAD + "A,2026-01-01,120,\n", mapping=MAP, at=on(2, 20))


def test_a_correction_beats_an_original_also_one_that_comes_later(store, three):
    assert balance(store) == [15_000]


@pytest.mark.parametrize(
    "at, seen", [(on(2, 4), []), (on(2, 5), [10_000]), (on(2, 9), [10_000]), (on(2, 10), [15_000])]
)
def test_what_was_known_on_a_day_does_not_change_when_more_becomes_known(store, three, at, seen):
    assert balance(store, at) == seen


def test_of_two_originals_the_one_that_arrived_later_counts_whichever_was_taken_in_first(take, store):
    take("late.csv", HEAD + "A,2026-01-01,120,\n", mapping=MAP, at=on(2, 20))
    take("first.csv", HEAD + "A,2026-01-01,100,\n", mapping=MAP, at=on(2, 5))
    assert balance(store) == [12_000]


def test_a_copy_that_comes_later_is_no_later_arrival(take, store):
    take("first.csv", HEAD + "A,2026-01-01,100,\n", mapping=MAP, at=on(2, 5))
    take("second.csv", HEAD + "A,2026-01-01,120,\n", mapping=MAP, at=on(2, 20))
    take("first.csv", HEAD + "A,2026-01-01,100,\n", mapping=MAP, at=on(3, 1))
    assert balance(store) == [12_000]


def test_an_account_stands_as_its_newest_month_says_also_after_a_correction_of_an_older_one(take, store):
    take("one.csv", HEAD + "A,2026-01-01,100,\nA,2026-02-01,0,2026-02-15\n", mapping=MAP, at=on(3, 5))
    take("fix.csv", HEAD + "A,2026-01-01,150,\n", mapping=MAP, at=on(3, 10), correction=True)
    assert [row["closed"] for row in store.as_known("account")] == [date(2026, 2, 15)]


def test_two_lenders_may_use_one_number_for_two_accounts(take, store):
    take("one.csv", HEAD + "A,2026-01-01,100,\n", mapping=MAP, lender="one")
    take("two.csv", HEAD + "A,2026-01-01,100,\n", mapping=MAP, lender="two")
    assert len(store.as_known("account")) == 2


def test_a_row_that_says_what_no_row_may_say_is_kept_aside(take, store):
    mapping = MAP.replace('closed = "closed"', 'closed = "closed"\nopened = "opened"')
    head = "account,month,balance,closed,opened\n"
    taken = take("one.csv", head + "A,2026-01-01,1,2020-01-01,2021-01-01\nB,2026-01-01,1,,\n", mapping=mapping)
    assert taken.rejected == 1
    assert store.rows("SELECT line, reasons FROM rejected") == [(2, ["account: it was closed before it was opened"])]


PEOPLE = """
[identity_claim.columns]
subject = "who"
as_of = "on"
name = "name"
birth_date = "born"
id_number = "id"
phone = "phone"
[identity_claim.constants]
id_type = "cn.ric"
"""
ID = "11010519491231002X"


def test_two_people_with_one_identity_number_and_one_telephone_are_taken_listed_and_not_joined(take, store):
    rows = [
        f"1,2026-01-01,甲,1949-12-31,{ID},tel-1",
        f"2,2026-01-01,乙,1980-01-01,{ID},tel-1",
        f"3,2026-01-01,甲,1949-12-31,{ID},tel-1",
    ]
    taken = take("one.csv", "who,on,name,born,id,phone\n" + "\n".join(rows) + "\n", mapping=PEOPLE)
    assert taken.rows["identity_claim"] == 3
    ((number, phone, names, born),) = store.rows("SELECT * FROM sharing_as_known()")
    assert (number, phone, names) == (ID, "tel-1", ["乙", "甲"]) and len(born) == 2
    assert store.rows("SELECT line, code FROM doubt") == [(3, "id-birth-date")]


def test_an_impossible_identity_number_is_taken_and_marked(take, store):
    rows = "1,2026-01-01,甲,,110105194912310021,tel-1\n2,2026-01-01,乙,,123,tel-2\n"
    taken = take("one.csv", "who,on,name,born,id,phone\n" + rows, mapping=PEOPLE)
    assert taken.doubts == 2
    assert store.rows("SELECT line, code, \"table\" FROM doubt ORDER BY line") == [
        (2, "id-impossible", "identity_claim"), (3, "id-impossible", "identity_claim"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "kind, number, born, codes",
    [
        ("cn.ric", ID, date(1949, 12, 31), []),
        ("cn.ric", ID, date(1950, 12, 31), ["id-birth-date"]),
        ("us.ssn", "536904399", None, []),
        ("us.ssn", "000120000", None, ["id-impossible"]),
        ("in_.pan", "ACUPA7085R", None, []),
        ("in_.pan", "ACUPA7085", None, ["id-impossible"]),
        ("cn.rci", ID, None, ["id-unchecked"]),
        (None, ID, None, ["id-unchecked"]),
    ],
)
def test_identity_numbers_are_checked_by_their_kind(kind, number, born, codes):
    assert [code for code, _ in doubts_of(kind, number, born)] == codes


def test_every_column_of_a_table_can_be_asked_for_and_every_key_is_a_column(store):
    for name, table in tables().items():
        columns = {row[0] for row in store.rows(f"DESCRIBE SELECT * FROM {name}_as_known()")}
        assert {*table.columns, "lender", "file", "line", "received", "licence", "consent", "correction"} <= columns
        assert {*table.named_by, *table.apart} <= set(table.columns)


def test_a_store_that_is_not_there_is_not_made_by_looking(tmp_path):
    with pytest.raises(InputError, match="there is no store here"):
        Store(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_store_that_another_process_writes_to_says_so(tmp_path):
    with Store(tmp_path / "store", write=True):
        opened = f"Store(Path({str(tmp_path / 'store')!r}))"
        script = f"from pathlib import Path\nfrom forbear.creditfile.store import Store\n{opened}"
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "the store cannot be opened" in done.stderr


@pytest.mark.parametrize("first", [True, False])
def test_one_file_that_comes_as_an_original_and_as_a_correction_is_two_deliveries(take, store, first):
    for correction, day in ((first, 5), (not first, 6)):
        take("one.csv", HEAD + "A,2026-01-01,100,\n", mapping=MAP, at=on(2, day), correction=correction)
    take("late.csv", HEAD + "A,2026-01-01,120,\n", mapping=MAP, at=on(2, 20))
    assert balance(store) == [10_000]


def test_two_processes_may_read_one_store_at_once(tmp_path):
    Store(tmp_path / "store", write=True).connection.close()
    with Store(tmp_path / "store") as store:
        assert store.as_known("account") == []
        opened = f"Store(Path({str(tmp_path / 'store')!r})).as_known('account')"
        script = f"from pathlib import Path\nfrom forbear.creditfile.store import Store\nprint({opened})"
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]"
