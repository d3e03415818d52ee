"""What is doubted about a person, by which rows, and what explains it; never whose the others are."""

import json
from datetime import date, timedelta

import duckdb
import pytest

from forbear.creditfile.doubts.laying import Identity, lay
from forbear.creditfile.doubts.rules import shipped
from forbear.errors import InputError
from tests.support.credit_people import DAY, NO_SUCH, WANG, lay_identity, lay_person_tables, said

RULES = shipped()
MOST = RULES.many["phone_many_numbers"].least
TEL = "+861700000{:04d}"
NAMES = [
    "Adam", "Bella", "Clive", "Dora", "Egon", "Fiona", "Gustav", "Hanna", "Igor", "Jolanda", "Kurt", "Lydia",
    "Moritz", "Nadja", "Oskar", "Paula", "Quentin", "Ruth", "Stefan", "Tilda", "Ulrich", "Vera", "Walter", "Xenia",
]  # fmt: skip


def doubts(*rows, applications=(), day=DAY, found=()):
    """Kind, person, told, rows, innocent and the rows of others, of everybody. ``found``: doubts of the linking."""
    with duckdb.connect() as connection:
        lay_person_tables(connection, identity_claim=rows, application=applications)
        lay_identity(connection, rows)
        for one in found:
            connection.execute("INSERT INTO doubt VALUES (?, ?, ?, ?)", list(one))
        lay(connection, day, identity=Identity(schema="main"))
        laid = connection.execute(
            """SELECT kind, person_id, told, d."rows", innocent, coalesce(o."rows", [])
            FROM person_doubt AS d LEFT JOIN person_doubt_others AS o USING (doubt) ORDER BY doubt"""
        ).fetchall()
    return [(kind, person, json.loads(told), *rest) for kind, person, told, *rest in laid]


def of(kind, found):
    return [one for one in found if one[0] == kind]


def people_on(telephone, count, **what):
    """``count`` people with a number each, on one telephone."""
    return [
        said(f"P{at}", 1, phone=telephone, id_number=f"N{at}", given_name=NAMES[at], surname=f"{NAMES[-at]}son", **what)
        for at in range(count)
    ]


@pytest.mark.parametrize(
    ("kind", "column"),
    [("number_many_phones", "phone"), ("number_many_emails", "email"), ("number_many_addresses", "address")],
)
def test_a_number_with_as_many_different_values_as_the_rule_says_is_doubted_and_with_one_less_is_not(kind, column):
    least = RULES.many[kind].least
    value = {"phone": TEL.format, "email": "a{}@example.org".format, "address": "{} Long Lane".format}[column]
    rows = [said("P1", at, id_number="N1", **{column: value(at)}) for at in range(least)]
    ((_, person, told, cited, innocent, others),) = of(kind, doubts(*rows))
    assert (person, told["count"], innocent, others) == ("P1", least, "", [])
    assert cited == sorted(one["row"] for one in rows)
    assert of(kind, doubts(*rows[1:], said("P1", 99, id_number="N1", **{column: value(1)}))) == []


def test_what_was_claimed_before_the_window_or_after_the_day_does_not_count():
    rule = RULES.many["number_many_phones"]
    days = [DAY] * (rule.least - 1) + [DAY - timedelta(days=rule.days)]
    rows = [said("P1", at, day, id_number="N1", phone=TEL.format(at)) for at, day in enumerate(days)]
    assert of("number_many_phones", doubts(*rows)) == []
    assert len(of("number_many_phones", doubts(*rows, day=DAY - timedelta(days=1)))) == 0
    assert len(of("number_many_phones", doubts(*[{**one, "as_of": DAY} for one in rows]))) == 1


def test_one_telephone_of_strangers_is_doubted_in_each_file_by_its_own_rows_alone():
    rows = people_on(TEL.format(1), MOST)
    found = of("phone_many_numbers", doubts(*rows))
    assert [one[1] for one in found] == [f"P{at}" for at in range(MOST)]
    _, _, told, cited, innocent, others = found[0]
    assert (told["count"], told["people"], innocent, cited) == (MOST, MOST - 1, "", [rows[0]["row"]])
    assert others == [one["row"] for one in rows[1:]]
    assert of("phone_many_numbers", doubts(*rows[1:])) == []


