"""A group that linking serves worse than others is seen, though everybody together looks well served."""

from fractions import Fraction

import duckdb
import pytest

from forbear.creditfile.identity.claims import Claim, take_in
from forbear.creditfile.identity.database import lay
from forbear.creditfile.identity.groups import lay_groups, measure, worse
from forbear.creditfile.identity.normalise import normalise
from forbear.creditfile.identity.settings import shipped

WANGS, OTHERS = 4, 996


@pytest.fixture(scope="module")
def served():
    """People with two records each: four of one family name, of whom two share a file, and 996 of other names."""
    people = [(f"w{at}", "Wang") for at in range(WANGS)] + [(f"o{at}", _name(at)) for at in range(OTHERS)]
    claims = [(f"{who}-{half}", who, family) for who, family in people for half in (1, 2)]
    with duckdb.connect() as connection:
        take_in(
            connection,
            [
                Claim(claim, family_name=family, given_name="Li", id_kind="national", id_number=who if half else "")
                for claim, who, family in claims
                for half in [claim.endswith("1") or who.startswith("o")]
            ],
        )
        normalise(connection, shipped())
        lay(connection, "truth", _columns("truth", [(claim, who) for claim, who, _ in claims]))
        filed = [(claim, "w0" if who == "w1" else who) for claim, who, _ in claims if claim != "w3-2"]
        lay(connection, "person_of", _columns("person_id", filed))
        lay_groups(connection)
        yield {(one.grouping, one.level): one for one in measure(connection)}


def _name(at):
    return "".join(chr(97 + at // 26**place % 26) for place in range(3)) + "son"


def _columns(name, pairs):
    claims, values = zip(*pairs, strict=True)
    return {"claim_id": ("VARCHAR", claims), name: ("VARCHAR", values)}


def test_a_group_of_which_two_people_share_a_file_is_seen_while_everybody_looks_well(served):
    everybody, wangs = served["everybody", ""], served["family name", "frequent"]
    assert everybody.precision > Fraction(99, 100) and everybody.recall > Fraction(99, 100)
    assert (wangs.claims, wangs.right, wangs.made, wangs.true) == (8, 6, 14, 8)
    assert wangs.precision == Fraction(6, 14) and wangs.recall == Fraction(6, 8)
    assert (wangs.mixed, wangs.files) == (1, 3) and served["family name", "middle"].precision == 1


def test_the_groups_that_are_served_worse_are_named(served):
    found = worse(list(served.values()), Fraction(1, 100))
    assert {(one.grouping, one.level) for one in found} == {
        ("family name", "frequent"),
        ("records with a number", "most"),
    }
    assert worse(list(served.values()), Fraction(1)) == []


def test_a_record_in_nobodys_file_costs_recall_and_makes_no_file(served):
    wangs = served["family name", "frequent"]
    assert wangs.true - wangs.right == 2 and wangs.files == 3


def test_how_many_records_carry_a_number_is_a_group(served):
    assert served["records with a number", "all"].claims == 2 * OTHERS
    assert served["records with a number", "most"].claims == 2 * WANGS


def test_a_group_without_pairs_has_nothing_wrong():
    with duckdb.connect() as connection:
        take_in(connection, [Claim("1", name="Wang Wei")])
        normalise(connection, shipped())
        lay(connection, "truth", _columns("truth", [("1", "w")]))
        lay(connection, "person_of", _columns("person_id", [("1", "P1")]))
        lay_groups(connection)
        assert {(one.precision, one.recall, one.mixed_share) for one in measure(connection)} == {(1, 1, 0)}
