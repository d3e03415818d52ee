"""Checks a pack, offline and alone: what was changed, removed, added or put in its place is found and named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forbear.errors import RecordError
from forbear.evidence.archive import unpacked
from forbear.evidence.manifest import (
    MANIFEST,
    SEALS,
    SIGNATURE,
    STAMP,
    SUMS,
    differences,
    read_manifest,
    sha256,
    sums_of,
)
from forbear.evidence.seal import PUBLIC_KEY, PublicKey, is_signed, key_print, public_key
from forbear.evidence.stamp import Certificate, Stamp, chain_fault, read_stamp
from forbear.report.words import Words

_LONGEST = 200


def printable(text: str) -> str:
    """A text out of a pack that may come from anybody, without what would steer a terminal."""
    return "".join(sign if sign.isprintable() else "?" for sign in text[:_LONGEST])


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: ``what`` (a text ``evidence_fault.…``), the file that it is about, and more."""

    what: str
    name: str = ""
    more: str = ""

    def says(self, words: Words) -> str:
        """The fault as a sentence."""
        return words(f"evidence_fault.{self.what}", name=printable(self.name), more=printable(self.more))


@dataclass(frozen=True, slots=True)
class Trusted:
    """What the person who checks knows from elsewhere; what is not given is not asked for.

    ``keys``: of those who may have signed; ``roots``: certificates of time-stamp servers; ``fingerprint``: that was
    told when the pack was made; ``originals``: SHA-256 of files that are said to be exhibits, by their names.
    """

    keys: Sequence[PublicKey] = ()
    roots: Sequence[Certificate] = ()
    fingerprint: str = ""
    originals: Mapping[str, str] = field(default_factory=dict)


NOTHING = Trusted()


@dataclass(slots=True)
class Checked:
    """What was checked. ``signed_by`` and ``stamp`` are what the pack says; only ``Trusted`` makes them more."""

    files: int = 0
    fingerprint: str = ""
    signed_by: str = ""
    stamp: Stamp | None = None
    exhibits: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def verify(raw: bytes, trusted: Trusted = NOTHING) -> Checked:
    """Check the bytes of a pack; never raises for what it holds."""
    container = unpacked(raw)
    files, checked = container.files, Checked(files=len(container.files))
    checked.faults += [Fault(what, name) for what, name in container.faults]
    manifest = files.get(MANIFEST)
    told = None if manifest is None else read_manifest(manifest)
    if manifest is not None:
        checked.fingerprint = sha256(manifest)
    if told is None or manifest is None:
        checked.faults += _no_manifest(files, checked)
        return checked
    checked.faults += [Fault(what, name) for what, name in differences(told, files)]
    checked.faults += _sums(files)
    checked.faults += _signature(told, files, manifest, trusted.keys, checked)
    checked.faults += _stamp(told, files, manifest, trusted.roots, checked)
    checked.faults += _known(told, trusted, checked)
    return checked


def _no_manifest(files: Mapping[str, bytes], checked: Checked) -> Iterator[Fault]:
    if MANIFEST in files:
        yield Fault("manifest-broken", MANIFEST)
    elif not any(fault.name == MANIFEST for fault in checked.faults) and (files or not checked.faults):
        yield Fault("manifest-missing", MANIFEST)


def _sums(files: Mapping[str, bytes]) -> Iterator[Fault]:
    """The list of sums is one text for the files: another one was changed, or one of the seals was."""
    wanted = sums_of(files)
    if SUMS not in files:
        yield Fault("file-missing", SUMS)
    elif files[SUMS] != wanted:
        kept = set(files[SUMS].decode("ascii", "replace").splitlines())
        seals = [name for name in SEALS if any(line.endswith(f"  {name}") for line in kept) and name in files]
        changed = [name for name in seals if f"{sha256(files[name])}  {name}" not in kept]
        yield from (Fault("file-changed", name) for name in changed)
        if not changed:
            yield Fault("sums-changed", SUMS)


def _signature(
    told: Mapping[str, Any], files: Mapping[str, bytes], manifest: bytes, keys: Sequence[PublicKey], checked: Checked
) -> Iterator[Fault]:
    by, signature = str(told.get("signed_by", "")), files.get(SIGNATURE)
    if by and signature is None:
        yield Fault("signature-missing", SIGNATURE)
    elif not by and signature is not None:
        yield Fault("file-added", SIGNATURE)
    elif by and signature is not None:
        own = _own_key(files)
        if own is None or key_print(own) != by:
            yield Fault("key-changed", PUBLIC_KEY)
        elif not is_signed(manifest, signature, own):
            yield Fault("signature-wrong", SIGNATURE)
        else:
            checked.signed_by = by
    if keys and not any(signature is not None and is_signed(manifest, signature, key) for key in keys):
        yield Fault("signed-otherwise" if signature is not None else "unsigned")


def _own_key(files: Mapping[str, bytes]) -> PublicKey | None:
    try:
        return public_key(files.get(PUBLIC_KEY, b""), PUBLIC_KEY)
    except RecordError:
        return None


def _stamp(
    told: Mapping[str, Any], files: Mapping[str, bytes], manifest: bytes, roots: Sequence[Certificate], checked: Checked
) -> Iterator[Fault]:
    raw, wanted = files.get(STAMP), "time_stamp" in told
    if raw is None:
        if wanted:
            yield Fault("stamp-missing", STAMP)
        elif roots:
            yield Fault("unstamped")
        return
    if not wanted:
        yield Fault("file-added", STAMP)
    checked.stamp = read_stamp(raw, manifest)
    if checked.stamp is None:
        yield Fault("stamp-wrong", STAMP)
    elif roots and (why := chain_fault(raw, manifest, roots)):
        yield Fault("stamp-otherwise", STAMP, why)


def _known(told: Mapping[str, Any], trusted: Trusted, checked: Checked) -> Iterator[Fault]:
    """What the person who checks knows of the pack and of the files that it is about."""
    if trusted.fingerprint and trusted.fingerprint.strip().lower() != checked.fingerprint:
        yield Fault("fingerprint-differs", more=checked.fingerprint)
    listed = told.get("originals")
    listed = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    exhibits = {str(one.get("sha256")): str(one.get("exhibit")) for one in listed}
    for name, found in trusted.originals.items():
        if found in exhibits:
            checked.exhibits[name] = exhibits[found]
        else:
            yield Fault("original-unknown", name)
