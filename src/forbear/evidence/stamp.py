"""The time stamp (RFC 3161): a third party's word that the manifest was there at a time. No network here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from rfc3161_client import (
    HashAlgorithm,
    TimeStampRequest,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from forbear.calendar import Instant, instant_of
from forbear.errors import InputError, Problem

_GRANTED = 0
_DIGESTS = {
    "2.16.840.1.101.3.4.2.1": hashlib.sha256,
    "2.16.840.1.101.3.4.2.2": hashlib.sha384,
    "2.16.840.1.101.3.4.2.3": hashlib.sha512,
}
_BROKEN = (
    ValueError, TypeError, OverflowError, AssertionError, KeyError, UnsupportedAlgorithm,
    x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType,
)  # fmt: skip
"""What the libraries raise on bytes that are no stamp or no certificate."""

Certificate = x509.Certificate


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a time stamp says of itself: when, by whom (the name in the certificate that signed it), and its number."""

    at: Instant
    by: str
    serial: int


@dataclass(frozen=True, slots=True)
class _Signer:
    """The certificate of who signed a stamp: its name, whether it is for time stamps, and when it is valid."""

    name: str
    for_stamps: bool
    valid_from: datetime
    valid_to: datetime


@dataclass(frozen=True, slots=True)
class _Reply:
    """A stamp, read whole: the libraries read only what is asked for, and fail there."""

    whole: TimeStampResponse
    nonce: int | None
    digest: str
    over: bytes
    at: datetime
    serial: int
    signer: _Signer | None


def request_for(manifest: bytes) -> TimeStampRequest:
    """What to ask a time-stamp server: only the SHA-256 of the manifest goes out, with a number by chance."""
    return TimestampRequestBuilder().data(manifest).hash_algorithm(HashAlgorithm.SHA256).build()


def accepted(raw: bytes, asked: TimeStampRequest, manifest: bytes, roots: Sequence[Certificate], server: str) -> Stamp:
    """The stamp of a server's reply to what was ``asked``; raises InputError where it is not to be relied on."""
    if refusal := _refusal(raw):
        raise _refused(server, f"it did not grant a stamp ({refusal})")
    reply = _read(raw)
    if reply is None:
        raise _refused(server, "its reply is no time stamp")
    if reply.nonce != asked.nonce:
        raise _refused(server, "its reply answers another request")
    if not _is_over(reply, manifest):
        raise _refused(server, "its stamp is over something else")
    fault = _signer_fault(reply) or (chain_fault(raw, manifest, roots) if roots else "")
    if fault:
        raise _refused(server, fault)
    return _told(reply)


def read_stamp(raw: bytes, manifest: bytes) -> Stamp | None:
    """What a stamp says, None where it is none, or not over this manifest."""
    reply = _read(raw)
    return _told(reply) if reply is not None and _is_over(reply, manifest) else None


def chain_fault(raw: bytes, manifest: bytes, given: Sequence[Certificate]) -> str:
    """Why a stamp does not lead back to one of the certificates that were given; empty where it does."""
    reply = _read(raw)
    if reply is None:
        return "it is no time stamp"
    roots = [one for one in given if one.issuer == one.subject] or given
    between = [one for one in given if one not in roots]
    faults = [_chain_fault(reply, manifest, root, between) for root in roots]
    return "" if "" in faults else faults[0] if faults else "no certificate was given"


def certificates_in(pem: bytes, where: str) -> list[Certificate]:
    """The certificates of a PEM file; raises InputError."""
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError:
        hint = "Name the root certificate of the time-stamp server, in PEM"
        raise InputError(Problem(where, "this holds no certificate", hint=hint, code="certificate")) from None


def _refusal(raw: bytes) -> str:
    """Why a server gave no stamp, in its own words; empty where it gave one, or no reply at all."""
    try:
        reply = decode_timestamp_response(raw)
        return "" if reply.status == _GRANTED else "; ".join(reply.status_string) or f"status {reply.status}"
    except _BROKEN:
        return ""


def _read(raw: bytes) -> _Reply | None:
    try:
        reply = decode_timestamp_response(raw)
        if reply.status != _GRANTED:
            return None
        info, imprint = reply.tst_info, reply.tst_info.message_imprint
        digest = imprint.hash_algorithm.dotted_string
        return _Reply(reply, info.nonce, digest, imprint.message, info.gen_time, info.serial_number, _signer_of(reply))
    except _BROKEN:
        return None


def _signer_of(reply: TimeStampResponse) -> _Signer | None:
    """The certificate in a reply that its signature names."""
    (signed,) = reply.signed_data.signer_infos
    for one in map(x509.load_der_x509_certificate, reply.signed_data.certificates):
        if (one.issuer, one.serial_number) == (signed.issuer, signed.serial_number):
            names = [*one.subject.get_attributes_for_oid(NameOID.COMMON_NAME), *one.subject]
            name = str(names[0].value) if names else ""
            return _Signer(name, _is_for_stamps(one), one.not_valid_before_utc, one.not_valid_after_utc)
    return None


def _is_for_stamps(certificate: Certificate) -> bool:
    try:
        uses = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in uses


def _signer_fault(reply: _Reply) -> str:
    """What is wrong with the certificate that a stamp was signed with, by itself; empty where nothing is."""
    signer = reply.signer
    if signer is None:
        return "its reply holds no certificate of who signed it"
    if not signer.for_stamps:
        return "its certificate is not one for time stamps"
    if not signer.valid_from <= reply.at <= signer.valid_to:
        return f"its certificate was not valid at the time of the stamp (valid to {signer.valid_to:%Y-%m-%d})"
    return ""


def _is_over(reply: _Reply, manifest: bytes) -> bool:
    digest = _DIGESTS.get(reply.digest)
    return digest is not None and reply.over == digest(manifest).digest()


def _chain_fault(reply: _Reply, manifest: bytes, root: Certificate, between: Sequence[Certificate]) -> str:
    builder = VerifierBuilder().add_root_certificate(root)
    for one in between:
        builder = builder.add_intermediate_certificate(one)
    try:
        builder.build().verify_message(reply.whole, manifest)
    except (VerificationError, *_BROKEN) as error:
        return f"it does not lead back to the certificate that was given ({_short(error)})"
    return ""


def _short(error: Exception) -> str:
    """The reason inside a long error of a library, where it names one."""
    text = str(error)
    return text.partition('data: "')[2].partition('"')[0].removeprefix("Verify error: ") or text[:120]


def _told(reply: _Reply) -> Stamp:
    return Stamp(instant_of(reply.at), reply.signer.name if reply.signer else "", reply.serial)


def _refused(server: str, why: str) -> InputError:
    hint = "Name another server with --timestamp, or leave it out; nothing was written"
    return InputError(Problem(server, "there is no time stamp", why=why, hint=hint, code="time-stamp"))
