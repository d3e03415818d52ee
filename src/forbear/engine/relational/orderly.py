"""Facts over the history by windows, where the tables allow it."""

from __future__ import annotations


def possible(translator, fact, chain, shelf) -> bool:
    """May this fact be counted by windows?"""
    return False


def add(translator, fact, chain, shelf, source):
    """Add it."""
    raise NotImplementedError
