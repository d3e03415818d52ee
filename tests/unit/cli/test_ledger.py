import json
import stat

import pytest

from forbear.gate.export import write_export
from tests.support.gates import BY, CALL, HOUSE, NOON, ask, gate_of

AT = ("--at", "2026-06-03T20:00:00Z")


@pytest.fixture
def ledger(forbear, tmp_path, monkeypatch):
    """An export of two debtors, a pair of keys, and one head that is kept elsewhere."""
    monkeypatch.chdir(tmp_path)
    gate = gate_of(None, HOUSE, debtors=("P1", "P2"))
    permit = gate.ask(ask("r1"), NOON).permit
    gate.use(permit.id, CALL, NOON, BY)
    write_export(gate.store, tmp_path / "export")
    assert forbear("ledger", "keygen", "ledger").code == 0
    assert forbear("ledger", "head", "export", "--key", "ledger.key", "--heads", "heads.jsonl", *AT).code == 0
    return gate


def verify(forbear, *more):
    return forbear("ledger", "verify", "export", "--key", "ledger.pub", "--heads", "heads.jsonl", *more)


def rewrite(tmp_path, change):
    path = tmp_path / "export" / "records.jsonl"
    path.write_text("\n".join(change(path.read_text().splitlines())) + "\n")


def test_an_export_that_holds_together_says_so_and_how_much_was_checked(forbear, ledger):
    ended = verify(forbear)
    assert ended.code == 0
    assert "4 records of 2 debtors and 1 heads hold together." in ended.flat
    assert "Fingerprint of the last head: " in ended.flat
    assert "债务人" in verify(forbear, "--lang", "zh").flat


def test_a_record_that_was_changed_is_named(forbear, ledger, tmp_path):
    rewrite(tmp_path, lambda rows: [row.replace('"call"', '"sms"') for row in rows])
    ended = verify(forbear)
    assert ended.code == 3
    assert "records.jsonl, line 2: record 2 of debtor P1, or the one before it, was changed." in ended.flat
    assert "债务人 P1 第 2 号记录" in verify(forbear, "--lang", "zh").flat


def test_a_debtor_who_was_removed_is_named_for_programs_too(forbear, ledger, tmp_path):
    rewrite(tmp_path, lambda rows: rows[:3])
    ended = verify(forbear, "--json")
    assert ended.code == 3
    (found,) = json.loads(ended.out)["findings"]
    assert (found["what"], found["debtor"], found["seq"]) == ("debtor-missing", "P2", 1)


def test_a_receipt_that_is_not_there_is_told(forbear, ledger):
    receipt = ledger.store.read("P1")[1].hash
    assert verify(forbear, "--receipt", receipt).code == 0
    assert f"no record has the hash {receipt[::-1]}" in verify(forbear, "--receipt", receipt[::-1]).flat


def test_without_heads_it_is_said_what_is_not_proved(forbear, ledger):
    ended = forbear("ledger", "verify", "export", "--key", "ledger.pub")
    assert ended.code == 3
    assert "there is no signed head" in ended.flat


def test_records_after_the_last_head_are_counted(forbear, ledger, tmp_path):
    ledger.ask(ask("r2", "P2"), NOON)
    write_export(ledger.store, tmp_path / "export")
    ended = verify(forbear)
    assert ended.code == 0
    assert "1 records came after the last head" in ended.flat
    assert forbear("ledger", "head", "export", "--key", "ledger.key", "--heads", "heads.jsonl").code == 0, "now"
    assert "came after" not in verify(forbear).flat


def test_another_key_signed_none_of_it(forbear, ledger):
    assert forbear("ledger", "keygen", "other").code == 0
    ended = forbear("ledger", "verify", "export", "--key", "other.pub", "--heads", "heads.jsonl")
    assert ended.code == 3
    assert "was not signed by the key" in ended.flat
    both = verify(forbear, "--key", "other.pub")
    assert both.code == 0, "keys may change from one head to the next"


def test_a_private_key_is_for_nobody_else_and_never_written_over(forbear, ledger, tmp_path):
    assert stat.S_IMODE((tmp_path / "ledger.key").stat().st_mode) == 0o600
    before = (tmp_path / "ledger.key").read_bytes()
    ended = forbear("ledger", "keygen", "ledger")
    assert ended.code == 1
    assert "there is such a file already" in ended.err
    assert (tmp_path / "ledger.key").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ledger", "verify", "nowhere", "--key", "ledger.pub"), "this is no export"),
        (("ledger", "verify", "exprt", "--key", "ledger.pub"), "Did you mean 'export'?"),
        (("ledger", "verify", "export", "--key", "ledger.key"), "this is no public Ed25519 key"),
        (("ledger", "verify", "export", "--key", "missing.pub"), "there is no such file"),
        (("ledger", "verify", "export", "--key", "ledger.pub", "--heads", "missing"), "there is no such file"),
        (("ledger", "head", "export", "--key", "ledger.pub"), "this is no private Ed25519 key"),
        (("ledger", "head", "export", "--key", "ledger.key", "--at", "noon"), "'noon' is no time"),
        (("ledger", "head", "export", "--key", "ledger.key", "--heads", "heads.jsonl", "--at", "2026-06-01T00:00:00Z"),
         "it would lie before the last one"),
        (("gate", "replay", "export", "--seq", "2"), "it is not said whose record"),
        (("gate", "replay", "export", "--debtor", "nobody"), "no such decision stands there"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told(forbear, ledger, words, said):
    ended = forbear(*words)
    assert ended.code == 1
    assert said in " ".join(ended.err.split())


def test_decisions_are_made_again_from_an_export(forbear, ledger):
    ended = forbear("gate", "replay", "export")
    assert ended.code == 0
    assert "1 decisions and 1 uses and ends of permits were decided again: the same each time." in ended.flat
    one = json.loads(forbear("gate", "replay", "export", "--debtor", "P1", "--seq", "3", "--json").out)
    assert one == {"decisions": 0, "uses": 1, "differences": []}


def test_a_log_that_is_broken_is_told_when_it_is_decided_again(forbear, ledger, tmp_path):
    rewrite(tmp_path, lambda rows: [row.replace('"answer":"allow"', '"answer":"refuse"') for row in rows])
    ended = forbear("gate", "replay", "export")
    assert ended.code == 3
    assert "Record 2 of debtor P1 does not follow on the one before (changed)" in ended.flat
    assert "债务人 P1 第 2 号记录" in forbear("gate", "replay", "export", "--lang", "zh").flat
    assert json.loads(forbear("gate", "replay", "export", "--json").out)["differences"][0]["kind"] == "broken"
