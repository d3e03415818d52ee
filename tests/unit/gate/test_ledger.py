"""An export checked by signed heads: whatever was changed, removed or moved is found, and the record named."""

from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from forbear.calendar import MINUTE, SECOND
from forbear.chain import START, bind, bind_part, canonical, fingerprint, head_of
from forbear.errors import RecordError
from forbear.gate.chain import tied
from forbear.gate.export import HEADS, RECORDS, RULEBOOKS, as_row, records_of, rows_of, rulebooks_of, write_export
from forbear.gate.gate import Gate
from forbear.gate.heads import ends_in, ends_of, is_signed, new_keys, private_key, public_key, sign_head
from forbear.gate.verify import Checked, verify
from forbear.rules.load import load_texts
from tests.support.gates import BY, CALL, HOUSE, NOON, ask, event, gate_of

DEBTORS = ("D-张三", "D1", "D2")
PRIVATE, PUBLIC = new_keys()
KEY, CHECK = private_key(PRIVATE, "key"), public_key(PUBLIC, "pub")


def a_day(gate: Gate, now: int) -> None:
    """Some of everything, with each debtor but one."""
    for debtor in DEBTORS[:2] if now > NOON else DEBTORS:
        answer = gate.ask(ask(f"{now}-{debtor}", debtor), now)
        if answer.permit:
            gate.use(answer.permit.id, {**CALL, "address": "+12125550100"}, now, BY)
            gate.use(answer.permit.id, CALL, now, BY)
            gate.tell(answer.permit.id, {"outcome": "no_answer"}, now, BY)
    gate.ask(ask(f"{now}-open", "D1"), now)
    gate.record("D1", event("hold", "2026-06-03T12:00:00-04:00", hold="cease", debts=["A"]), now, BY)


@pytest.fixture(scope="module")
def gate() -> Gate:
    """A gate at which something was done on two days."""
    gate = gate_of(None, HOUSE, debtors=DEBTORS)
    a_day(gate, NOON)
    a_day(gate, NOON + 10 * MINUTE)
    return gate


@pytest.fixture(scope="module")
def heads(gate: Gate) -> list[dict[str, Any]]:
    """Two heads, the second after all that was done."""
    signed: list[dict[str, Any]] = []
    for at in (NOON + SECOND, NOON + 20 * MINUTE):
        signed.append(sign_head(signed, ends_in(gate.store, at), at, KEY))
    return signed


@pytest.fixture
def export(gate: Gate, heads: list[dict[str, Any]], tmp_path: Path) -> Path:
    """All of it in a folder."""
    write_export(gate.store, tmp_path, heads)
    return tmp_path


def lines(export: Path, name: str = RECORDS) -> list[str]:
    """The lines of a file of an export."""
    return (export / name).read_text(encoding="utf-8").splitlines()


def write(export: Path, rows: list[str], name: str = RECORDS) -> None:
    """Write the lines of a file anew."""
    (export / name).write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")


def check(export: Path, **more: Any) -> Checked:
    """Check an export by the heads in it."""
    return verify(export, more.pop("heads", rows_of(export / HEADS)), [CHECK], **more)


def named(checked: Checked) -> set[tuple[str | None, int | None]]:
    """The records that the findings name."""
    return {(finding.debtor, finding.seq) for finding in checked.findings}


def of_line(row: str) -> tuple[str, int]:
    """Whose record a line is, and which."""
    record = json.loads(row)
    return record["debtor"], record["seq"]


def test_an_export_that_nobody_touched_holds_together(gate, export):
    checked = check(export)
    assert checked.findings == []
    assert (checked.debtors, checked.heads, checked.after) == (3, 2, 0)
    assert checked.records == sum(len(gate.store.read(debtor)) for debtor in DEBTORS) == len(lines(export))
    assert list(records_of(export)) == [record for debtor in gate.store.debtors() for record in gate.store.read(debtor)]


def changed_rows(record: dict[str, Any]) -> list[dict[str, Any]]:
    """A record with one thing changed, in every way."""
    return [
        record | {"at": record["at"] + 1},
        record | {"at": record["at"] - 1},
        record | {"kind": "event" if record["kind"] != "event" else "permit"},
        record | {"hash": record["hash"][::-1]},
        record | {"seq": record["seq"] + 1},
        record | {"debtor": record["debtor"] + "x"},
        record | {"body": record["body"] | {"by": "somebody else"}},
        record | {"body": {}},
        record | {"body": {"float": 1.5}},
        record | {"more": 1},
        {name: value for name, value in record.items() if name != "hash"},
    ]


