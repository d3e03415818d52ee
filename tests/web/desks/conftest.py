"""A borrower, her adviser, and strangers, each with a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from forbear.web.desks.borrower import cases
from forbear.web.people.models import Organisation
from tests.support.people import person

SAMPLE = Path(__file__).parents[3] / "src/forbear/sample"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch, settings):
    monkeypatch.setenv("FORBEAR_DATA", str(tmp_path))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    return tmp_path


@pytest.fixture
def centre(db):
    return Organisation.objects.create(name="Advice centre", kind="advice")


@pytest.fixture
def borrower(centre):
    return person("borrower", centre)


@pytest.fixture
def browser(borrower):
    return signed_in(borrower)


@pytest.fixture
def case(borrower):
    return cases.begin(borrower.memberships.get(), "CN", "Asia/Shanghai")


def signed_in(user, language="en"):
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def sample(*names):
    return [SimpleUploadedFile(name, (SAMPLE / name).read_bytes()) for name in names]


def upload(name, content):
    return SimpleUploadedFile(name, content)
