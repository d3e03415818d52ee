"""SQL as texts in folders ``sql/``, each place in them filled in, and the database's faults as sentences."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path

import duckdb

from forbear.engine.backends.duckdb import OUR_FAULT
from forbear.errors import InputError, Problem


def sql(name: str, parts: Mapping[str, str] | None = None, of: str = "") -> str:
    """The text of a file in ``sql/``, each ``/* name */`` filled in. ``of``: the package, none for the store's."""
    text = _text(of, name)
    for part, value in (parts or {}).items():
        text = text.replace(f"/* {part} */", value)
    return text


@cache
def _text(of: str, name: str) -> str:
    return files("forbear").joinpath("creditfile", of, "sql", f"{name}.sql").read_text(encoding="utf-8")


@contextmanager
def faults_told(where: Path) -> Iterator[None]:
    """Turn what the database complains of into one sentence. ``where``: what was being read or written."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        hint = "Give more with --memory, such as --memory 4GB"
        what = "the memory does not suffice for this delivery"
        raise InputError(Problem(str(where), what, hint=hint, code="memory-short")) from error
    except duckdb.Error as error:
        if isinstance(error, OUR_FAULT):
            raise
        why = str(error).splitlines()[0].split("Error: ", 1)[-1][:160]
        hint = "Nothing of it was taken in"
        raise InputError(Problem(str(where), "it cannot be read", why=why, hint=hint, code="unreadable")) from error
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        what, hint = "the disk is full", "Free space; nothing of it was taken in"
        raise InputError(Problem(str(where), what, hint=hint, code="disk-full")) from error
