"""Character references as phones write them in XML: emoji in two halves, characters that no XML may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forbear.audit.result import Rejected

_LONGEST = 24
_REFERENCES = re.compile(r"(?:&#(?:[0-9]{1,20}|[xX][0-9a-fA-F]{1,20});)+")
_REFERENCE = re.compile(r"&#(?:([0-9]+)|[xX]([0-9a-fA-F]+));")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REPLACEMENT = 0xFFFD


def whole_references(pieces: Iterator[str | Rejected]) -> Iterator[str | Rejected]:
    """The same text in which each reference stands for a whole character that XML may hold, � for all others."""
    held = ""
    for piece in pieces:
        if isinstance(piece, Rejected):
            yield piece
            continue
        text = held + piece
        cut = _begun(text)
        yield _mended(text[:cut])
        held = text[cut:]
    yield _mended(held)


def _begun(text: str) -> int:
    """Where the last two references of a text begin, if they reach its end: the next piece may go on with them."""
    cut = len(text)
    for _ in range(2):
        begin = text.rfind("&", max(0, cut - _LONGEST), cut)
        if begin < 0 or ";" in text[begin : cut - 1]:
            break
        cut = begin
    return cut


def _mended(text: str) -> str:
    text = _NO_XML.sub("\ufffd", text)
    return _REFERENCES.sub(_whole, text) if "&#" in text else text


def _whole(run: re.Match[str]) -> str:
    codes = [int(decimal) if decimal else int(digits, 16) for decimal, digits in _REFERENCE.findall(run[0])]
    return "".join(f"&#{code};" for code in _joined(codes))


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
