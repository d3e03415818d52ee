"""What the desk shows in a demonstration: an invented portfolio."""

from __future__ import annotations

from collections.abc import Mapping

from forbear.web.people.models import Organisation, User


def fill(people: Mapping[str, User], organisations: Mapping[str, Organisation]) -> None:
    """Lay the sample portfolio out, where it is not there yet."""
