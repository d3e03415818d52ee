"""The signature: Ed25519 over the manifest, as raw bytes that other programs check, too."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from forbear.gate.heads import key_print, private_key, public_key

PUBLIC_KEY = "signer.pub"
PrivateKey = Ed25519PrivateKey
PublicKey = Ed25519PublicKey

__all__ = [
    "PUBLIC_KEY", "PrivateKey", "PublicKey", "is_signed", "key_print", "private_key", "public_key", "public_pem",
    "signature_of",
]  # fmt: skip


def public_pem(key: PrivateKey) -> bytes:
    """The public half of a key as PEM: it goes into the pack, so that one sees by which key it was signed."""
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def signature_of(manifest: bytes, key: PrivateKey) -> bytes:
    """The signature over a manifest."""
    return key.sign(manifest)


def is_signed(manifest: bytes, signature: bytes, key: PublicKey) -> bool:
    """Did the holder of a key sign this manifest?"""
    try:
        key.verify(signature, manifest)
    except InvalidSignature:
        return False
    return True
