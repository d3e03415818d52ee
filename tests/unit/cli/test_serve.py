"""``forbear serve`` hands its choices over in the environment and becomes the server."""

import os
import sys

import pytest
from typer.testing import CliRunner

from forbear.cli import server
from forbear.cli.main import app_with
from forbear.errors import InputError, SetupError

VARIABLES = (
    "FORBEAR_DATA", "DATABASE_URL", "FORBEAR_HOST", "FORBEAR_RULES", "FORBEAR_PLACES", "FORBEAR_WORKERS",
    "FORBEAR_PRIVATE", "FORBEAR_DEMO", "FORBEAR_PROXIES",
)  # fmt: skip


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


@pytest.mark.parametrize("option", ["--private", "--demo"])
@pytest.mark.parametrize("host", ["198.51.100.1", "192.0.2.7", "gate.example", "::"])
def test_a_server_without_passwords_is_for_this_machine_alone(became, option, host):
    told = run("serve", option, "--host", host).exception
    assert isinstance(told, InputError) and not became
    assert option in str(told) and host in str(told) and "Leave --host out" in str(told)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_one_person_on_this_machine_needs_no_more_than_an_option(became, host):
    run("serve", "--private", "--host", host)
    assert became[0][2]["FORBEAR_PRIVATE"] == "yes" and "FORBEAR_DEMO" not in became[0][2]


def test_a_demonstration_keeps_its_files_apart(became):
    run("serve", "--demo")
    assert became[0][2]["FORBEAR_DEMO"] == "yes" and became[0][2]["FORBEAR_DATA"].endswith("forbear-demo")


def test_a_real_person_and_invented_ones_do_not_share_a_server(became):
    assert "exclude one another" in str(run("serve", "--private", "--demo").exception) and not became