def test_each_row_changed_in_each_way_is_found_and_named(export):
    rows = lines(export)
    for place, row in enumerate(rows):
        for changed in changed_rows(json.loads(row)):
            write(export, [*rows[:place], json.dumps(changed), *rows[place + 1 :]])
            findings = check(export).findings
            near = {of_line(each) for each in rows[max(0, place - 1) : place + 2]} | {
                (changed.get("debtor"), changed.get("seq"))
            }
            assert findings, (place, changed)
            assert any(found.line == place + 1 or (found.debtor, found.seq) in near for found in findings), (
                place,
                changed,
            )


def test_each_row_removed_is_found_and_named(export):
    rows = lines(export)
    for place, row in enumerate(rows):
        write(export, [*rows[:place], *rows[place + 1 :]])
        debtor, seq = of_line(row)
        found = check(export).findings
        assert [each.debtor for each in found] == [debtor], place
        assert found[0].what in ("missing", "end-missing")
        assert str(seq) in (found[0].more, str(found[0].seq))


def test_each_row_doubled_is_found_and_named(export):
    rows = lines(export)
    for place, row in enumerate(rows):
        write(export, [*rows[:place], row, *rows[place:]])
        assert of_line(row) in named(check(export)), place


def test_each_two_rows_that_change_places_are_found(export):
    rows = lines(export)
    for one in range(len(rows)):
        for other in {one + 1, one + 5, len(rows) - 1}:
            if one < other < len(rows):
                moved = list(rows)
                moved[one], moved[other] = moved[other], moved[one]
                write(export, moved)
                assert {of_line(rows[one])[0], of_line(rows[other])[0]} & {name for name, _ in named(check(export))}


@pytest.mark.parametrize("debtor", DEBTORS)
def test_a_whole_debtor_who_is_removed_is_named(export, debtor):
    write(export, [row for row in lines(export) if of_line(row)[0] != debtor])
    (found,) = check(export).findings
    assert (found.what, found.debtor) == ("debtor-missing", debtor)


@pytest.mark.parametrize("debtor", DEBTORS)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_last_records_that_are_removed_are_named(export, debtor, count):
    own = [row for row in lines(export) if of_line(row)[0] == debtor]
    write(export, [row for row in lines(export) if row not in own[-count:]])
    (found,) = check(export).findings
    assert (found.what, found.debtor, found.seq) == ("end-missing", debtor, len(own))
    assert found.more == str(len(own) - count + 1)


def test_debtors_who_change_places_are_found(export):
    write(export, sorted(lines(export), key=of_line, reverse=True))
    assert {found.what for found in check(export).findings} >= {"debtor-order"}


@pytest.mark.parametrize("from_seq", [1, 2, 4])
def test_a_log_that_was_written_anew_from_some_record_on_is_not_what_a_head_signed(export, gate, from_seq):
    records = list(gate.store.read("D1"))
    head = head_of(records[from_seq - 2]) if from_seq > 1 else None
    forged = records[: from_seq - 1]
    for record in records[from_seq - 1 :]:
        made = tied(head or type(head_of(record))(), "D1", record.at, record.kind, {**record.body, "by": "forger"})
        forged.append(made)
        head = head_of(made)
    others = [row for row in lines(export) if of_line(row)[0] != "D1"]
    rows = [*others, *(canonical(as_row(record)).decode() for record in forged)]
    write(export, sorted(rows, key=of_line))
    found = check(export).findings
    assert {each.what for each in found} == {"signed-otherwise"}
    assert all(each.debtor == "D1" and each.seq >= from_seq for each in found)


def test_a_debtor_whom_no_head_knows_is_not_taken_for_wrong_but_counted(export, gate):
    write_export(gate.store, export, list(rows_of(export / HEADS))[:1])
    checked = check(export)
    assert checked.findings == []
    assert checked.after == checked.records - sum(end[1] for end in next(rows_of(export / HEADS))["ends"]) > 0


# --- heads


def test_heads_name_only_the_logs_that_grew_and_the_root_of_all(heads):
    first, second = heads
    assert [end[0] for end in first["ends"]] == sorted(DEBTORS)
    assert [end[0] for end in second["ends"]] == sorted(DEBTORS[:2])
    assert (first["debtors"], second["debtors"], second["before"]) == (3, 3, fingerprint(first))
    assert first["root"] != second["root"]


