"""An auditor with a log of two thousand invented contacts, audited once for all tests of these modules."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from forbear.synth.build import Wanted, make
from forbear.synth.place import place_named
from forbear.web.desks.auditor import judging, keeping
from forbear.web.desks.auditor.models import Audit, Log
from forbear.web.jobs.worker import work_once
from tests.support.people import World, make_world
from tests.web.desks.conftest import signed_in

BOOKS = ("us-ma", "us-reg-f")
CSV = """when,customer,who,relation,agency,way,result,phone
2026-06-01 09:10,+12025550123,+12025550123,debtor,Agency X,phone call,answered,+12025550123
2026-06-01 12:30,+12025550123,+12025550123,debtor,Agency X,phone call,no answer,+12025550123
2026-06-02 22:30,+12025550123,+12025550123,debtor,Agency X,phone call,answered,+12025550123
2026-06-02 22:40,+12025550123,Zhang San,friend,Agency X,phone call,answered,+12025550124
03/06/2026,+12025550123,+12025550123,debtor,Agency X,phone call,answered,+12025550123
"""


@dataclass(frozen=True)
class Filled:
    """Everybody, a log that was taken in, and its audit."""

    world: World
    log: Log
    audit: Audit

    def browser(self, role: str = "auditor", language: str = "en") -> Client:
        return signed_in(self.world.people[role], language)


@pytest.fixture(scope="session")
def made_up(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("synth") / "log"
    make(Wanted(place_named("US"), 2000, 5, 60_000, 20_000), folder)
    return folder


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The data folder of the module."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(autouse=True)
def folder(place, monkeypatch, settings):
    monkeypatch.setenv("FORBEAR_DATA", str(place))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    return place


@pytest.fixture(scope="module")
def filled(place, made_up, django_db_setup, django_db_blocker):
    with pytest.MonkeyPatch.context() as patched, django_db_blocker.unblock(), transaction.atomic():
        patched.setenv("FORBEAR_DATA", str(place))
        patched.setattr("django.conf.settings.PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"])
        world = make_world()
        log = keeping.bring(world.people["auditor"].pk, world.ours.pk, zipped(made_up), "synth.zip")
        assert work_once()
        log.refresh_from_db()
        audit = judging.begin(log, BOOKS, world.people["auditor"].pk)
        assert work_once()
        audit.refresh_from_db()
        yield Filled(world, log, audit)
        transaction.set_rollback(True)


def zipped(folder: Path, name: str = "log.zip") -> SimpleUploadedFile:
    """A folder as a ZIP that is sent."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                packed.write(path, f"log/{path.relative_to(folder)}")
    return SimpleUploadedFile(name, out.getvalue())


def killed(*_):
    """Somebody ends the process here."""
    raise KeyboardInterrupt
