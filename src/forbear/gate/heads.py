"""Signed heads: once a day, where every log ends, signed with Ed25519 and tied to the head before.

A head names the end of each log that grew since the head before, and the root over the ends of all logs. Who keeps the
heads, or only the fingerprint of the last one, can check any export that is made later: nothing up to a head can have
been changed, removed or moved.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from forbear.calendar import Instant
from forbear.chain import canonical, fingerprint
from forbear.errors import Problem, RecordError
from forbear.gate.chain import Record
from forbear.gate.store import Store

FIRST = "0" * 64
"""What the first head has in the place of the fingerprint of the one before."""

End = tuple[int, str]
"""Where a log ends: the ``seq`` and the hash of its last record."""


@dataclass(slots=True)
class Ends:
    """The ends of all logs as heads tell them one after another, and the root over them."""

    of: dict[str, End] = field(default_factory=dict)
    _leaves: dict[str, bytes] = field(default_factory=dict)

    def put(self, ends: Mapping[str, End]) -> None:
        """Take in where some logs end now."""
        self.of.update(ends)
        for debtor, (seq, own) in ends.items():
            self._leaves[debtor] = canonical({"debtor": debtor, "seq": seq, "hash": own})

    def grown(self, ends: Mapping[str, End]) -> dict[str, End]:
        """Those of all ends that are not yet told; raises RecordError where a log ends before it did, or otherwise."""
        new = {debtor: end for debtor, end in ends.items() if self.of.get(debtor) != end}
        lost = [each for each in self.of if each not in ends or (each in new and new[each][0] <= self.of[each][0])]
        if lost:
            what = f"the log of debtor {min(lost)!r} is not what the last heads signed"
            hint = "Verify an export: something was removed or changed"
            raise RecordError(Problem("the head", what, hint=hint, code="head-lost"))
        return new

    def root(self) -> str:
        """One SHA-256 over the ends of all logs, the debtors in alphabetical order."""
        return hashlib.sha256(b"\n".join(self._leaves[name] for name in sorted(self._leaves))).hexdigest()


def ends_in(store: Store, at: Instant) -> Iterator[tuple[str, End]]:
    """Where each log of a store ends at an instant, by the times of its records."""
    for debtor in store.debtors():
        yield from ends_of(store.read(debtor), at)


def ends_of(records: Iterable[Record], at: Instant) -> Iterator[tuple[str, End]]:
    """Where the logs of some records end at an instant; the records of each debtor in order and together."""
    last: Record | None = None
    for record in records:
        if last is not None and last.debtor != record.debtor:
            yield last.debtor, (last.seq, last.hash)
            last = None
        if record.at <= at:
            last = record
    if last is not None:
        yield last.debtor, (last.seq, last.hash)


def sign_head(
    heads: Iterable[Mapping[str, Any]], ends: Iterable[tuple[str, End]], at: Instant, key: Ed25519PrivateKey
) -> dict[str, Any]:
    """The head that follows the heads so far, for the ends of all logs ``at`` an instant.

    Raises RecordError where it would lie before the last one, or where what that one signed is not there any more.
    """
    told, before, number, latest = Ends(), FIRST, 0, 0
    for head in heads:
        told.put(told_ends(head))
        before, number, latest = head_print(head), head["number"], head["at"]
    if at < latest:
        hint = "Give a later time"
        raise RecordError(Problem("the head", "it would lie before the last one", hint=hint, code="head-order"))
    grown = told.grown(dict(ends))
    told.put(grown)
    head = {
        "number": number + 1, "at": at, "before": before, "root": told.root(), "debtors": len(told.of),
        "ends": [[debtor, seq, own] for debtor, (seq, own) in sorted(grown.items())],
        "key": key_print(key.public_key()),
    }  # fmt: skip
    return head | {"signature": base64.b64encode(key.sign(canonical(head))).decode("ascii")}


def told_ends(head: Mapping[str, Any]) -> dict[str, End]:
    """Where the logs end that a head names."""
    return {str(debtor): (int(seq), str(own)) for debtor, seq, own in head["ends"]}


def head_print(head: Mapping[str, Any]) -> str:
    """The fingerprint of a signed head: what the next one holds, and what one can publish or print."""
    return fingerprint(head)


def is_signed(head: Mapping[str, Any], key: Ed25519PublicKey) -> bool:
    """Did the holder of a key sign this head as it stands?"""
    try:
        signature = base64.b64decode(str(head.get("signature", "")), validate=True)
        key.verify(signature, canonical({name: value for name, value in head.items() if name != "signature"}))
    except (InvalidSignature, ValueError, RecordError):
        return False
    return True


def new_keys() -> tuple[bytes, bytes]:
    """A new pair of keys, private and public, as PEM."""
    private = Ed25519PrivateKey.generate()
    return (
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
    )


def private_key(pem: bytes, where: str) -> Ed25519PrivateKey:
    """The private key of a PEM file; raises RecordError."""
    try:
        key = serialization.load_pem_private_key(pem, None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(where, "private")
    return key


def public_key(pem: bytes, where: str) -> Ed25519PublicKey:
    """The public key of a PEM file; raises RecordError."""
    try:
        key = serialization.load_pem_public_key(pem)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise _no_key(where, "public")
    return key


def key_print(key: Ed25519PublicKey) -> str:
    """The SHA-256 of a public key: by which of several keys a head was signed."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()


def _no_key(where: str, kind: str) -> RecordError:
    hint = "forbear ledger keygen makes a pair of keys; the private one signs, the public one verifies"
    return RecordError(Problem(where, f"this is no {kind} Ed25519 key in PEM", hint=hint, code="key"))