def test_heads_are_the_same_from_a_store_and_from_its_export(gate, heads, export):
    at = NOON + SECOND
    assert sign_head([], ends_of(records_of(export), at), at, KEY) == heads[0]


def test_nothing_that_came_after_the_time_of_a_head_is_in_it(gate):
    assert dict(ends_in(gate.store, NOON - 1)) == {debtor: (1, gate.store.read(debtor)[0].hash) for debtor in DEBTORS}


def test_each_fact_of_a_head_is_signed(heads):
    for head in heads:
        assert is_signed(head, CHECK)
        for name, value in head.items():
            other = value + 1 if isinstance(value, int) else value[::-1] if value != value[::-1] else []
            assert not is_signed(head | {name: other}, CHECK), name
        assert not is_signed(head | {"more": 1}, CHECK)
        assert not is_signed(head, public_key(new_keys()[1], "pub"))


def test_heads_that_are_changed_removed_or_moved_are_found(export, heads, gate):
    rows = lines(export, HEADS)
    third = canonical(sign_head(heads, ends_in(gate.store, heads[1]["at"]), heads[1]["at"], KEY)).decode()
    for wrong, what in (
        ([rows[1]], "head-order"),
        ([rows[1], rows[0]], "head-order"),
        ([rows[0], rows[0], rows[1]], "head-order"),
        ([rows[0], third], "head-order"),
        ([rows[0].replace('"number":1', '"number":2'), rows[1]], "head-signature"),
        ([], "head-none"),
    ):
        write(export, wrong, HEADS)
        assert what in {found.what for found in check(export).findings}
    assert check(export, heads=[*heads, json.loads(third)]).findings == [], "heads kept elsewhere are believed"


def test_a_head_that_follows_on_another_than_the_one_before_is_found(export, heads, gate):
    at = heads[0]["at"] + 1
    other = sign_head([], ends_in(gate.store, at), at, KEY)
    second = sign_head([other], ends_in(gate.store, heads[1]["at"]), heads[1]["at"], KEY)
    assert (second["number"], second["root"]) == (heads[1]["number"], heads[1]["root"])
    (found,) = check(export, heads=[heads[0], second]).findings
    assert (found.what, found.line) == ("head-order", 2)


def test_a_head_whose_root_is_not_that_of_its_ends_is_found(export, heads):
    body = {name: value for name, value in heads[0].items() if name != "signature"} | {"root": "0" * 64}
    wrong = body | {"signature": base64.b64encode(KEY.sign(canonical(body))).decode()}
    assert "head-root" in {found.what for found in check(export, heads=[wrong]).findings}


def test_a_head_lies_never_before_the_last(heads):
    with pytest.raises(RecordError, match="before the last one"):
        sign_head(heads, [], heads[1]["at"] - 1, KEY)


def test_nobody_signs_that_what_was_signed_is_gone(heads, gate):
    at = heads[1]["at"]
    ends = dict(ends_in(gate.store, at))
    own = ends["D1"]
    for wrong in ((own[0] - 1, own[1]), (own[0], "0" * 64)):
        with pytest.raises(RecordError, match="the log of debtor 'D1' is not what the last heads signed"):
            sign_head(heads, (ends | {"D1": wrong}).items(), at, KEY)
    with pytest.raises(RecordError, match="the log of debtor 'D2'"):
        sign_head(heads, [(name, end) for name, end in ends.items() if name != "D2"], at, KEY)


def test_what_is_no_key_is_told(heads):
    for pem in (b"", b"nonsense", PUBLIC):
        with pytest.raises(RecordError, match="no private Ed25519 key"):
            private_key(pem, "x")
    for pem in (b"", b"nonsense", PRIVATE):
        with pytest.raises(RecordError, match="no public Ed25519 key"):
            public_key(pem, "x")


# --- receipts and rulebooks


def test_a_receipt_proves_a_record_that_no_head_covers_yet(export, gate):
    receipts = [record.hash for record in gate.store.read("D1")]
    assert check(export, receipts=receipts).findings == []
    one_head = list(rows_of(export / HEADS))[:1]
    write(export, [row for row in lines(export) if of_line(row) != ("D1", len(receipts))])
    assert check(export, heads=one_head).findings == [], "until the next head nothing shows that the last is gone"
    (found,) = check(export, heads=one_head, receipts=receipts).findings
    assert (found.what, found.more) == ("receipt", receipts[-1])


