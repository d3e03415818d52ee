"""What every test of people begins with."""

import pytest
from django.core.cache import cache

from tests.support.people import make_world


@pytest.fixture(autouse=True)
def _quick(settings, tmp_path, monkeypatch):
    """Passwords are hashed quickly, keys are made in a folder of the test, and nobody was counted before."""
    monkeypatch.setenv("FORBEAR_DATA", str(tmp_path))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def world(db):
    """Everybody."""
    return make_world()
