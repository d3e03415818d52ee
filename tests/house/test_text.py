"""Words that stand in no file of the project."""

from __future__ import annotations

import re

from tests.house.tree import ROOT, files, none_of

# Put together from pieces, so that this file does not find itself.
NOTES = re.compile(r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK"]) + r")\b")
HOSTS = re.compile(
    "|".join(
        [
            r"pypi\." + r"org", r"pythonhosted\." + r"org", r"npmjs\." + r"org", r"crates\." + r"io",
            r"proxy\.golang\." + r"org", r"deb\.debian\." + r"org", r"/" + r"simple/?\b",
            r"mirrors?\.[a-z]+\." + r"(?:com|edu|org)", r"--(?:extra-)?index" + r"-url[ =]", "PIP_" + "INDEX",
        ]
    )
)  # fmt: skip
MACHINES = re.compile(
    "|".join(
        [
            r"(?<![\w.])/" + r"(?:work|root|home|opt|tmp)" + r"/[\w.]",
            r"\.\./" + "shared",
            "shared" + r"/\w+\.md",
        ]
    )
)
TEXTS = (".py", ".toml", ".md", ".txt", ".sh", ".html", ".css", ".cfg", ".ini", ".yml", "")
SHIPPED = (*TEXTS, ".json", ".jsonl", ".xml", ".csv")
LICENCE = ROOT / "LICENSE"


def test_no_file_holds_a_note_of_something_left_undone():
    none_of(_lines(NOTES, TEXTS), "Do it, or write an issue:")


def test_no_file_names_the_host_of_a_package_registry():
    none_of(
        _lines(HOSTS, SHIPPED),
        "Where packages come from is the reader's own setting (pip's configuration), not the project's:",
    )


def test_no_file_names_a_folder_of_somebodys_machine():
    none_of(_lines(MACHINES, SHIPPED), "Nobody else has these paths:")


def test_every_text_file_is_utf_8_and_ends_with_one_newline():
    none_of(
        (
            path.relative_to(ROOT).as_posix()
            for path in files(*TEXTS)
            if "rejects" not in path.parts and not _tidy(path.read_bytes())
        ),
        "These are not UTF-8, have Windows line ends, or do not end with exactly one newline:",
    )


def _tidy(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return not data or (data.endswith(b"\n") and not data.endswith(b"\n\n") and b"\r\n" not in data)


def _lines(pattern: re.Pattern[str], suffixes: tuple[str, ...]):
    for path in files(*suffixes):
        if path == LICENCE:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if found := pattern.search(line):
                yield f"{path.relative_to(ROOT).as_posix()}:{number}: {found[0]}"
