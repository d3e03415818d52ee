"""What every test of people begins with."""

import pytest
from django.core.cache import cache

from tests.support.people import make_world


@pytest.fixture(autouse=True)
def _quick(settings):
    """Passwords are hashed quickly, and nobody was counted before."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def world(db):
    """Everybody."""
    return make_world()
