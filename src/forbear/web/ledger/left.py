"""Contacts of programs that the gate left to a person: who is told of them, and where approvals come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.dispatch import Signal

from forbear.gate.answer import Answer

left_to_a_person = Signal()
"""A program asked (``asked``), and the gate left it to a person (``answer``)."""
approval_sought = Signal()
"""A program asks with an approval that somebody gave elsewhere (``asked``): a receiver gives back an ``Approval``, or a
word that says why there is none."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved a contact, under which name it is asked for again, and what is done ``then`` with the answer."""

    by: str
    request: str
    then: Callable[[Answer], Answer]
