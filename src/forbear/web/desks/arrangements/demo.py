"""What arrangements a demonstration shows: plans that are kept, broken and settled, a promise, letters, figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from forbear.calendar import Day
from forbear.errors import InputError
from forbear.gate.asked import read_asked
from forbear.money import Money
from forbear.web.desks.arrangements import agreements, balances, counting, deals, ledger, letterbox
from forbear.web.desks.arrangements.models import Arrangement, Letterhead, Stated
from forbear.web.desks.collector import contactable, script, standing
from forbear.web.desks.collector.models import Account
from forbear.web.ledger import gates
from forbear.web.ledger.names import of_person
from forbear.web.people.models import Organisation, User

AGO = 75
"""So many days before today the balances of these accounts stood."""
PLANS: tuple[Mapping[str, Any], ...] = (
    {"count": 6, "percent": 100, "paid": (30, 60), "frozen": True},
    {"count": 4, "percent": 100, "paid": (30,), "frozen": True},
    {"count": 3, "percent": 70, "paid": (25, 55, 72), "frozen": True, "waives_rest": True},
    {"count": 8, "percent": 100, "paid": (32, 61), "frozen": False},
    {"count": 5, "percent": 100, "paid": None, "frozen": True},
    {"count": 5, "percent": 60, "paid": None, "frozen": True, "waives_rest": True, "whose": "counter"},
)
"""Plans of the first accounts: in how many payments, which part of the debt, days after the balance of what came."""
BUDGET = {"income": "9000", "fixed": "2900", "flexible": "1700"}


def fill(people: Mapping[str, User], organisations: Mapping[str, Organisation]) -> None:
    """Lay arrangements out for the clerk of the invented agency, where none are there yet."""
    clerk = people.get("collector")
    agency = next((one for one in organisations.values() if one.kind == "collector"), None)
    if clerk is None or agency is None or Arrangement.objects.filter(account__organisation=agency).exists():
        return
    head, _ = Letterhead.objects.get_or_create(
        organisation=agency,
        defaults={
            "name": agency.name, "address": "1 Example Road, Exampleton", "email": "help@beichen.example",
            "account": "the repayment page in the app", "plain_envelope": True,
        },
    )  # fmt: skip
    own = Account.objects.filter(organisation=agency, assigned_to=clerk).select_related("portfolio", "organisation")
    accounts = [one for one in own.order_by("debtor")[:16] if _is_free(one)]
    by = of_person(agency.pk, clerk.pk)
    for account, plan in zip(accounts, PLANS, strict=False):
        _begin(account, plan, by)
    for account in accounts[len(PLANS) : len(PLANS) + 2]:
        _promise(account, by)
    for account in accounts[len(PLANS) : len(PLANS) + 3]:
        _write(account, head, clerk)
    for number, account in enumerate(accounts):
        _ask(account, by, number)
    counting.count()


def _is_free(account: Account) -> bool:
    """Does nothing stand against talking with this debtor?"""
    return not ledger.holds_in(ledger.records(account))


def _begin(account: Account, plan: Mapping[str, Any], by: str) -> None:
    """A plan that began some weeks ago, with what came of it."""
    first = _moved_back(account)
    debt = account.debts[0]
    currency = account.portfolio.currency
    owed = Money.parse(str(debt["arrears"]), currency).amount_minor
    total = owed * plan["percent"] // 100
    said, today = first + 5, ledger.today_of(account)
    wished = agreements.Wished(total, plan["count"], first + 30, plan["frozen"], bool(plan.get("waives_rest")))
    if plan["paid"] is None:
        wished, said = agreements.Wished(total, plan["count"], today + 20, True, wished.waives_rest), today
    terms = agreements.terms_of(debt["name"], currency, wished)
    made = deals.begin(account, by, deals.PLAN, terms, plan.get("whose", "propose"), said, None, 3, 50)
    if plan["paid"] is None:
        _state(account, today)
        return
    deals.answer(made, "accept", said, made.version, (), by)
    for number, days in enumerate(plan["paid"]):
        amount = Money(terms.dues[number].amount, currency)
        ledger.record_payment(account, debt["name"], first + days, amount, f"demo {number}", "", by)
    balances.settle(account)


def _moved_back(account: Account) -> Day:
    """Let the balances stand some weeks ago; that day."""
    first = ledger.today_of(account) - AGO
    account.debts = [_older(debt, first) for debt in account.debts]
    account.save(update_fields=["debts"])
    return first


def _older(debt: Mapping[str, Any], first: Day) -> dict[str, Any]:
    due = min(date.fromisoformat(debt["due"]).toordinal(), first)
    return {**debt, "as_of": date.fromordinal(first).isoformat(), "due": date.fromordinal(due).isoformat()}


def _state(account: Account, today: Day) -> None:
    """The month that a debtor stated."""
    kinds = {"income": "income", "fixed": "fixed", "flexible": "flexible"}
    lines = [{"name": name, "kind": kinds[name], "amount": amount} for name, amount in BUDGET.items()]
    body = {"currency": account.portfolio.currency, "reserve": "0", "line": lines}
    Stated.objects.create(account=account, stated_on=today, lines=len(lines), body=body)


def _promise(account: Account, by: str) -> None:
    """A payment that is promised for today."""
    today = ledger.today_of(account)
    _moved_back(account)
    wished = agreements.Wished(30_000, 1, today)
    terms = agreements.terms_of(account.debts[0]["name"], account.portfolio.currency, wished)
    deals.begin(account, by, deals.PROMISE, terms, "propose", today - 2, None, 1)


def _write(account: Account, head: Letterhead, clerk: User) -> None:
    """A reminder that waits, where it may be written."""
    wanted = letterbox.Wanted("reminder", letterbox.language_of(account), (), {"account": head.account})
    try:
        letterbox.queued(account, head, wanted, clerk.pk)
    except InputError:
        return


def _ask(account: Account, by: str, number: int) -> None:
    """The gate is asked for a call, as the desk does."""
    person = next(contactable.people_of(account))
    phone = next((one for one in person["addresses"] if one["kind"] == "phone"), None)
    if phone is None:
        return
    contact = {
        "collector": account.portfolio.collector, "debts": standing.debts_of(account), "person": person["id"],
        "role": person["role"], "channel": "call", "address": phone["id"], "address_source": phone["source"],
        "purpose": "demand_payment", **script.facts(person["role"], "call"),
    }  # fmt: skip
    gates.gate().ask(read_asked(by, f"demo call {number}", account.debtor, contact), gates.now())
