"""Character references as phones write them in XML: emoji in two halves, characters that no XML may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forbear.audit.result import Rejected

_LONGEST = 24
_REFERENCE = re.compile(r"&#(?:([0-9]{1,20})|[xX]([0-9a-fA-F]{1,20}));")
_REFERENCES = re.compile(r"(?:&#(?:[0-9]{1,20}|[xX][0-9a-fA-F]{1,20});)+")
_LAST = re.compile(_REFERENCE.pattern + r"\Z")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REPLACEMENT = 0xFFFD


def whole_references(pieces: Iterator[str | Rejected]) -> Iterator[str | Rejected]:
    """The same text in which each reference stands for a whole character that XML may hold, � for all others."""
    held = ""
    for piece in pieces:
        if isinstance(piece, Rejected):
            yield _mended(held)
            yield piece
            held = ""
            continue
        text = held + piece
        cut = _begun(text)
        yield _mended(text[:cut])
        held = text[cut:]
    yield _mended(held)


def _begun(text: str) -> int:
    """Where the next piece may go on with a reference: with one cut off at the end, or with the half of an emoji."""
    begin = text.rfind("&", max(0, len(text) - _LONGEST))
    cut = len(text) if begin < 0 or ";" in text[begin:] else begin
    before = _LAST.search(text, max(0, cut - _LONGEST), cut)
    return before.start() if before and 0xD800 <= _code(before) < 0xDC00 else cut


def _mended(text: str) -> str:
    text = _NO_XML.sub("\ufffd", text)
    return _REFERENCES.sub(_whole, text) if "&#" in text else text


def _whole(run: re.Match[str]) -> str:
    codes = [_code(reference) for reference in _REFERENCE.finditer(run[0])]
    return "".join(f"&#{code};" for code in _joined(codes))


def _code(reference: re.Match[str]) -> int:
    return int(reference[1]) if reference[1] else int(reference[2], 16)


def _joined(codes: list[int]) -> Iterator[int]:
    high = 0
    for code in codes:
        if high and 0xDC00 <= code < 0xE000:
            yield 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
            high = 0
            continue
        if high:
            yield _REPLACEMENT
        high = code if 0xD800 <= code < 0xDC00 else 0
        if not high:
            yield code if _is_xml(code) else _REPLACEMENT
    if high:
        yield _REPLACEMENT


def _is_xml(code: int) -> bool:
    if code < 0x20:
        return code in (9, 10, 13)
    return code <= 0x10FFFF and not 0xD800 <= code < 0xE000 and code not in (0xFFFE, 0xFFFF)
