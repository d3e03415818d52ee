"""What tells of persons is sealed: for its row and field, under keys that turn, found by keyed hashes."""

import os
import stat

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from forbear.web.ledger.models import LedgerKey, bodies_of
from forbear.web.ledger.store import DjangoStore
from forbear.web.sealed import boxes, checks, ring, turning
from forbear.web.sealed.hashes import keyed_hash
from forbear.web.sealed.models import Proof
from forbear.web.sealed.ring import SealError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("FORBEAR_DATA", str(tmp_path))
    for name in ("FORBEAR_SEAL_KEYS", "FORBEAR_HASH_KEY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def stored(row):
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM sealed_proof WHERE id = %s", [row.pk])
        return bytes(cursor.fetchone()[0])


def put(token, row):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sealed_proof SET word = %s WHERE id = %s", [token, row.pk])


def rows(*texts):
    turning.prove()
    return [Proof.objects.create(pk=number, word=text, hashed="") for number, text in enumerate(texts, 2)]


def test_what_was_written_comes_back_and_does_not_stand_in_the_database(folder):
    (row,) = rows("李雷 +8613800000000")
    assert Proof.objects.get(pk=row.pk).word == "李雷 +8613800000000"
    assert "李雷".encode() not in stored(row) and b"13800000000" not in stored(row)
    assert stat.S_IMODE((folder / "seal.keys").stat().st_mode) == 0o600


def test_a_value_that_was_moved_to_another_row_is_refused():
    one, other = rows("of one", "of another")
    put(stored(one), other)
    with pytest.raises(SealError, match="does not belong"):
        _ = Proof.objects.get(pk=other.pk).word


def test_a_value_that_was_moved_to_another_field_is_refused():
    turning.prove()
    token = boxes.seal(b"x", "one.name:1")
    with pytest.raises(SealError, match="does not belong"):
        boxes.unseal(token, "one.address:1")


def test_a_changed_value_gives_a_sentence():
    (row,) = rows("text")
    token = bytearray(stored(row))
    token[40] ^= 1
    put(bytes(token), row)
    with pytest.raises(SealError, match="cannot be opened"):
        _ = Proof.objects.get(pk=row.pk).word


def test_sealed_fields_can_be_neither_searched_nor_updated_in_bulk():
    rows("text")
    with pytest.raises(Exception, match="Unsupported lookup"):
        Proof.objects.filter(word="text").exists()
    with pytest.raises(TypeError, match="save the object"):
        Proof.objects.update(word="text")


def test_a_row_that_is_saved_unopened_keeps_its_value():
    (row,) = rows("text")
    again = Proof.objects.get(pk=row.pk)
    again.hashed = "changed"
    again.save()
    assert Proof.objects.get(pk=row.pk).word == "text"


def test_the_same_value_in_another_spelling_has_the_same_hash_and_another_kind_has_not():
    turning.prove()
    assert keyed_hash("e-mail", " Ａnna@Example.org") == keyed_hash("e-mail", "anna@example.org")
    assert keyed_hash("e-mail", "anna@example.org") != keyed_hash("name", "anna@example.org")
    assert keyed_hash("a", "bc") != keyed_hash("ab", "c")


def test_another_ring_has_other_hashes(folder):
    turning.prove()
    before = keyed_hash("e-mail", "anna@example.org")
    Proof.objects.all().delete()
    (folder / "seal.keys").unlink()
    assert keyed_hash("e-mail", "anna@example.org") != before


def test_a_turn_seals_everything_anew_and_drops_the_old_key(folder):
    (row,) = rows("text")
    old, before = ring.ring().seals, stored(row)
    call_command("seal", "turn", "--grace=0")
    assert len(ring.ring().seals) == 1 and ring.ring().seals != old
    assert stored(row) != before and Proof.objects.get(pk=row.pk).word == "text"
    assert stat.S_IMODE((folder / "seal.keys").stat().st_mode) == 0o600


def test_a_turn_covers_the_keys_of_the_ledger_whose_records_are_never_changed():
    turning.prove()
    store = DjangoStore()
    for number in (1, 2):
        with store.opened(["P1"]) as logs:
            logs["P1"].append(number, "event", {"number": number})
        call_command("seal", "turn", "--grace=0")
        bodies_of.cache_clear()
        assert [record.body["number"] for record in store.read("P1")] == list(range(1, number + 1))
    assert LedgerKey.objects.count() == 2 and len(ring.ring().seals) == 1


def test_a_turn_that_was_killed_goes_on_under_the_same_new_key(monkeypatch):
    found = rows("one", "two", "three")
    old = ring.ring().seals[0]
    real, seen = turning._one_anew, []

    def dies(row, field):
        seen.append(row)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return real(row, field)

    monkeypatch.setattr(turning, "BATCH", 1)
    monkeypatch.setattr(turning, "_one_anew", dies)
    with pytest.raises(KeyboardInterrupt):
        turning.turn(grace=0)
    new = ring.ring().seals[0]
    assert ring.ring().seals == (new, old)
    assert [Proof.objects.get(pk=row.pk).word for row in found] == ["one", "two", "three"]
    monkeypatch.setattr(turning, "_one_anew", real)
    assert turning.turn(grace=0) == 2
    assert ring.ring().seals == (new,)
    assert [Proof.objects.get(pk=row.pk).word for row in found] == ["one", "two", "three"]


def test_what_was_written_under_the_old_key_during_a_turn_is_found_at_the_end(monkeypatch):
    (row,) = rows("text")
    old_box = stored(row)
    monkeypatch.setattr(turning.time, "sleep", lambda seconds: put(old_box, row))
    turning.turn(grace=30)
    assert len(ring.ring().seals) == 1 and Proof.objects.get(pk=row.pk).word == "text"


def test_no_key_is_dropped_while_something_cannot_be_opened():
    one, other = rows("one", "other")
    put(stored(one), other)
    with pytest.raises(CommandError, match="does not belong"):
        call_command("seal", "turn", "--grace=0")
    assert len(ring.ring().seals) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [(None, "missing"), ("", "no keys"), ("seal abc\nhash abc\n", "no keys"), ("otherwise\n", "no keys")],
)
def test_a_missing_or_broken_ring_is_one_sentence(folder, text, words, capsys):
    rows("text")
    (folder / "seal.keys").unlink()
    if text is not None:
        (folder / "seal.keys").write_text(text)
    with pytest.raises(CommandError, match=words):
        call_command("seal", "check")
    assert [error.id for error in checks.keys(["default"])] == ["forbear.E010"]


