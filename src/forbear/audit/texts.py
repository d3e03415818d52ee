"""The words of messages, read again from the logs: the history keeps only their digests."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence

from forbear.audit.assemble import Log
from forbear.audit.intake import is_phone, sniff_format
from forbear.audit.intake.base import Options, Row, Tally
from forbear.audit.marks import Marks


def texts_of(logs: Sequence[Log], marks: Marks, options: Options, wanted: Collection[str]) -> Mapping[str, str]:
    """The texts of marked numbers whose SHA-256 is ``wanted``, by it; all others are forgotten as they are read."""
    known = marks.by_number()
    found: dict[str, str] = {}
    for row in _rows(logs, options):
        if row.text and row.number in known:
            sha256 = hashlib.sha256(row.text.encode("utf-8", "replace")).hexdigest()
            if sha256 in wanted:
                found[sha256] = row.text
    return found


def _rows(logs: Sequence[Log], options: Options) -> Iterator[Row]:
    for log in logs:
        module = sniff_format(log.path)
        if is_phone(module):
            yield from (row for row in module.read(log.path, options, Tally()) if isinstance(row, Row))
