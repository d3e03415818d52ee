"""Metro 2: what stands in a record stands in the rows; a length is checked before anything is read on its strength."""

import time
from datetime import UTC, date, datetime

import pytest

from forbear.creditfile.intake.metro2_records import Reader
from forbear.errors import InputError
from tests.support.metro2_files import base, block, blocked, fixed, header, j1, j2, k1, k2, l1, n1, trailer


@pytest.mark.parametrize("ends", ["", "\n", "\r\n"])
def test_a_fixed_file_becomes_an_account_its_month_its_history_and_a_person(take, store, ends):
    taken = take("one.txt", fixed(base(), ends=ends))
    assert taken.rows == {"account": 1, "account_month": 13, "identity_claim": 1}
    (account,) = store.as_known("account")
    assert (account["account"], account["as_of"], account["opened"]) == ("A-1", date(2021, 3, 31), date(2020, 1, 15))
    assert (account["product"], account["product_code"], account["term_months"]) == ("instalment", "I01", 36)
    assert (account["principal"], account["currency"], account["credit_limit"]) == (1_000_000, "USD", None)
    assert account["line"] == 2, "the header is record 1"
    (person,) = store.as_known("identity_claim")
    assert (person["surname"], person["given_name"], person["id_type"]) == ("TESTER", "ANNA", "us.ssn")
    assert (person["birth_date"], person["phone"], person["postcode"]) == (date(1985, 2, 1), "2025550143", "01101")


def test_the_month_of_the_record_has_amounts_and_the_look_back_none(take, store):
    take("one.txt", fixed(base(status="78", overdue="000000600", history="10D" + "B" * 21)))
    months = {row["month"]: row for row in store.as_known("account_month")}
    march = months[date(2021, 3, 1)]
    assert (march["status"], march["days_late_from"], march["days_late_to"], march["code"]) == ("late", 60, 89, "78")
    assert (march["balance"], march["overdue"], march["paid"], march["source"]) == (700_000, 60_000, 30_000, "own")
    before = [(row["status"], row["days_late_from"], row["code"], row["balance"]) for _, row in sorted(months.items())]
    assert before[:3] == [("unknown", None, "D", None), ("current", 0, "0", None), ("late", 30, "1", None)]
    assert len(months) == 4, "months of which the signs say nothing are no months"


def test_noughts_that_may_mean_not_known_are_not_taken_for_nought(take, store):
    take("one.txt", fixed(base(due="000000000", paid="000000000", balance="000000000")))
    (own,) = [row for row in store.as_known("account_month") if row["source"] == "own"]
    assert (own["due"], own["paid"], own["balance"]) == (None, None, 0)


def test_people_original_creditors_buyers_new_numbers_and_employers_come_from_segments(take, store):
    segments = (
        j1()
        + j2(address="2 SIDE STREET", city="ELSEWHERE")
        + k1("FIRST LENDER")
        + k2("BUYER", "2")
        + l1("A-2")
        + n1("MILL")
    )
    taken = take("one.txt", fixed(base(segments)))
    assert taken.rejected == 0
    (account,) = store.as_known("account")
    assert (account["original_creditor"], account["sold_to"], account["renamed_to"]) == ("FIRST LENDER", "BUYER", "A-2")
    people = {row["subject"]: row for row in store.as_known("identity_claim")}
    assert sorted(people) == ["A-1", "A-1/J1-1", "A-1/J2-2"]
    assert people["A-1"]["employer"] == "MILL"
    assert (people["A-1/J1-1"]["role"], people["A-1/J1-1"]["address"]) == ("joint", "1 MAIN STREET")
    assert (people["A-1/J2-2"]["role"], people["A-1/J2-2"]["address"]) == ("guarantor", "2 SIDE STREET")


def test_blocks_of_records_give_what_the_same_records_give_alone(take, store):
    records = [base(account=f"A-{number}") for number in range(5)]
    take("fixed.txt", fixed(*records), lender="one")
    take("blocked.txt", blocked(records[:2], records[2:]), lender="other")
    for table in ("account", "account_month", "identity_claim"):
        both = {"one": [], "other": []}
        for row in store.as_known(table):
            apart = ("lender", "file", "delivery", "line")
            both[row["lender"]].append(tuple(str(cell) for name, cell in row.items() if name not in apart))
        assert both["one"] and sorted(both["one"]) == sorted(both["other"])


def test_a_record_marked_as_a_replacement_beats_a_later_original(take, store):
    take("one.txt", fixed(base(balance="000001111", correction="1")))
    take("two.txt", fixed(base(balance="000002222")), at=datetime(2026, 4, 1, tzinfo=UTC))
    (own,) = [row for row in store.as_known("account_month") if row["source"] == "own"]
    assert own["balance"] == 111_100


