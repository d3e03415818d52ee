"""Whatever is done to a pack is found, and named: each test does to one what somebody might."""

import io
import json
import struct
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from forbear.chain import canonical
from forbear.evidence.archive import is_safe, packed
from forbear.evidence.manifest import MANIFEST, SEALS, SIGNATURE, SUMS, sha256, sums_of
from forbear.evidence.seal import PUBLIC_KEY, public_pem
from forbear.evidence.verify import Checked, Trusted, verify
from forbear.report.words import Words
from tests.support.amount import examples
from tests.support.packs import KEY, documents, sealed_files, small_files

FILES = sealed_files(small_files())
PACK = packed(FILES)
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))


def found(raw, **trusted):
    """The faults as pairs of what and name."""
    return [(fault.what, fault.name) for fault in verify(raw, Trusted(**trusted)).faults]


def flipped(raw, at, bit=1):
    changed = bytearray(raw)
    changed[at] ^= bit
    return bytes(changed)


def resealed(files, **about):
    """The manifest, with something else said in it, and the sums made anew for changed files; the signature kept."""
    told = json.loads(files[MANIFEST])
    told["files"] = [
        {"name": name, "bytes": len(raw), "sha256": sha256(raw)}
        for name, raw in sorted(files.items())
        if name not in SEALS
    ]
    made = {**files, MANIFEST: canonical(told | about)}
    return {**made, SUMS: sums_of(made)}


def test_a_pack_that_nobody_touched_holds_together():
    checked = verify(PACK, Trusted(keys=[KEY.public_key()], fingerprint=sha256(FILES[MANIFEST]).upper()))
    assert checked.faults == []
    assert (checked.files, checked.fingerprint) == (len(FILES), sha256(FILES[MANIFEST]))
    assert checked.signed_by == json.loads(FILES[MANIFEST])["signed_by"]


@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_one_byte_changed_in_any_file_is_found_and_the_file_is_named(place):
    files = sealed_files(documents())
    assert len(files) > 10
    for name, raw in files.items():
        assert raw, "an empty file has no byte to change"
        at = {"first": 0, "middle": len(raw) // 2, "last": -1}[place]
        assert name in {one for _, one in found(packed({**files, name: flipped(raw, at)}))}, name


def test_one_byte_changed_anywhere_in_the_container_is_found():
    assert [at for at in range(len(PACK)) if not found(flipped(PACK, at, 1 << at % 8))] == []


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_that_is_gone_is_named(name):
    files = {one: raw for one, raw in FILES.items() if one != name}
    assert name in {one for _, one in found(packed(files))}


@pytest.mark.parametrize("name", ["data/new.jsonl", "zzz", "manifest.tsr"])
def test_a_file_that_was_put_in_is_named(name):
    assert ("file-added", name) in found(packed({**FILES, name: b"new"}))


def test_a_file_that_has_another_name_is_named():
    files = {**FILES, "minutes.pdf": FILES["record.pdf"]}
    del files["record.pdf"]
    assert {("file-renamed", "record.pdf"), ("file-added", "minutes.pdf")} <= set(found(packed(files)))


def test_two_files_that_changed_places_are_named():
    swapped = {**FILES, "record.pdf": FILES["summary.pdf"], "summary.pdf": FILES["record.pdf"]}
    assert {("file-changed", "record.pdf"), ("file-changed", "summary.pdf")} <= set(found(packed(swapped)))


def test_a_manifest_changed_together_with_a_file_does_not_carry_the_signature():
    forged = resealed({**FILES, "record.pdf": b"%PDF-1.7 another"})
    assert found(packed(forged)) == [("signature-wrong", SIGNATURE)]


def test_a_forger_with_a_key_of_his_own_is_found_by_the_key_that_one_knows():
    forged = resealed({**FILES, "record.pdf": b"%PDF-1.7 another", PUBLIC_KEY: public_pem(OTHER)})
    assert found(packed(forged)) == [("key-changed", PUBLIC_KEY)]
    own = sealed_files({**small_files(), "record.pdf": b"%PDF-1.7 another"}, signed=False)
    assert found(packed(own)) == [], "without a key or a fingerprint nobody can tell"
    assert found(packed(own), keys=[KEY.public_key()]) == [("unsigned", "")]
    assert found(PACK, keys=[OTHER.public_key()]) == [("signed-otherwise", "")]
    assert found(PACK, keys=[OTHER.public_key(), KEY.public_key()]) == []


def test_an_exchanged_pack_is_found_by_the_fingerprint_alone():
    own = packed(sealed_files({**small_files(), "record.pdf": b"another"}, signed=False))
    assert found(own, fingerprint=sha256(FILES[MANIFEST])) == [("fingerprint-differs", "")]


def test_a_signature_that_was_taken_out_is_missed():
    files = {name: raw for name, raw in FILES.items() if name != SIGNATURE}
    assert found(packed({**files, SUMS: sums_of(files)})) == [("signature-missing", SIGNATURE)]


def test_a_signature_put_to_a_manifest_that_names_none_is_found():
    own = sealed_files(small_files(), signed=False)
    files = {**own, SIGNATURE: KEY.sign(own[MANIFEST])}
    assert found(packed({**files, SUMS: sums_of(files)})) == [("file-added", SIGNATURE)]


def test_sums_that_were_changed_alone_are_named():
    assert found(packed({**FILES, SUMS: FILES[SUMS] + b"\n"})) == [("sums-changed", SUMS)]


def rezipped(files, order=None, **how):
    """The same files by somebody else's zip program."""
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w", how.get("method", zipfile.ZIP_STORED)) as container:
        for name in order or sorted(files):
            entry = zipfile.ZipInfo(name, how.get("date", (1980, 1, 1, 0, 0, 0)))
            entry.create_system, entry.external_attr, entry.compress_type = 3, 0o100644 << 16, container.compression
            entry.extra = how.get("extra", b"")
            container.writestr(entry, files[name])
        container.comment = how.get("comment", b"")
    return page.getvalue()


def test_the_comparison_by_another_zip_program_is_fair():
    assert rezipped(FILES) == PACK


@pytest.mark.parametrize(
    "how",
    [
        {"order": sorted(FILES, reverse=True)},
        {"comment": b"a note"},
        {"date": (2026, 6, 3, 0, 0, 0)},
        {"extra": struct.pack("<HH4s", 0x7777, 4, b"note")},
    ],
    ids=str,
)
def test_whatever_stands_in_the_container_besides_the_files_is_found(how):
    assert found(rezipped(FILES, **how)) == [("container-changed", "")]


@pytest.mark.parametrize("raw", [b"junk" + PACK, PACK + b"junk", PACK[:-30], PACK[:100], b"", b"no zip at all"])
def test_a_container_with_more_or_less_around_it_is_found(raw):
    assert {what for what, _ in found(raw)} <= {"container-changed", "container-unreadable"} and found(raw)


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "a\\..\\x", "c:x", "a//b", "./a", "a/", "é", ""])
def test_a_name_that_leads_elsewhere_is_refused_and_nothing_is_unpacked(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert not is_safe(name)
    checked = verify(rezipped({**FILES, name: b"x"}))
    assert ("container-name", name) in {(fault.what, fault.name) for fault in checked.faults}
    assert (checked.files, [*tmp_path.iterdir()]) == (0, [])


def test_a_zip_bomb_is_refused_before_it_is_inflated(monkeypatch):
    bomb = rezipped({**FILES, "record.pdf": bytes(50_000_000)}, method=zipfile.ZIP_DEFLATED)
    assert len(bomb) < 100_000
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("it was read"))
    assert found(bomb) == [("container-packed", "SHA256SUMS")]


