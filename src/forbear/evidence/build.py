"""An audit → the files of a pack, and the pack: documents, data, originals where wanted, the seals over all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

from forbear import __version__
from forbear.audit.export import iso_time
from forbear.audit.result import AuditResult
from forbear.calendar import SECOND
from forbear.errors import InputError, Problem
from forbear.evidence.archive import packed
from forbear.evidence.manifest import MANIFEST, SIGNATURE, STAMP, SUMS, manifest_of, sha256, sums_of
from forbear.evidence.pages import Making, Told
from forbear.evidence.record import record, versions
from forbear.evidence.records import data_files
from forbear.evidence.seal import PUBLIC_KEY, PrivateKey, public_pem, signature_of
from forbear.evidence.summary import summary
from forbear.render import pdf, template_of, without_glyph

_UNSHOWN = "□"
SUMMARY, RECORD = "summary.pdf", "record.pdf"
_ENDING = re.compile(r"(\.[A-Za-z0-9]{1,8}){0,2}$")

Stamper = Callable[[bytes], bytes]
"""Manifest → the reply of a time-stamp server that was checked; raises InputError."""


def build(result: AuditResult, making: Making) -> dict[str, bytes]:
    """The files of a pack by name, without the seals: same audit and same making, same bytes."""
    told = Told.of(result, making)
    template, at_s = template_of("forbear.evidence", "evidence.typ"), making.made_at // SECOND
    return {
        SUMMARY: pdf(template, _clean(summary(told)), at_s),
        RECORD: pdf(template, _clean(record(told)), at_s),
        **data_files(told.records),
        **_rulebooks(making),
        **_originals(result, making),
    }


def sealed(
    files: Mapping[str, bytes],
    result: AuditResult,
    making: Making,
    key: PrivateKey | None = None,
    stamp: Stamper | None = None,
) -> dict[str, bytes]:
    """All files of a pack: those given, the manifest over them, and signature, time stamp and sums over that."""
    every = dict(files) | ({PUBLIC_KEY: public_pem(key)} if key else {})
    manifest = manifest_of(every, _about(files, result, making))
    every[MANIFEST] = manifest
    if key:
        every[SIGNATURE] = signature_of(manifest, key)
    if stamp:
        every[STAMP] = stamp(manifest)
    every[SUMS] = sums_of(every)
    return every


def pack(result: AuditResult, making: Making, key: PrivateKey | None = None, stamp: Stamper | None = None) -> bytes:
    """The whole pack as the bytes of a zip."""
    return packed(sealed(build(result, making), result, making, key, stamp))


def _clean(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The data without what no document can show: halves of letters, and signs that the fonts cannot draw."""
    text = json.dumps(data, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
    return dict(json.loads(text.translate({ord(sign): _UNSHOWN for sign in without_glyph(text)})))


def _about(files: Mapping[str, bytes], result: AuditResult, making: Making) -> Mapping[str, Any]:
    about: dict[str, Any] = {
        "software": {"forbear": __version__, **versions()},
        "made_at": iso_time(making.made_at, "UTC"),
        "language": making.lang,
        "masked": making.masked,
        "zone": result.zone,
        "counts": {
            "contacts": len(result.history.of_kind("contact").events),
            "judged": len(result.judged),
            "findings": len(result.findings),
            "rows": sum(file.rows for file in result.files),
        },
        "originals": [
            {"exhibit": f"A{number}", "sha256": file.sha256} for number, file in enumerate(result.files, start=1)
        ],
        "rulebooks": [{"id": book.id, "sha256": book.sha256} for book in result.rulebooks],
    }
    about |= {"signed_by": making.signed_by} if making.signed_by else {}
    return about | ({"time_stamp": {"server": making.server}} if making.server else {})


def _rulebooks(making: Making) -> Mapping[str, bytes]:
    """The text of each rulebook: one file, or a folder of its parts."""
    return {
        f"rulebooks/{name}" if len(parts) == 1 else f"rulebooks/{book}/{name}": text.encode("utf-8")
        for book, parts in making.rulebooks.items()
        for name, text in parts.items()
    }


def _originals(result: AuditResult, making: Making) -> Mapping[str, bytes]:
    """Copies of the logs under their labels; raises InputError where one is no more what was read."""
    copies: dict[str, bytes] = {}
    for number, file in enumerate(result.files if making.originals else (), start=1):
        raw = making.originals.get(file.sha256)
        if raw is None or sha256(raw) != file.sha256:
            hint = "Make the pack again"
            raise InputError(
                Problem(file.name, "it changed while the pack was made", hint=hint, code="original-changed")
            )
        ending = _ENDING.search(PurePath(file.name).name)
        copies[f"originals/A{number}{ending.group() if ending else ''}"] = raw
    return copies
