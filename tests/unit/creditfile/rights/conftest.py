"""Records of rights for one test, and days to write them down on."""

from datetime import date

import pytest

from forbear.calendar import start_of_day
from forbear.creditfile.rights.consents import give
from forbear.creditfile.rights.records import Rights

PERSON, LENDER = "P00000001", "Qinghe"


def day(text):
    return date.fromisoformat(text).toordinal()


def noon(text):
    return start_of_day(day(text), "UTC") + 43_200_000_000


@pytest.fixture
def rights(tmp_path):
    with Rights(tmp_path / "store", write=True) as opened:
        yield opened


@pytest.fixture
def consent(rights):
    """Write a consent down: ``consent(purpose="review")``."""

    def one(**said):
        asked = {"asker": LENDER, "purpose": "application", "scope": ["account", "inquiry"], "first": "2026-01-01"}
        asked |= {"last": "2026-12-31", "where": "contract 7, page 3"} | said
        asked["first"], last = day(asked["first"]), asked.pop("last")
        with rights.writing() as writing:
            return give(writing, noon("2026-01-01"), PERSON, **asked, last=None if last is None else day(last))

    return one
