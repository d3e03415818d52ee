from __future__ import annotations

import json

from forbear.creditfile.statements import Basis, documents, sha256_of, written
from forbear.creditfile.statements.lay import Laid
from tests.support.credit_relations import DAY, ME, Relations, story

BASIS = Basis(known_until="2026-06-01T00:00:00Z", rulebook={"id": "x", "sha256": "00"})


def test_every_section_of_a_file_is_stated_and_every_statement_names_its_rows() -> None:
    (document,) = documents(story().connection(), BASIS)

    sections = list(dict.fromkeys(one["section"] for one in document["statements"]))
    assert sections == [
        "header", "identity", "belongs", "applications", "inquiries", "accounts", "months", "late", "doubts", "lists",
        "rules", "held",
    ]  # fmt: skip
    assert all(one["rows"] or one.get("left_out") for one in document["statements"])
    cited = {row for one in document["statements"] for row in [*one["rows"], *one.get("left_out", [])]}
    assert cited == set(document["evidence"])


def test_the_ids_of_statements_are_all_different() -> None:
    (document,) = documents(story().connection(), BASIS)
    ids = [one["id"] for one in document["statements"]]
    assert len(set(ids)) == len(ids)


def test_a_document_carries_the_hash_that_it_has_and_is_written_the_same_twice() -> None:
    one, two = (list(written(story().connection(), BASIS)) for _ in range(2))
    assert one == two
    document = json.loads(one[0].text)
    assert sha256_of(document) == document["report"]["sha256"] == one[0].sha256
    document["statements"][0]["rows"].append("application:Qinghe:X")
    assert sha256_of(document) != document["report"]["sha256"]


def test_signs_that_need_a_backslash_are_hashed_as_they_are_written() -> None:
    made = Relations()
    made.add(
        "application", 'A "b"/\\:%\x1f\n', application="é\u2028中\x7f", applied_on="2026-05-01", reason="\x01 \\u001f"
    )
    (document,) = documents(made.connection(), BASIS)
    assert sha256_of(document) == document["report"]["sha256"]


def test_an_empty_file_is_a_document_that_states_nothing() -> None:
    (document,) = documents(Relations().connection(), BASIS)
    assert (document["person"], document["statements"], document["evidence"]) == ({"person_id": ME}, [], {})
    assert document["report"]["as_of"] == DAY


def test_what_comes_after_the_day_of_the_look_is_not_stated() -> None:
    made = story()
    made.looks = [(1, ME, "2026-03-31"), (2, ME, DAY)]
    early, late = documents(made.connection(), BASIS)
    assert len([one for one in early["statements"] if one["code"] == "application"]) == 1
    assert len([one for one in late["statements"] if one["code"] == "application"]) == 4
    (grid,) = [one for one in early["statements"] if one["section"] == "months"]
    assert [one["month"] for one in grid["values"]["months"]] == ["2026-01", "2026-02", "2026-03"]


def test_a_month_that_is_late_and_the_good_one_after_it_are_a_cure() -> None:
    (document,) = documents(story().connection(), BASIS)
    (cured,) = [one for one in document["statements"] if one["code"] == "cured"]
    assert cured["values"]["months"] == ["2026-04"]
    assert cured["rows"] == ["account_month:Qinghe:C1/2026-03", "account_month:Qinghe:C1/2026-04"]


def test_a_month_after_a_gap_cures_nothing() -> None:
    made = story()
    (document,) = documents(made.connection(without="account_month:Qinghe:C1/2026-04"), BASIS)
    assert "cured" not in {one["code"] for one in document["statements"]}


def test_people_come_in_order_and_a_run_goes_on_after_a_person() -> None:
    made = Relations(looks=[(number, f"P{9 - number:08}", DAY) for number in range(9)])
    for number in range(9):
        made.add("application", person=f"P{number:08}", application=str(number), applied_on="2026-05-01")
    connection = made.connection()
    everybody = [one.person for one in written(connection, BASIS, at_once=2)]
    assert everybody == [f"P{number:08}" for number in range(1, 10)]
    assert [one.person for one in written(connection, BASIS, after="P00000006", at_once=2)] == everybody[6:]


def test_a_decision_and_rights_stand_in_the_document_and_only_the_decision_is_hashed() -> None:
    asked = []

    def decide(laid: Laid) -> dict[str, object]:
        asked.append((laid.figures, laid.rules, laid.as_of))
        return {"answer": "reject"}

    connection = story().connection()
    (plain,) = documents(connection, BASIS, decide)
    (with_rights,) = documents(connection, BASIS, decide, lambda people: {one: {"looks": []} for one in people})
    assert asked[0] == ([("applications_90d", "", 3, 3)], [("many-applications", True)], DAY)
    assert plain["decision"] == {"answer": "reject"}
    assert with_rights["rights"] == {"looks": []}
    assert plain["report"] == with_rights["report"]
