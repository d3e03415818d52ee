"""What the desk shows in a demonstration: decisions about the sample portfolio, a verification, and a pack."""

from __future__ import annotations

from collections.abc import Mapping

from forbear.errors import ForbearError
from forbear.web.desks.collector import approving, asking, contactable
from forbear.web.desks.collector.models import Account
from forbear.web.desks.proof import checking, packing
from forbear.web.desks.proof.models import Check, Pack
from forbear.web.ledger import gates
from forbear.web.ledger.names import of_person
from forbear.web.people.models import Membership, Organisation, User

DEBTORS = 12
MOST_CALLS = 4
PURPOSE = "demand_payment"
THREAT = "Pay today, or we will tell your employer and the police."
DECLINED = "It threatens to tell others. Nobody sends this."
"""What the invented supervisor answers, so that what waits for her is only what a person must think about."""


def fill(people: Mapping[str, User], organisations: Mapping[str, Organisation]) -> None:
    """Ask the gate about some debtors, where nobody did yet; the invented auditor audits the house, too."""
    house = next((one for one in organisations.values() if one.is_house), None)
    auditor, supervisor = people.get("auditor"), people.get("supervisor")
    if house is None or auditor is None or supervisor is None or Check.objects.exists():
        return
    Membership.objects.get_or_create(user=auditor, organisation=house, role="auditor")
    found = Account.objects.filter(organisation=house).select_related("portfolio").order_by("debtor")[:DEBTORS]
    accounts = list(found)
    for number, account in enumerate(accounts):
        try:
            _ask_about(account, of_person(house.pk, auditor.pk), 1 + number % MOST_CALLS, supervisor.pk)
        except ForbearError:
            continue  # a gate with other rulebooks may know less of this account
    made = {"organisation": house, "made_by": auditor, "made_at": gates.now()}
    checking.ask_for_check(
        Check.objects.create(**made, whole=True, given={"heads": [], "keys": [], "again": True}, result={})
    )
    if accounts:
        pack = Pack.objects.create(**made, debtor=accounts[0].debtor, language="en", body=b"")
        packing.ask_for_pack(pack)


def _ask_about(account: Account, by: str, calls: int, supervisor: int) -> None:
    """Some calls to the debtor's own telephone, the first of them made, and a message that no collector should send."""
    person = next(iter(contactable.people_of(account)))
    phone = next((each["id"] for each in person["addresses"] if each["kind"] == "phone"), None)
    if phone is None:
        return
    for number in range(calls):
        contact = asking.stated(account, person, "call", phone, PURPOSE, {})
        answer = asking.ask(account, contact, f"demo:{account.pk}:{number}", by)
        if number == 0 and answer.permit is not None:
            made = {**answer.permit.bound, "outcome": "conversation"}
            gates.gate().use(answer.permit.id, made, gates.now(), by)
    contact = asking.stated(account, person, "sms", phone, PURPOSE, {})
    answer = asking.ask(account, contact, f"demo:{account.pk}:sms", by, text=THREAT)
    for row in account.waiting.filter(seq=answer.seq):
        approving.decline(row, supervisor, DECLINED)
