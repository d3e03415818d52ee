from __future__ import annotations

import json
from pathlib import Path

import pytest

from forbear.creditfile.decision.cards import shipped
from forbear.creditfile.statements import Basis, batch, written
from forbear.creditfile.statements.deciding import asked_by, decider
from forbear.errors import InputError
from forbear.rules.catalog import credit_book
from tests.support.credit_relations import DAY, Relations, story

BASIS = Basis(known_until="2026-06-01T00:00:00Z")


def people(count: int) -> Relations:
    """So many people with one application each; the third was looked at twice."""
    made = Relations(looks=[(number, f"P{number:08}", DAY) for number in range(1, count + 1)])
    made.looks = [*made.looks, (count + 1, "P00000003", "2026-05-31")]
    for number in range(1, count + 1):
        made.add("application", person=f"P{number:08}", application=str(number), applied_on="2026-05-01")
    return made


def test_a_run_that_was_stopped_goes_on_and_ends_with_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "PER_PART", 3)
    connection = people(8).connection()
    whole, told = tmp_path / "whole", []
    made = batch.write(whole, written(connection, BASIS), "a", told=told.append)
    assert (made.documents, made.parts, told) == (9, 3, [4, 3, 2])

    halves = tmp_path / "halves"
    some = (one for one in written(connection, BASIS) if one.person <= "P00000003")
    batch.write(halves, some, "a")
    last, parts = batch.reached(halves, "a")
    assert (last, parts) == ("P00000003", 1)
    batch.write(halves, written(connection, BASIS, after=last), "a", parts)
    names = [path.name for path in sorted(whole.iterdir())]
    assert [path.name for path in sorted(halves.iterdir())] == names
    assert all((whole / name).read_bytes() == (halves / name).read_bytes() for name in names)
    assert [json.loads(text)["person"]["person_id"] for text in batch.read(whole)] == [
        one.person for one in written(connection, BASIS)
    ]


def test_after_a_part_that_cannot_be_written_none_follows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "PER_PART", 1)
    replace = batch._replace

    def full(path: Path, content: bytes) -> None:
        if path.name.startswith("part-00002"):
            raise OSError("no space left")
        replace(path, content)

    monkeypatch.setattr(batch, "_replace", full)
    made = Relations(looks=[(number, f"P{number:08}", DAY) for number in range(1, 9)])
    with pytest.raises(OSError, match="no space left"):
        batch.write(tmp_path, written(made.connection(), BASIS), "a")
    assert batch.reached(tmp_path, "a") == ("P00000001", 1)
    assert [path.name for path in tmp_path.glob("part-*")] == ["part-00001.jsonl.gz"]


def test_documents_of_many_people_are_packed_as_they_are_written(tmp_path: Path) -> None:
    made = Relations(looks=[(number, f"P{number:08}", DAY) for number in range(1, 232)])
    connection = made.connection()
    assert batch.write(tmp_path, written(connection, BASIS), "a").documents == 231
    assert list(batch.read(tmp_path)) == [one.text for one in written(connection, BASIS)]


def test_a_document_is_the_same_alone_and_among_many() -> None:
    made = people(7)
    for number in (1, 2, 5):
        made.rows += [{**row, "person_id": f"P{number:08}"} for row in story().rows if row["table"] != "application"]
    made.add("application", person="P00000006", application="7", applied_on="2026-05-02", product="instalment")
    connection = made.connection(book=credit_book("figures"))
    card = shipped("sample-lending-club")
    many = list(written(connection, BASIS, decider(card), at_once=3, figures=asked_by(card)))
    alone = list(written(connection, BASIS, decider(card), at_once=1))
    assert [one.text for one in many] == [one.text for one in alone]
    assert len(many) == 8


def test_documents_of_another_basis_are_not_mixed(tmp_path: Path) -> None:
    assert batch.reached(tmp_path, "a") == ("", 0)
    batch.write(tmp_path, written(people(3).connection(), BASIS), "a")
    with pytest.raises(InputError, match="another day, store or rulebook"):
        batch.reached(tmp_path, "b")