def test_a_later_look_back_corrects_the_status_and_keeps_the_amounts(take, store):
    take("march.txt", fixed(base(status="71", overdue="000000300")))
    take("april.txt", fixed(base(as_of="04302021", history="0" * 13 + "B" * 11)), at=datetime(2026, 5, 1, tzinfo=UTC))
    march = {row["month"]: row for row in store.as_known("account_month")}[date(2021, 3, 1)]
    assert (march["status"], march["source"], march["overdue"]) == ("current", "history", 30_000)


def test_an_account_that_the_lender_takes_back_is_marked_and_has_no_month(take, store):
    taken = take("one.txt", fixed(base(status="DF")))
    assert "account_month" not in taken.rows
    assert store.as_known("account")[0]["withdrawn"] is True


@pytest.mark.parametrize(
    "change, reason",
    [
        ({"status": "12"}, "there is no account status '12'"),
        ({"status": "13"}, "a payment rating must stand"),
        ({"rating": "1"}, "a payment rating must stand"),
        ({"history": "X" + "B" * 23}, "the payment history holds 'X'"),
        ({"opened": "13452020"}, "account.opened: 2020-13-45 is no day"),
        ({"as_of": "00000000"}, "account.as_of is missing"),
        ({"balance": "12X"}, "account_month.balance: 12X is no number"),
    ],
)
def test_a_record_that_cannot_be_right_is_kept_aside_whole_and_the_others_are_taken(take, store, change, reason):
    taken = take("one.txt", fixed(base(), base(account="A-2", **change)))
    assert taken.rejected == 1
    assert {row["account"] for row in store.as_known("account")} == {"A-1"}
    ((line, reasons, text),) = store.rows('SELECT line, reasons, "text" FROM rejected')
    assert line == 3 and reason in " ".join(reasons)
    assert "A-2" in text, "nothing is lost"


WRONG = {
    "a block that says it has 9999 bytes": ("9999" + header() + base(), "the file ends inside a block"),
    "a record that says it has 9999 bytes": (header() + "9999" + base()[4:] + trailer([base()]),
                                              "the record says that it has 9999"),
    "a record of nought bytes": (header() + "0000" + base()[4:], "the record says that it has 0 bytes"),
    "a length that is no number": (header() + "04Z6" + base()[4:], "is no number of four digits"),
    "a record longer than its block": (block(header()) + "0430" + base(k1("X")), "longer than what is left"),
    "a file that ends inside a record": (header() + base()[:300], "the file ends before"),
    "a file that ends inside a block": (block(header()) + "0900" + base(), "the file ends inside a block"),
    "a file without a trailer": (header() + base(), "the trailer is missing"),
    "something after the trailer": (fixed(base()) + base(), "something follows the trailer"),
    "a segment that nobody knows": (fixed(base("Q9" + "X" * 98)), "no segment begins with 'Q9'"),
    "a trailer that counts otherwise": (fixed(base(), base=7), "counts 7 base records, and the file holds 1"),
    "a trailer that counts a status otherwise": (fixed(base(), **{"11": 0}), "counts 0 accounts of status 11"),
    "the packed format": (b"\x01\xaa\x00\x00\x01\xa6\x00\x00HEADER", "no Metro 2 file in the character format"),
    "a table": ("a,b\n1,2\n", "no Metro 2 file in the character format"),
    "letters that are none": (header().encode() + b"0426" + b"\xff" * 422, "bytes that are no letters"),
}  # fmt: skip


@pytest.mark.parametrize("text, reason", WRONG.values(), ids=WRONG)
def test_a_file_that_contradicts_itself_is_refused_whole_and_leaves_nothing(take, store, text, reason):
    with pytest.raises(InputError, match=reason):
        take("bad.txt", text)
    assert store.rows("SELECT count(*) FROM delivery") == [(0,)]
    assert store.as_known("account") == []


def test_a_huge_length_is_refused_at_once_without_reading_on(take, tmp_path):
    with (tmp_path / "huge.txt").open("wb") as stream:
        stream.write(header().encode() + b"9999")
        stream.truncate(2_000_000_000)
    began = time.perf_counter()
    with pytest.raises(InputError, match="which must be 426 to 4096"):
        list(Reader(tmp_path / "huge.txt"))
    assert time.perf_counter() - began < 2


def test_more_segments_than_any_record_has_are_refused(take):
    with pytest.raises(InputError, match="more than 32 segments"):
        take("many.txt", fixed(base(k1("X") * 40)))
