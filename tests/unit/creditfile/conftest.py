"""A store, and deliveries written for one test."""

from datetime import UTC, datetime

import pytest

from forbear.creditfile.intake.mapping import read_mapping
from forbear.creditfile.intake.taking import Delivery, take_in
from forbear.creditfile.store import Store

DAY = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "store", write=True) as opened:
        yield opened


@pytest.fixture
def take(store, tmp_path):
    """Take a text in as a file: ``take("march.csv", text, "text of a mapping, or a ready one")``."""

    def one(name, content, mapping="metro2", lender="Qinghe", at=DAY, licence="contract 7", correction=False):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        if "\n" in mapping:
            (tmp_path / "map.toml").write_text(mapping, encoding="utf-8")
            mapping = str(tmp_path / "map.toml")
        return take_in(store, Delivery(path, lender, at, read_mapping(mapping), licence, correction))

    return one
