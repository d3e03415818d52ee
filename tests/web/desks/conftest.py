"""A borrower, her adviser, and strangers, each with a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from forbear.web.desks.borrower import cases
from tests.support import people

SAMPLE = Path(__file__).parents[3] / "src/forbear/sample"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch, settings):
    monkeypatch.setenv("FORBEAR_DATA", str(tmp_path))
    settings.SECURE = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.SESSION_COOKIE_NAME = "forbear-session"
    return tmp_path


@pytest.fixture
def centre(db):
    return people.organisation("Advice centre", "advice")


@pytest.fixture
def borrower(centre):
    return people.person("lin", "borrower", centre)


@pytest.fixture
def browser(borrower):
    return people.signed_in(borrower)


@pytest.fixture
def case(borrower):
    return cases.begin(borrower.memberships.get(), "CN", "Asia/Shanghai")


def sample(*names):
    return [SimpleUploadedFile(name, (SAMPLE / name).read_bytes()) for name in names]


def upload(name, content):
    return SimpleUploadedFile(name, content)
