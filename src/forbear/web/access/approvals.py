"""Contacts that a person must judge: they are put before supervisors, whose approvals are used by asking again.

``"approval": "desk"`` needs no scope: it opens nothing but this one contact, which somebody approved at the desk.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forbear.errors import Problem, RecordError
from forbear.gate.answer import Answer
from forbear.gate.asked import Asked
from forbear.web.access.view import Eyes, RefusedError
from forbear.web.ledger import gates
from forbear.web.ledger.left import Approval, approval_sought, left_to_a_person
from forbear.web.ledger.names import is_of_a_desk

AT_THE_DESK = "desk"
"""What a program states as its approval where a supervisor approves at the desk."""


def check_approval(seen: Eyes, approval: str | None, where: str) -> None:
    """Raises RefusedError where a key may not approve, RecordError where it gives somebody of the desk who did."""
    if approval in (None, AT_THE_DESK):
        return
    seen.need("approve")
    if is_of_a_desk(str(approval)):
        hint = f"Give {AT_THE_DESK!r} where a supervisor approves at the desk, else a name of yours"
        raise RecordError(Problem(where, f"{approval!r} is a name of the desk", hint=hint, code="approval-name"))


def asked_and_told(asked: Sequence[Asked]) -> list[Answer]:
    """The gate's answers, with the desk's approvals where those are asked with. Raises RefusedError.

    What is left to a person is put before the supervisors.
    """
    approvals = [_approval(each) if each.approval == AT_THE_DESK else None for each in asked]
    putting = [_approved(each, found) if found else each for each, found in zip(asked, approvals, strict=True)]
    answers = gates.gate().ask_many(putting, gates.now())
    for one, answer in zip(putting, answers, strict=True):
        if answer.word == "ask-a-person":
            left_to_a_person.send(sender=Asked, asked=one, answer=answer)
    return [found.then(each) if found else each for each, found in zip(answers, approvals, strict=True)]


def _approved(asked: Asked, found: Approval) -> Asked:
    return asked._replace(approval=found.by, request=found.request)


def _approval(asked: Asked) -> Approval:
    """The approval that somebody gave at the desk; raises RefusedError where nobody did."""
    found: list[Any] = [each for _receiver, each in approval_sought.send(sender=Asked, asked=asked)]
    given = next((each for each in found if isinstance(each, Approval)), None)
    if given is not None:
        return given
    why = next((each for each in found if each in _WHY), "none")
    what, hint = _WHY[why]
    raise RefusedError(f"request {asked.request!r}: {what}", hint, f"approval-{why}")


_ANEW = "Ask anew, without an approval"
_WHY = {
    "none": ("the desk knows of no such contact of yours", f"{_ANEW}, and with a debtor and collector of a portfolio"),
    "waiting": ("no supervisor has answered yet", "Ask again later with the same contact and the same approval"),
    "declined": ("a supervisor has declined this contact", "Do not make it; the page of the answer says why"),
    "over": ("the same contact was asked for again since", _ANEW),
    "late": ("the approval, or what was asked, is more than a day old", _ANEW),
}  # fmt: skip