def test_the_texts_that_decided_are_in_the_export_and_each_change_is_found(export, gate):
    texts = rulebooks_of(export)
    (book,) = gate.books
    assert load_texts(book.id, texts[book.sha256]).rules.keys() == book.rules.keys()
    rows = lines(export, RULEBOOKS)
    for place in range(len(rows)):
        write(export, [*rows[:place], *rows[place + 1 :]], RULEBOOKS)
        assert {found.what for found in check(export).findings} == {"rulebook-missing"}
    for place, row in enumerate(rows):
        changed = row.replace("house", "home").replace("Kenya", "Kenia")
        write(export, [*rows[:place], changed, *rows[place + 1 :]], RULEBOOKS)
        assert "rulebook-changed" in {found.what for found in check(export).findings}
    write(export, [*rows, "{"], RULEBOOKS)
    assert {found.what for found in check(export).findings} == {"rulebook-line"}


def test_what_is_no_export_is_told(tmp_path):
    with pytest.raises(RecordError, match="this is no export"):
        check(tmp_path / "nowhere", heads=[])
    (tmp_path / RECORDS).write_text("")
    (tmp_path / "export.json").write_text('{"format": 2}')
    with pytest.raises(RecordError, match="its format is 2"):
        check(tmp_path, heads=[])


def test_every_finding_is_a_sentence_in_both_languages(export):
    rows = lines(export)
    write(export, ["{", *rows[3:-1]])
    for found in check(export, receipts=["0" * 64]).findings:
        assert "None" not in found.says("en") + found.says("zh")
        assert found.says("en") != found.says("zh")


# --- what is hashed


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), JSON, max_size=4))
def test_what_is_hashed_is_the_canonical_json_of_the_standard(value):
    if "\0" in json.dumps(value, ensure_ascii=False) or "\\u0000" in json.dumps(value):
        return
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("text", ["\\u0000", "\\\\u0000", "\\", "a\\u0000b"])
def test_a_backslash_is_no_nul(text):
    assert canonical({"a": text}) == rfc8785.dumps({"a": text})
    with pytest.raises(RecordError, match="NUL"):
        canonical({"a": text + "\0"})


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), JSON, max_size=4), st.text(max_size=8))
def test_a_body_that_is_written_once_gives_the_hash_of_the_whole(body, debtor):
    told = {"debtor": debtor, "seq": 1, "at": 5, "kind": "event", "body": body}
    try:
        whole = bind(START, told)
    except RecordError:
        return
    written, read, own = bind_part(START, told, "body")
    assert (json.loads(written), read, own) == (body, body, whole[1])
    assert written == canonical(body)


@pytest.mark.parametrize("number", [2**53, -(2**53), 10**16, 10**30, 0.5, -0.0, 1e-7, 1e22, float("nan")])
def test_a_number_that_readers_of_json_may_read_otherwise_is_refused(number):
    for value in ({"a": number}, {"a": [number]}, {"a": [1, number]}, {"a": {"b": number}}):
        with pytest.raises(RecordError, match="kept as JSON"):
            canonical(value)


class Shade(Enum):
    """No text and no number, though a writer of JSON may take it for one."""

    GREY = "grey"


@pytest.mark.parametrize(
    "value", [date(2026, 6, 1), datetime(2026, 6, 1, tzinfo=UTC), UUID(int=7), Shade.GREY, KEY, b"x"]
)
def test_what_is_no_json_is_refused_and_not_written_as_something_else(value):
    for told in ({"a": value}, {"a": [value]}):
        with pytest.raises(RecordError, match="kept as JSON"):
            canonical(told)


def test_what_is_a_row_in_python_is_a_list_in_json():
    assert canonical({"a": (1, (2, "b"))}) == b'{"a":[1,[2,"b"]]}'
    assert bind(START, {"a": (1,)})[0]["a"] == [1]


@pytest.mark.parametrize("value", [2**53 - 1, -(2**53) + 1, ",1.5", "[9007199254740993", ':1e5 :12345678901234567,"'])
def test_the_greatest_number_and_words_that_look_like_one_are_kept(value):
    assert canonical({"a": [value]}) == rfc8785.dumps({"a": [value]})
