"""Packs without documents, where only the data of one matter: typesetting is what takes time."""

import pytest


@pytest.fixture
def quick(monkeypatch):
    """Typeset nothing."""
    monkeypatch.setattr("forbear.evidence.build.pdf", lambda *_: b"%PDF")
