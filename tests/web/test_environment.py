"""What the environment says about the server, and what is made at the first start."""

import stat

import pytest

from forbear.errors import SetupError
from forbear.web.config import environment


@pytest.fixture(autouse=True)
def _bare(monkeypatch, tmp_path):
    for name in ("FORBEAR_SECRET_KEY", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FORBEAR_DATA", str(tmp_path / "data"))


def test_the_first_start_makes_a_key_that_only_its_owner_may_read_and_the_second_keeps_it(tmp_path):
    environment.prepare()
    path = tmp_path / "data" / "secret.key"
    key = environment.secret_key()
    assert len(key) >= 50 and stat.S_IMODE(path.stat().st_mode) == 0o600
    environment.prepare()
    assert environment.secret_key() == key and list(path.parent.iterdir()) == [path]


def test_a_key_that_was_made_meanwhile_is_taken_over(tmp_path, monkeypatch):
    environment.prepare()
    key = environment.secret_key()
    monkeypatch.setattr("pathlib.Path.exists", lambda _: False)
    environment.prepare()
    assert environment.secret_key() == key


def test_a_key_of_the_environment_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setenv("FORBEAR_SECRET_KEY", "x" * 60)
    environment.prepare()
    assert environment.secret_key() == "x" * 60 and not list((tmp_path / "data").iterdir())


def test_several_processes_get_a_folder_to_count_together_in(tmp_path, monkeypatch):
    monkeypatch.setenv("FORBEAR_WORKERS", "2")
    monkeypatch.setenv(environment.COUNTS, str(tmp_path / "data" / "counts"))
    environment.prepare()
    assert (tmp_path / "data" / "counts").is_dir()


def test_reading_the_environment_makes_nothing(tmp_path):
    assert environment.secret_key() == "" and environment.database()["NAME"]
    assert not (tmp_path / "data").exists()


def test_without_an_address_the_ledger_is_a_file_in_the_data_folder(tmp_path):
    found = environment.database()
    assert found["NAME"] == str(tmp_path / "data" / "ledger.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_an_address_of_postgresql_is_read_with_its_parts():
    found = environment.database_at("postgresql://anna:p%40ss@db.example:5433/ledger?sslmode=require")
    wanted = {"NAME": "ledger", "USER": "anna", "PASSWORD": "p@ss", "HOST": "db.example", "PORT": "5433"}
    assert {key: found[key] for key in wanted} == wanted
    assert found["OPTIONS"]["sslmode"] == "require" and found["OPTIONS"]["connect_timeout"] == 20


def test_an_address_of_postgresql_may_name_a_folder_of_sockets():
    assert environment.database_at("postgresql://postgres:@/one?host=/run/sockets")["HOST"] == "/run/sockets"


def test_a_database_that_nobody_knows_is_said_with_what_to_write(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://a/b")
    with pytest.raises(SetupError, match=r"there is no database 'mysql'.*postgresql://"):
        environment.database()


def test_a_variable_that_is_no_whole_number_is_said_with_what_to_write(monkeypatch):
    monkeypatch.setenv("FORBEAR_WORKERS", "many")
    with pytest.raises(SetupError, match=r"'many' is no whole number.*FORBEAR_WORKERS=1"):
        environment.number("FORBEAR_WORKERS", 1)
