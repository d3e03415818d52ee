"""One browser for all walks, and a demonstration for each: it is laid out once, all its work done, and then copied."""

from contextlib import contextmanager
from shutil import copytree

import pytest

from tests.support.browser import CHROMIUM, Looker, browser, fill, served


def pytest_collection_modifyitems(items):
    """Each walk takes its time, talks with a server of this machine, and needs Chromium."""
    missing = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium; scripts/chromium.sh installs it")
    for item in items:
        if item.path.is_relative_to(__file__.rpartition("/")[0]):
            for mark in (pytest.mark.loopback, pytest.mark.slow, missing):
                item.add_marker(mark)


@pytest.fixture(scope="session")
def chromium():
    """The browser."""
    with browser() as made:
        yield made


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """A folder with everything that a demonstration shows; nobody changes it."""
    folder = tmp_path_factory.mktemp("filled")
    fill(folder)
    return folder


@pytest.fixture
def demonstration(filled, tmp_path):
    """The address of a demonstration in which nobody did anything yet."""
    with _copied(filled, tmp_path) as address:
        yield address


@pytest.fixture(scope="module")
def shared(filled, tmp_path_factory):
    """The same for walks that change nothing that another looks at."""
    with _copied(filled, tmp_path_factory.mktemp("shared")) as address:
        yield address


@pytest.fixture
def look(chromium):
    """Makes somebody who looks at pages, with a language, a theme and a size."""
    made = []

    def maker(*sight, **more):
        made.append(Looker(chromium, *sight, **more))
        return made[-1]

    yield maker
    for each in made:
        each.close()


@contextmanager
def _copied(filled, folder):
    copytree(filled / "data", folder / "data")
    with served(folder, "--demo") as (address, _said):
        yield address
