"""What nobody should send: texts, numbers and files that break what reads them without care."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
import zlib

MARK = "<zq9x>"
"""Stands in no page unless somebody's text got into it as it was."""
BROKEN_OUT = '" zq9q="'
"""The same for the value of an attribute."""
SCRIPT = f"{MARK}<script>alert(1)</script>{BROKEN_OUT} onload=x '"
TEXTS = (
    SCRIPT,
    "\u202e\u2066gnirts\u200f\u200b\ufeff",
    "a\x00b",
    "\x1b[31m\x07\x7f\r\n\tX-Header: 1",
    "{{ settings.SECRET_KEY }}{% debug %}${7*7}",
    "' OR 1=1 --",
    "../../../../etc/passwd",
    "=HYPERLINK(1)",
    "长" * 5000,
    "e\u0301" * 300 + "👩‍👩‍👧‍👦",
    "[" * 20000,
    "-1",
    "99999999999999999999999999",
    "1e999999",
    "NaN",
    "٣٤٫٥",
    "½",
    "0000-00-00",
    "9999-12-31",
    "10000-01-01",
    "1,234.5.6",
    " ",
    "%s%n%00",
    "javascript:alert(1)",
    "+1" + "0" * 400,
)
QUERIES = ("-1", "99999999999999999999", "NaN", "a\x00b", SCRIPT, "2026-13-45", "", "[]", "' OR 1=1 --")
LANGUAGES = ("xx-YY", "zh-hans;q=nan", "../../etc", "a" * 5000, "*;q=0", "zh\x00", "en-" + "x" * 300)
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))


def _zip(name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr(name, content)
    return made.getvalue()


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


ZEROS = b"0" * (64 << 20)
FILES = {
    "empty.csv": b"",
    f"..\\..\\{SCRIPT}\u202egpj.csv": b"a,b\n1,2\n",
    "nul.csv": b"a,b\x00\n\x00,\x00\n",
    "formula.csv": b"name,amount\n=cmd|' /C calc'!A0,1\n",
    "wide.csv": ",".join(f"c{n}" for n in range(20_000)).encode() + b"\n" + b"1," * 19_999 + b"1\n",
    "long.csv": b"a,b\n" + b"x" * (3 << 20) + b",1\n",
    "script.csv": f"name,phone,date,time\n{SCRIPT},{SCRIPT},{SCRIPT},{SCRIPT}\n".encode(),
    "utf16.csv": "名,电话\n李,1\n".encode("utf-16"),
    "gb.csv": "名,电话\n李雷,1\n".encode("gb18030"),
    "bad.csv": b"\xff\xfe\xfa\xed\xa0\x80,\xc3\x28\n",
    "random.bin": bytes(range(256)) * 400,
    "deep.json": b"[" * 200_000,
    "deep.jsonl": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "numbers.json": b'{"a": 1e9999, "b": -0, "c": 123456789012345678901234567890}',
    "not.json": json.dumps({SCRIPT: SCRIPT}).encode(),
    "log.jsonl": json.dumps({"kind": SCRIPT, "at": SCRIPT}).encode() + b"\n",
    "laughs.xml": f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "ha">{ENTITIES}]><calls>&e11;</calls>'.encode(),
    "outside.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><calls>&e;</calls>',
    "cut.xml": b'<?xml version="1.0"?><calls count="1"><call number="1" date="',
    "calls.xml": (
        b'<?xml version="1.0"?><calls count="1"><call number="+8613800000000" date="99999999999999999999" '
        b'duration="-1" type="77" contact_name="&lt;zq9x&gt;"/></calls>'
    ),
    "cut.gz": gzip.compress(b"a,b\n" * 1000)[:40],
    "bomb.gz": gzip.compress(ZEROS, 1),
    "bomb.zip": _zip("a.csv", ZEROS),
    "up.zip": _zip("../../../../tmp/zq9x", b"x"),
    "bomb.xlsx": _zip("xl/workbook.xml", ZEROS),
    "bomb.parquet": b"PAR1" + b"\xff" * 64 + struct.pack("<I", 2**31 - 1) + b"PAR1",
    "huge.png": _png(60_000, 60_000),
    "data.sqlite3": b"SQLite format 3\x00" + b"\xff" * 200,
}
"""Name → content. None is large to send."""
