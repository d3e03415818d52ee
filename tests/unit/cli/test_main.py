import re
import signal
import subprocess
import sys

import pytest
import typer

from forbear import __version__
from forbear.cli.main import COMMANDS as NAMES
from forbear.cli.main import app_with
from forbear.labels import LANGUAGES
from forbear.report.words import texts_of
from forbear.rules import catalog
from tests.house.tree import SRC

START = "from forbear.cli.main import run; run()"


def commands(command, name="forbear"):
    """Every command that does something, by its whole name."""
    inner = getattr(command, "commands", {})
    if not inner:
        yield name, command
    for word, one in inner.items():
        yield from commands(one, f"{name} {word}")


COMMANDS = dict(commands(typer.main.get_command(app_with(*NAMES))))


def test_the_version_is_printed_and_nothing_else_is_done(forbear):
    ended = forbear("--version")
    assert (ended.code, ended.out) == (0, f"forbear {__version__}\n")


@pytest.mark.parametrize("words", [[], ["rules"]])
def test_without_a_command_the_help_is_shown_and_nothing_was_done(forbear, words):
    ended = forbear(*words)
    assert ended.code == 1
    assert "Usage: forbear" in ended.flat
    assert ended.err == ""


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["audit"], "Missing argument 'logs'. See forbear audit --help."),
        (["rules", "shw"], "No such command 'shw'. Did you mean 'show'? See forbear rules --help."),
        (
            ["demo", "--lang", "fr"],
            "Invalid value for '--lang': 'fr' is not one of 'en', 'zh'. See forbear demo --help.",
        ),
    ],
)
def test_a_command_line_that_cannot_be_understood_fails_and_is_not_taken_for_a_refusal(forbear, words, sentence):
    ended = forbear(*words)
    assert (ended.code, ended.out, ended.err) == (1, "", f"✗ {sentence}\n")


def test_a_misspelt_option_is_told_with_the_nearest_one(forbear):
    ended = forbear("audit", "--plce", "CN", "x.xml")
    assert ended.code == 1
    assert "No such option: --plce" in ended.err
    assert "--place" in ended.err


def broken(*_):
    raise KeyError("a fault")


def test_a_fault_of_our_own_is_a_sentence_and_no_traceback(forbear, monkeypatch):
    monkeypatch.setattr(catalog, "all_books", broken)
    ended = forbear("rules", "list")
    assert ended.code == 1
    assert ended.err == "✗ This is a fault of Forbear itself (KeyError: 'a fault'). Please report it, with --debug.\n"


@pytest.mark.parametrize("words", [["--debug", "rules", "list"], ["rules", "list", "--debug"]])
def test_with_debug_the_traceback_is_shown_wherever_the_word_stands(forbear, monkeypatch, words):
    monkeypatch.setattr(catalog, "all_books", broken)
    ended = forbear(*words)
    assert ended.code == 1
    assert "Traceback (most recent call last)" in ended.err
    assert "KeyError: 'a fault'" in ended.err


def test_a_file_that_may_not_be_read_is_named_in_a_sentence(forbear, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied", "calls.xml")

    monkeypatch.setattr(catalog, "all_books", refuse)
    ended = forbear("rules", "list")
    assert (ended.code, ended.err) == (1, "✗ calls.xml: Permission denied.\n")


def test_too_little_memory_is_told_in_a_sentence(forbear, monkeypatch):
    def refuse(*_):
        raise MemoryError

    monkeypatch.setattr(catalog, "all_books", refuse)
    assert forbear("rules", "list").err == "✗ There is not enough memory for this. Give fewer files at once.\n"


def test_who_stops_it_is_told_that_nothing_was_half_written(forbear, monkeypatch):
    def interrupt(*_):
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(catalog, "all_books", interrupt)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background begins with it ignored
    try:
        ended = forbear("rules", "list")
    finally:
        signal.signal(signal.SIGINT, before)
    assert (ended.code, ended.err) == (1, "✗ Stopped. Nothing was half written.\n")


def test_a_reader_that_goes_away_is_no_fault():
    line = f"{sys.executable} -c '{START}' rules list --json | head -c 1"
    done = subprocess.run(["/bin/bash", "-c", line], capture_output=True, encoding="utf-8", check=True)
    assert (done.stdout, done.stderr) == ("[", "")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_help_of_every_command_ends_with_an_example_of_that_very_command(name):
    example = COMMANDS[name].help.partition("Example: ")[2]
    assert example.startswith(f"{name} ")
    assert "\n" not in example.strip()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_argument_and_option_of_a_command_says_what_it_is(name):
    assert [one.name for one in COMMANDS[name].params if not one.help] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_for_passing_a_row_over_has_words(lang):
    sources = [path.read_text(encoding="utf-8") for path in (SRC / "audit").rglob("*.py")]
    reasons = {reason for text in sources for reason in re.findall(r'\.ignore\("([^"]+)"', text)}
    assert reasons
    assert {f"ignored.{reason}" for reason in reasons} - set(texts_of(lang)) == set()


def test_the_program_starts_from_anywhere(tmp_path):
    start = [sys.executable, "-c", START, "--version"]
    done = subprocess.run(start, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (0, f"forbear {__version__}\n")