def test_many_entries_over_the_same_bytes_are_refused():
    """The central directory names one file a thousand times: each read alone is small, all together are not."""
    own = rezipped({"a": bytes(10_000)})
    end = own.rindex(b"PK\x05\x06")
    start = own.index(b"PK\x01\x02")
    entry = own[start:end]
    directory = entry * 1_000
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1_000, 1_000, len(directory), start, 0)
    assert found(own[:start] + directory + tail)[0][0] == "container-bomb"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_there_twice_is_refused():
    assert ("container-twice", "record.pdf") in found(rezipped(FILES, order=[*sorted(FILES), "record.pdf"]))


def test_a_manifest_in_another_form_of_the_same_json_is_found():
    loose = json.dumps(json.loads(FILES[MANIFEST]), indent=1).encode()
    assert found(packed({**FILES, MANIFEST: loose})) == [("manifest-broken", MANIFEST)]


@examples(20)
@given(st.recursive(st.none() | st.booleans() | st.integers(-9, 9) | st.text(), st.lists, max_leaves=5))
def test_a_manifest_that_holds_anything_at_all_stops_nothing(value):
    told = json.loads(FILES[MANIFEST])
    for key in (*told, "time_stamp"):
        files = {**FILES, MANIFEST: canonical({**told, key: value}) if "\x00" not in str(value) else b"{}"}
        assert isinstance(verify(packed(files), Trusted(originals={"a": "b"})), Checked)


def test_an_original_that_somebody_kept_is_recognised_or_not():
    told = json.loads(FILES[MANIFEST])["originals"][0]
    checked = verify(PACK, Trusted(originals={"calls.xml": told["sha256"], "other.xml": "0" * 64}))
    assert checked.exhibits == {"calls.xml": told["exhibit"]}
    assert [(fault.what, fault.name) for fault in checked.faults] == [("original-unknown", "other.xml")]


def test_no_text_of_a_pack_steers_the_terminal():
    told = json.loads(FILES[MANIFEST])
    told["files"].append({"name": "\x1b[2J[bold]x\n", "bytes": 1, "sha256": "0" * 64})
    said = [fault.says(Words("en")) for fault in verify(packed({**FILES, MANIFEST: canonical(told)})).faults]
    assert "?[2J[bold]x? is missing." in said


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_fault_is_a_sentence(lang):
    words = Words(lang)
    faults = [*verify(packed({"zzz": b""})).faults, *verify(flipped(PACK, 40)).faults]
    assert faults and all(fault.says(words).endswith(("。", ".")) for fault in faults)
