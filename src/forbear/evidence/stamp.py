"""The time stamp (RFC 3161): a third party's word that the manifest was there at a time. No network here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography import x509
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
_BROKEN = (ValueError, TypeError, OverflowError, AssertionError, KeyError, x509.ExtensionNotFound)


Certificate = x509.Certificate


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a time stamp says of itself: when, by whom (the name in the certificate that signed it), and its number."""

    at: Instant
    by: str
    serial: int


def request_for(manifest: bytes) -> TimeStampRequest:
    """What to ask a time-stamp server: only the SHA-256 of the manifest goes out, with a number by chance."""
    return TimestampRequestBuilder().data(manifest).hash_algorithm(HashAlgorithm.SHA256).build()


def accepted(raw: bytes, asked: TimeStampRequest, manifest: bytes, roots: Sequence[Certificate], server: str) -> Stamp:
    """The stamp of a server's reply to what was ``asked``; raises InputError where it is not to be relied on."""
    reply = _decoded(raw)
    if reply is None:
        raise _refused(server, "its reply is no time stamp")
    if reply.status != _GRANTED:
        raise _refused(server, f"it did not grant a stamp ({'; '.join(reply.status_string) or reply.status})")
    if reply.tst_info.nonce != asked.nonce:
        raise _refused(server, "its reply answers another request")
    if not is_over(reply, manifest):
        raise _refused(server, "its stamp is over something else")
    fault = certificate_fault(reply) or (chain_fault(raw, manifest, roots) if roots else "")
    if fault:
        raise _refused(server, fault)
    return _told(reply)


def read_stamp(raw: bytes, manifest: bytes) -> Stamp | None:
    """What a stamp says, None where it is none, or not over this manifest."""
    reply = _decoded(raw)
    return _told(reply) if reply is not None and reply.status == _GRANTED and is_over(reply, manifest) else None


def chain_fault(raw: bytes, manifest: bytes, roots: Sequence[Certificate]) -> str:
    """Why a stamp does not lead back to one of some trusted certificates; empty where it does."""
    reply = _decoded(raw)
    if reply is None:
        return "it is no time stamp"
    faults = [_chain_fault(reply, manifest, root, roots) for root in roots]
    return "" if "" in faults else faults[0] if faults else "no certificate was given"


def certificate_fault(reply: TimeStampResponse) -> str:
    """What is wrong with the certificate that a reply was signed with, by itself; empty where nothing is."""
    signer = _signer(reply)
    if signer is None:
        return "its reply holds no certificate of who signed it"
    try:
        uses = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except _BROKEN:
        uses = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE])
    if ExtendedKeyUsageOID.TIME_STAMPING not in uses:
        return "its certificate is not one for time stamps"
    if not signer.not_valid_before_utc <= reply.tst_info.gen_time <= signer.not_valid_after_utc:
        return (
            f"its certificate was not valid at the time of the stamp (valid to {signer.not_valid_after_utc:%Y-%m-%d})"
        )
    return ""


def certificates_in(pem: bytes, where: str) -> list[Certificate]:
    """The certificates of a PEM file; raises InputError."""
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError:
        hint = "Name the root certificate of the time-stamp server, in PEM"
        raise InputError(Problem(where, "this holds no certificate", hint=hint, code="certificate")) from None


def is_over(reply: TimeStampResponse, manifest: bytes) -> bool:
    """Is the stamp over this manifest?"""
    imprint = reply.tst_info.message_imprint
    digest = _DIGESTS.get(imprint.hash_algorithm.dotted_string)
    return digest is not None and imprint.message == digest(manifest).digest()


def _chain_fault(reply: TimeStampResponse, manifest: bytes, root: Certificate, others: Sequence[Certificate]) -> str:
    builder = VerifierBuilder().add_root_certificate(root)
    for other in others:
        if other != root:
            builder = builder.add_intermediate_certificate(other)
    try:
        builder.build().verify_message(reply, manifest)
    except (VerificationError, *_BROKEN) as error:
        return f"it does not lead back to the certificate that was given ({_short(error)})"
    return ""


def _short(error: Exception) -> str:
    """The reason inside a long error of a library, where it names one."""
    text = str(error)
    return text.partition('data: "')[2].partition('"')[0].removeprefix("Verify error: ") or text[:120]


def _decoded(raw: bytes) -> TimeStampResponse | None:
    try:
        reply = decode_timestamp_response(raw)
        signed = reply.status != _GRANTED or bool(reply.tst_info.message_imprint and reply.signed_data.signer_infos)
    except _BROKEN:
        return None
    return reply if signed else None


def _told(reply: TimeStampResponse) -> Stamp:
    info: Any = reply.tst_info
    return Stamp(instant_of(info.gen_time), _name_of(reply), info.serial_number)


def _signer(reply: TimeStampResponse) -> Certificate | None:
    """The certificate in a reply that its signature names."""
    try:
        (signed,) = reply.signed_data.signer_infos
        found = (x509.load_der_x509_certificate(bytes(one)) for one in reply.signed_data.certificates)
        return next(
            (one for one in found if (one.issuer, one.serial_number) == (signed.issuer, signed.serial_number)), None
        )
    except _BROKEN:
        return None


def _name_of(reply: TimeStampResponse) -> str:
    signer = _signer(reply)
    if signer is None:
        return ""
    names = [*signer.subject.get_attributes_for_oid(NameOID.COMMON_NAME), *signer.subject]
    return str(names[0].value) if names else ""


def _refused(server: str, why: str) -> InputError:
    hint = "Name another server with --timestamp, or leave it out; nothing was written"
    return InputError(Problem(server, "there is no time stamp", why=why, hint=hint, code="time-stamp"))