def test_a_household_on_one_telephone_is_said_to_be_one():
    rows = people_on(TEL.format(1), MOST, address="1 Long Lane")
    assert [one[4] for one in of("phone_many_numbers", doubts(*rows))] == ["household"] * MOST
    same_family = [{**one, "surname": "Wang"} for one in people_on(TEL.format(1), MOST)]
    assert [one[4] for one in of("phone_many_numbers", doubts(*same_family))] == ["household"] * MOST


def test_namesakes_on_one_telephone_are_no_household_by_their_name():
    rows = [{**one, "surname": "Wang", "given_name": "Wei"} for one in people_on(TEL.format(1), MOST)]
    born = [{**one, "birth_date": date(1950 + 7 * at, 1, 1)} for at, one in enumerate(rows)]
    assert {one[4] for one in of("phone_many_numbers", doubts(*born))} == {""}


def test_a_stranger_beside_a_household_is_not_explained_away():
    rows = [{**one, "surname": "Wang"} for one in people_on(TEL.format(1), MOST - 1)]
    strangers = [{**one, "person_id": f"S{at}", "row": f"s{at}", "subject": f"S{at}", "id_number": f"X{at}"}
                 for at, one in enumerate(people_on(TEL.format(1), MOST))]  # fmt: skip
    found = of("phone_many_numbers", doubts(*rows, *strangers))
    assert {one[4] for one in found} == {""}


def test_a_telephone_that_changed_hands_condemns_neither_holder():
    gap = timedelta(days=RULES.gap_days + 1)
    before = [said("P1", at, DAY - gap, phone=TEL.format(1), id_number=f"N{at}", id_type=kind)
              for at, kind in enumerate(("national", "other"))]  # fmt: skip
    after = said("P2", 1, DAY, phone=TEL.format(1), id_number="N9")
    found = of("phone_many_numbers", doubts(*before, after))
    assert [(one[1], one[4], one[2]["recycled_number"]) for one in found] == [
        ("P1", "recycled_number", 1),
        ("P2", "recycled_number", 1),
    ]
    at_once = of("phone_many_numbers", doubts(*before, {**after, "as_of": DAY - gap}))
    assert {one[4] for one in at_once} == {""}


def test_the_telephone_of_an_employer_is_told_as_one_also_where_a_crowd_has_it():
    for count in (MOST, RULES.crowd + 1):
        rows = people_on(TEL.format(1), count, employer="Long Lane Mill")
        assert [one[4] for one in of("phone_many_numbers", doubts(*rows))] == ["company_telephone"] * count
    elsewhere = [*rows[1:], {**rows[0], "employer": "Another"}]
    assert {one[4] for one in of("phone_many_numbers", doubts(*elsewhere))} == {""}


def test_one_person_with_several_numbers_on_a_telephone_may_have_renewed_them():
    rows = [said("P1", at, phone=TEL.format(1), id_number=f"N{at}") for at in range(MOST)]
    ((_, _, told, _, innocent, others),) = of("phone_many_numbers", doubts(*rows))
    assert (told["people"], innocent, others) == (0, "renewed_number", [])


def test_several_numbers_in_a_file_are_renewed_where_one_ends_before_the_next_begins():
    old = said("P1", 1, DAY - timedelta(days=9), id_number="N123456")
    new = said("P1", 2, DAY, id_number="M999")
    assert [(one[3], one[4]) for one in of("several_numbers", doubts(old, new))] == [
        ([old["row"], new["row"]], "renewed_number")
    ]
    assert [one[4] for one in of("several_numbers", doubts({**old, "as_of": DAY}, new))] == [""]
    assert [one[4] for one in of("several_numbers", doubts({**old, "id_number": "M998"}, new))] == ["slip"]