def test_the_ring_of_another_database_is_told_before_anything_else(folder):
    rows("text")
    (folder / "seal.keys").write_text(ring._written((ring.new_key(),), ring.new_key()))
    with pytest.raises(CommandError, match="not on the ring"):
        call_command("seal", "check")


def test_the_key_of_hashes_of_another_database_is_told_when_the_server_starts(folder):
    rows("text")
    (folder / "seal.keys").write_text(ring._written(ring.ring().seals, ring.new_key()))
    with pytest.raises(CommandError, match="key of hashes"):
        checks.prove_at_start()


def test_keys_may_come_from_the_environment_and_are_not_kept_then(monkeypatch, folder):
    old, new, hashing = ring.new_key(), ring.new_key(), ring.new_key()
    monkeypatch.setenv("FORBEAR_HASH_KEY", hashing)
    monkeypatch.setenv("FORBEAR_SEAL_KEYS", old)
    (row,) = rows("text")
    monkeypatch.setenv("FORBEAR_SEAL_KEYS", f"{new},{old}")
    turning.turn(grace=0)
    monkeypatch.setenv("FORBEAR_SEAL_KEYS", new)
    assert Proof.objects.get(pk=row.pk).word == "text"
    assert not (folder / "seal.keys").exists()


def test_a_ring_that_others_may_read_is_told(folder):
    turning.prove()
    os.chmod(folder / "seal.keys", 0o640)  # noqa: PTH101
    assert [(each.id, "chmod 600" in each.hint) for each in checks.keys(["default"])] == [("forbear.W008", True)]
