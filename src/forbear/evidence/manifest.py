"""The manifest: what a pack holds, each file with its length and SHA-256, and what it was made from and by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from forbear.chain import canonical
from forbear.errors import RecordError

FORMAT = 1
MANIFEST, SIGNATURE, STAMP, SUMS = "manifest.json", "manifest.sig", "manifest.tsr", "SHA256SUMS"
SEALS = (MANIFEST, SIGNATURE, STAMP, SUMS)
"""The files that are about all others, and that the manifest therefore does not name."""


def sha256(raw: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def manifest_of(files: Mapping[str, bytes], about: Mapping[str, Any]) -> bytes:
    """The manifest of some files, as canonical JSON (RFC 8785), with what is said ``about`` them beside."""
    listed = [{"name": name, "bytes": len(files[name]), "sha256": sha256(files[name])} for name in sorted(files)]
    return canonical({"format": FORMAT, **about, "files": listed})


def read_manifest(raw: bytes) -> Mapping[str, Any] | None:
    """The manifest of a pack; None where it is none, or not in the one form that it has."""
    try:
        told = json.loads(raw)
        known = isinstance(told, dict) and told.get("format") == FORMAT and canonical(told) == raw
    except (ValueError, RecursionError, RecordError):
        return None
    return told if known and _is_list_of_files(told.get("files")) else None


def _is_list_of_files(listed: Any) -> bool:
    wanted = {"name": str, "bytes": int, "sha256": str}
    return isinstance(listed, list) and all(
        isinstance(one, dict) and {key: type(value) for key, value in one.items()} == wanted for one in listed
    )


def differences(told: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """What is not as the manifest says: pairs of a fault (``file-…``) and a name."""
    listed = {one["name"]: one for one in told["files"]}
    there = {name: raw for name, raw in files.items() if name not in SEALS}
    elsewhere = {sha256(raw): name for name, raw in there.items() if name not in listed}
    for name, one in listed.items():
        if name in there and (len(there[name]), sha256(there[name])) != (one["bytes"], one["sha256"]):
            yield "file-changed", name
        elif name not in there:
            yield "file-renamed" if one["sha256"] in elsewhere else "file-missing", name
    yield from (("file-added", name) for name in sorted(there.keys() - listed.keys()))


def sums_of(files: Mapping[str, bytes]) -> bytes:
    """The SHA-256 of every file but this one, as ``sha256sum -c`` reads it: a check without Forbear."""
    lines = (f"{sha256(files[name])}  {name}\n" for name in sorted(files) if name != SUMS)
    return "".join(lines).encode("ascii")
