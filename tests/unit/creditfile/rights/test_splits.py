import duckdb
import pytest

from forbear.creditfile.identity import ledger
from forbear.creditfile.identity.claims import take_in
from forbear.creditfile.identity.people import ids_before
from forbear.creditfile.identity.resolve import resolve
from forbear.creditfile.rights.looks import Question, ask, hand_over
from forbear.creditfile.rights.splits import merge, split, undo
from forbear.creditfile.rights.verify import verify
from forbear.errors import InputError, RecordError
from tests.support.identity_claims import WANG, claim
from tests.unit.creditfile.rights.conftest import LENDER, day, noon

AT = noon("2026-03-12")
SAME = {"id_kind": "cn-ric", "id_number": WANG, "name": "王小明", "birth_day": "1949-12-31"}
CLAIMS = [
    claim("a1", **SAME, phone="+12125550100"),
    claim("a2", **SAME, address="1 Long Street"),
    claim("a3", **SAME, postcode="310000"),
    claim("z1", id_kind="other", id_number="8", name="李小红", birth_day="1980-05-05", address="9 Short Street"),
]


def run(connection, on="2026-03-13"):
    take_in(connection, CLAIMS)
    resolve(connection, on)
    return people(connection)


def people(connection):
    return dict(connection.execute("SELECT claim_id, person_id FROM person_of ORDER BY 1").fetchall())


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        run(opened, "2026-03-01")
        yield opened


def decide(rights, act, *given, **said):
    with rights.writing() as writing:
        return act(writing, *given, who="Lin", why="seen the identity card", **said)


def test_claims_that_somebody_takes_out_of_a_file_stay_out_in_later_runs(rights, connection):
    before = people(connection)
    assert before["a1"] == before["a2"] == before["a3"]
    decide(rights, split, connection, AT, ["a2"])
    apart = people(connection)
    assert apart["a2"] not in before.values() and apart["a1"] == apart["a3"] == before["a1"]
    assert run(connection) == apart
    assert run(connection, "2026-03-14") == apart


def test_a_split_can_be_taken_back_and_the_next_run_keeps_them_together(rights, connection):
    before = people(connection)
    (made,) = decide(rights, split, connection, AT, ["a2"])
    decide(rights, undo, connection, AT, made.seq)
    assert people(connection) == before
    assert run(connection) == before
    with pytest.raises(InputError, match="taken back already"):
        decide(rights, undo, connection, AT, made.seq)


def test_two_files_that_somebody_puts_together_stay_together_and_can_be_parted_again(rights, connection):
    before = people(connection)
    wang, li = before["a1"], before["z1"]
    (made,) = decide(rights, merge, connection, AT, wang, li)
    assert set(people(connection).values()) == {wang}
    assert set(run(connection).values()) == {wang}
    assert ids_before(ledger.read(connection), wang) == [li]
    decide(rights, undo, connection, AT, made.seq)
    assert people(connection) == before
    assert run(connection, "2026-03-15") == before
    assert ids_before(ledger.read(connection), wang) == []


def test_who_decided_and_why_is_on_record_under_both_ids(rights, connection):
    before = people(connection)
    (made,) = decide(rights, split, connection, AT, ["a2"])
    for person in (before["a1"], made.person):
        (entry,) = rights.entries(person, ["split"])
        assert (entry.body["by"], entry.body["why"]) == ("Lin", "seen the identity card")
        assert (entry.body["from"], entry.body["to"], entry.body["claims"]) == (before["a1"], made.person, ["a2"])
        assert entry.body["entry"] == made.seq
    assert verify(rights.entries()).findings == ()


def test_whoever_was_given_a_row_that_is_somebody_elses_is_told(rights, connection):
    mixed = people(connection)["a1"]
    with rights.writing() as writing:
        for number, rows in (("R-1", ["account:Qinghe:2"]), ("R-2", ["account:Qinghe:1"])):
            question = Question(mixed, LENDER, "law", ["account"], day("2026-02-01"), basis="a right")
            look = ask(writing, noon("2026-02-01"), question)
            hand_over(writing, noon("2026-02-01"), look.number, number, "ab" * 32, rows)
    decide(rights, split, connection, AT, ["a2"], rows=["account:Qinghe:2"])
    (notice,) = rights.entries(kinds=["notice"])
    assert (notice.body["report"], notice.body["what"]) == ("R-1", "split")
    assert "another person's" in notice.body["text"]["en"] and "属于他人" in notice.body["text"]["zh"]


@pytest.mark.parametrize(
    ("claims", "what"),
    [
        (["a1", "a2", "a3"], "these are all claims of P0000000. Nothing would be left"),
        (["a1", "z1"], "the claims do not lie in one person's file"),
        (["q9"], "the claims do not lie in one person's file"),
        ([], "the claims do not lie in one person's file"),
    ],
)
def test_a_split_that_makes_no_sense_is_refused_and_nothing_is_on_record(rights, connection, claims, what):
    acts = ledger.read(connection)
    with pytest.raises(InputError, match=what.replace("P0000000.", "P0000000.\\.")):
        decide(rights, split, connection, AT, claims)
    assert list(rights.entries()) == [] and ledger.read(connection) == acts


def test_a_merge_that_makes_no_sense_is_refused(rights, connection):
    wang = people(connection)["a1"]
    with pytest.raises(InputError, match="it is one file already"):
        decide(rights, merge, connection, AT, wang, wang)
    with pytest.raises(InputError, match="P7 has no claims"):
        decide(rights, merge, connection, AT, wang, "P7")
    (made,) = decide(rights, split, connection, AT, ["a2"])
    with pytest.raises(InputError, match=f"entry {made.seq} keeps them apart. Take that back first"):
        decide(rights, merge, connection, AT, wang, made.person)


@pytest.mark.parametrize(("who", "why", "what"), [("", "seen", "who: it is empty"), ("Lin", " ", "why: it is empty")])
def test_a_decision_is_somebodys_and_has_a_reason(rights, connection, who, why, what):
    with rights.writing() as writing, pytest.raises(RecordError, match=what):
        split(writing, connection, AT, ["a2"], who, why)


def test_the_ids_that_a_person_had_before_are_known(rights, connection):
    wang = people(connection)["a1"]
    (made,) = decide(rights, split, connection, AT, ["a2"])
    acts = ledger.read(connection)
    assert ids_before(acts, made.person) == []
    assert ids_before(acts, made.person, splits=True) == [wang]
