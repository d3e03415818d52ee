"""What programs asked for and the gate left to a person: it waits on the desk, and the approval for the program.

The desk asks nothing for a program: the permit would run out before the program knew of it. A supervisor's approval
stands in the row until the program asks again with it; so it says the text again, too, which was kept nowhere.
"""

from __future__ import annotations

from typing import Any

from forbear.chain import fingerprint
from forbear.errors import RecordError
from forbear.gate.answer import Answer
from forbear.gate.asked import Asked, text_hash
from forbear.web.desks.collector import standing, waiting
from forbear.web.desks.collector.models import Account, Waiting
from forbear.web.ledger import gates
from forbear.web.ledger.left import Approval
from forbear.web.ledger.names import of_person


def noted(*, asked: Asked, answer: Answer, **_: Any) -> None:
    """Put it on the list of the supervisors whose portfolio has the debtor, with the same collector."""
    collector = str(asked.contact.get("collector"))
    rows = Account.objects.filter(debtor=asked.debtor, portfolio__collector=collector)
    account = rows.order_by("portfolio__made_at", "pk").first()
    if account is not None:
        waiting.noted(account, asked, answer, None)


def sought(*, asked: Asked, **_: Any) -> Approval | str | None:
    """The approval of a supervisor for what a program asks again; why there is none; None where it never waited."""
    rows = Waiting.objects.filter(account__debtor=asked.debtor, asker=asked.caller, contact=fingerprint(asked.contact))
    row = rows.select_related("account").order_by("-seq").first()
    if row is None:
        return None
    records = standing.records_about(row.account)
    if row.state in (waiting.WAITS, waiting.APPROVED) and (why := waiting.stale(row, records, gates.now())):
        return why
    if row.state not in (waiting.APPROVED, waiting.ASKED):
        return row.state
    put = next(record.body["questions"] for record in records if record.seq == row.seq)
    by = of_person(row.account.organisation_id, row.by)
    return Approval(by, waiting.request_name(row.seq), lambda answer: _used(row, answer, frozenset(put), by))


def _used(row: Waiting, answer: Answer, put: frozenset[str], by: str) -> Answer:
    """The program has its answer. A permit that rests on another question than those approved is given back."""
    if answer.permit is not None and not put.issuperset(answer.permit.approved):
        answer = answer._replace(permit=gates.gate().release(answer.permit.id, gates.now(), by))
    Waiting.objects.filter(pk=row.pk, state=waiting.APPROVED).update(state=waiting.ASKED, answer=answer.seq)
    return answer


def is_text(given: str, sha256: str) -> bool:
    """Is it the message that was asked for? A browser sends other line ends, and may drop or add some at the end."""
    plain = given.replace("\r\n", "\n")
    bare = plain.strip("\n")
    forms = {given, plain, bare, f"{bare}\n", bare.replace("\n", "\r\n")}
    return sha256 in {_hash(form) for form in forms}


def _hash(text: str) -> str:
    try:
        return text_hash(text, "the message")
    except RecordError:
        return ""
