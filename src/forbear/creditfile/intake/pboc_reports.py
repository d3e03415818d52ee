"""Reports in JSON, opened with caps on size, depth and objects; units are found by their code, wherever they stand."""

from __future__ import annotations

import gzip
import json
import tomllib
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from forbear.errors import Problem, RecordError


@cache
def codes() -> Mapping[str, Any]:
    """Caps and codes, from ``pboc.toml``."""
    text = files("forbear.creditfile.intake").joinpath("pboc.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def reports(path: Path) -> Iterator[Mapping[str, Any]]:
    """The reports of a file: one, a list of them, or one on each line."""
    name = path.name.lower().removesuffix(".gz")
    if name.endswith((".jsonl", ".ndjson")):
        for number, line in enumerate(_lines(path), 1):
            if line.strip():
                yield _report(line, f"{path}, line {number}")
        return
    text = b"".join(_lines(path))
    whole = _parsed(text, str(path))
    for one in whole if isinstance(whole, list) else [whole]:
        yield _checked(one, str(path))


def _lines(path: Path) -> Iterator[bytes]:
    """The lines of a file, none longer than a report may be; a file that is one report may not be longer either."""
    cap, read = codes()["caps"]["bytes"], 0
    whole = not path.name.lower().removesuffix(".gz").endswith((".jsonl", ".ndjson"))
    opener: Any = gzip.open if path.name.lower().endswith(".gz") else open
    try:
        with opener(path, "rb") as stream:
            while line := stream.readline(cap + 1):
                read = read + len(line) if whole else len(line)
                if read > cap:
                    what = f"a report has more than {cap} bytes"
                    raise RecordError(Problem(str(path), what, hint="Nothing of it was taken in", code="pboc-cap"))
                yield line
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        why = str(error)[:160]
        raise RecordError(Problem(str(path), "it cannot be read", why=why, code="unreadable")) from None


def _report(text: bytes, where: str) -> Mapping[str, Any]:
    return _checked(_parsed(text, where), where)


def _parsed(text: bytes, where: str) -> Any:
    try:
        return json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        what, hint = "this is no JSON", "Write or export it again; nothing of it was taken in"
        raise RecordError(Problem(where, what, why=str(error)[:160], hint=hint, code="json")) from None


def _checked(report: Any, where: str) -> Mapping[str, Any]:
    units, caps = 0, codes()["caps"]
    waiting = [(report, 0)]
    while waiting:
        one, depth = waiting.pop()
        units += 1
        if depth > caps["depth"] or units > caps["units"]:
            what = f"a report has more than {caps['units']} objects or {caps['depth']} levels"
            raise RecordError(Problem(where, what, hint="Nothing of it was taken in", code="pboc-cap"))
        inside = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        waiting += [(each, depth + 1) for each in inside if isinstance(each, (dict, list))]
    if not isinstance(report, dict) or not any(units_of(report, "PA01")):
        hint = "A report has a head PA01 with its number, its day and whom it is about"
        raise RecordError(
            Problem(where, "this is no report in the shape that is read here", hint=hint, code="pboc-shape")
        )
    return report


def units_of(inside: Any, code: str) -> Iterator[Mapping[str, Any]]:
    """Every object that stands under a code, in a list or alone, at any depth."""
    if isinstance(inside, list):
        for one in inside:
            yield from units_of(one, code)
    elif isinstance(inside, dict):
        for name, value in inside.items():
            if name == code:
                yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict))
            else:
                yield from units_of(value, code)


def cell(unit: Mapping[str, Any], name: str) -> str:
    """What stands under a name anywhere in a unit; empty where nothing does."""
    for key, value in unit.items():
        if key == name and isinstance(value, str) and value.strip() not in codes()["missing"]["words"]:
            return value.strip()
        if isinstance(value, dict) and (found := cell(value, name)):
            return found
    return ""
