"""What the desk shows in a demonstration: decisions about the sample portfolio, a verification, and a pack."""

from __future__ import annotations

from collections.abc import Mapping

from forbear.errors import ForbearError
from forbear.web.desks.collector import asking, contactable
from forbear.web.desks.collector.models import Account
from forbear.web.desks.proof import checking, packing
from forbear.web.desks.proof.models import Check, Pack
from forbear.web.ledger import gates
from forbear.web.people.models import Membership, Organisation, User

DEBTORS = 12
PURPOSE = "demand_payment"


def fill(people: Mapping[str, User], organisations: Mapping[str, Organisation]) -> None:
    """Ask the gate about some debtors, where nobody did yet; the invented auditor audits the house, too."""
    house = next((one for one in organisations.values() if one.is_house), None)
    auditor = people.get("auditor")
    if house is None or auditor is None or Check.objects.exists():
        return
    Membership.objects.get_or_create(user=auditor, organisation=house, role="auditor")
    found = Account.objects.filter(organisation=house).select_related("portfolio").order_by("debtor")[:DEBTORS]
    accounts = list(found)
    for account in accounts:
        _ask_about(account, f"desk:{house.pk}:{auditor.pk}")
    made = {"organisation": house, "made_by": auditor, "made_at": gates.now()}
    checking.ask_for_check(
        Check.objects.create(**made, whole=True, given={"heads": [], "keys": [], "again": True}, result={})
    )
    if accounts:
        pack = Pack.objects.create(**made, debtor=accounts[0].debtor, language="en", body=b"")
        packing.ask_for_pack(pack)


def _ask_about(account: Account, by: str) -> None:
    """May each own address of the debtor be used, by the first channel that it opens?"""
    person = next(iter(contactable.people_of(account)))
    for each in person["addresses"]:
        channel = contactable.CHANNELS[each["kind"]][0]
        text = None if channel == "call" else "Payment is due. Please call us back if you need more time."
        try:
            contact = asking.stated(account, person, channel, each["id"], PURPOSE, {})
            asking.ask(account, contact, f"demo:{account.pk}:{each['id']}", by, text=text)
        except ForbearError:
            continue