def test_two_kinds_of_number_are_no_doubt():
    rows = [said("P1", 1, id_number="N1"), said("P1", 2, id_number="X1", id_type="other")]
    assert of("several_numbers", doubts(*rows)) == []


def test_a_number_that_fails_its_check_is_told_with_its_rows_and_hidden():
    rows = [said("P1", at, id_number=NO_SUCH, id_type="cn-ric", given_name="Wei") for at in range(2)]
    ((_, _, told, cited, _, _),) = of("check_digit", doubts(*rows))
    assert cited == [one["row"] for one in rows] and told["count"] == 2
    assert told["number"].endswith("0021") and "1949" not in told["number"]


def test_a_number_that_is_said_to_be_renewed_for_strangers_is_told():
    row = said("P1", 1, id_number="N1", given_name="Wei", surname="Wang")
    assert of("renewed_for_strangers", doubts(row)) == []
    found = doubts(row, found=[(row["row"], "renewed-for-strangers", "N1", None)])
    assert [one[3] for one in of("renewed_for_strangers", found)] == [[row["row"]]]


def test_a_number_that_names_another_day_of_birth_is_told_and_one_slip_may_be_harmless():
    right, wrong, slip = date(1949, 12, 31), date(1980, 5, 5), date(1949, 12, 30)
    rows = {born: said("P1", 1, id_number=WANG, id_type="cn-ric", birth_date=born) for born in (right, wrong, slip)}
    assert of("birth_differs", doubts(rows[right])) == []
    assert [one[4] for one in of("birth_differs", doubts(rows[wrong]))] == [""]
    assert [one[4] for one in of("birth_differs", doubts(rows[slip]))] == ["slip"]


@pytest.mark.parametrize(("on", "doubted"), [(date(2018, 3, 4), True), (date(2018, 3, 5), False)])
def test_who_applied_before_the_eighteenth_birthday_cannot_be_the_applicant(on, doubted):
    claimed = said("P1", 1, birth_date=date(2000, 3, 5), given_name="Wei", surname="Wang")
    applied = {"person_id": "P1", "row": "application:Qinghe:1", "applied_on": on}
    found = of("impossible_age", doubts(claimed, applications=[applied]))
    assert [one[3] for one in found] == ([["application:Qinghe:1", claimed["row"]]] if doubted else [])


@pytest.mark.parametrize(("on", "doubted"), [(date(2011, 3, 5), True), (date(2011, 3, 4), False)])
def test_nobody_applies_at_more_than_a_hundred_and_ten(on, doubted):
    claimed = said("P1", 1, date(2011, 1, 1), birth_date=date(1900, 3, 5), given_name="Wei", surname="Wang")
    applied = {"person_id": "P1", "row": "application:Qinghe:1", "applied_on": on}
    assert bool(of("impossible_age", doubts(claimed, applications=[applied]))) == doubted


def test_a_borrowed_number_is_told_to_both_and_to_each_by_own_rows():
    own = [
        said("P1", at, id_number=WANG, id_type="cn-ric", given_name="Wei", birth_date=date(1988, 1, 1)) for at in (1, 2)
    ]
    lent = said("P2", 1, id_number=WANG, id_type="cn-ric", given_name="Qingshan", birth_date=date(1961, 7, 9))
    found = doubts(*own, lent)
    assert [(kind, person, cited, others) for kind, person, _, cited, _, others in found if "number" in kind] == [
        ("number_used_by_others", "P1", [one["row"] for one in own], [lent["row"]]),
        ("borrowed_number", "P2", [lent["row"]], [one["row"] for one in own]),
    ]


def test_a_number_carried_by_two_equally_often_is_nobodys():
    rows = [
        said("P1", 1, id_number=WANG, id_type="cn-ric", given_name="Wei", birth_date=date(1988, 1, 1)),
        said("P2", 1, id_number=WANG, id_type="cn-ric", given_name="Qingshan", birth_date=date(1961, 7, 9)),
    ]
    assert [one[1] for one in of("number_of_two", doubts(*rows))] == ["P1", "P2"]


