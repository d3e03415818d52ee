"""Time stamps: a server's reply is taken only where it can be relied on, and is checked again without it."""

import subprocess

import pytest
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from forbear.errors import InputError
from forbear.evidence.archive import packed
from forbear.evidence.manifest import MANIFEST, STAMP, SUMS, sums_of
from forbear.evidence.stamp import accepted, certificates_in, chain_fault, read_stamp, request_for
from forbear.evidence.verify import Trusted, verify
from tests.support.packs import sealed_files, small_files
from tests.support.time_stamps import NAME, OPENSSL, authority

if not OPENSSL:
    pytest.skip("the time-stamp authority of the tests needs openssl", allow_module_level=True)

TEXT = b'{"format":1}'
FOR_STAMPS, FOR_SERVERS = bytes.fromhex("2b06010505070308"), bytes.fromhex("2b06010505070301")
"""Purposes of a certificate, 1.3.6.1.5.5.7.3.8 and .1, as they stand in it."""


@pytest.fixture(scope="module")
def stamps(tmp_path_factory):
    """An authority, and another one that has nothing to do with it."""
    folder = tmp_path_factory.mktemp("stamps")
    return authority(folder / "own"), authority(folder / "other")


def roots(of):
    return certificates_in(of.root.read_bytes(), "root.pem")


@pytest.fixture(scope="module")
def stamped(stamps):
    """A pack with a stamp of the first authority."""
    return sealed_files(small_files(), stamp=lambda manifest: stamps[0].reply(request_for(manifest).as_bytes()))


def test_a_stamp_says_when_and_by_whom_and_leads_back_to_the_certificate(stamps, stamped):
    checked = verify(packed(stamped), Trusted(roots=roots(stamps[0])))
    assert checked.faults == []
    assert (checked.stamp.by, checked.stamp.serial) == (NAME, 2)
    assert verify(packed(stamped)).stamp == checked.stamp


def test_a_stamp_of_somebody_else_does_not_lead_back_to_the_certificate(stamps, stamped):
    (fault,) = verify(packed(stamped), Trusted(roots=roots(stamps[1]))).faults
    assert fault.what == "stamp-otherwise"
    assert "does not lead back to the certificate that was given" in fault.more


def test_one_of_several_certificates_is_enough(stamps, stamped):
    both = [*roots(stamps[1]), *roots(stamps[0])]
    assert chain_fault(stamped[STAMP], stamped[MANIFEST], both) == ""


def test_a_stamp_that_was_taken_out_is_missed(stamps, stamped):
    files = {name: raw for name, raw in stamped.items() if name != STAMP}
    (fault,) = verify(packed({**files, SUMS: sums_of(files)}), Trusted(roots=roots(stamps[0]))).faults
    assert fault.what == "stamp-missing"


def test_a_stamp_of_another_manifest_is_found_though_the_sums_were_made_anew(stamps, stamped):
    other = stamps[0].reply(request_for(TEXT).as_bytes())
    files = {**stamped, STAMP: other}
    (fault,) = verify(packed({**files, SUMS: sums_of(files)})).faults
    assert fault.what == "stamp-wrong"


def test_one_byte_changed_here_or_there_in_a_stamp_is_found(stamped):
    raw = stamped[STAMP]
    missed = []
    for at in range(0, len(raw), 3):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        if not verify(packed({**stamped, STAMP: changed})).faults:
            missed.append(at)
    assert missed == []


def test_a_stamp_that_is_asked_for_by_certificate_must_be_there(stamps):
    (fault,) = verify(packed(sealed_files(small_files())), Trusted(roots=roots(stamps[0]))).faults
    assert fault.what == "unstamped"


def test_openssl_alone_checks_the_stamp_of_a_pack(stamps, stamped, tmp_path):
    for name in (MANIFEST, STAMP):
        (tmp_path / name).write_bytes(stamped[name])
    words = f"ts -verify -data {MANIFEST} -in {STAMP} -CAfile {stamps[0].root}".split()
    done = subprocess.run([OPENSSL, *words], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Verification: OK" in done.stdout, done.stderr


def refused(raw, asked=None, text=TEXT, trusted=()):
    with pytest.raises(InputError) as caught:
        accepted(raw, asked or request_for(text), text, trusted, "http://stamps.example/tsr")
    return str(caught.value)


def test_what_is_no_reply_is_refused_in_a_sentence():
    said = refused(b"<html>Not found</html>")
    assert said.startswith("http://stamps.example/tsr: there is no time stamp. Its reply is no time stamp.")
    assert "nothing was written" in said


def test_a_reply_to_another_request_is_refused(stamps):
    asked, other = request_for(TEXT), request_for(TEXT)
    assert "Its reply answers another request" in refused(stamps[0].reply(other.as_bytes()), asked)


def test_a_stamp_over_something_else_is_refused(stamps):
    asked = request_for(b"something else")
    assert "Its stamp is over something else" in refused(stamps[0].reply(asked.as_bytes()), asked)


def test_a_refusal_of_the_server_is_told(stamps):
    asked = request_for(TEXT)
    settings = stamps[1].folder / "settings"
    settings.write_text(settings.read_text().replace("digests = sha256, sha512", "digests = sha512"))
    said = refused(stamps[1].reply(asked.as_bytes()), asked)
    assert "It did not grant a stamp (Message digest algorithm is not supported.)." in said


def test_a_certificate_that_had_ended_is_refused(tmp_path):
    asked, late = request_for(TEXT), authority(tmp_path, valid_to=-2)
    assert "Its certificate was not valid at the time of the stamp" in refused(late.reply(asked.as_bytes()), asked)


def test_a_certificate_for_something_else_is_refused(stamps):
    """openssl signs with none such, so the purpose inside a good reply is changed."""
    asked = request_for(TEXT)
    reply = stamps[0].reply(asked.as_bytes())
    assert reply.count(FOR_STAMPS) == 1
    assert "Its certificate is not one for time stamps" in refused(reply.replace(FOR_STAMPS, FOR_SERVERS), asked)


def test_a_stamp_of_another_authority_is_refused_where_the_certificate_is_given(stamps):
    asked = request_for(TEXT)
    said = refused(stamps[0].reply(asked.as_bytes()), asked, trusted=roots(stamps[1]))
    assert "It does not lead back to the certificate that was given" in said


def test_a_stamp_without_the_certificate_of_its_signer_is_refused(stamps):
    asked = TimestampRequestBuilder(data=TEXT, hash_algorithm=HashAlgorithm.SHA256, cert_req=False).build()
    assert "Its reply holds no certificate of who signed it" in refused(stamps[0].reply(asked.as_bytes()), asked)


def test_stamps_by_longer_hashes_are_read_too(stamps):
    asked = TimestampRequestBuilder(data=TEXT, hash_algorithm=HashAlgorithm.SHA512).build()
    assert read_stamp(stamps[0].reply(asked.as_bytes()), TEXT).by == NAME


def test_what_is_no_certificate_is_told():
    with pytest.raises(InputError, match="this holds no certificate"):
        certificates_in(b"-----BEGIN NOTHING-----", "root.pem")
