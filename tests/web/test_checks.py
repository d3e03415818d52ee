"""What is looked at before the server starts."""

from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.management import call_command

from forbear.gate.heads import new_keys
from forbear.web.config import checks
from forbear.web.ledger import gates

STRONG = "s3cret-and-long-enough-for-everybody-who-looks-at-it-here"


@pytest.fixture(autouse=True)
def well(settings, monkeypatch, tmp_path):
    """Settings that nothing is wrong with."""
    monkeypatch.setenv("FORBEAR_DATA", str(tmp_path))
    gates.rulebooks.cache_clear()
    settings.DEBUG, settings.HOST, settings.ALLOWED_HOSTS = False, "127.0.0.1", ["localhost"]
    settings.SECRET_KEY, settings.KEY_IS_KEPT, settings.METRICS_TOKEN = STRONG, True, ""
    settings.RULES, settings.PLACES = ["us-reg-f"], []
    yield settings
    gates.rulebooks.cache_clear()


def found():
    return {message.id: f"{message.msg} {message.hint or ''}" for message in run_checks() if not message.is_silenced()}


def test_settings_in_order_are_passed_without_a_word():
    assert found() == {}


@pytest.mark.parametrize(
    ("name", "value", "code", "words"),
    [
        ("TIME_ZONE", "Asia/Shanghai", "forbear.E001", "not UTC"),
        ("KEY_IS_KEPT", False, "forbear.W003", "forbear serve"),
        ("SECRET_KEY", "short", "forbear.E003", "weak"),
        ("SECRET_KEY", "a" * 80, "forbear.E003", "weak"),
        ("RULES", [], "forbear.W006", "forbear rules list"),
        ("RULES", ["us-reg-g"], "forbear.E006", "Did you mean 'us-reg-f'"),
        ("PLACES", ["XX"], "forbear.E006", "XX"),
        ("HOST", "192.0.2.7", "forbear.W010", "--proxies 1"),
        ("HOST", "192.0.2.7", "forbear.W011", "FORBEAR_METRICS_TOKEN"),
        ("PROXIES", 1, "forbear.W011", "Nobody can read the counts"),
        ("METRICS_TOKEN", "guess", "forbear.E011", "too short"),
        ("PACK_KEY", "nowhere.key", "forbear.E012", "forbear ledger keygen"),
        ("PACK_KEY", __file__, "forbear.E012", "private"),
    ],
)
def test_each_fault_is_named_with_what_to_do(settings, name, value, code, words):
    setattr(settings, name, value)
    assert words in found()[code]


def test_the_key_for_packs_is_for_nobody_else_to_read(settings, tmp_path):
    path = tmp_path / "packs.key"
    path.write_bytes(new_keys()[0])
    settings.PACK_KEY = str(path)
    for mode, codes in ((0o600, set()), (0o644, {"forbear.W012"})):
        path.chmod(mode)
        assert set(found()) == codes


@pytest.mark.parametrize(
    ("host", "hosts", "public"),
    [
        ("127.0.0.1", ["localhost", "[::1]"], False),
        ("192.0.2.7", ["localhost"], True),
        ("127.0.0.1", ["gate.example"], True),
    ],
)
def test_debugging_is_for_this_machine_alone(settings, host, hosts, public):
    settings.DEBUG, settings.HOST, settings.ALLOWED_HOSTS = True, host, hosts
    assert bool(checks.debug()) is public


@pytest.mark.parametrize("mode", ["PRIVATE", "DEMO"])
@pytest.mark.parametrize(
    ("name", "value"), [("HOST", "192.0.2.7"), ("ALLOWED_HOSTS", ["localhost", "gate.example"]), ("PROXIES", 1)]
)
def test_a_server_without_passwords_that_others_can_reach_does_not_start(settings, mode, name, value):
    setattr(settings, mode, True)
    assert checks.strangers() == []
    setattr(settings, name, value)
    assert checks.strangers()[0].id == "forbear.E008"


def test_a_private_server_is_no_demonstration(settings):
    settings.PRIVATE = True
    assert checks.modes() == []
    settings.DEMO = True
    assert checks.modes()[0].id == "forbear.E009"


def test_a_key_that_others_may_read_is_told(tmp_path):
    path = tmp_path / "secret.key"
    path.write_text(STRONG)
    path.chmod(0o640)
    assert f"chmod 600 {path}" in found()["forbear.W004"]
    path.chmod(0o600)
    assert found() == {}


def test_sqlite_on_a_network_folder_is_an_error(settings, monkeypatch, tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text("disk / ext4 rw 0 0\nhost:/x /data/net nfs4 rw 0 0\n")
    monkeypatch.setattr(checks, "MOUNTS", mounts)
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", "/data/net/ledger.sqlite3")
    assert "nfs4" in checks.folder()[0].msg
    assert checks.kind_of_files(Path("/data/own/file"), mounts.read_text()) == "ext4"


@pytest.mark.django_db
def test_a_database_that_lacks_tables_is_an_error(monkeypatch):
    assert checks.tables(["default"]) == []
    monkeypatch.setattr("forbear.web.ledger.state.waiting_migrations", lambda: ["ledger.0009_more"])
    assert "ledger.0009_more" in checks.tables(["default"])[0].msg


@pytest.mark.django_db
def test_the_command_that_makes_tables_runs_where_they_are_missing(monkeypatch):
    monkeypatch.setattr("forbear.web.ledger.state.waiting_migrations", lambda: ["ledger.0009_more"])
    call_command("migrate", verbosity=0, skip_checks=False)
