"""Evidence packs for tests: made once from small files, since what is sealed matters here and not what it says."""

from __future__ import annotations

from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from forbear.evidence.build import build, sealed
from forbear.evidence.pages import Making
from forbear.evidence.seal import key_print
from tests.support.audit_fixture import fake_result

MADE_AT = 1_780_495_445_000_000  # 2026-06-03 14:04:05 UTC
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SIGNED = Making("en", MADE_AT, writer="Lin Example", signed_by=key_print(KEY.public_key()))
UNSIGNED = Making("en", MADE_AT)
RULEBOOKS = {"cn-cba-2026": {"cn-cba-2026.toml": "id = 'x'\n"}, "us-x": {"book.toml": "a", "more.toml": "b"}}


@cache
def documents(lang: str = "en", contacts: int = 12) -> dict[str, bytes]:
    """The files of a real pack, without the seals."""
    return build(fake_result(contacts), Making(lang, MADE_AT, rulebooks=RULEBOOKS))


def small_files() -> dict[str, bytes]:
    """A few short files in place of those."""
    return {"record.pdf": b"%PDF record", "summary.pdf": b"%PDF summary", "data/findings.jsonl": b'{"label":"F1"}\n'}


def sealed_files(files: dict[str, bytes], signed: bool = True, stamp=None) -> dict[str, bytes]:
    """These files with manifest, signature where wanted, stamp where given, and sums."""
    making = SIGNED if signed else UNSIGNED
    if stamp:
        making = Making("en", MADE_AT, signed_by=making.signed_by, server="http://stamps.example/tsr")
    return sealed(files, fake_result(12), making, KEY if signed else None, stamp)