def test_a_record_with_the_number_of_the_file_and_another_name_in_the_same_file_is_told():
    own = [
        said("P1", at, id_number=WANG, id_type="cn-ric", given_name="Wei", birth_date=date(1988, 1, 1)) for at in (1, 2)
    ]
    odd = said("P1", 3, id_number=WANG, id_type="cn-ric", given_name="Qingshan", birth_date=date(1961, 7, 9))
    assert [one[3] for one in of("odd_record", doubts(*own, odd))] == [[odd["row"]]]


def test_a_customer_of_one_lender_who_is_two_people_is_told_to_both():
    rows = [said(f"P{at}", at, subject="K7", given_name=f"g{at}", surname="W", birth_date=DAY) for at in (1, 2)]
    found = of("subject_split", doubts(*rows))
    assert [(one[1], one[2]["people"], one[3]) for one in found] == [
        ("P1", 1, [rows[0]["row"]]),
        ("P2", 1, [rows[1]["row"]]),
    ]


def refusal(kind, one, other):
    """What a refused merge between two people is told as, for both."""
    rows = [said("P1", 1, **one), said("P2", 1, **other)]
    found = doubts(*rows, found=[(rows[0]["row"], kind, "23456", rows[1]["row"])])
    return of("refused_merge", found)


def test_a_refused_merge_is_told_to_both_with_the_weight_of_its_edge():
    found = refusal(
        "births-differ",
        {"given_name": "Wei", "surname": "Wang", "birth_date": date(1988, 1, 1)},
        {"given_name": "Wei", "surname": "Wang", "birth_date": date(1961, 7, 9)},
    )
    assert [(one[1], one[2], one[4]) for one in found] == [
        ("P1", {"why": "births-differ", "millibits": 23_456}, ""),
        ("P2", {"why": "births-differ", "millibits": 23_456}, ""),
    ]


def test_a_refused_merge_of_a_household_or_of_a_renewed_number_is_explained():
    wei = {"given_name": "Wei", "surname": "Wang", "birth_date": date(1988, 1, 1)}
    found = refusal("numbers-differ", {**wei, "id_number": "N1"}, {**wei, "id_number": "N2"})
    assert {one[4] for one in found} == {"renewed_number"}
    found = refusal("numbers-differ", {**wei, "id_number": "N1"}, {**wei, "given_name": "Qing", "id_number": "N2"})
    assert {one[4] for one in found} == {"household"}


def test_a_refusal_that_says_nothing_of_anybody_is_left_out():
    assert refusal("too-little", {"given_name": "Wei"}, {"given_name": "Wei", "surname": "Wang"}) == []


def test_what_is_told_to_a_person_holds_nothing_of_anybody_else():
    rows = people_on("+8617000009876", MOST, email="o@example.org", address="1 Long Lane")
    rows = [{**one, "id_number": f"{at}ABCDEFGH{at}{at}"} for at, one in enumerate(rows)]
    for _, person, told, cited, _, _ in doubts(*rows):
        theirs = [one for one in rows if one["person_id"] != person]
        for one in theirs:
            assert one["row"] not in cited
            for part in ("id_number", "given_name", "surname", "email", "address"):
                assert one[part] not in json.dumps(told)


def test_rows_that_no_claim_stands_for_are_refused_and_another_relation_can_name_them():
    row = said("P1", 1, id_number=NO_SUCH, id_type="cn-ric", given_name="Wei")
    with duckdb.connect() as connection:
        lay_person_tables(connection, identity_claim=[row])
        lay_identity(connection, [{**row, "row": "c1"}])
        with pytest.raises(InputError, match="1 rows have no claim"):
            lay(connection, DAY, identity=Identity(schema="main"))
        connection.execute("""CREATE TEMP TABLE claim_row AS SELECT 'c1' AS claim_id, ? AS "row" """, [row["row"]])
        lay(connection, DAY, identity=Identity(schema="main", row_of="claim_row"))
        assert connection.execute("SELECT kind FROM person_doubt").fetchall() == [("check_digit",)]


def test_a_file_without_rows_has_no_doubts():
    assert doubts() == []
