"""Under which names the desks of this server stand on the ledger: an organisation's own doing, and a person's."""

from __future__ import annotations

DESK = "desk:"


def of_organisation(organisation: int) -> str:
    """What follows by itself at an organisation's desk, such as what a file brought."""
    return f"{DESK}{organisation}"


def of_person(organisation: int, user: int | None) -> str:
    """What somebody does at the desk of an organisation."""
    return f"{of_organisation(organisation)}:{user}"


def is_of_a_desk(name: str) -> bool:
    """Is it such a name? Others are those of programs."""
    return name.startswith(DESK)


def user_in(name: str) -> int | None:
    """The number of the person in such a name; None where there is none."""
    parts = name.split(":")
    return int(parts[2]) if len(parts) == 3 and is_of_a_desk(name) and parts[2].isdecimal() else None
