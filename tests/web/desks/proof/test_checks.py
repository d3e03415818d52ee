"""The ledger verified from the desk, and taken along to be verified elsewhere."""

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from forbear.chain import canonical
from forbear.gate import replay
from forbear.gate.export import records_of, rows_of
from forbear.gate.heads import ends_in, new_keys, private_key, public_key, sign_head
from forbear.gate.verify import verify
from forbear.web.desks.proof.models import Check, Look
from forbear.web.jobs.worker import work_once
from forbear.web.ledger import gates
from tests.support.gates import DAY, NOON


@pytest.fixture
def keys():
    private, public = new_keys()
    return private_key(private, "key"), public


def head(keys):
    return sign_head([], ends_in(gates.gate().store, NOON + 9 * DAY), NOON + 9 * DAY, keys[0])


def checked(client, **given):
    """Ask for a verification, let it be done, and look at it."""
    answer = client.post(reverse("checks"), given)
    assert answer.status_code == 302
    assert work_once()
    return client.get(answer["Location"]).content.decode()


def brought(keys, *heads):
    lines = b"".join(canonical(one) + b"\n" for one in heads)
    return {"heads": SimpleUploadedFile("heads.jsonl", lines), "key": SimpleUploadedFile("ledger.pub", keys[1])}


def change(debtor, seq):
    """Somebody with the database in his hands changes a record."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER ledger_record_no_update")
        cursor.execute("UPDATE ledger_record SET at = at + 1 WHERE debtor = %s AND seq = %s", [debtor, seq])


def test_a_sound_ledger_is_called_sound_and_says_that_no_heads_were_given(proof):
    shown = checked(proof.client("house auditor"))
    assert "Nothing was changed, removed or moved." in shown
    assert "No signed head was given" in shown
    assert Check.objects.get().result["records"] == 10


def test_heads_and_everything_decided_again_are_part_of_it_where_asked_for(proof, keys):
    shown = checked(proof.client("house auditor"), **brought(keys, head(keys)), again="on")
    assert "No signed head was given" not in shown
    assert "5 decisions" in shown
    assert "Nothing was changed" in shown


def test_each_rulebook_is_loaded_once_however_many_debtors_are_decided_again(proof, monkeypatch):
    loaded, load_texts = [], replay.load_texts
    monkeypatch.setattr(replay, "load_texts", lambda name, text: loaded.append(name) or load_texts(name, text))
    checked(proof.client("house auditor"), again="on")
    assert len(list(gates.gate().store.debtors())) > 1
    assert loaded and len(loaded) == len(set(loaded))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the trigger is taken down in its words")
def test_a_changed_record_is_named(proof, keys):
    given = brought(keys, head(keys))
    change("hers", 3)
    shown = checked(proof.client("house auditor"), **given)
    assert "record 3 of debtor hers" in shown
    assert "something is wrong" in shown


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the trigger is taken down in its words")
def test_an_agency_has_its_own_debtors_checked_and_hears_of_no_other(proof, keys):
    given = brought(keys, head(keys))
    change("other", 3)
    shown = checked(proof.client("auditor"), **given)
    assert "Nothing was changed" in shown
    assert "other" not in json.dumps(Check.objects.get().result)
    change_hers = proof.client("house auditor")
    assert "record 3 of debtor other" in checked(change_hers)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the trigger is taken down in its words")
def test_a_debtor_who_was_taken_out_is_found_by_the_heads(proof, keys):
    given = brought(keys, head(keys))
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER ledger_record_no_delete")
        cursor.execute("DELETE FROM ledger_record WHERE debtor = 'other'")
        cursor.execute("DELETE FROM ledger_debtor WHERE id = 'other'")
    assert "debtor other is missing" in checked(proof.client("house auditor"), **given)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"heads": b"no json", "key": b"-"}, "this is no JSON"),
        ({"heads": b'{"a": 1}\n'}, "Choose that file, too"),
        ({"key": b"no key"}, "no public Ed25519 key"),
        ({"heads": b"[1]\n", "key": b"-"}, "this is no JSON object"),
        ({"heads": b"\xff\xfe", "key": b"-"}, "this is no JSON"),
    ],
)
def test_files_that_are_none_are_answered_with_a_sentence(proof, given, said):
    files = {name: SimpleUploadedFile(f"{name}.x", content) for name, content in given.items()}
    answer = proof.client("auditor").post(reverse("checks"), files)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Check.objects.exists()


def test_a_verification_is_seen_by_its_organisation_alone(proof):
    client = proof.client("house auditor")
    client.post(reverse("checks"))
    address = reverse("check", args=[Check.objects.get().pk])
    assert client.get(address).status_code == 200
    assert proof.client("auditor").get(address).status_code == 404
    assert proof.client("supervisor").get(address).status_code == 403


def test_the_export_is_sent_whole_is_on_record_and_verifies_without_the_server(proof, keys, tmp_path):
    answer = proof.client("house auditor").get(reverse("ledger-export"))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as packed:
        packed.extractall(tmp_path)
    assert len(list(records_of(tmp_path / "export"))) == 10
    found = verify(tmp_path / "export", [head(keys)], [public_key(keys[1], "key")])
    assert found.findings == []
    assert list(rows_of(tmp_path / "export" / "heads.jsonl")) == []
    assert Look.objects.get().what == "export"


def test_only_the_house_takes_the_export(proof):
    assert proof.client("auditor").get(reverse("ledger-export")).status_code == 403


def test_the_page_of_verifications_asks_the_database_little(proof, django_assert_max_num_queries):
    client = proof.client("house auditor")
    for _ in range(3):
        checked(client)
    with django_assert_max_num_queries(20):
        assert client.get(reverse("checks")).status_code == 200
