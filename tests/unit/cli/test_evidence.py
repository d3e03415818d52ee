"""``forbear evidence``: from a case to a pack, and from a pack to what was done to it."""

import json
import shutil
import subprocess
import threading
import zipfile
from importlib.resources import as_file, files

import pytest

from forbear.cli import time_stamp
from forbear.cli.console import Exit
from tests.support.time_stamps import NAME, OPENSSL, answering, authority, certificate

AT = ("--at", "2026-06-03T14:04:05Z")
LOG = """<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>
<calls count="2">
  <call number="+861000000101" duration="0" type="3" presentation="1" date="1772720220000" contact_name="(Unknown)" />
  <call number="+861000009001" duration="300" type="1" presentation="1" date="1772771400000" contact_name="Mum" />
</calls>
"""
MARKS = """[debtor]
zones = ["Asia/Shanghai"]
place = { country = "CN" }
[[collector]]
name = "Agency X"
creditor = "Bank Y"
numbers = ["+861000000101"]
"""
ROOT = certificate()
CASE = 'place = "CN"\nmarks = "marks.toml"\n[me]\nname = "Lin Example"\n[[log]]\nfile = "calls.xml"\n'


@pytest.fixture
def case(tmp_path, monkeypatch):
    """A folder with a small case: one call at night, and one from somebody who is no collector. Nothing is typeset."""
    monkeypatch.setattr("forbear.evidence.build.pdf", lambda *_: b"%PDF")
    monkeypatch.chdir(tmp_path)
    for name, text in (("calls.xml", LOG), ("marks.toml", MARKS), ("case.toml", CASE), ("root.pem", ROOT)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def stamps(tmp_path_factory):
    """A time-stamp authority, and another one."""
    if not OPENSSL:
        pytest.skip("the time-stamp authority of the tests needs openssl")
    folder = tmp_path_factory.mktemp("stamps")
    return authority(folder / "own"), authority(folder / "other")


def make(forbear, *more, out="pack.zip"):
    return forbear("evidence", "case.toml", "--out", out, *AT, *more)


def fingerprint_of(ended):
    return ended.flat.partition("Fingerprint: ")[2].split()[0]


def test_a_case_becomes_a_pack_that_holds_together(forbear, case):
    made = make(forbear)
    assert made.code == Exit.DONE, made.err
    assert "Written: pack.zip" in made.flat
    ended = forbear("evidence", "verify", "pack.zip", "--fingerprint", fingerprint_of(made))
    assert ended.code == Exit.DONE
    assert "The pack holds together" in ended.flat and "Nobody signed it." in ended.flat
    assert "证据包完整" in forbear("evidence", "verify", "pack.zip", "--lang", "zh").flat


def test_the_shipped_sample_becomes_a_pack(forbear, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with as_file(files("forbear").joinpath("sample")) as folder:
        made = forbear("evidence", folder / "case.toml", "--out", "sample.zip", *AT, "--lang", "zh")
    assert made.code == Exit.DONE, made.err
    assert forbear("evidence", "verify", "sample.zip").code == Exit.DONE
    names = zipfile.ZipFile("sample.zip").namelist()
    assert {"summary.pdf", "record.pdf", "manifest.json", "rulebooks/cn-cba-2026.toml"} <= set(names)
    assert not [name for name in names if name.startswith("originals/")]


def test_the_same_command_gives_the_same_bytes(forbear, case):
    assert [make(forbear, out=name).code for name in ("a.zip", "b.zip")] == [0, 0]
    assert (case / "a.zip").read_bytes() == (case / "b.zip").read_bytes()


def test_a_signed_pack_is_known_by_the_public_key_and_by_no_other(forbear, case):
    for name in ("me", "other"):
        assert forbear("ledger", "keygen", name).code == Exit.DONE
    assert make(forbear, "--key", "me.key").code == Exit.DONE
    alone = forbear("evidence", "verify", "pack.zip")
    assert alone.code == Exit.DONE and "That key came with the pack" in alone.flat
    known = forbear("evidence", "verify", "pack.zip", "--public-key", "me.pub")
    assert known.code == Exit.DONE and "which you named" in known.flat
    other = forbear("evidence", "verify", "pack.zip", "--public-key", "other.pub")
    assert other.code == Exit.FINDINGS and "It was not signed by the key that you named." in other.flat
    assert "which you named." not in other.flat


def test_openssl_alone_checks_signature_and_sums(forbear, case):
    assert forbear("ledger", "keygen", "me").code == Exit.DONE
    assert make(forbear, "--key", "me.key").code == Exit.DONE
    zipfile.ZipFile("pack.zip").extractall("open")  # our own file
    sums = subprocess.run([shutil.which("sha256sum"), "-c", "SHA256SUMS"], cwd="open", capture_output=True, check=False)
    assert sums.returncode == 0, sums.stderr
    words = [
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        "signer.pub",
        "-rawin",
        "-in",
        "manifest.json",
        "-sigfile",
        "manifest.sig",
    ]
    done = subprocess.run([OPENSSL, *words], cwd="open", capture_output=True, text=True, check=False)
    assert "Signature Verified Successfully" in done.stdout, done.stderr


def test_a_changed_pack_is_told_in_words_and_for_programs(forbear, case):
    assert make(forbear).code == Exit.DONE
    raw = (case / "pack.zip").read_bytes()
    at = raw.index(b'"label": "F1"')
    (case / "pack.zip").write_bytes(raw[:at] + b"X" + raw[at + 1 :])
    ended = forbear("evidence", "verify", "pack.zip")
    assert ended.code == Exit.FINDINGS
    assert "The pack was changed" in ended.flat and "data/findings.jsonl was changed" in ended.flat
    assert "data/findings.jsonl 被改动" in forbear("evidence", "verify", "pack.zip", "--lang", "zh").flat
    told = json.loads(forbear("evidence", "verify", "pack.zip", "--json").out)
    assert {"what": "file-damaged", "name": "data/findings.jsonl", "more": ""} in told["faults"]


def test_words_in_a_pack_are_shown_as_they_are(forbear, case):
    assert make(forbear).code == Exit.DONE
    with zipfile.ZipFile("pack.zip", "a") as container:
        container.writestr("[bold]x[/]", "")
    assert "[bold]x[/] was added." in forbear("evidence", "verify", "pack.zip").flat


def test_originals_go_in_only_where_asked_and_are_recognised_outside(forbear, case):
    assert make(forbear).code == make(forbear, "--originals", out="with.zip").code == Exit.DONE
    assert zipfile.ZipFile("with.zip").read("originals/A1.xml") == LOG.encode()
    assert b"Mum" not in (case / "pack.zip").read_bytes()
    ended = forbear("evidence", "verify", "pack.zip", "--original", "calls.xml")
    assert ended.code == Exit.DONE and "calls.xml is exhibit A1, unchanged." in ended.flat
    (case / "calls.xml").write_text(LOG.replace("Mum", "Dad"), encoding="utf-8")
    changed = forbear("evidence", "verify", "pack.zip", "--original", "calls.xml")
    assert changed.code == Exit.FINDINGS and "calls.xml is none of the exhibits, or was changed." in changed.flat


@pytest.mark.parametrize("more", ["--originals", "--unmasked"])
def test_a_pack_with_data_of_others_says_so(forbear, case, more):
    assert "It holds personal data of other people" in make(forbear, more).flat


@pytest.mark.loopback
def test_a_stamped_pack_says_when_and_leads_back_to_the_certificate(forbear, case, stamps):
    own, other = stamps
    with answering(own.reply) as url:
        made = make(forbear, "--timestamp", url, "--tsa-certificate", own.root)
    assert made.code == Exit.DONE, made.err
    assert f"by {NAME}" in made.flat
    assert "by its own words" in forbear("evidence", "verify", "pack.zip").flat
    known = forbear("evidence", "verify", "pack.zip", "--tsa-certificate", own.root)
    assert known.code == Exit.DONE and "which leads back to the certificate that you named" in known.flat
    foreign = forbear("evidence", "verify", "pack.zip", "--tsa-certificate", other.root)
    assert foreign.code == Exit.FINDINGS and "The time stamp cannot be relied on" in foreign.flat


def garbage(_):
    return b"<html>"


def endless(_):
    return bytes(time_stamp.LONGEST + 1)


@pytest.mark.loopback
@pytest.mark.parametrize(
    ("reply", "status", "said"),
    [
        (garbage, 200, "Its reply is no time stamp"),
        (garbage, 503, "It answered 503"),
        (garbage, 302, "It answered 302"),
        (endless, 200, "Its answer is too long for a time stamp"),
    ],
)
def test_a_server_that_answers_wrongly_leaves_no_pack(forbear, case, reply, status, said):
    with answering(reply, status) as url:
        ended = make(forbear, "--timestamp", url)
    assert ended.code == Exit.FAILED
    assert said in flat(ended.err) and "nothing was written" in flat(ended.err)
    assert not [one for one in case.iterdir() if one.name.startswith(("pack", ".pack"))]


@pytest.mark.loopback
def test_a_server_with_a_foreign_certificate_or_none_at_all_leaves_no_pack(forbear, case, stamps):
    own, other = stamps
    with answering(own.reply) as url:
        foreign = make(forbear, "--timestamp", url, "--tsa-certificate", other.root)
    gone = make(forbear, "--timestamp", url)
    assert (foreign.code, gone.code) == (Exit.FAILED, Exit.FAILED)
    assert "It does not lead back to the certificate that was given" in flat(foreign.err)
    assert "It does not answer" in flat(gone.err)
    assert not (case / "pack.zip").exists()


@pytest.mark.loopback
def test_a_server_that_keeps_silent_is_given_up(forbear, case, monkeypatch):
    monkeypatch.setattr(time_stamp, "SECONDS", 0.1)
    done = threading.Event()

    def silent(_):
        done.wait(5)
        return b""

    with answering(silent) as url:
        ended = make(forbear, "--timestamp", url)
        done.set()
    assert ended.code == Exit.FAILED and "It does not answer (timed out)" in flat(ended.err)


def flat(text):
    return " ".join(text.split())


def test_a_pack_is_never_written_over(forbear, case):
    assert make(forbear).code == Exit.DONE
    before = (case / "pack.zip").read_bytes()
    ended = make(forbear, "--lang", "zh")
    assert ended.code == Exit.FAILED and "there is such a file already" in flat(ended.err)
    assert (case / "pack.zip").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("missing.toml",), "there is no such file"),
        (("case.toml", "--key", "marks.toml"), "this is no private Ed25519 key"),
        (("case.toml", "--timestamp", "stamps.example"), "names no server"),
        (("case.toml", "--timestamp", "http://me:secret@stamps.example"), "names no server"),
        (("case.toml", "--timestamp", "ftp://stamps.example"), "names no server"),
        (("case.toml", "--tsa-certificate", "marks.toml"), "this holds no certificate"),
        (("case.toml", "--tsa-certificate", "root.pem"), "'' names no server"),
        (("case.toml", "--at", "noon"), "'noon' is no time"),
        (("verify", "missing.zip"), "there is no such file"),
        (("verify", "case.toml", "--public-key", "marks.toml"), "this is no public Ed25519 key"),
        (("verify", "case.toml", "--original", "missing.xml"), "there is no such file"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is_written(forbear, case, words, said):
    ended = forbear("evidence", *words, *(() if words[0] == "verify" else ("--out", "p.zip")))
    assert ended.code == Exit.FAILED
    assert said in flat(ended.err)
    assert not (case / "p.zip").exists()


def test_a_case_without_logs_or_zone_says_what_to_write(forbear, case):
    (case / "case.toml").write_text('place = "CN"\n', encoding="utf-8")
    assert "it names no log" in flat(make(forbear).err)
    (case / "case.toml").write_text(CASE, encoding="utf-8")
    (case / "marks.toml").write_text(MARKS.replace('zones = ["Asia/Shanghai"]', ""), encoding="utf-8")
    assert "the debtor's time zone is not known" in flat(make(forbear).err)


def test_what_is_no_pack_is_found_to_be_none(forbear, case):
    ended = forbear("evidence", "verify", "case.toml")
    assert ended.code == Exit.FINDINGS and "cannot be read as a zip" in ended.flat
