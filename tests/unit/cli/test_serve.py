"""``forbear serve`` hands its choices over in the environment and becomes the server."""

import os
import sys

import pytest
from typer.testing import CliRunner

from forbear.cli import server
from forbear.cli.main import app_with
from forbear.errors import SetupError

VARIABLES = ("FORBEAR_DATA", "DATABASE_URL", "FORBEAR_HOST", "FORBEAR_RULES", "FORBEAR_PLACES", "FORBEAR_WORKERS")


def run(*words):
    """The command line, as a person starts it."""
    return CliRunner().invoke(app_with("serve"), words)


@pytest.fixture
def became(monkeypatch):
    """What the process became, and with which variables."""
    for name in VARIABLES:
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    seen = []

    def execv(path, words):
        seen.append((path, words, {name: os.environ[name] for name in VARIABLES if name in os.environ}))
        raise SystemExit(0)

    monkeypatch.setattr(os, "execv", execv)
    return seen


def test_the_choices_go_into_the_environment_and_the_process_becomes_the_server(became, tmp_path):
    words = ["serve", "--port", "9000", "--data", str(tmp_path), "--rules", "us-reg-f", "--rules", "us-ny"]
    assert run(*words, "--place", "CN", "--database-url", "postgresql://a/b").exit_code == 0
    ((path, words, told),) = became
    assert path == sys.executable
    assert words[1:] == ["-m", "forbear.web", "serve", "--host", "127.0.0.1", "--port", "9000"]
    assert told == {
        "FORBEAR_DATA": str(tmp_path), "DATABASE_URL": "postgresql://a/b", "FORBEAR_HOST": "127.0.0.1",
        "FORBEAR_RULES": "us-reg-f,us-ny", "FORBEAR_PLACES": "CN", "FORBEAR_WORKERS": "1",
    }  # fmt: skip


def test_what_is_not_said_stays_as_the_environment_has_it(became, monkeypatch):
    monkeypatch.setenv("FORBEAR_RULES", "us-reg-f")
    run("serve")
    assert became[0][2] == {"FORBEAR_HOST": "127.0.0.1", "FORBEAR_RULES": "us-reg-f", "FORBEAR_WORKERS": "1"}


def test_where_the_server_is_not_installed_a_sentence_says_how_to_get_it(became, monkeypatch):
    monkeypatch.setattr(server, "NEEDED", ("django", "no_such_library"))
    told = run("serve").exception
    assert isinstance(told, SetupError) and not became
    assert "no_such_library" in str(told) and "forbear[server]" in str(told)
