"""Keys: shown once, kept as a hash, found in constant time, gone when revoked."""

import hashlib
import hmac

import pytest
from django.core.management import CommandError, call_command

from forbear.errors import InputError
from forbear.web.access import keys
from forbear.web.access.keys import ROLES, SCOPES, find_key, new_key, revoke_key
from forbear.web.access.models import ApiKey
from tests.support.api import Asker
from tests.support.gates import NOON


@pytest.fixture
def made(db):
    return new_key("agency", "dialler", ["ask"], NOON, collector="COL")


def test_only_the_hash_of_a_secret_is_kept(made):
    row, text = made
    secret = text.split("_", 2)[2]
    kept = ApiKey.objects.filter(pk=row.pk).values().get()
    assert kept["sha256"] == hashlib.sha256(secret.encode()).hexdigest()
    assert not any(secret in str(value) for value in kept.values())
    assert len(secret) >= 43


def test_a_key_is_found_by_its_text_alone(made):
    row, text = made
    assert find_key(text) == row
    prefix, name, secret = text.split("_", 2)
    wrong = [
        "", "x", name, f"{prefix}_{name}", f"{prefix}_{name}_", f"{text}x", f"other_{name}_{secret}", f"{text}\0",
        f"{prefix}_{name[:-1]}0x_{secret}", f"{prefix}_{'9' * 99}_{secret}",
        f"{prefix}_{row.sha256}", "\ud800_\ud800_x",
    ]  # fmt: skip
    assert [find_key(one) for one in wrong] == [None] * len(wrong)


def test_hashes_are_compared_in_constant_time_also_where_there_is_no_such_key(made, monkeypatch):
    compared = []
    real = hmac.compare_digest
    monkeypatch.setattr(keys.hmac, "compare_digest", lambda *pair: compared.append(pair) or real(*pair))
    find_key(made[1])
    find_key("forbear_nobody_x")
    assert [len(pair[0]) for pair in compared] == [64, 64]


def test_a_revoked_key_works_no_more_and_stays_listed(server, made):
    row, text = made
    assert Asker(text)("GET", "rulebooks")[0] == 200
    assert revoke_key(row.pk, NOON).revoked_at == NOON
    assert Asker(text)("GET", "rulebooks")[0] == 401
    assert row in keys.all_keys()


def test_a_key_that_cannot_be_is_refused_with_the_reason(db):
    with pytest.raises(InputError, match="Did you mean 'ask'"):
        new_key("agency", "", ["aks"], NOON)
    with pytest.raises(InputError, match="no scope"):
        new_key("agency", "", [], NOON)
    with pytest.raises(InputError, match="no organisation"):
        new_key("", "", ["ask"], NOON)
    with pytest.raises(InputError, match="too long"):
        new_key("a" * 101, "", ["ask"], NOON)
    with pytest.raises(InputError, match="no key"):
        revoke_key("none", NOON)


def test_roles_are_made_of_scopes():
    assert {scope for scopes in ROLES.values() for scope in scopes} == set(SCOPES)


def test_the_command_makes_lists_and_revokes_and_shows_the_key_alone(db, capsys):
    call_command("key", "new", "agency", "--role", "collector", "--collector", "COL", "--name", "dialler")
    text, words = capsys.readouterr()
    row = find_key(text.strip())
    assert row is not None and (row.collector, row.scopes) == ("COL", "ask record") and "once" in words
    call_command("key", "list")
    assert f"{row.pk}  agency  dialler  COL  ask record" in (listed := capsys.readouterr().out)
    assert text.strip().split("_", 2)[2] not in listed
    call_command("key", "revoke", row.pk)
    assert find_key(text.strip()) is None
    with pytest.raises(CommandError, match="no key"):
        call_command("key", "revoke", "none")
