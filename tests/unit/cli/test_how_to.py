"""The how-to pages are followed to the letter: their files saved, their commands run, what they show looked for."""

import contextlib
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.support.servers import free_port
from tests.support.warm import warm_command

PAGES = sorted((ROOT / "docs" / "how-to").glob("*.md"))
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`([\w-]+\.\w+)`:\s*\Z")
EXIT_CODE = re.compile(r"# exit code (\d)\s*$")


def blocks(page):
    """(kind, text, name of the file that the sentence before gives it)."""
    text = page.read_text(encoding="utf-8")
    for found in BLOCK.finditer(text):
        name = NAMED.search(text[: found.start()])
        yield found[1], found[2], name[1] if name else ""


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """What the shell of a reader has: ``forbear``, and the Python beside it."""
    beside = str(Path(sys.executable).parent)
    given = {**os.environ, "COLUMNS": "100"}
    with warm_command(tmp_path_factory.mktemp("warm"), given) as commands:
        yield {**given, "PATH": os.pathsep.join((str(commands), beside, os.environ["PATH"]))}


def run(line, folder, environment):
    """The exit code of one command, and all that it said in one line."""
    shell = ["/bin/bash", "-c", line]
    done = subprocess.run(shell, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    return done.returncode, flat(done.stdout + done.stderr)


def flat(text):
    return " ".join(text.split())


@pytest.fixture
def port():
    """A port that is free, for pages that start the server at 8765."""
    return str(free_port())


@pytest.fixture
def stopped(tmp_path):
    """A server that a page started is stopped, also where the page is not followed to its end."""
    yield
    kept = tmp_path / "server.pid"
    if kept.exists():
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(kept.read_text()), signal.SIGTERM)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_who_follows_a_how_to_page_sees_what_it_shows(page, tmp_path, stopped, port, environment):
    said = ""
    for kind, written, name in blocks(page):
        text = written.replace("8765", port)
        if kind == "sh":
            said = ""
            for line in text.replace("\\\n", " ").splitlines():
                expected = EXIT_CODE.search(line)
                code, output = run(line, tmp_path, environment)
                assert code == int(expected[1] if expected else 0), f"{line}\n{output}"
                said += f" {output}"
        elif kind == "text":
            for line in text.splitlines():
                before, found, said = said.partition(flat(line))
                assert found, f"the page shows {line!r}; the commands said, from there on: {before}"
        else:
            assert name, f"no sentence says under which name to save:\n{text}"
            (tmp_path / name).write_text(text, encoding="utf-8")


def test_every_how_to_page_has_commands_and_shows_what_they_say():
    assert PAGES
    assert [page.name for page in PAGES if not {"sh", "text"} <= {kind for kind, _, _ in blocks(page)}] == []
