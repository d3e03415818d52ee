"""Evidence packs made from the ledger, fetched, and checked."""

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from forbear.calendar import HOUR, moment_of
from forbear.evidence.seal import key_print, public_key
from forbear.evidence.verify import Trusted, verify
from forbear.gate.heads import new_keys
from forbear.web.access.view import place
from forbear.web.desks.proof import packing
from forbear.web.desks.proof.models import Look, Pack
from forbear.web.desks.proof.sight import sight_of
from forbear.web.jobs.worker import work_once
from forbear.web.ledger import gates
from tests.support.gates import BY, CALL, DAY, DISCLOSED, NOON, PARTIES, event
from tests.web.desks.proof.conftest import OTHER


@pytest.fixture
def pack(proof):
    """A pack that the agency's auditor made."""
    answer = proof.client("auditor").post(reverse("pack-new"), {"debtor": "hers", "language": "en"})
    assert answer.status_code == 302
    assert work_once()
    return Pack.objects.get()


def fetched(client, pack):
    return client.get(reverse("pack-file", args=[pack.pk])).content


def test_a_pack_holds_together_and_tells_the_contacts_of_the_debtor(proof, pack):
    client = proof.client("auditor")
    raw = fetched(client, pack)
    found = verify(raw)
    assert (found.faults, found.fingerprint) == ([], pack.fingerprint)
    with zipfile.ZipFile(io.BytesIO(raw)) as files:
        told = json.loads(files.read("manifest.json"))
        assert "summary.pdf" in files.namelist()
    assert told["originals"][0]["sha256"] == packing.assembled("hers", sight_of(proof.agency))[0].files[0].sha256
    shown = client.get(reverse("packs")).content.decode()
    assert pack.fingerprint in shown
    assert f"{pack.contacts} contacts" in shown
    assert pack.contacts == 1


def test_a_server_with_a_key_signs_its_packs_and_says_by_which(proof, settings, tmp_path):
    private, public = new_keys()
    path, client = tmp_path / "packs.key", proof.client("auditor")
    path.write_bytes(private)
    assert "Nobody signs it here" in client.get(reverse("pack-new")).content.decode()
    settings.PACK_KEY = str(path)
    key = public_key(public, "packs.pub")
    assert key_print(key) in client.get(reverse("pack-new")).content.decode()
    client.post(reverse("pack-new"), {"debtor": "hers", "language": "zh"})
    assert work_once()
    raw = fetched(client, Pack.objects.get())
    found = verify(raw, Trusted(keys=[key]))
    assert (found.faults, found.signed_by) == ([], key_print(key))
    (fault,) = verify(raw, Trusted(keys=[public_key(new_keys()[1], "other.pub")])).faults
    assert fault.what == "signed-otherwise"


def test_making_and_fetching_a_pack_are_on_record(proof, pack):
    fetched(proof.client("supervisor"), pack)
    assert [(one.what, one.role) for one in Look.objects.order_by("pk")] == [
        ("pack", "auditor"),
        ("pack", "supervisor"),
    ]


def test_a_pack_of_an_agency_holds_no_contact_of_another_collector(proof):
    place("other", {OTHER: ["A"], "COL": ["B"]})
    kept = packing.assembled("other", sight_of(proof.agency))[0].history
    assert [event.kind for event in kept] == []
    assert [event.kind for event in packing.assembled("other", sight_of(proof.house))[0].history] == ["contact"]


def test_nobody_makes_a_pack_about_a_debtor_of_others_or_of_nobody(proof):
    for debtor in ("other", "no-such", ""):
        answer = proof.client("auditor").post(reverse("pack-new"), {"debtor": debtor, "language": "en"})
        assert answer.status_code == 200
        assert 'class="summary"' in answer.content.decode()
    assert proof.client("supervisor").post(reverse("pack-new"), {"debtor": "hers", "language": "en"}).status_code == 403
    assert not Pack.objects.exists()


def test_a_pack_is_fetched_and_removed_by_its_organisation_alone(proof, pack):
    house, drop = proof.client("house auditor"), reverse("pack-drop", args=[pack.pk])
    assert house.get(reverse("pack-file", args=[pack.pk])).status_code == 404
    assert house.post(drop).status_code == 404
    assert proof.client("supervisor").post(drop).status_code == 403
    assert proof.client("auditor").post(drop).status_code == 302
    assert not Pack.objects.exists()


def test_a_pack_is_sealed_where_it_lies(proof, pack):
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM proof_pack")
        kept = bytes(cursor.fetchone()[0])
    assert b"manifest.json" not in kept


def checked(client, raw, **more):
    answer = client.post(reverse("pack-verify"), {"pack": SimpleUploadedFile("pack.zip", raw), **more})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_pack_that_is_brought_is_checked(proof, pack):
    client = proof.client("supervisor")
    raw = fetched(client, pack)
    assert "The pack holds together" in checked(client, raw)
    assert "The pack was changed" in checked(client, raw, fingerprint="0" * 64)
    at = raw.index(b"%PDF") + 300
    assert "record.pdf" in checked(client, raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])


@pytest.mark.parametrize("raw", [b"no zip", b"PK\x03\x04" + b"\0" * 40, b"\0"])
def test_what_is_no_pack_is_said_in_a_sentence(proof, raw):
    assert "The pack was changed" in checked(proof.client("auditor"), raw)


def test_a_key_that_is_none_is_said_in_a_sentence(proof):
    shown = checked(proof.client("auditor"), b"x", key=SimpleUploadedFile("x.pub", b"no key"))
    assert "no public Ed25519 key" in shown


def test_a_pack_that_is_too_large_is_refused(proof, monkeypatch):
    monkeypatch.setattr("forbear.web.desks.proof.pack_pages.LARGEST_PACK", 3)
    assert "64 MB" in checked(proof.client("auditor"), b"12345")


def test_a_pack_of_chinese_documents_is_made_too(proof):
    proof.client("auditor").post(reverse("pack-new"), {"debtor": "hers", "language": "zh", "unmasked": "on"})
    assert work_once()
    assert verify(Pack.objects.get().body).faults == []


def called(at):
    contact = {**CALL, **DISCLOSED, "direction": "outbound", "outcome": "no_answer", "collector": "COL"}
    gates.gate().record("hers", event("contact", moment_of(at, "UTC").isoformat(), **contact), at, BY)


def test_what_was_done_to_somebody_who_moved_is_judged_by_where_she_lived_then(proof):
    called(NOON + DAY + 11 * HOUR)  # at night
    gates.gate().set_parties("hers", {**PARTIES, "debtor": {"place": {"country": "JP"}}}, NOON + 2 * DAY, BY)
    called(NOON + 3 * DAY + 11 * HOUR)
    proof.client("auditor").post(reverse("pack-new"), {"debtor": "hers", "language": "en"})
    assert work_once()
    pack = Pack.objects.get()
    raw = fetched(proof.client("auditor"), pack)
    assert verify(raw).faults == []
    with zipfile.ZipFile(io.BytesIO(raw)) as files:
        told = json.loads(files.read("manifest.json"))
    assert pack.contacts == 3 and pack.findings == 1, "the call at night of then, and none of Japan"
    assert [book["id"] for book in told["rulebooks"]] == ["us-reg-f"]
